/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The examples of RFC 4867 are quoted by section. */
#include "rtp/payload.h"

#include "rtp/codec.h"
#include "tests/check_main.h"

static struct payload_reader reader;
static struct codec_frame frame;
static uint8_t bytes[2000];

static bool
opens(uint8_t kind, uint8_t variant, size_t size)
{
	return payload_open(&reader, kind, variant, bytes, size);
}

/* The frames of a payload that is one, and what samples they have. */
static size_t
frames_of(uint8_t kind, uint8_t variant, size_t size, size_t *samples)
{
	size_t count = 0, all = 0;

	ck_assert(opens(kind, variant, size));
	*samples = 0;
	while (payload_next(&reader, &frame)) {
		count++;
		all += frame.size;
		*samples += frame.samples;
	}
	ck_assert_uint_eq(all, size);
	return count;
}

static void
setup(void)
{
	memset(bytes, 0, sizeof bytes);
}

START_TEST(codecs_without_frames_are_cut_in_pieces)
{
	size_t samples;

	ck_assert_uint_eq(frames_of(CODEC_G722, 0, 160, &samples), 2);
	ck_assert_uint_eq(samples, 320);
	ck_assert_uint_eq(frames_of(CODEC_L16, CODEC_STEREO, 640, &samples), 1);
	ck_assert_uint_eq(samples, 160);
	ck_assert_uint_eq(frames_of(CODEC_L16, 0, 642, &samples), 3);
	ck_assert_uint_eq(samples, 321);
	for (unsigned bits = 2; bits <= 5; bits++) {
		uint8_t variant = (uint8_t)((bits - 2) << CODEC_G726_SHIFT);

		frames_of(CODEC_G726, variant, 20 * bits, &samples);
		ck_assert_uint_eq(samples, 160);
	}
	ck_assert(!opens(CODEC_L16, 0, 641));
	ck_assert(!opens(CODEC_L16, CODEC_STEREO, 642));
	ck_assert(!opens(CODEC_G726, 1 << CODEC_G726_SHIFT, 61));
	ck_assert(!opens(CODEC_G726, 3 << CODEC_G726_SHIFT, 99));
	ck_assert(!opens(CODEC_G722, 0, 0));
}
END_TEST

START_TEST(g729_may_end_with_comfort_noise)
{
	size_t samples;

	ck_assert_uint_eq(frames_of(CODEC_G729, 0, 20, &samples), 2);
	ck_assert_uint_eq(samples, 160);
	bytes[20 + 1] = 16 << 1; /* gain 16: 36 dB */
	ck_assert_uint_eq(frames_of(CODEC_G729, 0, 22, &samples), 3);
	ck_assert_int_eq(frame.kind, FRAME_NOISE);
	ck_assert_uint_eq(frame.level, 90 - 36);
	bytes[1] = 0;
	ck_assert_uint_eq(frames_of(CODEC_G729, 0, 2, &samples), 1);
	ck_assert_uint_eq(frame.level, 90 + 12);
	ck_assert(!opens(CODEC_G729, 0, 4));
	ck_assert(!opens(CODEC_G729, 0, 13));
}
END_TEST

START_TEST(g723_frames_tell_their_size)
{
	size_t samples;

	bytes[0] = 0xfc;      /* 24 octets */
	bytes[24] = 0x01;     /* 20 */
	bytes[24 + 20] = 0x2; /* 4: comfort noise */
	ck_assert_uint_eq(frames_of(CODEC_G723, 0, 48, &samples), 3);
	ck_assert_uint_eq(samples, 720);
	ck_assert_int_eq(frame.kind, FRAME_CODED_NOISE);
	ck_assert(!opens(CODEC_G723, 0, 47));
	ck_assert(!opens(CODEC_G723, 0, 49 + 3));
	bytes[0] = 3;
	ck_assert(!opens(CODEC_G723, 0, 24));
}
END_TEST

START_TEST(gsm_frames_have_their_mark)
{
	size_t samples;

	ck_assert(!opens(CODEC_GSM, 0, 33));
	bytes[0] = 0xd0;
	ck_assert_uint_eq(frames_of(CODEC_GSM, 0, 66, &samples), 2);
	ck_assert_uint_eq(samples, 320);
	ck_assert(!opens(CODEC_GSM, 0, 34));
}
END_TEST

START_TEST(the_size_tells_the_mode_of_ilbc)
{
	size_t samples;

	frames_of(CODEC_ILBC, 0, 38, &samples);
	ck_assert_uint_eq(samples, 160);
	frames_of(CODEC_ILBC, CODEC_ILBC_20, 100, &samples);
	ck_assert_uint_eq(samples, 480);
	/* 25 frames of one mode, 19 of the other: as described. */
	ck_assert_uint_eq(frames_of(CODEC_ILBC, 0, 950, &samples), 19);
	ck_assert_uint_eq(
	    frames_of(CODEC_ILBC, CODEC_ILBC_20, 950, &samples), 25);
	ck_assert(!opens(CODEC_ILBC, 0, 39));
}
END_TEST

/* Puts 'count' bits of 'value' at '*bit'. */
static void
put_bits(size_t *bit, unsigned count, unsigned value)
{
	for (unsigned i = count; i-- > 0; (*bit)++)
		if (value >> i & 1)
			bytes[*bit / 8] |= (uint8_t)(0x80 >> *bit % 8);
}

