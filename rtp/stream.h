/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The statistics of one RTP stream: one SSRC from one source to one
 * destination. Sequence numbers, loss and jitter as in RFC 3550 appendix A.1,
 * A.3 and A.8; copies of a packet are told from reordered ones.
 */
#ifndef RTP_STREAM_H
#define RTP_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/tstamp.h"

/* What a packet is to its stream. */
enum rtp_verdict {
	RTP_IN_ORDER,  /* the next, or one after a gap */
	RTP_REORDERED, /* older than the newest, seen for the first time */
	RTP_DUPLICATE, /* seen before */
	RTP_REFUSED,   /* far from the sequence so far: maybe a restart */
};

struct rtp_stream {
	uint64_t received;      /* packets, each once */
	uint64_t duplicates;    /* copies beyond the first */
	uint64_t reordered;     /* came after a later one */
	uint64_t restarts;      /* sequence began anew */
	int64_t newest;         /* extended sequence number of the newest */
	int64_t base;           /* ... of the first since the last restart */
	int64_t lost_earlier;   /* expected - received before that */
	uint64_t base_received; /* 'received' at that restart */
	uint64_t seen[2];       /* bit i of 128: 'newest' - i was received */
	uint32_t bad_sequence;  /* what would confirm a restart (A.1) */
	int64_t transit;        /* of the last packet, in RTP units (A.8) */
	uint32_t jitter;        /* in 1/16 RTP units (A.8) */
	uint32_t jitter_max;    /* in 1/16 RTP units */
	bool has_transit;       /* 'transit' is known */
	struct tstamp first;    /* arrival of the first packet */
	struct tstamp last;     /* arrival of the newest packet */
};

/* Starts with the packet 'sequence', which must then be pushed. */
void rtp_stream_init(
    struct rtp_stream *stream, uint16_t sequence, struct tstamp arrival);

/*
 * Counts a packet. '*index' becomes its extended sequence number, which goes
 * on rising over wraps and restarts; it is set unless RTP_REFUSED.
 */
enum rtp_verdict rtp_stream_push(struct rtp_stream *stream, uint16_t sequence,
    struct tstamp arrival, int64_t *index);

/*
 * Interarrival jitter (A.8) for a packet with 'timestamp' of a payload clock
 * of 'clock_hz'. Not for packets whose timestamp is not their time
 * (telephone-event).
 */
void rtp_stream_jitter(struct rtp_stream *stream, uint32_t timestamp,
    uint32_t clock_hz, struct tstamp arrival);

/* Forgets the transit time: the clock was set or another codec began. */
void rtp_stream_jitter_reset(struct rtp_stream *stream);

/* Packets expected and never seen (A.3); never below 0. */
uint64_t rtp_stream_lost(const struct rtp_stream *stream);

/*
 * The same of the packets up to 'sequence', the number of the last that a
 * receiver had when it reported. False when that is too long ago.
 */
bool rtp_stream_lost_up_to(
    const struct rtp_stream *stream, uint16_t sequence, uint64_t *lost);

#endif
