/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From packets in order to samples in place. Rendering walks the waiting
 * packets as they were sent; what lies before a packet's place and was not
 * rendered is filled (concealment, comfort noise or silence), what was
 * rendered already is trimmed. A packet that reaches past the end of what is
 * asked for leaves the rest of its samples in 'carry'.
 */
#include "rtp/track_int.h"

#include <errno.h>

#include "base/counter.h"
#include "rtp/g711.h"

/* Of comfort noise that tells no level, -dBov. */
#define NOISE_LEVEL_UNKNOWN 70

void
track_init(struct track *track, struct tstamp origin,
    struct decoder_budget *budget, track_gap_fn *on_gap, void *on_gap_arg)
{
	timeline_init(&track->timeline, origin, TRACK_RATE_HZ);
	track->rendered = 0;
	track->end = 0;
	track->late = 0;
	track->refused = 0;
	track->frame_length = 0;
	track->noise_state = 1;
	track->noise = false;
	track->carry = NULL;
	track->carry_count = track->carry_size = 0;
	track->on_gap = on_gap;
	track->on_gap_arg = on_gap_arg;
	track->budget = budget;
	memset(track->decoders, 0, sizeof track->decoders);
	track->speaking = NULL;
	track->decoders_generation = 0;
	track->noise_level = NOISE_LEVEL_UNKNOWN;
	track->has_coded = false;
	track->wide_history = NULL;
	memset(track->history, 0, sizeof track->history);
	reorder_init(&track->waiting);
}

void
track_clear(struct track *track)
{
	coded_clear(track);
	reorder_init(&track->waiting);
	free(track->carry);
	track->carry = NULL;
	free(track->wide_history);
	track->wide_history = NULL;
}

int
track_put(struct track *track, const struct rtp_frame *frame)
{
	if (track_is_late(track, frame)) {
		track->late++;
		counter_up(rtp_late);
		return 0;
	}
	if (frame->size > REORDER_PAYLOAD_MAX)
		return EMSGSIZE;
	if (!reorder_put(&track->waiting, frame))
		return ENOBUFS;
	if (frame->kind > CODEC_EVENT)
		track->has_coded = true;
	return 0;
}

bool
track_waits_above(const struct track *track, uint32_t rate_hz,
    struct tstamp *arrival, uint32_t *highest_hz)
{
	uint32_t highest = rate_hz;

	if (!track->has_coded)
		return false;
	for (size_t i = 0; i < track->waiting.count; i++) {
		const struct rtp_frame *frame =
		    reorder_frame(&track->waiting, i);
		uint32_t its = codec_rate_hz(frame->kind, frame->variant);

		if (its <= highest)
			continue;
		if (highest == rate_hz)
			*arrival = frame->arrival;
		highest = its;
	}
	*highest_hz = highest;
	return highest > rate_hz;
}

int64_t
track_limit(const struct track *track, struct tstamp settled)
{
	return timeline_doubt(&track->timeline, &track->waiting, settled);
}

bool
track_has_more(const struct track *track)
{
	return track->waiting.count > 0 || track->carry_count > 0 ||
	       coded_pending(track) > 0;
}

/* Room for 'count' samples behind what is asked for. */
static bool
reserve_carry(struct track *track, size_t count)
{
	int16_t *carry;

	if (count <= track->carry_size)
		return true;
	carry = realloc(track->carry, count * sizeof *carry);
	if (!carry)
		return false;
	track->carry = carry;
	track->carry_size = count;
	return true;
}

/* Adds 'count' samples to what lies behind what is rendered. */
static bool
add_carry(struct track *track, const int16_t *samples, size_t count)
{
	if (!reserve_carry(track, track->carry_count + count))
		return false;
	memcpy(track->carry + track->carry_count, samples,
	    count * sizeof *samples);
	track->carry_count += count;
	return true;
}

/*
 * Where 'count' samples from r->end on can be made: in the output if they fit
 * there, else in 'scratch', from which settle() takes them.
 */
static int16_t *
make_room(struct render *r, size_t count, int16_t *scratch)
{
	if (r->to - r->end >= (int64_t)count)
		return r->out + (r->end - r->from);
	return scratch;
}