START_TEST(bandwidth_efficient_amr_is_packed_by_bits)
{
	size_t bit = 0;

	/* Section 4.3.5.1: one frame of 5.9 kbit/s (118 bits). */
	put_bits(&bit, 4, 15);
	put_bits(&bit, 1, 0);
	put_bits(&bit, 4, 2);
	put_bits(&bit, 1, 1);
	put_bits(&bit, 3, 5); /* the first three bits */
	ck_assert(opens(CODEC_AMR, 0, 16));
	ck_assert(payload_next(&reader, &frame));
	ck_assert_int_eq(frame.kind, FRAME_SPEECH);
	ck_assert_uint_eq(frame.size, 1 + 15);
	ck_assert_uint_eq(frame.bytes[0], 2 << 3 | 4);
	ck_assert_uint_eq(frame.bytes[1], 5 << 5);
	ck_assert_uint_eq(frame.samples, 160);
	ck_assert(!payload_next(&reader, &frame));
	ck_assert(!opens(CODEC_AMR, 0, 15));
}
END_TEST

START_TEST(octet_aligned_amr_has_whole_octets)
{
	/* Section 4.4.5.2: two frames, the second one is damaged. */
	bytes[0] = 0xf0;
	bytes[1] = 0x80 | 0 << 3 | 4;
	bytes[2] = 1 << 3;
	bytes[3] = 0xab;
	bytes[3 + 17] = 0xcd;
	ck_assert(opens(CODEC_AMR_WB, CODEC_OCTET_ALIGNED, 3 + 17 + 23));
	ck_assert(payload_next(&reader, &frame));
	ck_assert_int_eq(frame.kind, FRAME_SPEECH);
	ck_assert_uint_eq(frame.size, 1 + 17);
	ck_assert_uint_eq(frame.bytes[1], 0xab);
	ck_assert_uint_eq(frame.samples, 320);
	ck_assert(payload_next(&reader, &frame));
	ck_assert_int_eq(frame.kind, FRAME_NOTHING);
	ck_assert(!payload_next(&reader, &frame));
	ck_assert(!opens(CODEC_AMR_WB, CODEC_OCTET_ALIGNED, 3 + 17 + 22));
}
END_TEST

START_TEST(amr_tells_the_level_of_its_noise)
{
	size_t bit = 8 + 8 + 29; /* 3GPP TS 26.101: behind 29 bits of LSF */

	/* log2 of the level is 30 / 4 - 2.5 = 5: 30 dB. */
	bytes[1] = 8 << 3 | 4;
	put_bits(&bit, 6, 30);
	put_bits(&bit, 1, 1); /* SID_UPDATE */
	ck_assert(opens(CODEC_AMR, CODEC_OCTET_ALIGNED, 2 + 5));
	ck_assert(payload_next(&reader, &frame));
	ck_assert_int_eq(frame.kind, FRAME_NOISE);
	ck_assert_uint_eq(frame.level, 60);
	bytes[2 + 4] &= 0xef; /* SID_FIRST has no parameters */
	ck_assert(opens(CODEC_AMR, CODEC_OCTET_ALIGNED, 2 + 5));
	ck_assert(payload_next(&reader, &frame));
	ck_assert_uint_eq(frame.level, LEVEL_AS_BEFORE);
}
END_TEST

START_TEST(amr_without_data_and_of_reserved_types)
{
	bytes[1] = 15 << 3 | 4;
	ck_assert(opens(CODEC_AMR, CODEC_OCTET_ALIGNED, 2));
	ck_assert(payload_next(&reader, &frame));
	ck_assert_int_eq(frame.kind, FRAME_NOTHING);
	bytes[1] = 13 << 3 | 4;
	ck_assert(!opens(CODEC_AMR, CODEC_OCTET_ALIGNED, 2));
	bytes[1] = 14 << 3 | 4; /* speech lost: of AMR-WB only */
	ck_assert(!opens(CODEC_AMR, CODEC_OCTET_ALIGNED, 2));
	ck_assert(opens(CODEC_AMR_WB, CODEC_OCTET_ALIGNED, 2));
	/* A table of contents without an end. */
	memset(bytes, 0xfc, sizeof bytes);
	ck_assert(!opens(CODEC_AMR, CODEC_OCTET_ALIGNED, 1500));
	ck_assert(!opens(CODEC_AMR, 0, 1500));
	ck_assert(!opens(CODEC_AMR, 0, 1));
}
END_TEST

static void
add_case(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, setup, NULL);
}

int
main(void)
{
	Suite *suite = suite_create("payload");

	add_case(suite, "pieces", codecs_without_frames_are_cut_in_pieces);
	add_case(suite, "g729", g729_may_end_with_comfort_noise);
	add_case(suite, "g723", g723_frames_tell_their_size);
	add_case(suite, "gsm", gsm_frames_have_their_mark);
	add_case(suite, "ilbc", the_size_tells_the_mode_of_ilbc);
	add_case(suite, "amr", bandwidth_efficient_amr_is_packed_by_bits);
	add_case(suite, "amr", octet_aligned_amr_has_whole_octets);
	add_case(suite, "amr", amr_tells_the_level_of_its_noise);
	add_case(suite, "amr", amr_without_data_and_of_reserved_types);
	return run_suite(suite);
}
