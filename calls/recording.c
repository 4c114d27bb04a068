/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rendering both sides of a call into one file. A block is rendered when the
 * reorder window behind it has passed, so that it never changes again.
 */
#include "calls/recording.h"

#include <errno.h>

#include "base/counter.h"
#include "calls/block.h"
#include "calls/recording_gaps.h"

/*
 * Blocks end with a page of the file, which costs the kernel less: 3 % of a
 * replay with 16-bit stereo, four bytes a sample behind a WAV header of 44; 4 %
 * with mu-law, two bytes behind 58. For all else it does no harm.
 */
#define PAGE_BYTES 4096

/* A packet with a codec of a higher rate may have come so much later than it
 * was sent: the file of that rate begins so much earlier. */
#define WIDER_LEAD_NS (40 * NS_PER_MS)

/* When the packets that wait take all room, those of this time stay. */
#define CROWDED_WINDOW_NS (60 * NS_PER_MS)

static void
on_caller_gap(int64_t from, int64_t to, void *arg)
{
	recording_note_gap(arg, SIDE_CALLER, from, to);
}

static void
on_callee_gap(int64_t from, int64_t to, void *arg)
{
	recording_note_gap(arg, SIDE_CALLEE, from, to);
}

/* The present part is a new one; '*error' without memory. */
static void
new_part(struct recording *recording)
{
	recording->part = calloc(1, sizeof *recording->part);
	if (!recording->part && !recording->error)
		recording->error = ENOMEM;
}

void
recording_init(struct recording *recording, struct tstamp origin,
    const struct recording_options *options)
{
	/* The packet buffers, which are most of it, need no zeros. */
	memset(recording, 0, offsetof(struct recording, tracks));
	recording->rate_hz = TRACK_RATE_HZ;
	recording->format = options->format;
	recording->files = options->files;
	recording->unhashed = options->unhashed;
	recording->flush_ns =
	    options->flush_ns ? options->flush_ns : RECORDING_FLUSH_NS;
	track_init(&recording->tracks[SIDE_CALLER], origin, options->budget,
	    on_caller_gap, recording);
	track_init(&recording->tracks[SIDE_CALLEE], origin, options->budget,
	    on_callee_gap, recording);
	recording->flush_at = tstamp_add_ns(origin, RECORDING_BEGIN_NS);
	new_part(recording);
}

void
recording_part_free(struct recording_part *part)
{
	if (!part)
		return;
	free(part->gaps);
	free(part);
}

void
recording_clear(struct recording *recording)
{
	track_clear(&recording->tracks[SIDE_CALLER]);
	track_clear(&recording->tracks[SIDE_CALLEE]);
	writer_discard(recording->writer);
	recording_part_free(recording->part);
}

static void
fail(struct recording *recording, int error)
{
	if (error && !recording->error)
		recording->error = error;
}

/* Begins a part whose samples, the one 'at' first, are 'rate_hz' a second. */
static void
begin_part(struct recording *recording, int64_t at, uint32_t rate_hz)
{
	struct tstamp origin =
	    timeline_time_at(&recording->tracks[0].timeline, at);

	recording->begun = true;
	recording->rate_hz = rate_hz;
	for (int side = 0; side < SIDE_COUNT; side++)
		fail(recording, track_rebase(&recording->tracks[side], at,
				    origin, rate_hz));
	if (recording->part) {
		recording->part->origin = origin;
		recording->part->rate_hz = rate_hz;
		recording->part->format = recording->format;
	}
	if (recording->files && !recording->error) {
		recording->file_count++;
		fail(recording,
		    recording->files->begin(recording, recording->files->arg));
	}
	if (recording->error)
		counter_up(recording_failed);
}

/* Closes the file of a part, and lets its owner know. */
static void
end_part(struct recording *recording, bool sync, bool is_last)
{
	struct recording_part *part = recording->part;

	if (!recording->writer)
		return;
	if (recording->unhashed)
		writer_leave_unhashed(recording->writer);
	fail(recording, writer_finish(recording->writer, sync, &part->written));
	recording->writer = NULL;
	recording->part = NULL;
	for (int side = 0; side < SIDE_COUNT; side++)
		part->ends[side] = recording->tracks[side].end;
	part->error = recording->error;
	part->is_last = is_last;
	recording->files->end(recording, part, recording->files->arg);
}