void
render_append(struct render *r, const int16_t *samples, size_t count)
{
	size_t here = r->end < r->to ? (size_t)(r->to - r->end) : 0;

	if (here > count)
		here = count;
	if (here > 0)
		memcpy(r->out + (r->end - r->from), samples,
		    here * sizeof *samples);
	r->end += (int64_t)here;
	count -= here;
	if (count > 0 && add_carry(r->track, samples + here, count))
		r->end += (int64_t)count;
}

/* Takes 'count' samples made at 'made' as those from r->end on. */
static void
settle(struct render *r, const int16_t *made, size_t count)
{
	if (r->to - r->end >= (int64_t)count)
		r->end += (int64_t)count;
	else
		render_append(r, made, count);
}

/* Begins with what the packet before left over. */
static void
take_carry(struct render *r)
{
	struct track *track = r->track;
	size_t wanted = (size_t)(r->to - r->from);
	size_t count =
	    track->carry_count < wanted ? track->carry_count : wanted;

	memcpy(r->out, track->carry, count * sizeof *r->out);
	track->carry_count -= count;
	memmove(track->carry, track->carry + count,
	    track->carry_count * sizeof *track->carry);
	r->end = r->from + (int64_t)(count + track->carry_count);
}

void
render_quietly(struct render *r, int64_t position)
{
	struct track *track = r->track;
	int64_t stop = position < r->to ? position : r->to;
	size_t count;
	int16_t *out;

	if (stop <= r->end)
		return;
	/* A-law has no 0. */
	if (track->noise || r->law == CODEC_PCMA)
		law_leave(r);
	count = (size_t)(stop - r->end);
	out = r->out + (r->end - r->from);
	if (r->octets)
		law_put_zeros(r, count);
	else if (track->noise)
		comfort_noise(
		    track->noise_level, &track->noise_state, out, count);
	else
		memset(out, 0, count * sizeof *out);
	r->end = stop;
}

int64_t
render_tell_loss(
    struct render *r, int64_t from, int64_t position, uint64_t lost)
{
	struct track *track = r->track;
	int64_t gap = position - from, length = gap;

	if (track->frame_length > 0 &&
	    lost < (uint64_t)gap / track->frame_length)
		length = (int64_t)(lost * track->frame_length);
	track->on_gap(from, from + length, track->on_gap_arg);
	return length;
}

void
render_concealed(struct render *r, size_t count)
{
	int16_t scratch[CONCEAL_MAX_HIGHEST];
	uint32_t rate_hz = r->track->timeline.rate_hz;
	size_t most = rate_hz * CONCEAL_MAX_MS / 1000;
	int16_t *made;

	if (count > most)
		count = most;
	made = make_room(r, count, scratch);
	conceal(r->out + (r->end - r->from), rate_hz, made, count);
	settle(r, made, count);
}

void
render_before(struct render *r, const struct rtp_frame *frame, int64_t position)
{
	struct timeline *timeline = &r->track->timeline;
	uint64_t lost = frame->order - timeline->last_order - 1;
	int64_t gap;

	if (r->track->speaking)
		coded_end(r);
	gap = position - r->end;
	if (gap <= 0 || r->end >= r->to)
		return;
	if (gap <= SEAM || lost > 0)
		law_leave(r);
	if (gap <= SEAM && r->end > r->from) {
		int16_t last = r->out[r->end - r->from - 1];

		while (r->end < position && r->end < r->to)
			r->out[r->end++ - r->from] = last;
	} else if (lost > 0) {
		/* It begins behind what was heard, though that was given out
		 * before this packet came. */
		int64_t start = !r->track->noise && r->track->end < r->end
				    ? r->track->end
				    : r->end;
		int64_t length = render_tell_loss(r, start, position, lost) -
				 (r->end - start);

		if (!r->track->noise && length > 0)
			render_concealed(r, (size_t)length);
		/* So that the same loss is not told again. */
		timeline->last_order = frame->order - 1;
	}
	render_quietly(r, position);
}

/* Decodes 'frame', of which the first 'skip' samples have no place left. */
static void
put_audio(struct render *r, const struct rtp_frame *frame, size_t skip)
{
	static _Thread_local int16_t scratch[REORDER_BYTES];
	const uint8_t *octets = reorder_payload(frame) + skip;
	size_t count = frame->size - skip;
	int16_t *made = make_room(r, count, scratch);

	g711_decode(frame->kind, octets, count, made);
	settle(r, made, count);
}

