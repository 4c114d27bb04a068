/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rendering both sides of a call into one file. A block is rendered when the
 * reorder window behind it has passed, so that it never changes again.
 */
#include "recorder/recording.h"

#include <errno.h>

#include "base/counter.h"
#include "base/vector.h"

#define FLUSH_INTERVAL_NS NS_PER_SEC

/*
 * Blocks end with a page of the file, which costs the kernel less: 3 % of a
 * replay. So it is for 16-bit stereo, four bytes a sample, behind a WAV header
 * of 44 bytes; for all else it does no harm.
 */
#define PAGE_SAMPLES (4096 / 4)
#define HEADER_SAMPLES (44 / 4)

/* The most samples rendered at once: a flush and its delay fit. */
#define BLOCK_SAMPLES 16000

/* One side's samples, behind the history that concealment needs. */
struct side_buffer {
	int16_t history[CONCEAL_HISTORY];
	int16_t samples[BLOCK_SAMPLES];
};

/* The newest gap of a side; NULL when it has none. */
static struct recording_gap *
last_gap(const struct recording *recording, enum side side)
{
	size_t i = recording->gap_count;

	while (i-- > 0)
		if (recording->gaps[i].side == side)
			return &recording->gaps[i];
	return NULL;
}

/* Has it room for one more gap? */
static bool
grow_gaps(struct recording *recording)
{
	size_t size = recording->gap_size ? recording->gap_size * 2 : 8;
	struct recording_gap *gaps;

	if (recording->gap_count < recording->gap_size)
		return true;
	gaps = realloc(recording->gaps, size * sizeof *gaps);
	if (!gaps)
		return false;
	recording->gaps = gaps;
	recording->gap_size = size;
	return true;
}

/* Adds a gap, joined to the last one of its side, if any, past the limit. */
static void
add_gap(struct recording *recording, enum side side, int64_t from, int64_t to)
{
	bool full = recording->gap_count >= RECORDING_GAPS_MAX;
	struct recording_gap *last = last_gap(recording, side);

	recording->lost_samples[side] += to - from;
	if ((!full || !last) && grow_gaps(recording)) {
		recording->gaps[recording->gap_count++] =
		    (struct recording_gap){side, from, to, 1};
	} else if (last) {
		last->to = to;
		last->count++;
	}
}

static void
on_caller_gap(int64_t from, int64_t to, void *arg)
{
	add_gap(arg, SIDE_CALLER, from, to);
}

static void
on_callee_gap(int64_t from, int64_t to, void *arg)
{
	add_gap(arg, SIDE_CALLEE, from, to);
}

void
recording_init(
    struct recording *recording, struct writer *writer, struct tstamp origin)
{
	/* The packet buffers, which are most of it, need no zeros. */
	memset(recording, 0, offsetof(struct recording, tracks));
	recording->writer = writer;
	recording->origin = origin;
	track_init(
	    &recording->tracks[SIDE_CALLER], origin, on_caller_gap, recording);
	track_init(
	    &recording->tracks[SIDE_CALLEE], origin, on_callee_gap, recording);
	for (int side = 0; side < SIDE_COUNT; side++)
		recording->tracks[side].flush_at =
		    tstamp_add_ns(origin, FLUSH_INTERVAL_NS);
}

void
recording_clear(struct recording *recording)
{
	track_clear(&recording->tracks[SIDE_CALLER]);
	track_clear(&recording->tracks[SIDE_CALLEE]);
	writer_discard(recording->writer);
	free(recording->gaps);
}

/* One sample of both sides, as the file has it. */
struct frame_pair {
	int16_t left;
	int16_t right;
};

VECTOR_LOOP static void
interleave(const int16_t *restrict left, const int16_t *restrict right,
    size_t count, struct frame_pair *restrict out)
{
	for (size_t i = 0; i < count; i++)
		out[i] = (struct frame_pair){left[i], right[i]};
}

/* Writes the first 'count' samples of both sides. */
static void
write_block(struct recording *recording, const int16_t *left,
    const int16_t *right, size_t count)
{
	static _Thread_local struct frame_pair both[BLOCK_SAMPLES];
	const int16_t *const sides[SIDE_COUNT] = {left, right};

	if (recording->on_samples)
		recording->on_samples(
		    sides, count, TIMELINE_RATE_HZ, recording->on_samples_arg);
	if (!recording->writer || recording->error || count == 0)
		return;
	interleave(left, right, count, both);
	recording->error =
	    writer_write(recording->writer, (const void *)both, count);
	if (recording->error)
		counter_up(recording_failed);
}