/* Goes on in a next file, of which the sample 'at' is the first. */
static void
next_part(struct recording *recording, int64_t at, uint32_t rate_hz)
{
	struct recording_gap later[RECORDING_GAPS_MAX + SIDE_COUNT];
	size_t count = recording_split_gaps(recording, at, later);
	uint32_t before = recording->rate_hz;

	end_part(recording, false, false);
	if (!recording->part)
		new_part(recording);
	if (recording->part)
		recording->part->gap_count = 0;
	for (size_t i = 0; i < count; i++) {
		later[i].from =
		    timeline_rescale(later[i].from, before, rate_hz);
		later[i].to = timeline_rescale(later[i].to, before, rate_hz);
		(void)recording_add_gap(recording->part, &later[i]);
	}
	counter_up(recording_next_file);
	begin_part(recording, at, rate_hz);
}

/* Renders the next 'count' samples of both sides. */
static void
render(struct recording *recording, size_t count, struct block *block)
{
	block_render(block, recording->tracks, recording->format,
	    recording->on_samples != NULL, count);
}

/* Writes a block, of which the sample 'from' is the first. */
static void
write_block(
    struct recording *recording, const struct block *block, int64_t from)
{
	int error;

	if (recording->on_samples)
		recording->on_samples(block->samples, block->count,
		    recording->rate_hz, recording->on_samples_arg);
	if (!recording->writer || recording->error || block->count == 0)
		return;
	error = block_write(block, recording->writer);
	if (error == EFBIG) {
		next_part(recording, from, recording->rate_hz);
		if (recording->error)
			return;
		error = block_write(block, recording->writer);
	}
	fail(recording, error);
	if (error)
		counter_up(recording_failed);
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

/* Renders the next 'left_over' samples. */
static void
render_next(struct recording *recording, int64_t left_over)
{
	struct block block;

	while (left_over > 0) {
		int64_t from = recording->tracks[0].rendered;
		size_t count = BLOCK_SAMPLES;

		if (left_over < BLOCK_SAMPLES)
			count = (size_t)left_over;
		render(recording, count, &block);
		write_block(recording, &block, from);
		left_over -= (int64_t)count;
	}
}

/* The rate of a file for audio of 'rate_hz': one that its format has. */
static uint32_t
file_rate_hz(enum audio_format format, uint32_t rate_hz)
{
	static const uint32_t standard_hz[] = {8000, 12000, 16000, 24000};

	if (audio_format_has_rate(format, (int)rate_hz))
		return rate_hz;
	for (size_t i = 0; i < sizeof standard_hz / sizeof *standard_hz; i++)
		if (standard_hz[i] > rate_hz)
			return standard_hz[i];
	return CODEC_RATE_MAX_HZ;
}

/*
 * Waits audio that needs a file of a higher rate than 'rate_hz'? Tells since
 * when, and the highest rate there is.
 */
static bool
waits_above(const struct recording *recording, uint32_t rate_hz,
    struct tstamp *since, uint32_t *highest_hz)
{
	bool found = false;

