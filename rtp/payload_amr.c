/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * AMR and AMR-WB: a codec mode request, a table of contents with an entry for
 * each frame, and the frames. Bandwidth-efficient (RFC 4867 section 4.3) all
 * of that is packed bit by bit, octet-aligned (section 4.4) each begins with
 * an octet. CRC, interleaving and robust sorting are not read: codec_find()
 * refuses them.
 */
#include "rtp/payload_amr.h"

#include <math.h>
#include <string.h>

#include "rtp/codec.h"

#define CMR_BITS 4
#define ENTRY_BITS 6   /* F, FT, Q */
#define ALIGNED_BITS 8 /* of a CMR or an entry with its padding */

#define SID_TYPE_BIT 35 /* TS 26.101 clause 4.2.3, TS 26.201 clause 4.2.3 */

/* RFC 4867 section 3.6: frame types that hold no speech bits. */
#define TYPE_LOST 14 /* AMR-WB only */
#define TYPE_NO_DATA 15

/* 3GPP TS 26.101 table 1a, TS 26.201 table 2: bits of a frame by its type;
 * 0: reserved. The comfort noise of other systems (9 to 11 of AMR) is read
 * over. */
static const uint16_t narrow_bits[16] = {
    95, 103, 118, 134, 148, 159, 204, 244, 39, 43, 38, 37};
static const uint16_t wide_bits[16] = {
    132, 177, 253, 285, 317, 365, 397, 461, 477, 40};

/* What differs between the two. */
struct amr {
	const uint16_t *bits;
	uint8_t sid;          /* frame type of comfort noise */
	size_t energy_bit;    /* where its 6 bits of energy begin */
	double energy_offset; /* log2 of the level of index 0 */
	double energy_step;   /* indexes for a factor of two */
	size_t samples;       /* of 20 ms */
};

static const struct amr narrow = {
    /* 3GPP TS 26.092 clause 5.2, 29 bits of LSF come first */
    narrow_bits, 8, 29, -2.5, 4, 160};
static const struct amr wide = {
    /* 3GPP TS 26.192 clause 5.2: 28 bits of ISF come first */
    wide_bits, 9, 28, -2, 2.625, 320};

static const struct amr *
amr_of(const struct payload_reader *reader)
{
	return reader->kind == CODEC_AMR ? &narrow : &wide;
}

static bool
is_aligned(const struct payload_reader *reader)
{
	return reader->variant & CODEC_OCTET_ALIGNED;
}

/* 'count' bits, 8 at most, from 'bit' on; those past the end are 0. */
static uint8_t
bits_at(const struct cursor *bytes, size_t bit, size_t count)
{
	uint8_t value = 0;

	for (size_t i = bit; i < bit + count; i++) {
		uint8_t octet = i / 8 < bytes->left ? bytes->at[i / 8] : 0;

		value = (uint8_t)(value << 1 | (octet >> (7 - i % 8) & 1));
	}
	return value;
}

/* One entry of the table of contents. */
struct entry {
	bool more; /* F: another one follows */
	uint8_t type;
	bool good; /* Q */
};

static struct entry
entry_at(const struct payload_reader *reader, size_t bit)
{
	uint8_t bits = bits_at(&reader->rest, bit, ENTRY_BITS);

	return (struct entry){bits >> 5 & 1, bits >> 1 & 15, bits & 1};
}

/* Bits that a frame takes in the payload. */
static size_t
frame_bits(const struct payload_reader *reader, uint8_t type)
{
	size_t bits = amr_of(reader)->bits[type];

	return is_aligned(reader) ? (bits + 7) / 8 * 8 : bits;
}

static bool
is_reserved(const struct payload_reader *reader, uint8_t type)
{
	if (type == TYPE_NO_DATA ||
	    (type == TYPE_LOST && reader->kind == CODEC_AMR_WB))
		return false;
	return amr_of(reader)->bits[type] == 0;
}

bool
amr_open(struct payload_reader *reader)
{
	size_t step = is_aligned(reader) ? ALIGNED_BITS : ENTRY_BITS;
	size_t bit = is_aligned(reader) ? ALIGNED_BITS : CMR_BITS;
	size_t all = reader->rest.left * 8, need = 0;
	struct entry entry;

	reader->types_bit = bit;
	do {
		if (bit + step > all)
			return false;
		entry = entry_at(reader, bit);
		/* Section 4.3.2: a packet with a reserved type is dropped. */
		if (is_reserved(reader, entry.type))
			return false;
		need += frame_bits(reader, entry.type);
		bit += step;
	} while (entry.more);
	reader->bit = bit;
	reader->has_more = true;
	return bit + need <= all;
}

/* The level of a frame of comfort noise (RFC 3389: dB below overload). */
static uint8_t
sid_level(const struct payload_reader *reader, size_t bit)
{
	const struct amr *amr = amr_of(reader);
	uint8_t index = bits_at(&reader->rest, bit + amr->energy_bit, 6);
	double level =
	    20 * log10(32767.0) -
	    20 * log10(2) * (index / amr->energy_step + amr->energy_offset);

	/* The first of a pause has no parameters: its SID type is 0. */
	if (!bits_at(&reader->rest, bit + SID_TYPE_BIT, 1))
		return LEVEL_AS_BEFORE;
	if (level > 127)
		return 127;
	return level < 0 ? 0 : (uint8_t)lround(level);
}

/* As in a file (RFC 4867 section 5.3): an octet of type and quality first. */
static void
copy_frame(struct payload_reader *reader, uint8_t type, size_t bit)
{
	size_t bits = amr_of(reader)->bits[type], size = 1;

	reader->frame[0] = (uint8_t)(type << 3 | 1 << 2);
	for (size_t i = 0; i < bits; i += 8) {
		size_t count = bits - i < 8 ? bits - i : 8;

		reader->frame[size++] =
		    (uint8_t)(bits_at(&reader->rest, bit + i, count)
			      << (8 - count));
	}
}

bool
amr_next(struct payload_reader *reader, struct codec_frame *out)
{
	const struct amr *amr = amr_of(reader);
	struct entry entry;
	size_t bit = reader->bit;

	if (!reader->has_more)
		return false;
	entry = entry_at(reader, reader->types_bit);
	reader->has_more = entry.more;
	reader->types_bit += is_aligned(reader) ? ALIGNED_BITS : ENTRY_BITS;
	reader->bit += frame_bits(reader, entry.type);
	*out = (struct codec_frame){
	    .kind = FRAME_NOTHING, .samples = amr->samples};
	if (!entry.good)
		return true;
	if (entry.type == amr->sid) {
		out->kind = FRAME_NOISE;
		out->level = sid_level(reader, bit);
	} else if (entry.type < amr->sid) {
		copy_frame(reader, entry.type, bit);
		out->kind = FRAME_SPEECH;
		out->bytes = reader->frame;
		out->size = 1 + (amr->bits[entry.type] + 7U) / 8;
	}
	return true;
}
