/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Losses of all streams, and what they have in common. */
#include "calls/losses.h"

#include <stdlib.h>

#include "base/counter.h"

/* A packet that is late for so long is lost, and its copy of the next hop
 * came. */
#define SETTLED_NS (100 * NS_PER_MS)

/* A moment is compared with as much time before it and behind it. */
#define AROUND_NS (250 * NS_PER_MS)

/* Packets of speech are this far apart at most, but for a pause. */
#define SPACING_MAX_NS (60 * NS_PER_MS)

/* More than that in one loss are not looked at: a minute of them. */
#define LOSS_PACKETS_MAX 3000

/* Packets before the newest of which a stream knows whether they came. */
#define SEEN_PACKETS 128

struct loss {
	struct tstamp from, to; /* when the packets should have come */
	struct tstamp noted;    /* when they were missed */
	int64_t source_id;
	unsigned capture;
	struct media_stream *stream; /* NULL: looked for on the next hop */
	int64_t call_id;
	struct addr src, dst;
	uint16_t first; /* sequence number of the first one */
	uint16_t count;
};

struct losses {
	struct loss items[LOSSES_MAX];   /* as they were noted */
	struct loss *order[LOSSES_MAX];  /* by source and time */
	struct loss *moment[LOSSES_MAX]; /* those of one, by their beginning */
	size_t count;
	struct tstamp judged; /* moments up to then were looked at */
	struct findings bursts;
	struct findings captures; /* when frames of one were lost here */
};

struct losses *
losses_new(void)
{
	return calloc(1, sizeof(struct losses));
}

void
losses_free(struct losses *losses)
{
	if (!losses)
		return;
	findings_clear(&losses->bursts);
	findings_clear(&losses->captures);
	free(losses);
}

/* May one more loss of 'call' be noted? A sender that numbers its packets as it
 * likes must not fill the list: what few calls miss makes no burst, and takes
 * long to look through. */
static bool
may_note(struct call *call, struct tstamp now)
{
	int64_t since = tstamp_diff_ns(now, call->losses_since);

	if (since < 0 || since >= NS_PER_SEC) {
		call->losses_since = now;
		call->losses_noted = 0;
	}
	return call->losses_noted++ < LOSSES_PER_CALL_MAX;
}

void
losses_note(struct losses *losses, struct media_stream *stream, uint64_t count,
    struct tstamp before, struct tstamp now)
{
	int64_t spacing, since = tstamp_diff_ns(now, before);
	struct loss *loss;

	if (losses->count == LOSSES_MAX || !may_note(stream->call, now)) {
		counter_up(loss_limit);
		return;
	}
	if (count > LOSS_PACKETS_MAX)
		count = LOSS_PACKETS_MAX;
	spacing = since > 0 ? since / (int64_t)(count + 1) : 0;
	if (spacing > SPACING_MAX_NS)
		spacing = SPACING_MAX_NS;
	loss = &losses->items[losses->count++];
	*loss = (struct loss){
	    .from = tstamp_add_ns(now, -spacing * (int64_t)count),
	    .to = tstamp_add_ns(now, -spacing),
	    .noted = now,
	    .source_id = stream->source_id,
	    .capture = stream->capture,
	    .stream = stream,
	    .call_id = stream->call->id,
	    .src = stream->flow.src.addr,
	    .dst = stream->flow.dst.addr,
	    .first = (uint16_t)(stream->stats.newest - (int64_t)count),
	    .count = (uint16_t)count,
	};
}

/* Did 'stream' have the packet 'sequence'? */
static bool
has_seen(const struct rtp_stream *stats, uint16_t sequence)
{
	uint16_t age = (uint16_t)(stats->newest - sequence);

	return age < SEEN_PACKETS && stats->seen[age / 64] >> age % 64 & 1;
}

static bool
has_all(const struct rtp_stream *stats, const struct loss *loss)
{
	for (uint16_t i = 0; i < loss->count; i++)
		if (!has_seen(stats, (uint16_t)(loss->first + i)))
			return false;
	return true;
}

/* Is 'next' what 'stream' becomes on its next hop, behind a proxy or relay?
 * What is further from the speaker comes later. */
static bool
is_next_hop(const struct media_stream *stream, const struct media_stream *next)
{
	return next != stream && next->ssrc == stream->ssrc &&
	       next->side == stream->side &&
	       tstamp_before(stream->stats.first, next->stats.first);
}

static void
add_finding(struct call *call, const struct loss *loss, enum gap_cause cause)
{
	struct finding finding = {
	    .from = loss->from,
	    .to = loss->to,
	    .of = loss->stream->side,
	    .cause = (uint8_t)cause,
	};

	if (!findings_add(&call->findings, &finding, CALL_FINDINGS_MAX))
		counter_up(loss_limit);
}

