/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From packets in order to samples in place. Rendering walks the waiting
 * packets as they were sent; what lies before a packet's place and was not
 * rendered is filled (concealment, comfort noise or silence), what was
 * rendered already is trimmed. A packet that reaches past the end of what is
 * asked for leaves the rest of its samples in 'carry'.
 */
#include "rtp/track.h"

#include <errno.h>

#include "base/counter.h"
#include "rtp/g711.h"

#define SEAM 2 /* samples; a gap of a drift slip, filled by the last sample */

/* What one call of track_render() works on. */
struct render {
	struct track *track;
	int16_t *out; /* sample 'from' */
	int64_t from; /* first sample asked for */
	int64_t to;   /* behind the last */
	int64_t end;  /* behind the last sample made so far; may pass 'to' */
};

void
track_init(struct track *track, struct tstamp origin, track_gap_fn *on_gap,
    void *on_gap_arg)
{
	track->timeline = (struct timeline){.origin = origin};
	track->rendered = 0;
	track->end = 0;
	track->late = 0;
	track->frame_length = 0;
	track->noise_state = 1;
	track->noise = false;
	track->carry = NULL;
	track->carry_count = track->carry_size = 0;
	track->on_gap = on_gap;
	track->on_gap_arg = on_gap_arg;
	memset(track->history, 0, sizeof track->history);
	track->flush_at = origin;
	track->waiting.count = 0;
	track->waiting.used = 0;
}

void
track_clear(struct track *track)
{
	free(track->carry);
	track->carry = NULL;
}

int
track_put(struct track *track, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size)
{
	if (track_is_late(track, frame)) {
		track->late++;
		counter_up(rtp_late);
		return 0;
	}
	if (size > REORDER_PAYLOAD_MAX)
		return EMSGSIZE;
	if (!reorder_put(&track->waiting, frame, payload, size))
		return ENOBUFS;
	return 0;
}

int64_t
track_limit(const struct track *track, struct tstamp settled)
{
	return timeline_doubt(&track->timeline, &track->waiting, settled);
}

bool
track_has_more(const struct track *track)
{
	return track->waiting.count > 0 || track->carry_count > 0;
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

/* Takes 'count' samples made at 'made' as those from r->end on. */
static void
settle(struct render *r, const int16_t *made, size_t count)
{
	size_t here = r->end < r->to ? (size_t)(r->to - r->end) : 0;
	struct track *track = r->track;

	if (here >= count) {
		r->end += (int64_t)count;
		return;
	}
	memcpy(r->out + (r->end - r->from), made, here * sizeof *made);
	r->end += (int64_t)here;
	count -= here;
	if (!reserve_carry(track, count))
		return;
	memcpy(track->carry, made + here, count * sizeof *made);
	track->carry_count = count;
	r->end += (int64_t)count;
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

/* Silence or comfort noise up to 'position', as far as it is asked for. */
static void
fill_quietly(struct render *r, int64_t position)
{
	struct track *track = r->track;
	int64_t stop = position < r->to ? position : r->to;
	size_t count;
	int16_t *out;

	if (stop <= r->end)
		return;
	count = (size_t)(stop - r->end);
	out = r->out + (r->end - r->from);
	if (track->noise)
		comfort_noise(
		    track->noise_level, &track->noise_state, out, count);
	else
		memset(out, 0, count * sizeof *out);
	r->end = stop;
}

/* Conceals the 'lost' packets before 'position' and tells of them. */
static void
fill_loss(struct render *r, int64_t position, uint64_t lost)
{
	struct track *track = r->track;
	int16_t scratch[CONCEAL_MAX];
	/* It begins behind what was heard, though that was given out before
	 * this packet came. */
	int64_t start =
	    !track->noise && track->end < r->end ? track->end : r->end;
	int64_t gap = position - start;
	int64_t length = gap;
	size_t count;
	int16_t *made;

	/* What the lost packets cannot have filled is a pause. */
	if (track->frame_length > 0 &&
	    lost < (uint64_t)gap / track->frame_length)
		length = (int64_t)(lost * track->frame_length);
	track->on_gap(start, start + length, track->on_gap_arg);
	length -= r->end - start;
	if (track->noise || length <= 0)
		return;
	count = length < CONCEAL_MAX ? (size_t)length : CONCEAL_MAX;
	made = make_room(r, count, scratch);
	conceal(r->out + (r->end - r->from) - CONCEAL_HISTORY, made, count);
	settle(r, made, count);
}

/* Fills what is missing before the packet 'frame', which lies at 'position'. */
static void
fill_before(struct render *r, const struct rtp_frame *frame, int64_t position)
{
	struct timeline *timeline = &r->track->timeline;
	uint64_t lost = frame->order - timeline->last_order - 1;
	int64_t gap = position - r->end;

	if (gap <= 0)
		return;
	if (gap <= SEAM && r->end > r->from) {
		int16_t last = r->out[r->end - r->from - 1];

		while (r->end < position && r->end < r->to)
			r->out[r->end++ - r->from] = last;
	} else if (lost > 0 && r->end < r->to) {
		fill_loss(r, position, lost);
		/* So that the same loss is not told again. */
		timeline->last_order = frame->order - 1;
	}
	fill_quietly(r, position);
}

/* Decodes 'frame', of which the first 'skip' samples have no place left. */
static void
put_audio(struct render *r, const struct rtp_frame *frame, size_t skip)
{
	static _Thread_local int16_t scratch[REORDER_BYTES];
	const uint8_t *octets = reorder_payload(frame) + skip;
	size_t count = frame->size - skip;
	int16_t *made = make_room(r, count, scratch);

	if (frame->kind == CODEC_PCMA)
		g711_alaw_decode(octets, count, made);
	else
		g711_ulaw_decode(octets, count, made);
	settle(r, made, count);
}

/* Puts one packet of audio; false when it lies behind what is asked for. */
static bool
render_audio(struct render *r, size_t i)
{
	struct track *track = r->track;
	const struct rtp_frame *frame = reorder_frame(&track->waiting, i);
	int64_t position =
	    timeline_place(&track->timeline, &track->waiting, i, r->end);
	int64_t overlap;

	fill_before(r, frame, position);
	if (position >= r->to)
		return false;
	overlap = r->end - position;
	if (overlap < frame->size)
		put_audio(r, frame, overlap > 0 ? (size_t)overlap : 0);
	else
		counter_up(rtp_late);
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

	fill_before(r, frame, position);
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
	if (frame->kind == CODEC_COMFORT_NOISE)
		return render_noise(r, i);
	return render_audio(r, i);
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
track_render(struct track *track, int16_t *out, size_t count)
{
	struct render r = {
	    .track = track,
	    .out = out,
	    .from = track->rendered,
	    .to = track->rendered + (int64_t)count,
	    .end = track->rendered,
	};
	size_t done = 0;

	memcpy(out - CONCEAL_HISTORY, track->history, sizeof track->history);
	if (track->carry_count > 0)
		take_carry(&r);
	while (r.end < r.to && done < track->waiting.count &&
	       render_frame(&r, done))
		done++;
	done = settled(&r, done);
	if (done > 0)
		reorder_drop(&track->waiting, done);
	fill_quietly(&r, r.to);
	track->rendered = r.to;
	memcpy(track->history, out + count - CONCEAL_HISTORY,
	    sizeof track->history);
}
