/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"

#define BACKLOG 512

/* Splits "[::1]:8787"; false when it is nothing like that. */
static bool
split(const char *where, char host[INET6_ADDRSTRLEN], char port[6])
{
	const char *colon = strrchr(where, ':');
	struct text address;
	unsigned long number;

	if (!colon || !text_number(text_of(colon + 1), 65535, &number))
		return false;
	address = (struct text){where, (size_t)(colon - where)};
	if (address.len >= 2 && address.at[0] == '[' &&
	    address.at[address.len - 1] == ']') {
		address.at++;
		address.len -= 2;
	}
	if (address.len >= INET6_ADDRSTRLEN)
		return false;
	text_copy(host, INET6_ADDRSTRLEN, address);
	snprintf(port, 6, "%lu", number);
	return true;
}

/* Which address it became, and whether only this machine reaches it. */
static int
describe(struct listen_at *at)
{
	struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
	socklen_t size = sizeof address;
	const struct sockaddr_in6 *v6 = (const void *)&address;
	const struct sockaddr_in *v4 = (const void *)&address;
	char host[INET6_ADDRSTRLEN] = "";

	if (getsockname(at->fd, (struct sockaddr *)&address, &size))
		return errno;
	if (address.ss_family == AF_INET) {
		inet_ntop(AF_INET, &v4->sin_addr, host, sizeof host);
		at->is_local = ntohl(v4->sin_addr.s_addr) >> 24 == 127;
		snprintf(at->text, sizeof at->text, "%s:%u", host,
		    ntohs(v4->sin_port));
	} else {
		inet_ntop(AF_INET6, &v6->sin6_addr, host, sizeof host);
		at->is_local = IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
		snprintf(at->text, sizeof at->text, "[%s]:%u", host,
		    ntohs(v6->sin6_port));
	}
	return 0;
}

static int
bind_to(const struct addrinfo *info, int *out)
{
	const int on = 1, off = 0;
	int fd = socket(
	    info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int error;

	if (fd < 0)
		return errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (info->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
	if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 &&
	    listen(fd, BACKLOG) == 0) {
		*out = fd;
		return 0;
	}
	error = errno;
	close(fd);
	return error;
}

int
listen_open(const char *where, struct listen_at *out)
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_PASSIVE,
	    .ai_socktype = SOCK_STREAM};
	char host[INET6_ADDRSTRLEN], port[6];
	struct addrinfo *info = NULL;
	int error = EINVAL;

	if (!split(where, host, port) ||
	    getaddrinfo(host[0] ? host : "::", port, &hints, &info)) {
		log_warnx("--listen: \"%s\" is no address and port: give "
			  "127.0.0.1:8787, [::1]:8787 or :8787",
		    where);
		return EINVAL;
	}
	error = bind_to(info, &out->fd);
	freeaddrinfo(info);
	if (!error)
		error = describe(out);
	if (error) {
		errno = error;
		log_warn("%s", where);
	}
	return error;
}
