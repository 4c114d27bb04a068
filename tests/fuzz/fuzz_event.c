/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes telephone events. The input is a script of packets: time since the
 * last one in ms (two octets), timestamp (4), size (1), payload; the first
 * octet of all picks the clock.
 */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#include "base/cursor.h"
#include "rtp/event.h"

static void
on_event(const struct rtp_event *event, void *arg)
{
	size_t *count = arg;

	++*count;
	if (event->duration_ms < 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint32_t clocks[] = {8000, 1, 16000, 48000, UINT32_MAX};
	struct cursor script = cursor_over(data, size);
	struct rtp_events events = {.has_event = false};
	struct rtp_event_packet packet = {.arrival = {NS_PER_SEC}};
	size_t count = 0, room = size / 2;

	packet.clock_hz = clocks[cursor_u8(&script) % 5];
	while (script.left > 0 && cursor_ok(&script)) {
		packet.arrival = tstamp_add_ns(
		    packet.arrival, cursor_be16(&script) * NS_PER_MS);
		packet.timestamp = cursor_be32(&script);
		packet.size = cursor_u8(&script);
		if (packet.size > script.left)
			packet.size = script.left;
		packet.payload = cursor_bytes(&script, packet.size);
		if (packet.payload)
			rtp_events_push(&events, &packet, on_event, &count);
	}
	rtp_events_expire(
	    &events, (struct tstamp){INT64_MAX}, on_event, &count);
	if (count > room + 1)
		abort();
	return 0;
}
