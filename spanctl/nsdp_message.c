/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Netgear's switch discovery protocol, as far as mirroring needs it: UDP from
 * port 63321 to 63322, a header of 32 bytes, attributes as type, length and
 * value. No text of Netgear's describes it; this follows what others have
 * found out. Whoever listens learns the password: it is only garbled.
 */
#include "spanctl/nsdp_int.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/cursor.h"
#include "base/log.h"

#define SWITCH_PORT 63322
#define MANAGER_PORT 63321
#define RETRIES 3

static void
put(struct message *message, const void *bytes, size_t size)
{
	if (size == 0 || size > sizeof message->bytes - message->size)
		return;
	memcpy(message->bytes + message->size, bytes, size);
	message->size += size;
}

static void
put_be16(struct message *message, unsigned value)
{
	const uint8_t bytes[2] = {(uint8_t)(value >> 8), (uint8_t)value};

	put(message, bytes, sizeof bytes);
}

void
nsdp_put(struct message *message, enum attribute type, const void *value,
    size_t size)
{
	put_be16(message, type);
	put_be16(message, (unsigned)size);
	put(message, value, size);
}

/* The manager's address may be anything: answers go to where it asks from. */
void
nsdp_begin(struct nsdp *nsdp, enum operation operation, struct message *message)
{
	static const uint8_t none[8], manager[6] = {2, 0, 0, 0, 0, 1};

	*message = (struct message){.size = 0};
	put_be16(message, 0x0100U | operation);
	put(message, none, 6);
	put(message, manager, sizeof manager);
	put(message, nsdp->mac, sizeof nsdp->mac);
	put(message, none, 2);
	put_be16(message, ++nsdp->sequence);
	put(message, "NSDP", 4);
	put(message, none, 4);
}

/* What the switch has against it. */
static const char *
result_name(unsigned result)
{
	switch (result) {
	case 3:
		return "it does not know this";
	case 4:
	case 5:
		return "it does not take this value";
	case 7:
	case 13:
		return "the password is wrong";
	case 10:
		return "it is managed by browser only";
	case 14:
		return "it is locked after wrong passwords, for 30 minutes";
	case 15:
		return "management is disabled: enable it by browser";
	default:
		return "an error of its own";
	}
}

/* Is it the answer to what was asked? '*result' is 0 when all went well. */
static bool
is_answer(const struct nsdp *nsdp, enum operation operation,
    const uint8_t *bytes, size_t size, unsigned *result)
{
	if (size < NSDP_HEADER_SIZE || bytes[0] != 1 ||
	    bytes[1] != operation + 1 || memcmp(bytes + 24, "NSDP", 4) != 0 ||
	    load_be16(bytes + 22) != nsdp->sequence)
		return false;
	*result = bytes[2];
	return true;
}

static int64_t
now_ms(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Does a datagram come before that time? What is no answer does not make the
 * wait longer. */
static bool
comes(int fd, int64_t end_ms)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};
	int64_t left_ms = end_ms - now_ms();

	return left_ms > 0 && poll(&ready, 1, (int)left_ms) > 0;
}

int
nsdp_exchange(struct nsdp *nsdp, enum operation operation,
    const struct message *message, struct message *answer)
{
	int wait_ms = (int)nsdp->device->timeout_s * 1000 / RETRIES;
	unsigned result = 0;
	int64_t end_ms;

	log_debug("%s: %s %zu bytes", nsdp->device->name,
	    operation == OPERATION_WRITE ? "writes" : "asks with",
	    message->size);
	for (int i = 0; i < RETRIES; i++) {
		if (send(nsdp->fd, message->bytes, message->size, 0) < 0 &&
		    errno != ECONNREFUSED)
			break;
		end_ms = now_ms() + wait_ms;
		while (comes(nsdp->fd, end_ms)) {
			ssize_t got = recv(
			    nsdp->fd, answer->bytes, sizeof answer->bytes, 0);

			if (got < 0)
				break;
			answer->size = (size_t)got;
			if (!is_answer(nsdp, operation, answer->bytes,
				answer->size, &result))
				continue;
			if (result == 0)
				return 0;
			log_warnx(
			    "%s: %s", nsdp->device->name, result_name(result));
			return result == 7 || result == 13 ? EACCES : EPROTO;
		}
	}
	log_warnx("%s: no answer within %u s: is it on, and do UDP ports "
		  "%d and %d pass?",
	    nsdp->device->name, nsdp->device->timeout_s, MANAGER_PORT,
	    SWITCH_PORT);
	return ETIMEDOUT;
}

/* Switches answer to port 63321 only. */
int
nsdp_connect(struct nsdp *nsdp)
{
	const struct device *device = nsdp->device;
	struct addrinfo hints = {
	    .ai_family = AF_INET, .ai_socktype = SOCK_DGRAM};
	struct sockaddr_in mine = {
	    .sin_family = AF_INET, .sin_port = htons(MANAGER_PORT)};
	struct addrinfo *found = NULL;
	char port[8];
	int on = 1, error = 0;

	snprintf(
	    port, sizeof port, "%u", device->port ? device->port : SWITCH_PORT);
	if (getaddrinfo(device->address, port, &hints, &found))
		return EHOSTUNREACH;
	nsdp->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (nsdp->fd < 0 ||
	    setsockopt(nsdp->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
	    bind(nsdp->fd, (struct sockaddr *)&mine, sizeof mine) ||
	    connect(nsdp->fd, found->ai_addr, found->ai_addrlen))
		error = errno;
	freeaddrinfo(found);
	return error;
}
