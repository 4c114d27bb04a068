/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mirrors of Netgear Plus switches; their protocol is in nsdp_message.c. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/cursor.h"
#include "base/log.h"
#include "spanctl/nsdp_int.h"
#include "spanctl/secret.h"

#define PASSWORD_MAX 20

/* The link of a port: nothing, 10, 100 or 1000 Mbit/s. */
static void
take_status(struct nsdp *nsdp, const uint8_t *bytes)
{
	static const unsigned speeds[] = {0, 10, 10, 100, 100, 1000};

	if (bytes[0] - 1U < NSDP_PORTS_MOST &&
	    bytes[1] < sizeof speeds / sizeof *speeds)
		nsdp->counts[bytes[0] - 1U].speed_mbit = speeds[bytes[1]];
}

/* Bytes received and sent; the packets are those of both. */
static void
take_statistics(struct nsdp *nsdp, const uint8_t *bytes)
{
	if (bytes[0] - 1U >= NSDP_PORTS_MOST)
		return;
	for (int way = 0; way < COUNT_WAYS; way++) {
		struct count *count = &nsdp->counts[bytes[0] - 1U].way[way];
		const uint8_t *at = bytes + 1 + (size_t)(8 * way);

		count->bytes =
		    (uint64_t)load_be32(at) << 32 | load_be32(at + 4);
		count_stamp(count);
	}
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
	if (type == ATTRIBUTE_STATUS && size == 3)
		take_status(nsdp, bytes);
	if (type == ATTRIBUTE_STATISTICS && size == 49)
		take_statistics(nsdp, bytes);
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
	    answer->bytes + NSDP_HEADER_SIZE, answer->size - NSDP_HEADER_SIZE);

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

	nsdp_begin(nsdp, OPERATION_READ, &message);
	nsdp_put(&message, ATTRIBUTE_MAC, NULL, 0);
	nsdp_put(&message, ATTRIBUTE_PORTS, NULL, 0);
	nsdp_put(&message, ATTRIBUTE_MIRROR, NULL, 0);
	nsdp_put(&message, ATTRIBUTE_END, NULL, 0);
	nsdp->from_size = 0;
	error = nsdp_exchange(nsdp, OPERATION_READ, &message, &answer);
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
	error = nsdp_connect(nsdp);
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
		nsdp_put(message, ATTRIBUTE_PASSWORD, garbled, len);
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
	nsdp_begin(nsdp, OPERATION_WRITE, &message);
	error = put_password(nsdp, &message);
	if (!error) {
		nsdp_put(
		    &message, ATTRIBUTE_MIRROR, value, 2 + nsdp->from_size);
		nsdp_put(&message, ATTRIBUTE_END, NULL, 0);
		error = nsdp_exchange(nsdp, OPERATION_WRITE, &message, &answer);
	}
	explicit_bzero(&message, sizeof message);
	return error;
}

static int
nsdp_counts(void *state, struct port_counts *ports, size_t count)
{
	struct nsdp *nsdp = state;
	struct message message, answer;
	int error;

	memset(nsdp->counts, 0, sizeof nsdp->counts);
	nsdp_begin(nsdp, OPERATION_READ, &message);
	nsdp_put(&message, ATTRIBUTE_STATUS, NULL, 0);
	nsdp_put(&message, ATTRIBUTE_STATISTICS, NULL, 0);
	nsdp_put(&message, ATTRIBUTE_END, NULL, 0);
	error = nsdp_exchange(nsdp, OPERATION_READ, &message, &answer);
	if (!error)
		take_answer(nsdp, &answer);
	for (size_t i = 0; i < count && !error; i++) {
		const char *name = ports[i].name;
		unsigned long number = 0;

		if (text_number(text_of(name), NSDP_PORTS_MOST, &number) &&
		    number)
			ports[i] = nsdp->counts[number - 1];
		ports[i].name = name;
	}
	return error;
}

/* What it has it keeps: it saves each change itself. */
const struct backend backend_nsdp = {
    .open = nsdp_open,
    .read = nsdp_read,
    .apply = nsdp_apply,
    .script = nsdp_script,
    .counts = nsdp_counts,
    .close = nsdp_close,
};
