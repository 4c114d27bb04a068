/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where each packet's samples lie in the recording.
 *
 * Invariants (tests quote the number that they prove):
 *  (1) A stream's first sample lies where its first packet arrived.
 *  (2) From there on RTP time decides: lost packets, comfort noise and
 *      silence keep their length, and jitter moves nothing.
 *  (3) A pause during which the sender stopped its RTP clock, and a jump of
 *      that clock, are put right by arrival, once what follows confirms them.
 *  (4) A sender's clock that drifts is followed, one sample at a time, when
 *      it is over 5 ms off: both sides stay aligned to the end.
 *  (5) Positions depend on capture times and packets alone.
 *  (6) A codec's RTP clock and the rate of the samples may differ: no error
 *      of rounding adds up.
 */
#ifndef RTP_TIMELINE_H
#define RTP_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/tstamp.h"
#include "rtp/codec.h"
#include "rtp/drift.h"
#include "rtp/reorder.h"

struct timeline {
	struct tstamp origin;    /* capture time of sample 0 */
	struct drift drift;      /* of the present stream */
	uint64_t slips;          /* samples moved against drift so far */
	uint64_t reanchors;      /* pauses and jumps put right so far */
	int64_t slips_due;       /* samples still to move against drift */
	uint32_t rate_hz;        /* of the samples */
	uint32_t samples_per_ms; /* ... rounded down */
	uint32_t clock_hz;       /* of RTP time, of the packet placed last */
	int64_t remainder;   /* it lies so much behind 'position', in samples
	                         / clock_hz, below 1: exact, whatever clock */
	int64_t position;    /* of the packet placed last, a sample */
	uint32_t timestamp;  /* ... its RTP time */
	uint8_t clock;       /* ... its variant's CODEC_CLOCK_MASK */
	bool anchored;       /* there is such a packet */
	uint64_t last_order; /* ... its place in the order of sending */
};

/* Starts a timeline whose samples, 'rate_hz' a second, begin at 'origin'. */
void timeline_init(
    struct timeline *timeline, struct tstamp origin, uint32_t rate_hz);

/*
 * From now on sample 0 is what was the sample 'at', captured at 'origin', and
 * there are 'rate_hz' samples a second. All that is known stays known.
 */
void timeline_rebase(struct timeline *timeline, int64_t at,
    struct tstamp origin, uint32_t rate_hz);

/* Capture time of 'sample', to the nearest nanosecond. */
struct tstamp timeline_time_at(const struct timeline *timeline, int64_t sample);

/* 'samples' of 'rate_hz' in samples of 'new_hz', rounded down. */
int64_t timeline_rescale(int64_t samples, uint32_t rate_hz, uint32_t new_hz);

/* The sample that was being captured at 'time', to the nearest. */
int64_t timeline_sample_at(const struct timeline *timeline, struct tstamp time);

/* Where a packet of the present stream lies by its RTP time alone. */
int64_t timeline_by_rtp_time(
    const struct timeline *timeline, const struct rtp_frame *frame);

/*
 * Where the packet number 'i' of 'waiting' begins; those behind it are looked
 * at to tell a pause from jitter. 'end' is the sample behind what was placed
 * last. May be asked again for the same packet.
 */
int64_t timeline_place(struct timeline *timeline, const struct reorder *waiting,
    size_t i, int64_t end);

/* Takes note that 'frame' was put at 'position'. */
void timeline_commit(
    struct timeline *timeline, const struct rtp_frame *frame, int64_t position);

/*
 * The first sample that must not be rendered yet, because the packet that
 * would lie there arrived after 'settled' and is much later than it should
 * be: what follows it will tell why. INT64_MAX when there is no such.
 */
int64_t timeline_doubt(const struct timeline *timeline,
    const struct reorder *waiting, struct tstamp settled);

#endif
