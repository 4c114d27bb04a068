/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaps of recordings. */
#include "calls/gaps.h"

#include "calls/losses.h"
#include "calls/media.h"
#include "calls/recording_gaps.h"

/* The last packet of 'stream' that could be recorded. */
static struct tstamp
last_decodable(const struct media_stream *stream)
{
	return stream->refusal.cause ? stream->refusal.from
				     : stream->stats.last;
}

struct heard_time
gaps_heard(const struct call *call, enum side side)
{
	struct heard_time heard = {.any = false};
	const struct media_stream *stream;

	for (stream = call->streams; stream; stream = stream->next) {
		struct tstamp last = last_decodable(stream);

		if (stream->side != side || stream->decodable == 0)
			continue;
		if (!heard.any ||
		    tstamp_before(stream->first_decodable, heard.first))
			heard.first = stream->first_decodable;
		if (!heard.any || tstamp_before(heard.last, last))
			heard.last = last;
		heard.any = true;
	}
	return heard;
}

static struct tstamp
time_of(const struct recording *recording, int64_t sample)
{
	return timeline_time_at(&recording->tracks[0].timeline, sample);
}

static int64_t
sample_at(const struct recording *recording, struct tstamp time)
{
	return timeline_sample_at(&recording->tracks[0].timeline, time);
}

static bool
is_refusal(uint8_t cause)
{
	return cause == GAP_NO_KEY || cause == GAP_CODEC ||
	       cause == GAP_CAPTURE;
}

enum gap_cause
gaps_refused_for(const struct call *call, enum side side, struct tstamp from,
    struct tstamp to)
{
	const struct findings *findings = &call->findings;
	const struct media_stream *stream;

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *it = &findings->items[i];

		if (it->of == (int64_t)side && is_refusal(it->cause) &&
		    tstamp_before(it->from, to) && tstamp_before(from, it->to))
			return (enum gap_cause)it->cause;
	}
	for (stream = call->streams; stream; stream = stream->next) {
		const struct refusal *open = &stream->refusal;

		if (stream->side == side && is_refusal(open->cause) &&
		    tstamp_before(open->from, to) &&
		    tstamp_before(from, open->to))
			return (enum gap_cause)open->cause;
	}
	return GAP_NO_PACKETS;
}

/* 'side' was not heard from 'from' to 'to', at an edge of the call. */
static void
add_edge(struct call *call, struct recording *recording, enum side side,
    struct tstamp from, struct tstamp to)
{
	const struct track *track = &recording->tracks[side];
	struct recording_gap gap = {
	    .side = side,
	    .from = sample_at(recording, from),
	    .to = sample_at(recording, to),
	    .count = 1,
	    .is_edge = true,
	    .cause = gaps_refused_for(call, side, from, to),
	};

	/* Not from the arrival of the last packet on, but from its end. */
	if (gap.from <= track->end && track->end < gap.to)
		gap.from = track->end;
	if (gap.from < 0)
		gap.from = 0;
	if (gap.from < gap.to)
		(void)recording_add_gap(recording, &gap);
}

/* The time before and after what was heard of 'side', where it was to speak. */
static void
add_edges(struct call *call, struct recording *recording, enum side side)
{
	const struct call_side *it = &call->sides[side];
	struct heard_time heard = gaps_heard(call, side);
	struct tstamp start =
	    call->has_answered ? call->answered : recording->origin;
	bool awaited =
	    call->has_answered && it->has_sent && call->recordings == 1;
	bool to_end = call->state == CALL_ENDED && it->sends && recording->last;

	if (!heard.any) {
		if (!recording->last || call->recordings > 1)
			return;
		if (it->has_sent || gaps_refused_for(call, side, start,
					call->ended) != GAP_NO_PACKETS)
			add_edge(call, recording, side, start, call->ended);
		return;
	}
	if (awaited && tstamp_diff_ns(heard.first, call->answered) > EDGE_NS)
		add_edge(call, recording, side, call->answered, heard.first);
	if (to_end && tstamp_diff_ns(call->ended, heard.last) > EDGE_NS)
		add_edge(call, recording, side, heard.last, call->ended);
}

static enum gap_cause
cause_of(const struct call *call, const struct recording *recording,
    const struct recording_gap *gap)
{
	if (gap->late > 0)
		return GAP_LATE;
	if (!call->losses || gap->count > 1)
		return GAP_LOSS;
	return losses_cause(call->losses, call, gap->side,
	    time_of(recording, gap->from), time_of(recording, gap->to));
}

/* Sums up what is missing between the edges, for whatever rate its part has. */
static void
add_up(struct recording *recording)
{
	for (size_t i = 0; i < recording->gap_count; i++) {
		const struct recording_gap *gap = &recording->gaps[i];
		struct tstamp from = time_of(recording, gap->from);
		struct tstamp to = time_of(recording, gap->to);

		if (!gap->is_edge)
			recording->gap_ns[gap->side][gap->cause] +=
			    tstamp_diff_ns(to, from);
	}
}

void
gaps_judge(struct call *call, struct recording *recording)
{
	for (size_t i = 0; i < recording->gap_count; i++)
		recording->gaps[i].cause =
		    cause_of(call, recording, &recording->gaps[i]);
	for (enum side side = 0; side < SIDE_COUNT; side++)
		add_edges(call, recording, side);
	add_up(recording);
}

static bool
is_lost(enum gap_cause cause)
{
	return cause == GAP_LOSS || cause == GAP_NETWORK ||
	       cause == GAP_MIRROR || cause == GAP_LATE;
}

struct gap_sum
gaps_lost(const struct recording *recording, enum side side)
{
	const int64_t *ns = recording->gap_ns[side];
	struct gap_sum sum = {.cause = GAP_LOSS};

	for (enum gap_cause cause = 0; cause < GAP_CAUSE_COUNT; cause++) {
		if (!is_lost(cause))
			continue;
		sum.all_ns += ns[cause];
		if (ns[cause] > ns[sum.cause])
			sum.cause = cause;
	}
	sum.of_cause_ns = ns[sum.cause];
	return sum;
}

int64_t
gaps_refused(
    const struct recording *recording, enum side side, enum gap_cause cause)
{
	return recording->gap_ns[side][cause];
}
