/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Named telephone events (RFC 4733, and RFC 2833 before it): many packets, of
 * which any may be lost, to one event: a key, a flash, a tone of a fax.
 */
#ifndef RTP_EVENT_H
#define RTP_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/tstamp.h"

/* Events of RFC 4733 and RFC 4734 with a meaning here; 0 to 15 are keys. */
enum {
	RTP_EVENT_FLASH = 16,
	RTP_EVENT_FAX_ANS = 32, /* CED of a fax that answers */
	RTP_EVENT_FAX_CNG = 36, /* a fax that calls */
};

/* An event that is over. */
struct rtp_event {
	uint8_t code;
	struct tstamp started;
	int64_t duration_ms;
};

typedef void rtp_event_fn(const struct rtp_event *event, void *arg);

/* One packet with events. */
struct rtp_event_packet {
	const uint8_t *payload;
	size_t size;
	uint32_t timestamp; /* when its first event began */
	uint32_t clock_hz;  /* of the timestamps and durations; not 0 */
	struct tstamp arrival;
};

/* The newest event of a stream. All zeros: there was none. */
struct rtp_events {
	bool has_event; /* the members below are set */
	bool told;      /* it is over, and was given */
	uint8_t code;
	uint32_t segment;  /* timestamp of its present segment (2.5.1.3) */
	uint32_t duration; /* of that segment, in units of the clock */
	uint32_t clock_hz;
	uint64_t before; /* units of the segments before */
	struct tstamp started;
	struct tstamp last; /* arrival of its newest packet */
};

/*
 * Takes a packet. An event is given once: with the first packet that says that
 * it ended, or when the next begins, since all of those may be lost.
 */
void rtp_events_push(struct rtp_events *events,
    const struct rtp_event_packet *packet, rtp_event_fn *on_event, void *arg);

/* Gives an event that has not ended, but of which no packet came since
 * 'before'. */
void rtp_events_expire(struct rtp_events *events, struct tstamp before,
    rtp_event_fn *on_event, void *arg);

/* The key of an event, '0' to '9', '*', '#', 'A' to 'D'; '\0': it is none. */
char rtp_event_key(uint8_t code);

#endif
