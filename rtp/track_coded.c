/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packets of audio that need a decoder. A packet is a row of the codec's
 * frames, each with its place. While packets follow each other their samples
 * do, too: a resampler, which always keeps some back, is only asked for them
 * where something else follows.
 */
#include "rtp/track_int.h"

#include "base/counter.h"

/* The most that a codec makes up for a loss: then silence. */
#define CODEC_CONCEAL_MS 120

#define PIECE 480 /* samples of noise made at once */

static uint32_t
generation_of(const struct rtp_frame *frame)
{
	return (uint32_t)(frame->order >> REORDER_INDEX_BITS);
}

size_t
coded_pending(const struct track *track)
{
	return track->speaking ? decoder_pending(track->speaking) : 0;
}

void
coded_end(struct render *r)
{
	struct track *track = r->track;
	const int16_t *samples;
	size_t count;

	if (!track->speaking)
		return;
	decoder_drain(track->speaking, &samples, &count);
	render_append(r, samples, count);
	track->speaking = NULL;
}

void
coded_clear(struct track *track)
{
	for (size_t i = 0; i < TRACK_DECODERS_MAX; i++) {
		decoder_free(track->decoders[i]);
		track->decoders[i] = NULL;
	}
	track->speaking = NULL;
}

void
coded_set_rate(struct track *track, uint32_t rate_hz)
{
	for (size_t i = 0; i < TRACK_DECODERS_MAX; i++) {
		struct decoder *decoder = track->decoders[i];

		if (!decoder || decoder_set_rate(decoder, rate_hz))
			continue;
		decoder_free(decoder);
		track->decoders[i] = NULL;
	}
}

/* Makes a decoder for 'frame' and puts it first. */
static struct decoder *
add_decoder(struct track *track, const struct rtp_frame *frame)
{
	struct decoder *decoder;

	if (!track->budget)
		return NULL;
	decoder = decoder_new(track->budget, frame->kind, frame->variant,
	    track->timeline.rate_hz);
	if (!decoder)
		return NULL;
	if (track->decoders[TRACK_DECODERS_MAX - 1]) {
		counter_up(rtp_decoder_limit);
		decoder_free(track->decoders[TRACK_DECODERS_MAX - 1]);
	}
	memmove(track->decoders + 1, track->decoders,
	    (TRACK_DECODERS_MAX - 1) * sizeof *track->decoders);
	track->decoders[0] = decoder;
	return decoder;
}

/* The decoder of 'frame'; NULL when there can be none. */
static struct decoder *
decoder_for(struct render *r, const struct rtp_frame *frame)
{
	struct track *track = r->track;

	/* Another stream begins without what this one left. */
	if (track->decoders_generation != generation_of(frame)) {
		coded_end(r);
		coded_clear(track);
		track->decoders_generation = generation_of(frame);
	}
	for (size_t i = 0; i < TRACK_DECODERS_MAX; i++) {
		struct decoder *decoder = track->decoders[i];

		if (decoder && decoder_kind(decoder) == frame->kind &&
		    decoder_variant(decoder) == frame->variant)
			return decoder;
	}
	if (track->decoders[TRACK_DECODERS_MAX - 1])
		coded_end(r);
	return add_decoder(track, frame);
}

/* What was lost before 'frame', made by the codec itself from what it knows,
 * and from what 'frame' tells of it. */
static void
conceal_by_codec(struct render *r, struct decoder *decoder,
    const struct rtp_frame *frame, int64_t position)
{
	struct track *track = r->track;
	uint64_t lost = frame->order - track->timeline.last_order - 1;
	int64_t from = r->end + (int64_t)coded_pending(track);
	int64_t most =
	    (int64_t)track->timeline.rate_hz * CODEC_CONCEAL_MS / 1000;
	int64_t length = render_tell_loss(r, from, position, lost);
	struct codec_frame next = {
	    .bytes = reorder_payload(frame), .size = frame->size};
	const int16_t *samples;
	size_t count;

	track->timeline.last_order = frame->order - 1;
	if (track->noise)
		return;
	/* Only what lies next to it does 'frame' tell of. */
	if (decoder_conceal(decoder, length == position - from ? &next : NULL,
		(size_t)(length < most ? length : most), &samples, &count))
		render_append(r, samples, count);
}

/*
 * Makes ready for the samples of 'frame' at 'position': r->end and what is
 * pending lie there, or some samples behind it, which '*skip' tells.
 */
