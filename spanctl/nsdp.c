/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Netgear's switch discovery protocol, as far as mirroring needs it: UDP from
 * port 63321 to 63322, a header of 32 bytes, attributes as type, length and
 * value. No text of Netgear's describes it; this follows what others have
 * found out. Whoever listens learns the password: it is only garbled.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/cursor.h"
#include "base/log.h"
#include "spanctl/backend.h"
#include "spanctl/secret.h"

#define SWITCH_PORT 63322
#define MANAGER_PORT 63321
#define MESSAGE_MAX 512
#define HEADER_SIZE 32
#define PORTS_MOST 16
#define RETRIES 3
#define PASSWORD_MAX 20

/* The second byte of a message; an answer is one more. */
enum operation {
	OPERATION_READ = 1,
	OPERATION_WRITE = 3,
};

enum attribute {
	ATTRIBUTE_MODEL = 0x0001,
	ATTRIBUTE_MAC = 0x0004,
	ATTRIBUTE_PASSWORD = 0x000a,
	ATTRIBUTE_MIRROR = 0x5c00,
	ATTRIBUTE_PORTS = 0x6000,
	ATTRIBUTE_END = 0xffff,
};

struct nsdp {
	const struct device *device;
	int fd;
	uint8_t mac[6]; /* of the switch */
	uint16_t sequence;
	unsigned ports;  /* it has; 0: not said */
	unsigned to;     /* where it copies to; 0: nowhere */
	uint8_t from[2]; /* a bit for each source; port 1 is the highest */
	size_t from_size;
};

/* A message that is put together. */
struct message {
	uint8_t bytes[MESSAGE_MAX];
	size_t size;
};

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

static void
put_attribute(struct message *message, enum attribute type, const void *value,
    size_t size)
{
	put_be16(message, type);
	put_be16(message, (unsigned)size);
	put(message, value, size);
}

/* The manager's address may be anything: answers go to where it asks from. */
static void
begin(struct nsdp *nsdp, enum operation operation, struct message *message)
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
	if (size < HEADER_SIZE || bytes[0] != 1 || bytes[1] != operation + 1 ||
	    memcmp(bytes + 24, "NSDP", 4) != 0 ||
	    load_be16(bytes + 22) != nsdp->sequence)
		return false;
	*result = bytes[2];
	return true;
}

