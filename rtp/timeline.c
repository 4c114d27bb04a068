/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The timeline: RTP time to sample positions. Called by rtp/track.c for each
 * packet in the order in which it was sent. RFC 3550 section 5.1 on what a
 * timestamp is.
 */
#include "rtp/timeline.h"

#include "base/counter.h"

#define JOIN_MS 10   /* a new stream this near goes on seamlessly */
#define STEP_MS 40   /* more lag than that is a pause, or a stall */
#define JUMP_MS 1000 /* less lag than minus that is a jump */
#define DRIFT_MS 5   /* how far a clock may drift uncorrected */

#define SHORT_NS (INT64_C(1) << 46) /* 19 hours */

/* 'count' milliseconds in samples, about. */
static inline int64_t
ms(const struct timeline *timeline, int64_t count)
{
	return count * timeline->samples_per_ms;
}

void
timeline_init(struct timeline *timeline, struct tstamp origin, uint32_t rate_hz)
{
	*timeline = (struct timeline){.origin = origin,
	    .rate_hz = rate_hz,
	    .samples_per_ms = rate_hz / 1000};
}

int64_t
timeline_sample_at(const struct timeline *timeline, struct tstamp time)
{
	int64_t ns = tstamp_diff_ns(time, timeline->origin);
	int64_t rate = timeline->rate_hz, whole = 0;

	/* Else the product is too large. */
	if (ns > SHORT_NS || ns < -SHORT_NS) {
		whole = ns / NS_PER_SEC;
		ns -= whole * NS_PER_SEC;
	}
	ns = ns * rate + (ns < 0 ? -NS_PER_SEC / 2 : NS_PER_SEC / 2);
	return whole * rate + ns / NS_PER_SEC;
}

struct tstamp
timeline_time_at(const struct timeline *timeline, int64_t sample)
{
	int64_t rate = timeline->rate_hz;
	int64_t whole = sample / rate, rest = sample % rate;

	return tstamp_add_ns(
	    timeline->origin, whole * NS_PER_SEC + rest * NS_PER_SEC / rate);
}

/* Quotient rounded down, and what remains, for a divisor above 0. */
static int64_t
divide(int64_t value, int64_t by, int64_t *remainder)
{
	int64_t quotient = value / by;

	*remainder = value - quotient * by;
	if (*remainder < 0) {
		*remainder += by;
		quotient--;
	}
	return quotient;
}

int64_t
timeline_rescale(int64_t samples, uint32_t rate_hz, uint32_t new_hz)
{
	int64_t rest;
	int64_t seconds = divide(samples, rate_hz, &rest);

	return seconds * new_hz + rest * new_hz / rate_hz;
}

void
timeline_rebase(struct timeline *timeline, int64_t at, struct tstamp origin,
    uint32_t rate_hz)
{
	uint32_t before = timeline->rate_hz;

	timeline->origin = origin;
	timeline->rate_hz = rate_hz;
	timeline->samples_per_ms = rate_hz / 1000;
	timeline->position -= at;
	drift_rebase(&timeline->drift, at, before, rate_hz);
	if (before == rate_hz)
		return;
	timeline->position =
	    timeline_rescale(timeline->position, before, rate_hz);
	timeline->remainder = 0;
	timeline->slips_due =
	    timeline_rescale(timeline->slips_due, before, rate_hz);
}

static uint64_t
generation_of(const struct rtp_frame *frame)
{
	return frame->order >> REORDER_INDEX_BITS;
}

/* Does 'frame' belong to the stream, and to the clock of it, that the timeline
 * is anchored to? */
static bool
is_anchored(const struct timeline *timeline, const struct rtp_frame *frame)
{
	return timeline->anchored &&
	       generation_of(frame) ==
		   timeline->last_order >> REORDER_INDEX_BITS &&
	       (frame->variant & CODEC_CLOCK_MASK) == timeline->clock;
}

/* Where 'frame' lies by RTP time alone, and in which part of a sample. */
static inline int64_t
by_exact_rtp_time(const struct timeline *timeline,
    const struct rtp_frame *frame, int64_t *remainder)
{
	int64_t apart = (int32_t)(frame->timestamp - timeline->timestamp);

	*remainder = 0;
	if (timeline->clock_hz == timeline->rate_hz)
		return timeline->position + apart;
	return timeline->position +
	       divide(apart * timeline->rate_hz + timeline->remainder,
		   timeline->clock_hz, remainder);
}

static inline int64_t
by_rtp_time(const struct timeline *timeline, const struct rtp_frame *frame)
{
	int64_t remainder;

	return by_exact_rtp_time(timeline, frame, &remainder);
}

int64_t
timeline_by_rtp_time(
    const struct timeline *timeline, const struct rtp_frame *frame)
{
	return by_rtp_time(timeline, frame);
}

