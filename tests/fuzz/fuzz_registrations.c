/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes the table of registrations: messages that are separated by a byte
 * 0x1e, each a second after the one before, between hosts that the first byte
 * of each chooses.
 */
#include "tests/fuzz/fuzz.h"

#include "calls/registrations.h"
#include "sip/parse.h"

#define SEPARATOR 0x1e
#define LIMIT 3

static struct endpoint
host(uint8_t number)
{
	uint8_t address[4] = {192, 0, 2, number};

	return (struct endpoint){addr_from_ip4(address), 5060};
}

static void
look_up(const struct registrations *all, const struct sip_message *message)
{
	struct registrant found;
	struct addr addr = host(1).addr;

	if (registrations_find(
		all, message->to.user, message->to.host, &found) &&
	    (strlen(found.user) > 1000 || strlen(found.name) > 1000))
		abort();
	if (registrations_find_address(all, &addr, &found) && !*found.uri)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sip_parser *parser;
	struct registrations *all = registrations_new(NULL, LIMIT);
	struct tstamp now = {0};

	if (!parser)
		parser = sip_parser_new();
	if (!parser || !all)
		abort();
	while (size > 1) {
		const uint8_t *end = memchr(data + 1, SEPARATOR, size - 1);
		size_t len = end ? (size_t)(end - data - 1) : size - 1;
		struct flow flow = {
		    .src = host(data[0] & 3), .dst = host(data[0] >> 2 & 3)};
		struct sip_message message;

		now = tstamp_add_ns(now, NS_PER_SEC);
		if (sip_parse(parser, data + 1, len, &message) ==
		    COUNTER_NONE) {
			registrations_push(all, &message, &flow, now);
			look_up(all, &message);
		}
		if (data[0] & 0x10)
			registrations_tick(
			    all, tstamp_add_ns(now, 60 * NS_PER_SEC));
		size -= len + 1;
		data += len + 1;
		if (size && *data == SEPARATOR) {
			data++;
			size--;
		}
	}
	registrations_finish(all);
	registrations_free(all);
	return 0;
}