/* Renders the next 'count' samples of both sides to '*left' and '*right'. */
static void
render(struct recording *recording, size_t count, const int16_t **left,
    const int16_t **right)
{
	static _Thread_local struct side_buffer buffers[SIDE_COUNT];

	for (int side = 0; side < SIDE_COUNT; side++)
		track_render(
		    &recording->tracks[side], buffers[side].samples, count);
	*left = buffers[SIDE_CALLER].samples;
	*right = buffers[SIDE_CALLEE].samples;
}

/* How far both tracks may be rendered when packets up to 'settled' are in. */
static int64_t
settled_samples(const struct recording *recording, struct tstamp settled)
{
	int64_t to =
	    timeline_sample_at(&recording->tracks[0].timeline, settled);

	for (int side = 0; side < SIDE_COUNT; side++) {
		int64_t limit = track_limit(&recording->tracks[side], settled);

		if (limit < to)
			to = limit;
	}
	return to;
}

/* Renders up to the sample 'to'. */
static void
render_to(struct recording *recording, int64_t to)
{
	const int16_t *left, *right;
	int64_t from;

	while ((from = recording->tracks[0].rendered) < to) {
		size_t count = BLOCK_SAMPLES;

		if (to - from < BLOCK_SAMPLES)
			count = (size_t)(to - from);
		render(recording, count, &left, &right);
		write_block(recording, left, right, count);
	}
}

/* Renders up to the sample 'to'; the next time is a second from 'now'. */
static int
flush(struct recording *recording, struct tstamp now, int64_t to)
{
	for (int side = 0; side < SIDE_COUNT; side++) {
		struct track *track = &recording->tracks[side];

		track->flush_at = tstamp_add_ns(now, FLUSH_INTERVAL_NS);
		reorder_prefetch(&track->waiting);
	}
	render_to(recording, to);
	return recording->error;
}

/* The last sample up to 'to' with which a page of the file ends. */
static int64_t
page_end(int64_t to)
{
	return (to + HEADER_SAMPLES) / PAGE_SAMPLES * PAGE_SAMPLES -
	       HEADER_SAMPLES;
}

int
recording_put(struct recording *recording, enum side side,
    const struct rtp_frame *frame, const uint8_t *payload, size_t size)
{
	struct track *track = &recording->tracks[side];
	struct tstamp now = frame->arrival;
	int error = 0, put;

	if (!tstamp_before(now, track->flush_at))
		error = flush(recording, now,
		    page_end(settled_samples(
			recording, tstamp_add_ns(now, -REORDER_WINDOW_NS))));
	put = track_put(track, frame, payload, size);
	if (put != ENOBUFS) {
		if (put)
			counter_up(rtp_late);
		return error;
	}
	/* Full: what came so far must do. */
	counter_up(rtp_reorder_full);
	error = flush(recording, now, settled_samples(recording, now));
	if (track_put(track, frame, payload, size) != 0)
		counter_up(rtp_late);
	return error;
}

static bool
has_more(const struct recording *recording)
{
	return track_has_more(&recording->tracks[SIDE_CALLER]) ||
	       track_has_more(&recording->tracks[SIDE_CALLEE]);
}

/* Renders all that is left, up to the last sample that somebody spoke. */
static void
flush_rest(struct recording *recording)
{
	const struct track *tracks = recording->tracks;
	const int16_t *left, *right;

	while (has_more(recording)) {
		int64_t from = tracks[0].rendered, end;
		int64_t keep = BLOCK_SAMPLES;

		render(recording, BLOCK_SAMPLES, &left, &right);
		if (!has_more(recording)) {
			end = tracks[SIDE_CALLER].end;
			if (tracks[SIDE_CALLEE].end > end)
				end = tracks[SIDE_CALLEE].end;
			keep = end - from;
		}
		if (keep > BLOCK_SAMPLES)
			keep = BLOCK_SAMPLES;
		if (keep > 0)
			write_block(recording, left, right, (size_t)keep);
	}
}

int
recording_finish(struct recording *recording, bool sync)
{
	int error;

	flush_rest(recording);
	if (!recording->writer)
		return 0;
	error = writer_finish(recording->writer, sync, &recording->written);
	recording->writer = NULL;
	if (!recording->error)
		recording->error = error;
	return recording->error;
}
