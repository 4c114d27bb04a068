/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes the proof of audio without signalling: each datagram is its flow,
 * the milliseconds since the one before, its length in two bytes, and that
 * many bytes. A proof takes eleven packets at least.
 */
#include "tests/fuzz/fuzz.h"

#include "base/cursor.h"
#include "calls/orphan.h"

#define PROOF 11

static struct endpoint
host(uint8_t number)
{
	uint8_t address[4] = {192, 0, 2, number};

	return (struct endpoint){addr_from_ip4(address), 4000};
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct orphans *orphans = orphans_new(NULL, NULL, ORPHANS_COUNT);
	struct tstamp now = {0};
	uint64_t datagrams = 0;

	if (!orphans)
		abort();
	counter_reset();
	while (size >= 4) {
		size_t length = (size_t)data[2] << 8 | data[3];
		struct flow flow = {
		    .src = host(data[0] & 3), .dst = host(data[0] >> 2 & 3)};
		struct datagram packet = {.flow = &flow};
		uint8_t *exact;

		now = tstamp_add_ns(now, data[1] * NS_PER_MS);
		data += 4;
		size -= 4;
		if (length > size)
			length = size;
		exact = malloc(length ? length : 1);
		if (!exact)
			abort();
		memcpy(exact, data, length);
		packet.bytes = exact;
		packet.size = length;
		packet.time = now;
		(void)orphans_push(orphans, &packet);
		free(exact);
		data += length;
		size -= length;
		datagrams++;
	}
	if (counter_get(COUNTER_orphan_stream) * PROOF > datagrams)
		abort();
	orphans_free(orphans);
	return 0;
}