/* Looks for what was lost on the next hop. */
static void
look_ahead(struct loss *loss)
{
	struct media_stream *stream = loss->stream, *next;
	struct call *call = stream->call;

	for (next = call->streams; next && stream->is_active;
	     next = next->next) {
		if (!is_next_hop(stream, next) || !has_all(&next->stats, loss))
			continue;
		add_finding(call, loss, GAP_MIRROR);
		break;
	}
	loss->stream = NULL;
}

static int
compare_times(struct tstamp a, struct tstamp b)
{
	return tstamp_before(a, b) ? -1 : tstamp_before(b, a);
}

static int
by_source_and_time(const void *a, const void *b)
{
	const struct loss *left = *(struct loss *const *)a;
	const struct loss *right = *(struct loss *const *)b;

	if (left->source_id != right->source_id)
		return left->source_id < right->source_id ? -1 : 1;
	return compare_times(left->noted, right->noted);
}

static int
by_beginning(const void *a, const void *b)
{
	const struct loss *left = *(struct loss *const *)a;
	const struct loss *right = *(struct loss *const *)b;

	return compare_times(left->from, right->from);
}

/* Are the losses of at least LOSS_CALLS_MIN calls? */
static bool
are_of_many_calls(struct loss *const *losses, size_t count)
{
	int64_t calls[LOSS_CALLS_MIN];
	size_t found = 0, known;

	for (size_t i = 0; i < count && found < LOSS_CALLS_MIN; i++) {
		for (known = 0; known < found; known++)
			if (calls[known] == losses[i]->call_id)
				break;
		if (known == found)
			calls[found++] = losses[i]->call_id;
	}
	return found == LOSS_CALLS_MIN;
}

/* Is there no host that sent, nor one that was to receive, all of it? */
static bool
are_unrelated(struct loss *const *losses, size_t count)
{
	bool one_sender = true, one_receiver = true;

	for (size_t i = 1; i < count && (one_sender || one_receiver); i++) {
		one_sender =
		    one_sender && addr_equal(&losses[i]->src, &losses[0]->src);
		one_receiver = one_receiver &&
			       addr_equal(&losses[i]->dst, &losses[0]->dst);
	}
	return !one_sender && !one_receiver;
}

/* What all of the losses of one moment have in common was the mirror's. */
static void
add_burst(struct losses *losses, struct loss *const *moment, size_t count)
{
	struct finding finding = {
	    .to = moment[0]->to,
	    .of = moment[0]->source_id,
	    .cause = GAP_MIRROR,
	};

	for (size_t i = 0; i < count; i++) {
		losses->moment[i] = moment[i];
		if (tstamp_before(finding.to, moment[i]->to))
			finding.to = moment[i]->to;
	}
	/* One among them may have been silent for long before. */
	qsort(losses->moment, count, sizeof *losses->moment, by_beginning);
	finding.from = losses->moment[count / 2]->from;
	if (findings_cause(&losses->captures, moment[0]->capture, finding.from,
		finding.to) == GAP_CAPTURE)
		return;
	counter_up(mirror_loss_burst);
	if (!findings_add(&losses->bursts, &finding, LOSS_BURSTS_MAX))
		counter_up(loss_limit);
}

/* The first of the losses, in order of time, that was noted at 'time' or
 * later. */
static size_t
first_from(struct loss *const *losses, size_t count, struct tstamp time)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (tstamp_before(losses[middle]->noted, time))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How many of the losses were noted in AROUND_NS from 'start' on. */
static size_t
count_from(struct loss *const *losses, size_t count, struct tstamp start)
{
	return first_from(losses, count, tstamp_add_ns(start, AROUND_NS)) -
	       first_from(losses, count, start);
}

/* Are the 'count' losses of one moment far more than around it? */
static bool
stands_out(struct loss *const *of, size_t total, struct loss *const *moment,
    size_t count)
{
	struct tstamp start = moment[0]->noted;
	size_t before = count_from(of, total, tstamp_add_ns(start, -AROUND_NS));
	size_t behind =
	    count_from(of, total, tstamp_add_ns(start, LOSS_MOMENT_NS));
	size_t most = before > behind ? before : behind;

	return count * (AROUND_NS / LOSS_MOMENT_NS) >= most * LOSS_BURST_RATIO;
}

/* Finds the bursts that begin behind what was judged, and up to 'until', among
 * the losses of one source in order of time. */
static void
find_bursts(struct losses *losses, struct loss *const *of, size_t total,
    struct tstamp until)
{
	size_t first = 0, end = 0, count;

