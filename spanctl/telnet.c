/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Command lines over telnet (RFC 854), for devices that have nothing else.
 * Of options only echo and suppressed go-ahead are agreed to (RFC 857, 858).
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "spanctl/wire.h"

#define OPTIONS_MAX 256 /* pieces without a character of text */

enum {
	TELNET_SE = 240,
	TELNET_SB = 250,
	TELNET_WILL = 251,
	TELNET_WONT = 252,
	TELNET_DO = 253,
	TELNET_DONT = 254,
	TELNET_IAC = 255,
	OPTION_ECHO = 1,
	OPTION_SGA = 3,
};

enum telnet_state {
	TELNET_DATA,
	TELNET_COMMAND,
	TELNET_OPTION,
	TELNET_SUB,
	TELNET_SUB_COMMAND,
};

struct telnet {
	int fd;
	enum telnet_state state;
	unsigned char verb; /* that waits for its option */
};

static int
send_all(int fd, const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size) {
		ssize_t sent = send(fd, at, size, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return ECONNRESET;
		at += sent;
		size -= (size_t)sent;
	}
	return 0;
}

/* Agrees to what is wanted of the far end, refuses all else. */
static int
answer_option(struct telnet *telnet, unsigned char option)
{
	bool wanted = option == OPTION_ECHO || option == OPTION_SGA;
	unsigned char answer[3] = {TELNET_IAC, 0, option};

	switch (telnet->verb) {
	case TELNET_WILL:
		answer[1] = wanted ? TELNET_DO : TELNET_DONT;
		break;
	case TELNET_DO:
		answer[1] = option == OPTION_SGA ? TELNET_WILL : TELNET_WONT;
		break;
	default: /* WONT and DONT need no answer */
		return 0;
	}
	return send_all(telnet->fd, answer, sizeof answer);
}

/* Takes one byte; true when it is data. */
static bool
take_byte(struct telnet *telnet, unsigned char byte, int *error)
{
	switch (telnet->state) {
	case TELNET_DATA:
		if (byte == TELNET_IAC)
			telnet->state = TELNET_COMMAND;
		return byte != TELNET_IAC && byte != '\0';
	case TELNET_COMMAND:
		telnet->verb = byte;
		telnet->state = TELNET_DATA;
		if (byte == TELNET_SB)
			telnet->state = TELNET_SUB;
		else if (byte >= TELNET_WILL && byte <= TELNET_DONT)
			telnet->state = TELNET_OPTION;
		return false;
	case TELNET_OPTION:
		telnet->state = TELNET_DATA;
		*error = answer_option(telnet, byte);
		return false;
	case TELNET_SUB:
		if (byte == TELNET_IAC)
			telnet->state = TELNET_SUB_COMMAND;
		return false;
	case TELNET_SUB_COMMAND:
		telnet->state = byte == TELNET_SE ? TELNET_DATA : TELNET_SUB;
		return false;
	}
	return false;
}

static size_t
telnet_read(void *state, char *out, size_t size, int timeout_ms, int *error)
{
	struct telnet *telnet = state;
	size_t kept = 0;

	for (int turn = 0; kept == 0; turn++) {
		struct pollfd wait = {.fd = telnet->fd, .events = POLLIN};
		unsigned char bytes[1024];
		ssize_t got;

		if (turn == OPTIONS_MAX || poll(&wait, 1, timeout_ms) <= 0) {
			*error = ETIMEDOUT;
			return 0;
		}
		got = recv(telnet->fd, bytes,
		    size < sizeof bytes ? size : sizeof bytes, 0);
		if (got <= 0) {
			*error = ECONNRESET;
			return 0;
		}
		*error = 0;
		for (ssize_t i = 0; i < got && !*error; i++) {
			if (take_byte(telnet, bytes[i], error))
				out[kept++] = (char)bytes[i];
		}
		if (*error)
			return 0;
	}
	return kept;
}

static int
telnet_write(void *state, const char *bytes, size_t size)
{
	struct telnet *telnet = state;

	return send_all(telnet->fd, bytes, size);
}

static void
telnet_close(void *state)
{
	struct telnet *telnet = state;

	close(telnet->fd);
	free(telnet);
}

/* Connects within the time that the plan gives; -1 with errno. */
static int
connect_within(const struct addrinfo *to, unsigned timeout_s)
{
	int fd = socket(to->ai_family,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, to->ai_protocol);
	struct pollfd wait = {.fd = fd, .events = POLLOUT};
	int error = 0;
	socklen_t size = sizeof error;

	if (fd < 0)
		return -1;
	if (connect(fd, to->ai_addr, to->ai_addrlen) && errno != EINPROGRESS)
		error = errno;
	else if (poll(&wait, 1, (int)timeout_s * 1000) <= 0)
		error = ETIMEDOUT;
	else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size))
		error = errno;
	if (error || fcntl(fd, F_SETFL, 0)) {
		close(fd);
		errno = error ? error : errno;
		return -1;
	}
	return fd;
}

static int
connect_to(const struct device *device)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	char port[8];
	int fd = -1;
	int failed;

	snprintf(port, sizeof port, "%u",
	    device->port ? (unsigned)device->port : 23U);
	failed = getaddrinfo(device->address, port, &hints, &found);
	if (failed) {
		log_warnx("%s: %s: %s", device->name, device->address,
		    gai_strerror(failed));
		return -1;
	}
	for (struct addrinfo *at = found; at && fd < 0; at = at->ai_next)
		fd = connect_within(at, device->timeout_s);
	if (fd < 0)
		log_warn("%s: %s", device->name, device->address);
	freeaddrinfo(found);
	return fd;
}

int
wire_open_telnet(const struct device *device, struct wire *out)
{
	struct telnet *telnet = calloc(1, sizeof *telnet);

	if (!telnet)
		return ENOMEM;
	telnet->fd = connect_to(device);
	if (telnet->fd < 0) {
		free(telnet);
		return EHOSTUNREACH;
	}
	*out = (struct wire){.read = telnet_read,
	    .write = telnet_write,
	    .close = telnet_close,
	    .state = telnet};
	return 0;
}
