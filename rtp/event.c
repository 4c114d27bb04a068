/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telephone events: RFC 4733 sections 2.3 and 2.5. */
#include "rtp/event.h"

#include "base/cursor.h"

#define BLOCK_SIZE 4
#define END_BIT 0x80

/* Events that a packet may hold: ten keys a second, 200 ms. */
#define BLOCKS_MAX 8

/* The longest that one segment can tell of (2.5.1.3). */
#define SEGMENT_MAX 0xffff

/* Nobody presses a key for longer than a day. */
#define LONGEST_SECONDS 86400

/* A packet so much older than the newest is late; beyond that the sender has
 * set its clock anew. */
#define LATE_SECONDS 5

/* A row of keys, as their codes have it (RFC 4733 table 3). */
static const char keys[] = "0123456789*#ABCD";

char
rtp_event_key(uint8_t code)
{
	return code < sizeof keys - 1 ? keys[code] : '\0';
}

static int64_t
units_ns(uint64_t units, uint32_t clock_hz)
{
	return (int64_t)(units / clock_hz) * NS_PER_SEC +
	       (int64_t)(units % clock_hz) * NS_PER_SEC / clock_hz;
}

static void
tell(struct rtp_events *events, rtp_event_fn *on_event, void *arg)
{
	struct rtp_event event = {
	    .code = events->code,
	    .started = events->started,
	    .duration_ms =
		units_ns(events->before + events->duration, events->clock_hz) /
		NS_PER_MS,
	};

	if (!events->has_event || events->told)
		return;
	events->told = true;
	on_event(&event, arg);
}

/* One event of a packet. */
struct block {
	uint8_t code;
	bool ended;
	uint32_t duration;
	uint32_t timestamp;
};

/* Does 'block', which begins 'after' the newest segment, go on with it? The
 * sender tells of what is longer in pieces without an end. */
static bool
continues(
    const struct rtp_events *events, const struct block *block, uint32_t after)
{
	return !events->told && block->code == events->code &&
	       (after == events->duration || after == SEGMENT_MAX);
}

static void
begin(struct rtp_events *events, const struct block *block,
    const struct rtp_event_packet *packet)
{
	*events = (struct rtp_events){
	    .has_event = true,
	    .code = block->code,
	    .segment = block->timestamp,
	    .clock_hz = packet->clock_hz,
	    .started = tstamp_add_ns(
		packet->arrival, -units_ns(block->duration, packet->clock_hz)),
	};
}

/* False: it is a late packet of an event before. */
static bool
find_place(struct rtp_events *events, const struct block *block,
    const struct rtp_event_packet *packet, rtp_event_fn *on_event, void *arg)
{
	uint32_t after = block->timestamp - events->segment;

	if (!events->has_event) {
		begin(events, block, packet);
		return true;
	}
	if (after == 0)
		return block->code == events->code;
	if (events->segment - block->timestamp <=
	    (uint64_t)packet->clock_hz * LATE_SECONDS)
		return false;
	if (continues(events, block, after)) {
		if (events->before <
		    (uint64_t)events->clock_hz * LONGEST_SECONDS)
			events->before += after;
		events->segment = block->timestamp;
		events->duration = 0;
		return true;
	}
	tell(events, on_event, arg);
	begin(events, block, packet);
	return true;
}

void
rtp_events_push(struct rtp_events *events,
    const struct rtp_event_packet *packet, rtp_event_fn *on_event, void *arg)
{
	struct cursor c = cursor_over(packet->payload, packet->size);
	uint32_t timestamp = packet->timestamp;

	/* Several events in one packet follow each other (2.5.1.5). */
	for (int i = 0; i < BLOCKS_MAX && c.left >= BLOCK_SIZE; i++) {
		struct block block = {.timestamp = timestamp};

		block.code = cursor_u8(&c);
		block.ended = cursor_u8(&c) & END_BIT;
		block.duration = cursor_be16(&c);
		timestamp += block.duration;
		if (!find_place(events, &block, packet, on_event, arg))
			continue;
		if (events->duration < block.duration)
			events->duration = block.duration;
		events->last = packet->arrival;
		if (block.ended)
			tell(events, on_event, arg);
	}
}

void
rtp_events_expire(struct rtp_events *events, struct tstamp before,
    rtp_event_fn *on_event, void *arg)
{
	if (events->has_event && tstamp_before(events->last, before))
		tell(events, on_event, arg);
}