	while (first < total) {
		struct tstamp start = of[first]->noted;

		while (end < total &&
		       tstamp_diff_ns(of[end]->noted, start) < LOSS_MOMENT_NS)
			end++;
		count = end - first;
		if (tstamp_before(losses->judged, start) &&
		    !tstamp_before(until, start) && count >= LOSS_CALLS_MIN &&
		    are_of_many_calls(of + first, count) &&
		    are_unrelated(of + first, count) &&
		    stands_out(of, total, of + first, count)) {
			add_burst(losses, of + first, count);
			first = end;
		} else {
			first++;
		}
	}
}

/* Keeps what the next moments are compared with. What a clock that was set
 * back has noted is of no use. */
static void
keep_recent(struct losses *losses, struct tstamp now)
{
	struct tstamp since = tstamp_add_ns(losses->judged, -AROUND_NS);
	size_t kept = 0;

	for (size_t i = 0; i < losses->count; i++) {
		const struct loss *loss = &losses->items[i];

		if (!tstamp_before(loss->noted, since) &&
		    !tstamp_before(now, loss->noted))
			losses->items[kept++] = *loss;
	}
	losses->count = kept;
}

/* Judges all moments that began up to 'until'. */
static void
judge(struct losses *losses, struct tstamp until)
{
	size_t first = 0, end;

	for (size_t i = 0; i < losses->count; i++)
		losses->order[i] = &losses->items[i];
	if (losses->count > 0)
		qsort(losses->order, losses->count, sizeof *losses->order,
		    by_source_and_time);
	for (; first < losses->count; first = end) {
		for (end = first + 1;
		     end < losses->count && losses->order[end]->source_id ==
						losses->order[first]->source_id;
		     end++)
			;
		find_bursts(losses, losses->order + first, end - first, until);
	}
	losses->judged = until;
}

void
losses_tick(struct losses *losses, struct tstamp now)
{
	struct tstamp settled = tstamp_add_ns(now, -SETTLED_NS);

	for (size_t i = 0; i < losses->count; i++) {
		struct loss *loss = &losses->items[i];

		if (loss->stream && tstamp_before(loss->noted, settled))
			look_ahead(loss);
	}
	judge(losses, tstamp_add_ns(now, -(LOSS_MOMENT_NS + AROUND_NS)));
	keep_recent(losses, now);
}

void
losses_finish(struct losses *losses, struct tstamp now)
{
	for (size_t i = 0; i < losses->count; i++)
		if (losses->items[i].stream)
			look_ahead(&losses->items[i]);
	judge(losses, now);
	losses->count = 0;
}

void
losses_forget(struct losses *losses, const struct call *call)
{
	for (size_t i = 0; i < losses->count; i++) {
		struct loss *loss = &losses->items[i];

		if (loss->stream && loss->stream->call == call)
			look_ahead(loss);
	}
}

void
losses_note_capture(struct losses *losses, unsigned capture, struct tstamp from,
    struct tstamp to)
{
	struct finding finding = {
	    .from = from,
	    .to = to,
	    .of = capture,
	    .cause = GAP_CAPTURE,
	};

	if (!findings_add(&losses->captures, &finding, LOSS_BURSTS_MAX))
		counter_up(loss_limit);
}

void
losses_report(struct media_stream *stream, struct tstamp from, struct tstamp to,
    uint64_t seen, uint64_t reported)
{
	struct finding finding = {
	    .from = from,
	    .to = to,
	    .of = stream->side,
	    .cause = reported ? GAP_NETWORK : GAP_MIRROR,
	};

	/* Not the same ones, or not all of them: nobody knows which. */
	if (seen == 0 || !stream->is_active ||
	    (reported > 0 && reported != seen))
		return;
	if (!findings_add(&stream->call->findings, &finding, CALL_FINDINGS_MAX))
		counter_up(loss_limit);
}

/* The stream of which 'side' was recorded at that time; NULL: there is none. */
static const struct media_stream *
recorded_at(const struct call *call, enum side side, struct tstamp from,
    struct tstamp to)
{
	const struct media_stream *stream;

	for (stream = call->streams; stream; stream = stream->next)
		if (stream->side == side && stream->recorded > 0 &&
		    !tstamp_before(from, stream->stats.first) &&
		    !tstamp_before(stream->stats.last, to))
			return stream;
	return NULL;
}

enum gap_cause
losses_cause(const struct losses *losses, const struct call *call,
    enum side side, struct tstamp from, struct tstamp to)
{
	enum gap_cause cause = findings_cause(&call->findings, side, from, to);
	const struct media_stream *stream = recorded_at(call, side, from, to);

	if (cause == GAP_LOSS && stream)
		cause = findings_cause(
		    &losses->captures, stream->capture, from, to);
	if (cause == GAP_LOSS && stream)
		cause = findings_cause(
		    &losses->bursts, stream->source_id, from, to);
	return cause;
}