	for (int side = 0; side < SIDE_COUNT; side++) {
		struct tstamp arrival;
		uint32_t highest;

		if (!track_waits_above(
			&recording->tracks[side], rate_hz, &arrival, &highest))
			continue;
		if (!found || tstamp_before(arrival, *since))
			*since = arrival;
		if (!found || highest > *highest_hz)
			*highest_hz = highest;
		found = true;
	}
	return found;
}

/* Begins the first file: by now the codecs of both sides are known. */
static void
begin(struct recording *recording)
{
	uint32_t highest_hz = recording->rate_hz;
	struct tstamp since;

	(void)waits_above(recording, recording->rate_hz, &since, &highest_hz);
	begin_part(recording, 0, file_rate_hz(recording->format, highest_hz));
}

/* Where the audio begins that needs a file of a higher rate; false: there is
 * none before the sample 'to'. */
static bool
find_wider(const struct recording *recording, int64_t to, int64_t *at,
    uint32_t *rate_hz)
{
	const struct track *track = &recording->tracks[0];
	struct tstamp since;

	if (!waits_above(recording, recording->rate_hz, &since, rate_hz))
		return false;
	*rate_hz = file_rate_hz(recording->format, *rate_hz);
	*at = timeline_sample_at(
	    &track->timeline, tstamp_add_ns(since, -WIDER_LEAD_NS));
	if (*at < track->rendered)
		*at = track->rendered;
	return *at < to;
}

/* Renders up to the sample 'to', in one file or more. */
static void
render_to(struct recording *recording, int64_t to)
{
	uint32_t rate_hz;
	int64_t at;

	if (!recording->begun) {
		begin(recording);
		to = timeline_rescale(to, TRACK_RATE_HZ, recording->rate_hz);
	}
	while (find_wider(recording, to, &at, &rate_hz)) {
		uint32_t before = recording->rate_hz;
		int64_t left = to - at;

		render_next(recording, at - recording->tracks[0].rendered);
		next_part(recording, recording->tracks[0].rendered, rate_hz);
		to = timeline_rescale(left, before, rate_hz);
	}
	render_next(recording, to - recording->tracks[0].rendered);
}

/* Renders up to the sample 'to'; the next time is an interval from 'now'. */
static int
flush(struct recording *recording, struct tstamp now, int64_t to)
{
	recording->flush_at = tstamp_add_ns(now, recording->flush_ns);
	render_to(recording, to);
	return recording->error;
}

/* The last sample up to 'to' with which a page of the file ends. */
static int64_t
page_end(const struct recording *recording, int64_t to)
{
	bool is_law = block_is_law(recording->format);
	int64_t page = PAGE_BYTES / (is_law ? 2 : 4);
	int64_t header = is_law ? 58 / 2 : 44 / 4;

	return (to + header) / page * page - header;
}

int
recording_put(
    struct recording *recording, enum side side, const struct rtp_frame *frame)
{
	struct track *track = &recording->tracks[side];
	struct tstamp now = frame->arrival;
	int error = 0, put;

	if (!tstamp_before(now, recording->flush_at))
		error = flush(recording, now,
		    page_end(recording,
			settled_samples(recording,
			    tstamp_add_ns(now, -REORDER_WINDOW_NS))));
	if (track_is_late(track, frame))
		recording_note_late(recording, side, frame);
	put = track_put(track, frame);
	if (put != ENOBUFS) {
		if (put)
			counter_up(rtp_late);
		return error;
	}
	/* Full: what came so far must do. Large packets fill it in less time
	 * than they may come late. */
	counter_up(rtp_reorder_full);
	error = flush(recording, now,
	    settled_samples(recording, tstamp_add_ns(now, -CROWDED_WINDOW_NS)));
	put = track_put(track, frame);
	if (put == ENOBUFS) {
		error = flush(recording, now, settled_samples(recording, now));
		put = track_put(track, frame);
	}
	if (put)
		counter_up(rtp_late);
	return error;
}

bool
recording_holds(
    const struct recording *recording, const void *memory, size_t size)
{
	return track_holds(&recording->tracks[SIDE_CALLER], memory, size) ||
	       track_holds(&recording->tracks[SIDE_CALLEE], memory, size);
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
	struct block block;
	uint32_t rate_hz;
	int64_t at;

	/* Each time up to the next audio of a higher rate, if there is any. */
	render_to(recording, tracks[0].rendered);
	while (find_wider(recording, INT64_MAX, &at, &rate_hz)) {
		render_next(recording, at - tracks[0].rendered);
		next_part(recording, tracks[0].rendered, rate_hz);
	}
	while (has_more(recording)) {
		int64_t from = tracks[0].rendered, end;
		int64_t keep = BLOCK_SAMPLES;

		render(recording, BLOCK_SAMPLES, &block);
		if (!has_more(recording)) {
			end = tracks[SIDE_CALLER].end;
			if (tracks[SIDE_CALLEE].end > end)
				end = tracks[SIDE_CALLEE].end;
			keep = end - from;
		}
		if (keep > BLOCK_SAMPLES)
			keep = BLOCK_SAMPLES;
		if (keep <= 0)
			continue;
		block.count = (size_t)keep;
		write_block(recording, &block, from);
	}
}

int
recording_finish(struct recording *recording, bool sync)
{
	flush_rest(recording);
	end_part(recording, sync, true);
	return recording->error;
}