/* Sends until an answer comes; '*size' is that of its attributes. */
static int
exchange(struct nsdp *nsdp, enum operation operation,
    const struct message *message, struct message *answer)
{
	int wait_ms = (int)nsdp->device->timeout_s * 1000 / RETRIES;
	unsigned result = 0;

	for (int i = 0; i < RETRIES; i++) {
		struct pollfd ready = {.fd = nsdp->fd, .events = POLLIN};

		if (send(nsdp->fd, message->bytes, message->size, 0) < 0 &&
		    errno != ECONNREFUSED)
			break;
		while (poll(&ready, 1, wait_ms) > 0) {
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

static void
take_attribute(struct nsdp *nsdp, unsigned type, struct cursor value)
{
	size_t size = value.left;
	const uint8_t *bytes = cursor_bytes(&value, size);

	if (!bytes)
		return;
	if (type == ATTRIBUTE_MAC && size == sizeof nsdp->mac)
		memcpy(nsdp->mac, bytes, size);
	if (type == ATTRIBUTE_PORTS && size == 1)
		nsdp->ports = bytes[0];
	/* Destination, nothing, and a bit for each source. */
	if (type == ATTRIBUTE_MIRROR && (size == 3 || size == 4)) {
		nsdp->to = bytes[0];
		nsdp->from_size = size - 2;
		memcpy(nsdp->from, bytes + 2, size - 2);
	}
}

static void
take_answer(struct nsdp *nsdp, const struct message *answer)
{
	struct cursor rest = cursor_over(
	    answer->bytes + HEADER_SIZE, answer->size - HEADER_SIZE);

	while (rest.left >= 4) {
		unsigned type = cursor_be16(&rest);
		size_t size = cursor_be16(&rest);
		struct cursor value = rest;

		if (type == ATTRIBUTE_END || !cursor_limit(&value, size))
			return;
		cursor_skip(&rest, size);
		take_attribute(nsdp, type, value);
	}
}

/* Reads who it is, and what it copies. */
static int
read_all(struct nsdp *nsdp)
{
	struct message message, answer;
	int error;

	begin(nsdp, OPERATION_READ, &message);
	put_attribute(&message, ATTRIBUTE_MAC, NULL, 0);
	put_attribute(&message, ATTRIBUTE_PORTS, NULL, 0);
	put_attribute(&message, ATTRIBUTE_MIRROR, NULL, 0);
	put_attribute(&message, ATTRIBUTE_END, NULL, 0);
	nsdp->from_size = 0;
	error = exchange(nsdp, OPERATION_READ, &message, &answer);
	if (error)
		return error;
	take_answer(nsdp, &answer);
	if (nsdp->from_size)
		return 0;
	log_warnx("%s: tells nothing of mirroring: it has none, or another "
		  "protocol",
	    nsdp->device->name);
	return ENOTSUP;
}

/* Switches answer to port 63321 only. */
static int
connect_to(const struct device *device, int *fd)
{
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
	*fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (*fd < 0 ||
	    setsockopt(*fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
	    bind(*fd, (struct sockaddr *)&mine, sizeof mine) ||
	    connect(*fd, found->ai_addr, found->ai_addrlen))
		error = errno;
	freeaddrinfo(found);
	return error;
}

static void
nsdp_close(void *state)
{
	struct nsdp *nsdp = state;

	if (nsdp->fd >= 0)
		close(nsdp->fd);
	free(nsdp);
}

static int
nsdp_open(const struct device *device, void **state)
{
	struct nsdp *nsdp = calloc(1, sizeof *nsdp);
	int error;

	if (!nsdp)
		return ENOMEM;
	nsdp->device = device;
	nsdp->fd = -1;
	nsdp->sequence = (uint16_t)time(NULL);
	error = connect_to(device, &nsdp->fd);
	if (error) {
		errno = error;
		log_warn("%s: %s", device->name, device->address);
	} else {
		error = read_all(nsdp);
	}
	if (error)
		nsdp_close(nsdp);
	else
		*state = nsdp;
	return error;
}

static int
add_port(struct mirror_ports *ports, unsigned number, enum direction direction)
{
	char name[16];

	snprintf(name, sizeof name, "%u", number);
	return mirror_ports_add(
	    ports, driver_nsdp.names, text_of(name), direction);
}

static int
nsdp_read(void *state, struct session_list *list)
{
	struct nsdp *nsdp = state;
	struct session *session;
	int error = read_all(nsdp);

	if (error || nsdp->to == 0)
		return error;
	session = session_list_add(list, text_of("1"));
	if (!session)
		return ENOMEM;
	session->type = SESSION_LOCAL;
	error = add_port(&session->destinations, nsdp->to, DIRECTION_NONE);
	for (unsigned i = 0; i < 8 * nsdp->from_size && !error; i++) {
		if (nsdp->from[i / 8] & 0x80 >> i % 8)
			error =
			    add_port(&session->sources, i + 1, DIRECTION_BOTH);
	}
	return error;
}

/* The number of a port that the switch has; 0 after a message. */
static unsigned
number_of(const struct nsdp *nsdp, const char *name)
{
	unsigned long number = 0;
	size_t most = nsdp->ports;

	if (most == 0 || most > 8 * nsdp->from_size)
		most = 8 * nsdp->from_size;
	if (!text_number(text_of(name), most, &number) || number == 0)
		log_warnx("%s: has no port %s: they are from 1 to %zu",
		    nsdp->device->name, name, most);
	return (unsigned)number;
}

/* The attribute's value; nothing but zeros ends mirroring. */
static int
make_value(
    const struct nsdp *nsdp, const struct session *want, uint8_t value[4])
{
	memset(value, 0, 4);
	if (!want)
		return 0;
	if (want->type != SESSION_LOCAL || vlans_count(want->source_vlans) ||
	    vlans_count(want->filter_vlans)) {
		log_warnx("%s: can copy ports to a port, and nothing else",
		    nsdp->device->name);
		return ENOTSUP;
	}
	value[0] = (uint8_t)number_of(nsdp, want->destinations.at[0].name);
	if (value[0] == 0)
		return ENODEV;
	for (size_t i = 0; i < want->sources.count; i++) {
		const struct mirror_port *source = &want->sources.at[i];
		unsigned number = number_of(nsdp, source->name);

		if (number == 0)
			return ENODEV;
		if (source->direction != DIRECTION_BOTH) {
			log_warnx("%s: copies ports both ways only: say \"%s "
				  "both\"",
			    nsdp->device->name, source->name);
			return ENOTSUP;
		}
		value[2 + (number - 1) / 8] |=
		    (uint8_t)(0x80 >> (number - 1) % 8);
	}
	return 0;
}

/* As the switch wants it: garbled by a known word. */
static int
put_password(const struct nsdp *nsdp, struct message *message)
{
	static const char word[] = "NtgrSmartSwitchRock";
	struct secret secret;
	char garbled[PASSWORD_MAX];
	size_t len;
	int error;

	if (!nsdp->device->secret[0]) {
		log_warnx("%s: wants a password, and the plan names no secret",
		    nsdp->device->name);
		return EACCES;
	}
	error = secret_read(nsdp->device->secret, &secret);
	len = strlen(secret.text);
	if (!error && len > sizeof garbled) {
		log_warnx("%s: its password has %d characters at most",
		    nsdp->device->name, PASSWORD_MAX);
		error = EINVAL;
	}
	for (size_t i = 0; i < len && !error; i++)
		garbled[i] =
		    (char)(secret.text[i] ^ word[i % (sizeof word - 1)]);
	if (!error)
		put_attribute(message, ATTRIBUTE_PASSWORD, garbled, len);
	secret_clear(&secret);
	explicit_bzero(garbled, sizeof garbled);
	return error;
}

static int
nsdp_apply(
    void *state, const struct change *change, const struct mirror_ports *made)
{
	struct nsdp *nsdp = state;
	struct message message, answer;
	uint8_t value[4];
	int error = make_value(nsdp, change->want, value);

	(void)made;
	if (error)
		return error;
	begin(nsdp, OPERATION_WRITE, &message);
	error = put_password(nsdp, &message);
	if (!error) {
		put_attribute(
		    &message, ATTRIBUTE_MIRROR, value, 2 + nsdp->from_size);
		put_attribute(&message, ATTRIBUTE_END, NULL, 0);
		error = exchange(nsdp, OPERATION_WRITE, &message, &answer);
	}
	explicit_bzero(&message, sizeof message);
	return error;
}

/* What it has it keeps: it saves each change itself. */
const struct backend backend_nsdp = {
    .open = nsdp_open,
    .read = nsdp_read,
    .apply = nsdp_apply,
    .script = nsdp_script,
    .close = nsdp_close,
};
