/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaps of recordings. */
#include "calls/gaps.h"

#include "calls/losses.h"
#include "calls/media.h"
#include "calls/pause.h"
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
time_of(const struct recording_part *part, int64_t sample)
{
	struct timeline timeline;

	timeline_init(&timeline, part->origin, part->rate_hz);
	return timeline_time_at(&timeline, sample);
}

static int64_t
sample_at(const struct recording_part *part, struct tstamp time)
{
	struct timeline timeline;

	timeline_init(&timeline, part->origin, part->rate_hz);
	return timeline_sample_at(&timeline, time);
}

/* The side of the call that is a side of the feed, and the other way round. */
static enum side
side_of(const struct feed *feed, enum side side)
{
	return feed->is_crossed ? other_side(side) : side;
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

/* A time in which a side of the call was not recorded, at an edge of it. */
struct edge {
	enum side side;
	struct tstamp from, to;
	enum gap_cause cause;
};

static void
add_edge(struct feed *feed, struct recording_part *part, struct edge edge)
{
	enum side side = side_of(feed, edge.side);
	int64_t end = part->ends[side];
	struct recording_gap gap = {
	    .side = side,
	    .from = sample_at(part, edge.from),
	    .to = sample_at(part, edge.to),
	    .count = 1,
	    .is_edge = true,
	    .cause = edge.cause,
	};

	/* Not from the arrival of the last packet on, but from its end. */
	if (gap.from <= end && end < gap.to)
		gap.from = end;
	if (gap.from < 0)
		gap.from = 0;
	if (gap.from < gap.to)
		(void)recording_add_gap(part, &gap);
}

/* ... because it sent nothing, or nothing that could be recorded. */
static struct edge
silence(const struct call *call, enum side side, struct tstamp from,
    struct tstamp to)
{
	return (struct edge){
	    side, from, to, gaps_refused_for(call, side, from, to)};
}

/* The time before and after what was heard of 'side' of the call, where it was
 * to speak. */
static void
add_edges(struct feed *feed, struct recording_part *part, enum side side)
{
	const struct call *call = feed->call;
	const struct call_side *it = &call->sides[side];
	struct heard_time heard = gaps_heard(call, side);
	struct tstamp start =
	    call->has_answered ? call->answered : part->origin;
	/* What was merged into the call goes on in another file of it. */
	bool is_last = part->is_last && call->feed == feed;
	bool awaited =
	    call->has_answered && it->has_sent && call->recordings == 1;
	bool to_end = call->state == CALL_ENDED && it->sends && is_last;

	if (!heard.any) {
		if (!is_last || call->recordings > 1)
			return;
		if (it->has_sent || gaps_refused_for(call, side, start,
					call->ended) != GAP_NO_PACKETS)
			add_edge(feed, part,
			    silence(call, side, start, call->ended));
		return;
	}
	if (awaited && tstamp_diff_ns(heard.first, call->answered) > EDGE_NS)
		add_edge(feed, part,
		    silence(call, side, call->answered, heard.first));
	if (is_last && call->is_shed)
		add_edge(feed, part,
		    (struct edge){
			side, call->shed_at, heard.last, GAP_OVERLOAD});
	if (to_end && tstamp_diff_ns(call->ended, heard.last) > EDGE_NS)
		add_edge(
		    feed, part, silence(call, side, heard.last, call->ended));
}

static enum gap_cause
cause_of(const struct feed *feed, const struct recording_part *part,
    const struct recording_gap *gap)
{
	const struct call *call = feed->call;

	if (gap->late > 0)
		return GAP_LATE;
	if (!call->losses || gap->count > 1)
		return GAP_LOSS;
	return losses_cause(call->losses, call, side_of(feed, gap->side),
	    time_of(part, gap->from), time_of(part, gap->to));
}

/* Does most of the gap lie in the pause? */
static bool
is_of_pause(const struct recording_part *part, const struct recording_gap *gap,
    const struct pause_span *span)
{
	int64_t from = sample_at(part, span->from);
	int64_t to = sample_at(part, span->to);

	if (from < gap->from)
		from = gap->from;
	if (to > gap->to)
		to = gap->to;
	return !gap->is_edge && (to - from) * 2 > gap->to - gap->from;
}

/* 'side' of the call was not recorded in the pause: where that is not found
 * anyway, since its sender did not go on, it is added. */
static void
note_pause(struct feed *feed, struct recording_part *part, enum side side,
    const struct pause_span *span)
{
	const struct call *call = feed->call;
	bool is_last = part->is_last && call->feed == feed;
	struct recording_gap gap = {
	    .side = side_of(feed, side),
	    .from = sample_at(part, span->from),
	    .to = sample_at(part, span->to),
	    .count = 1,
	    .cause = GAP_PAUSED,
	};
	int64_t end = (int64_t)part->written.frames;

	for (size_t i = 0; i < part->gap_count; i++) {
		if (part->gaps[i].side != gap.side ||
		    !is_of_pause(part, &part->gaps[i], span))
			continue;
		part->gaps[i].cause = GAP_PAUSED;
		return;
	}
	/* A pause that goes on at the end of the call may lie behind all. */
	if (is_last && call->over && tstamp_before(call->ended, span->to))
		gap.to = sample_at(part, call->ended);
	else if (gap.to > end)
		gap.to = end;
	if (gap.from < 0)
		gap.from = 0;
	if (gap.from < gap.to)
		(void)recording_add_gap(part, &gap);
}

static void
note_pauses(struct feed *feed, struct recording_part *part)
{
	const struct pause_span *spans;
	size_t count = pause_spans(feed->call, &spans);

	for (size_t i = 0; i < count; i++)
		for (enum side side = 0; side < SIDE_COUNT; side++)
			note_pause(feed, part, side, &spans[i]);
}

/* Sums up what is missing between the edges. */
static void
add_up(struct feed *feed, const struct recording_part *part)
{
	for (size_t i = 0; i < part->gap_count; i++) {
		const struct recording_gap *gap = &part->gaps[i];
		struct tstamp from = time_of(part, gap->from);
		struct tstamp to = time_of(part, gap->to);

		if (!gap->is_edge)
			feed->gap_ns[side_of(feed, gap->side)][gap->cause] +=
			    tstamp_diff_ns(to, from);
	}
}

void
gaps_judge(struct feed *feed, struct recording_part *part)
{
	for (size_t i = 0; i < part->gap_count; i++)
		part->gaps[i].cause = cause_of(feed, part, &part->gaps[i]);
	note_pauses(feed, part);
	for (enum side side = 0; side < SIDE_COUNT; side++)
		add_edges(feed, part, side);
	add_up(feed, part);
}

static bool
is_lost(enum gap_cause cause)
{
	return cause == GAP_LOSS || cause == GAP_NETWORK ||
	       cause == GAP_MIRROR || cause == GAP_LATE;
}

struct gap_sum
gaps_lost(const struct feed *feed, enum side side)
{
	const int64_t *ns = feed->gap_ns[side];
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
gaps_refused(const struct feed *feed, enum side side, enum gap_cause cause)
{
	return feed->gap_ns[side][cause];
}