/* Puts one packet of G.711; false when it lies behind what is asked for. */
static bool
render_g711(struct render *r, size_t i)
{
	struct track *track = r->track;
	const struct rtp_frame *frame = reorder_frame(&track->waiting, i);
	int64_t position =
	    timeline_place(&track->timeline, &track->waiting, i, r->end);
	int64_t overlap;
	size_t skip;

	render_before(r, frame, position);
	if (position >= r->to)
		return false;
	overlap = r->end - position;
	skip = overlap > 0 ? (size_t)overlap : 0;
	if (overlap >= frame->size)
		counter_up(rtp_late);
	else if (r->octets)
		law_put(r, frame, skip);
	else
		put_audio(r, frame, skip);
	track->frame_length = frame->size;
	track->noise = false;
	if (r->end > track->end)
		track->end = r->end;
	timeline_commit(&track->timeline, frame, position);
	return true;
}

/* Begins comfort noise; false when it lies behind what is asked for. */
static bool
render_noise(struct render *r, size_t i)
{
	struct track *track = r->track;
	const struct rtp_frame *frame = reorder_frame(&track->waiting, i);
	int64_t position =
	    timeline_place(&track->timeline, &track->waiting, i, r->end);

	render_before(r, frame, position);
	if (position >= r->to)
		return false;
	if (frame->size > 0)
		track->noise_level = reorder_payload(frame)[0] & 0x7f;
	track->noise = true;
	timeline_commit(&track->timeline, frame, position);
	return true;
}

static bool
is_silent(const struct rtp_frame *frame)
{
	return frame->kind == CODEC_EVENT || frame->kind == CODEC_UNSUPPORTED;
}

/*
 * A packet without audio of ours: a telephone-event passes, an unknown codec
 * leaves a gap. Only its order counts. It has no place of its own, so it must
 * not hold back the audio behind it, however late it came.
 */
static bool
pass_over(struct render *r, size_t i)
{
	struct timeline *timeline = &r->track->timeline;
	const struct rtp_frame *frame = reorder_frame(&r->track->waiting, i);

	/* Keeps a loss before it for the next packet with audio. */
	if (timeline->anchored && frame->order == timeline->last_order + 1)
		timeline->last_order = frame->order;
	return true;
}

static bool
render_frame(struct render *r, size_t i)
{
	const struct rtp_frame *frame = reorder_frame(&r->track->waiting, i);

	if (is_silent(frame))
		return pass_over(r, i);
	if (frame->kind != r->law)
		law_leave(r);
	if (frame->kind == CODEC_COMFORT_NOISE)
		return render_noise(r, i);
	if (codec_is_g711(frame->kind) &&
	    r->track->timeline.rate_hz == TRACK_RATE_HZ)
		return render_g711(r, i);
	return coded_render(r, i);
}

/*
 * How many of the first 'done' packets need not be kept: those without audio
 * at their end stay until they were captured, because what was lost before
 * them may still come.
 */
static size_t
settled(const struct render *r, size_t done)
{
	const struct timeline *timeline = &r->track->timeline;

	for (; done > 0; done--) {
		const struct rtp_frame *last =
		    reorder_frame(&r->track->waiting, done - 1);

		if (!is_silent(last) ||
		    timeline_sample_at(timeline, last->arrival) < r->to)
			break;
	}
	return done;
}

void
render_all(struct render *r)
{
	struct track *track = r->track;
	size_t history = track_history_size(track->timeline.rate_hz);
	size_t done = 0;

	memcpy(
	    r->out - history, track_history(track), history * sizeof *r->out);
	if (track->carry_count > 0)
		take_carry(r);
	law_begin(r);
	while (r->end < r->to && done < track->waiting.count &&
	       render_frame(r, done))
		done++;
	done = settled(r, done);
	if (done > 0)
		reorder_drop(&track->waiting, done);
	if (r->end < r->to && track->speaking)
		coded_end(r);
	render_quietly(r, r->to);
	track->rendered = r->to;
	if (r->octets)
		law_keep_history(r);
	else
		memcpy(track_history(track),
		    r->out + (r->to - r->from) - history,
		    history * sizeof *r->out);
}

void
track_render(struct track *track, int16_t *out, size_t count)
{
	struct render r = render_next(track, out, count);

	render_all(&r);
}
