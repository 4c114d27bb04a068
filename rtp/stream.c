/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stream statistics: RFC 3550 appendix A.1, A.3 and A.8. */
#include "rtp/stream.h"

#include "base/counter.h"

/* RFC 3550 A.1. */
#define MAX_DROPOUT 3000
#define MAX_MISORDER 100
#define SEQUENCE_MOD 65536
#define NO_SEQUENCE (SEQUENCE_MOD + 1)

#define SEEN_BITS 128 /* more than MAX_MISORDER */

/* A step of the transit time that is no jitter but another clock. */
#define JITTER_STEP_SECONDS 10

static void
seen_clear(struct rtp_stream *stream)
{
	stream->seen[0] = stream->seen[1] = 0;
}

/* Moves the window so that bit 0 stands for a packet 'by' newer. */
static void
seen_advance(struct rtp_stream *stream, int64_t by)
{
	if (by >= SEEN_BITS) {
		seen_clear(stream);
	} else if (by >= 64) {
		stream->seen[1] = stream->seen[0] << (by - 64);
		stream->seen[0] = 0;
	} else if (by > 0) {
		stream->seen[1] =
		    stream->seen[1] << by | stream->seen[0] >> (64 - by);
		stream->seen[0] <<= by;
	}
	stream->seen[0] |= 1;
}

/* Marks the packet 'age' older than the newest; was it marked already? */
static bool
seen_mark(struct rtp_stream *stream, int64_t age)
{
	uint64_t *word = &stream->seen[age / 64];
	uint64_t bit = UINT64_C(1) << (age % 64);
	bool before = *word & bit;

	*word |= bit;
	return before;
}

void
rtp_stream_init(
    struct rtp_stream *stream, uint16_t sequence, struct tstamp arrival)
{
	*stream = (struct rtp_stream){
	    /* A first cycle below lets an older packet have an index. */
	    .newest = SEQUENCE_MOD + sequence - 1,
	    .base = SEQUENCE_MOD + sequence,
	    .bad_sequence = NO_SEQUENCE,
	    .first = arrival,
	    .last = arrival,
	};
}

/* The stream goes on from 'sequence', with what was lost kept. */
static void
restart(struct rtp_stream *stream, uint16_t sequence)
{
	int64_t next = stream->newest + 1;

	stream->lost_earlier = (int64_t)rtp_stream_lost(stream);
	next += (sequence - next) & (SEQUENCE_MOD - 1);
	stream->base = next;
	stream->base_received = stream->received;
	stream->newest = next - 1;
	stream->bad_sequence = NO_SEQUENCE;
	stream->restarts++;
	counter_up(rtp_restart);
	seen_clear(stream);
}

enum rtp_verdict
rtp_stream_push(struct rtp_stream *stream, uint16_t sequence,
    struct tstamp arrival, int64_t *index)
{
	uint16_t delta = (uint16_t)(sequence - stream->newest);

	if (tstamp_before(stream->last, arrival))
		stream->last = arrival;
	if (delta >= MAX_DROPOUT && delta <= SEQUENCE_MOD - MAX_MISORDER) {
		if (sequence != stream->bad_sequence) {
			stream->bad_sequence =
			    (sequence + 1u) & (SEQUENCE_MOD - 1);
			return RTP_REFUSED;
		}
		restart(stream, sequence);
		delta = 1;
	}
	if (delta > 0 && delta < MAX_DROPOUT) {
		stream->newest += delta;
		seen_advance(stream, delta);
		stream->received++;
		*index = stream->newest;
		return RTP_IN_ORDER;
	}
	*index = stream->newest - (uint16_t)-delta;
	if (seen_mark(stream, stream->newest - *index)) {
		stream->duplicates++;
		return RTP_DUPLICATE;
	}
	stream->received++;
	stream->reordered++;
	if (*index < stream->base)
		stream->base = *index;
	return RTP_REORDERED;
}

void
rtp_stream_jitter(struct rtp_stream *stream, uint32_t timestamp,
    uint32_t clock_hz, struct tstamp arrival)
{
	int64_t since = tstamp_diff_ns(arrival, stream->first);
	uint64_t units;
	int64_t transit, step;

	/* Seconds and their rest apart, so that nothing overflows; only the
	 * low 32 bits count, and both may be anything. */
	units = (uint64_t)(since / NS_PER_SEC) * clock_hz +
		(uint64_t)(since % NS_PER_SEC * clock_hz / NS_PER_SEC);
	transit = (uint32_t)(units - timestamp);
	if (stream->has_transit) {
		step = (int32_t)(uint32_t)(transit - stream->transit);
		if (step < 0)
			step = -step;
		if (step < (int64_t)clock_hz * JITTER_STEP_SECONDS)
			stream->jitter +=
			    (uint32_t)step - ((stream->jitter + 8) >> 4);
		if (stream->jitter > stream->jitter_max)
			stream->jitter_max = stream->jitter;
	}
	stream->transit = transit;
	stream->has_transit = true;
}

void
rtp_stream_jitter_reset(struct rtp_stream *stream)
{
	stream->has_transit = false;
}

uint64_t
rtp_stream_lost(const struct rtp_stream *stream)
{
	int64_t expected = stream->newest - stream->base + 1;
	int64_t received = (int64_t)(stream->received - stream->base_received);
	int64_t lost = stream->lost_earlier + expected - received;

	return lost > 0 ? (uint64_t)lost : 0;
}

bool
rtp_stream_lost_up_to(
    const struct rtp_stream *stream, uint16_t sequence, uint64_t *lost)
{
	int behind = (int16_t)((uint16_t)stream->newest - sequence);
	uint64_t since = 0; /* lost behind 'sequence' */

	if (behind >= 128)
		return false;
	for (int i = 0; i < behind; i++)
		since += !(stream->seen[i / 64] >> i % 64 & 1);
	*lost = rtp_stream_lost(stream);
	*lost = *lost > since ? *lost - since : 0;
	return true;
}
