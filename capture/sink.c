/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One socket for each UDP port and each IP protocol. */
#include "capture/sink.h"

#include <errno.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capture/ip.h"

#define HEP_PORT 9060 /* customary */

static const uint8_t protocols[] = {IP_PROTOCOL_IP4, IP_PROTOCOL_IP6,
    IP_PROTOCOL_GRE, IP_PROTOCOL_ETHERIP, IP_PROTOCOL_L2TP, IP_PROTOCOL_MPLS};

#define PROTOCOL_COUNT (sizeof protocols / sizeof *protocols)

struct sink {
	struct addr address;
	int sockets[TUNNEL_PORTS_MAX + 1 + PROTOCOL_COUNT];
	size_t count;
};

/* An address and port for bind(); returns its size. */
static socklen_t
to_sockaddr(
    const struct addr *address, uint16_t port, struct sockaddr_storage *out)
{
	struct sockaddr_in *ip4 = (struct sockaddr_in *)(void *)out;
	struct sockaddr_in6 *ip6 = (struct sockaddr_in6 *)(void *)out;

	*out = (struct sockaddr_storage){0};
	if (addr_is_ip4(address)) {
		ip4->sin_family = AF_INET;
		ip4->sin_port = htons(port);
		memcpy(&ip4->sin_addr, address->byte + 12, 4);
		return sizeof *ip4;
	}
	ip6->sin6_family = AF_INET6;
	ip6->sin6_port = htons(port);
	memcpy(&ip6->sin6_addr, address->byte, 16);
	return sizeof *ip6;
}

/* The kernel drops all that comes, before it would be queued. */
static int
refuse_all(int fd)
{
	struct sock_filter drop = {.code = BPF_RET | BPF_K, .k = 0};
	struct sock_fprog program = {.len = 1, .filter = &drop};

	return setsockopt(
	    fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

/* Adds a socket; 'protocol' 0 is UDP on 'port'. 0 or a positive errno. */
static int
listen_to(struct sink *sink, uint16_t port, int protocol)
{
	struct sockaddr_storage name;
	socklen_t size = to_sockaddr(&sink->address, port, &name);
	int family = name.ss_family, on = 1, error;
	int fd = socket(family,
	    (protocol ? SOCK_RAW : SOCK_DGRAM) | SOCK_CLOEXEC, protocol);

	if (fd < 0)
		return errno;
	if (family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	if (refuse_all(fd) == 0 &&
	    bind(fd, (struct sockaddr *)&name, size) == 0) {
		sink->sockets[sink->count++] = fd;
		return 0;
	}
	error = errno;
	close(fd);
	return error == EADDRINUSE ? 0 : error;
}

static int
listen_to_all(struct sink *sink, const struct tunnel_ports *ports)
{
	int error = listen_to(sink, HEP_PORT, 0);

	for (size_t i = 0; i < ports->count && !error; i++)
		error = listen_to(sink, ports->list[i].port, 0);
	for (size_t i = 0; i < PROTOCOL_COUNT && !error; i++)
		error = listen_to(sink, 0, protocols[i]);
	return error;
}

int
sink_open(const struct addr *address, const struct tunnel_ports *ports,
    struct sink **out, char error[SINK_ERROR_SIZE])
{
	char text[ADDR_TEXT_SIZE];
	struct sink *sink = calloc(1, sizeof *sink);
	int result = ENOMEM;

	if (sink) {
		sink->address = *address;
		result = listen_to_all(sink, ports);
	}
	if (!result) {
		*out = sink;
		return 0;
	}
	snprintf(error, SINK_ERROR_SIZE, "%s: cannot keep silent there: %s",
	    addr_format(address, text),
	    result == EADDRNOTAVAIL ? "not an address of this host"
	    : result == EPERM       ? "tunnels right above IP need root or "
				      "CAP_NET_RAW"
				    : strerror(result));
	sink_close(sink);
	return result;
}

void
sink_close(struct sink *sink)
{
	if (!sink)
		return;
	for (size_t i = 0; i < sink->count; i++)
		close(sink->sockets[i]);
	free(sink);
}