/* How much later than by RTP time 'frame' came, beyond what is usual. */
static inline int64_t
excess_lag(const struct timeline *timeline, const struct rtp_frame *frame)
{
	const struct drift *drift = &timeline->drift;
	int64_t lag = timeline_sample_at(timeline, frame->arrival) -
		      by_rtp_time(timeline, frame);

	if (drift->has_base)
		return lag - drift->base;
	return drift->has_window ? lag - drift->window_least : lag;
}

/* The least excess lag of the packets of one stream from frames[i] on. */
static int64_t
least_excess(
    const struct timeline *timeline, const struct reorder *waiting, size_t i)
{
	uint64_t generation = generation_of(reorder_frame(waiting, i));
	int64_t least = INT64_MAX;

	for (; i < waiting->count; i++) {
		const struct rtp_frame *frame = reorder_frame(waiting, i);
		int64_t excess;

		if (generation_of(frame) != generation)
			break;
		excess = excess_lag(timeline, frame);
		if (excess < least)
			least = excess;
	}
	return least;
}

/*
 * One stream taking over from another leaves no crack. A stream that goes on
 * with another clock (RFC 7160 section 4: its times cannot be compared) goes
 * on where it was, as long as jitter explains the difference.
 */
static int64_t
join_ms(const struct timeline *timeline, const struct rtp_frame *frame)
{
	return frame->order == timeline->last_order + 1 ? STEP_MS : JOIN_MS;
}

static void
anchor(struct timeline *timeline, const struct rtp_frame *frame, int64_t end)
{
	int64_t arrival = timeline_sample_at(timeline, frame->arrival);
	int64_t apart = arrival - end;
	int64_t join = ms(timeline, join_ms(timeline, frame));

	if (timeline->anchored && apart > -join && apart < join)
		arrival = end;
	timeline->position = arrival;
	timeline->remainder = 0;
	timeline->timestamp = frame->timestamp;
	timeline->clock = frame->variant & CODEC_CLOCK_MASK;
	timeline->clock_hz = codec_clock_hz(timeline->clock);
	/* A loss at the change of a clock stays one. */
	if (!timeline->anchored ||
	    generation_of(frame) != timeline->last_order >> REORDER_INDEX_BITS)
		timeline->last_order = frame->order - 1;
	timeline->slips_due = 0;
	timeline->drift = (struct drift){0};
	timeline->anchored = true;
}

int64_t
timeline_place(struct timeline *timeline, const struct reorder *waiting,
    size_t i, int64_t end)
{
	const struct rtp_frame *frame = reorder_frame(waiting, i);
	int64_t step = ms(timeline, STEP_MS);
	int64_t excess, move = 0;

	if (!is_anchored(timeline, frame)) {
		anchor(timeline, frame, end);
		return timeline->position;
	}
	excess = excess_lag(timeline, frame);
	if (excess > step) {
		int64_t least = least_excess(timeline, waiting, i);

		move = least > step ? least : 0;
	} else if (excess < -ms(timeline, JUMP_MS)) {
		move = excess;
	}
	if (move) {
		timeline->position += move;
		timeline->slips_due = 0;
		timeline->reanchors++;
		counter_up(rtp_reanchor);
	}
	return by_rtp_time(timeline, frame);
}

/* Moves what follows by one sample towards where the clocks say. */
static void
slip(struct timeline *timeline)
{
	int64_t by = timeline->slips_due > 0 ? 1 : -1;

	timeline->position += by;
	timeline->slips_due -= by;
	timeline->slips++;
	drift_corrected(&timeline->drift, by);
	counter_up(rtp_drift_slip);
}

void
timeline_commit(
    struct timeline *timeline, const struct rtp_frame *frame, int64_t position)
{
	int64_t arrival = timeline_sample_at(timeline, frame->arrival);
	int64_t excess, remainder;

	if (timeline->clock_hz != timeline->rate_hz) {
		(void)by_exact_rtp_time(timeline, frame, &remainder);
		timeline->remainder = remainder;
	}
	timeline->position = position;
	timeline->timestamp = frame->timestamp;
	timeline->last_order = frame->order;
	timeline->drift.rate_hz = timeline->rate_hz;
	if (drift_push(
		&timeline->drift, arrival, arrival - position, &excess)) {
		if (excess > ms(timeline, STEP_MS) ||
		    excess < -ms(timeline, STEP_MS)) {
			timeline->position += excess;
			timeline->reanchors++;
			counter_up(rtp_reanchor);
		} else if (excess > ms(timeline, DRIFT_MS) ||
			   excess < -ms(timeline, DRIFT_MS)) {
			timeline->slips_due = excess;
		}
	}
	if (timeline->slips_due != 0)
		slip(timeline);
}

int64_t
timeline_doubt(const struct timeline *timeline, const struct reorder *waiting,
    struct tstamp settled)
{
	for (size_t i = 0; i < waiting->count; i++) {
		const struct rtp_frame *frame = reorder_frame(waiting, i);

		if (!tstamp_before(settled, frame->arrival) ||
		    !is_anchored(timeline, frame))
			continue;
		if (excess_lag(timeline, frame) > ms(timeline, STEP_MS))
			return by_rtp_time(timeline, frame);
	}
	return INT64_MAX;
}
