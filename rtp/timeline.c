/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The timeline: RTP time to sample positions. Called by rtp/track.c for each
 * packet in the order in which it was sent. RFC 3550 section 5.1 on what a
 * timestamp is.
 */
#include "rtp/timeline.h"

#include "base/counter.h"

#define NS_PER_SAMPLE (NS_PER_SEC / TIMELINE_RATE_HZ)
#define MS (TIMELINE_RATE_HZ / 1000) /* samples */

#define JOIN (10 * MS)   /* a new stream this near goes on seamlessly */
#define STEP (40 * MS)   /* more lag than that is a pause, or a stall */
#define JUMP (1000 * MS) /* less lag than minus that is a jump */
#define DRIFT (5 * MS)   /* how far a clock may drift uncorrected */

int64_t
timeline_sample_at(const struct timeline *timeline, struct tstamp time)
{
	int64_t ns = tstamp_diff_ns(time, timeline->origin);

	if (ns > INT64_MAX - NS_PER_SAMPLE || ns < INT64_MIN + NS_PER_SAMPLE)
		return ns > 0 ? INT64_MAX / NS_PER_SAMPLE
			      : INT64_MIN / NS_PER_SAMPLE;
	ns += ns < 0 ? -NS_PER_SAMPLE / 2 : NS_PER_SAMPLE / 2;
	return ns / NS_PER_SAMPLE;
}

static uint64_t
generation_of(const struct rtp_frame *frame)
{
	return frame->order >> REORDER_INDEX_BITS;
}

/* Does 'frame' belong to the stream that the timeline is anchored to? */
static bool
is_anchored(const struct timeline *timeline, const struct rtp_frame *frame)
{
	return timeline->anchored &&
	       generation_of(frame) ==
		   timeline->last_order >> REORDER_INDEX_BITS;
}

/* How much later than by RTP time 'frame' came, beyond what is usual. */
static int64_t
excess_lag(const struct timeline *timeline, const struct rtp_frame *frame)
{
	const struct drift *drift = &timeline->drift;
	int64_t lag = timeline_sample_at(timeline, frame->arrival) -
		      timeline_by_rtp_time(timeline, frame->timestamp);

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

static void
anchor(struct timeline *timeline, const struct rtp_frame *frame, int64_t end)
{
	int64_t arrival = timeline_sample_at(timeline, frame->arrival);
	int64_t apart = arrival - end;

	/* One stream taking over from another leaves no crack. */
	if (timeline->anchored && apart > -JOIN && apart < JOIN)
		arrival = end;
	timeline->position = arrival;
	timeline->timestamp = frame->timestamp;
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
	int64_t excess, move = 0;

	if (!is_anchored(timeline, frame)) {
		anchor(timeline, frame, end);
		return timeline->position;
	}
	excess = excess_lag(timeline, frame);
	if (excess > STEP) {
		int64_t least = least_excess(timeline, waiting, i);

		move = least > STEP ? least : 0;
	} else if (excess < -JUMP) {
		move = excess;
	}
	if (move) {
		timeline->position += move;
		timeline->slips_due = 0;
		timeline->reanchors++;
		counter_up(rtp_reanchor);
	}
	return timeline_by_rtp_time(timeline, frame->timestamp);
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
	int64_t excess;

	timeline->position = position;
	timeline->timestamp = frame->timestamp;
	timeline->last_order = frame->order;
	if (drift_push(
		&timeline->drift, arrival, arrival - position, &excess)) {
		if (excess > STEP || excess < -STEP) {
			timeline->position += excess;
			timeline->reanchors++;
			counter_up(rtp_reanchor);
		} else if (excess > DRIFT || excess < -DRIFT) {
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
		if (excess_lag(timeline, frame) > STEP)
			return timeline_by_rtp_time(timeline, frame->timestamp);
	}
	return INT64_MAX;
}
