/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Payload formats with frames of fixed sizes, or without frames. */
#include "rtp/payload.h"

#include <math.h>

#include "rtp/codec.h"
#include "rtp/payload_amr.h"

/* Frames in bytes and samples. */
#define G729_FRAME 10
#define G729_SID 2
#define G729_SAMPLES 80
#define G723_SAMPLES 240
#define GSM_FRAME 33
#define GSM_SAMPLES 160
#define ILBC_20_FRAME 38
#define ILBC_20_SAMPLES 160
#define ILBC_30_FRAME 50
#define ILBC_30_SAMPLES 240

/* Pieces of codecs without frames: 20 ms of 8 kHz. */
#define PIECE 160

/* RFC 3551 section 4.5.3: the size of a frame by its first two bits; 0: not
 * defined. */
static const uint8_t g723_sizes[4] = {24, 20, 4, 0};
#define G723_SID 4

static unsigned
g726_bits(uint8_t variant)
{
	return (unsigned)((variant & CODEC_G726_MASK) >> CODEC_G726_SHIFT) + 2;
}

/* Bytes of one sample, of all channels. */
static size_t
l16_bytes(uint8_t variant)
{
	return variant & CODEC_STEREO ? 4 : 2;
}

static bool
is_g723(struct cursor rest)
{
	while (rest.left > 0) {
		uint8_t size = g723_sizes[rest.at[0] & 3];

		if (size == 0 || !cursor_bytes(&rest, size))
			return false;
	}
	return true;
}

/*
 * RFC 3952 section 3.2 leaves the mode to the description; it is that of the
 * lower rate when the sides do not agree (section 5). What is no multiple of
 * the frame described, but one of the other, has the other.
 */
static bool
is_ilbc(struct payload_reader *reader)
{
	bool may_be_20 = reader->rest.left % ILBC_20_FRAME == 0;
	bool may_be_30 = reader->rest.left % ILBC_30_FRAME == 0;

	if (may_be_20 != may_be_30) {
		reader->variant &= (uint8_t)~CODEC_ILBC_20;
		if (may_be_20)
			reader->variant |= CODEC_ILBC_20;
	}
	return may_be_20 || may_be_30;
}

bool
payload_open(struct payload_reader *reader, uint8_t kind, uint8_t variant,
    const uint8_t *payload, size_t size)
{
	reader->kind = kind;
	reader->variant = variant;
	reader->rest = cursor_over(payload, size);
	if (size == 0)
		return false;
	switch (kind) {
	case CODEC_L16:
		return size % l16_bytes(variant) == 0;
	case CODEC_G726:
		return size * 8 % g726_bits(variant) == 0;
	case CODEC_G729: /* one frame of comfort noise may be the last */
		return size % G729_FRAME == 0 || size % G729_FRAME == G729_SID;
	case CODEC_G723:
		return is_g723(reader->rest);
	case CODEC_GSM: /* each frame begins with 1101 */
		return size % GSM_FRAME == 0 && payload[0] >> 4 == 0xd;
	case CODEC_ILBC:
		return is_ilbc(reader);
	case CODEC_AMR:
	case CODEC_AMR_WB:
		return amr_open(reader);
	default:
		return true;
	}
}

/* Takes a frame of 'size' bytes, or what is left of it. */
static void
take(struct payload_reader *reader, struct codec_frame *out, size_t size,
    size_t samples)
{
	out->size = size < reader->rest.left ? size : reader->rest.left;
	out->bytes = cursor_bytes(&reader->rest, out->size);
	out->samples = samples;
}

/*
 * ITU-T G.729 annex B clause 4.2.2: the last 5 of 15 bits are the gain: -12 dB,
 * then from -4 dB in steps of 4 dB to 16 dB and of 2 dB to 66 dB.
 */
static uint8_t
g729_level(const uint8_t *bytes)
{
	int index = bytes[1] >> 1 & 31;
	int gain_db = index < 7 ? 4 * index - 8 : 2 * (index - 7) + 18;
	int level =
	    (int)lround(20 * log10(32767)) - (index == 0 ? -12 : gain_db);

	return (uint8_t)level;
}

static void
take_g729(struct payload_reader *reader, struct codec_frame *out)
{
	take(reader, out, G729_FRAME, G729_SAMPLES);
	if (out->size == G729_SID) {
		out->kind = FRAME_NOISE;
		out->level = g729_level(out->bytes);
	}
}

static void
take_g723(struct payload_reader *reader, struct codec_frame *out)
{
	take(reader, out, g723_sizes[reader->rest.at[0] & 3], G723_SAMPLES);
	if (out->size == G723_SID)
		out->kind = FRAME_CODED_NOISE;
}

/* A piece of whole samples, so many of them in so many bytes. */
static void
take_piece(struct payload_reader *reader, struct codec_frame *out,
    unsigned samples, unsigned bytes)
{
	take(reader, out, PIECE / samples * bytes, 0);
	out->samples = out->size * samples / bytes;
}

bool
payload_next(struct payload_reader *reader, struct codec_frame *out)
{
	if (reader->kind == CODEC_AMR || reader->kind == CODEC_AMR_WB)
		return amr_next(reader, out);
	if (reader->rest.left == 0)
		return false;
	*out = (struct codec_frame){.kind = FRAME_SPEECH};
	switch (reader->kind) {
	case CODEC_PCMU:
	case CODEC_PCMA:
		take_piece(reader, out, 1, 1);
		break;
	case CODEC_L16:
		take_piece(
		    reader, out, 1, (unsigned)l16_bytes(reader->variant));
		break;
	case CODEC_G722:
		take_piece(reader, out, 2, 1);
		break;
	case CODEC_G726:
		take_piece(reader, out, 8, g726_bits(reader->variant));
		break;
	case CODEC_G729:
		take_g729(reader, out);
		break;
	case CODEC_G723:
		take_g723(reader, out);
		break;
	case CODEC_GSM:
		take(reader, out, GSM_FRAME, GSM_SAMPLES);
		break;
	case CODEC_ILBC:
		if (reader->variant & CODEC_ILBC_20)
			take(reader, out, ILBC_20_FRAME, ILBC_20_SAMPLES);
		else
			take(reader, out, ILBC_30_FRAME, ILBC_30_SAMPLES);
		break;
	default: /* the decoder finds the frames: RFC 5574, RFC 6716 */
		take(reader, out, reader->rest.left, 0);
		break;
	}
	return true;
}