static void
lead_up_to(struct render *r, struct decoder *decoder,
    const struct rtp_frame *frame, int64_t position, size_t *skip)
{
	struct track *track = r->track;
	int64_t gap = position - r->end - (int64_t)coded_pending(track);
	bool follows = decoder == track->speaking;

	*skip = 0;
	if (follows && gap > SEAM && r->end < r->to &&
	    frame->order != track->timeline.last_order + 1 &&
	    decoder_conceals(decoder)) {
		conceal_by_codec(r, decoder, frame, position);
		gap = position - r->end - (int64_t)coded_pending(track);
	}
	/* One sample is what rates that are no multiples of each other leave
	 * now and then: it does not add up. */
	if (follows && gap >= -1 && gap <= 1 &&
	    frame->order == track->timeline.last_order + 1)
		return;
	if (follows && gap < 0 && gap >= -SEAM) {
		*skip = (size_t)-gap;
		return;
	}
	render_before(r, frame, position);
	if (r->end > position)
		*skip = (size_t)(r->end - position);
}

/* Noise or silence up to 'position', wherever that is. */
static void
fill_up_to(struct render *r, int64_t position)
{
	struct track *track = r->track;
	int16_t piece[PIECE] = {0};

	while (r->end < position) {
		size_t count = PIECE;
		int64_t before = r->end;

		if (position - r->end < PIECE)
			count = (size_t)(position - r->end);
		if (track->noise)
			comfort_noise(track->noise_level, &track->noise_state,
			    piece, count);
		render_append(r, piece, count);
		if (r->end == before)
			return; /* no memory */
	}
}

/* What a packet left out between its frames, up to 'position'. */
static void
fill_inside(struct render *r, int64_t position)
{
	struct track *track = r->track;

	if (position - r->end - (int64_t)coded_pending(track) <= SEAM)
		return;
	coded_end(r);
	if (!track->noise && r->end < r->to)
		render_concealed(r, (size_t)(position - r->end));
	fill_up_to(r, position);
}

static void
refuse(struct track *track)
{
	track->refused++;
	counter_up(rtp_payload_refused);
}

/* Adds what a frame decodes to, without its first '*skip' samples. */
static void
add_speech(struct render *r, struct decoder *decoder,
    const struct codec_frame *frame, size_t *skip)
{
	struct track *track = r->track;
	bool is_noise = frame->kind == FRAME_CODED_NOISE;
	uint8_t level = track->noise_level;
	const int16_t *samples;
	size_t count, over;

	if (!decoder_push(
		decoder, frame, &samples, &count, is_noise ? &level : NULL)) {
		refuse(track);
		return;
	}
	over = *skip < count ? *skip : count;
	*skip -= over;
	track->speaking = decoder;
	track->noise = is_noise;
	track->noise_level = level;
	render_append(r, samples + over, count - over);
}

/* Adds the frames of a packet that begins at 'position'. */
static void
add_frames(struct render *r, struct decoder *decoder,
    struct payload_reader *reader, int64_t position, size_t skip)
{
	struct track *track = r->track;
	struct codec_frame frame;
	size_t samples = 0;

	while (payload_next(reader, &frame)) {
		int64_t place =
		    position + (int64_t)decoder_scaled(decoder, samples);

		samples += frame.samples;
		switch (frame.kind) {
		case FRAME_SPEECH:
		case FRAME_CODED_NOISE:
			fill_inside(r, place);
			add_speech(r, decoder, &frame, &skip);
			break;
		case FRAME_NOISE:
			track->noise = true;
			if (frame.level != LEVEL_AS_BEFORE)
				track->noise_level = frame.level;
			break;
		case FRAME_NOTHING:
			break;
		}
	}
}

bool
coded_render(struct render *r, size_t i)
{
	struct track *track = r->track;
	const struct rtp_frame *frame = reorder_frame(&track->waiting, i);
	struct decoder *decoder = decoder_for(r, frame);
	struct payload_reader reader;
	int64_t position, end;
	size_t skip;

	/* What cannot be read is as good as lost: the next one will tell. */
	if (!decoder || !payload_open(&reader, frame->kind, frame->variant,
			    reorder_payload(frame), frame->size)) {
		refuse(track);
		return true;
	}
	position = timeline_place(&track->timeline, &track->waiting, i,
	    r->end + (int64_t)coded_pending(track));
	lead_up_to(r, decoder, frame, position, &skip);
	if (position - (int64_t)coded_pending(track) >= r->to)
		return false;
	add_frames(r, decoder, &reader, position, skip);
	end = r->end + (int64_t)coded_pending(track);
	if (track->speaking && end > position)
		track->frame_length = (uint32_t)(end - position);
	if (track->speaking && end > track->end)
		track->end = end;
	timeline_commit(&track->timeline, frame, position);
	return true;
}
