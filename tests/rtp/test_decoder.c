/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Without libspeexdsp nothing is resampled, and there is nothing to test. */
#include "rtp/decoder.h"

#include <math.h>

#include "base/counter.h"
#include "rtp/codec.h"
#include "rtp/resample.h"
#include "tests/check_main.h"

#define SECOND 48000

static int16_t made[2 * SECOND];

/* A tone of 440 Hz at 'rate_hz' in the samples of L16. */
static void
put_tone(uint8_t *out, size_t first, size_t count, uint32_t rate_hz)
{
	for (size_t i = 0; i < count; i++) {
		double t = (double)(first + i) / rate_hz;
		int16_t sample = (int16_t)(10000 * sin(2 * M_PI * 440 * t));

		out[2 * i] = (uint8_t)(sample >> 8);
		out[2 * i + 1] = (uint8_t)sample;
	}
}

static struct decoder *
l16_at(struct decoder_budget *budget, uint32_t clock_hz, uint32_t rate_hz)
{
	struct codec_terms terms = {"L16", clock_hz, 1, NULL};
	uint8_t variant;

	ck_assert_int_eq(codec_find(&terms, &variant), CODEC_L16);
	return decoder_new(budget, CODEC_L16, variant, rate_hz);
}

/* Half a second of the tone, in pieces of 10 ms; the samples. */
static size_t
decode_tone(struct decoder *decoder, uint32_t clock_hz)
{
	uint8_t bytes[2 * 480];
	size_t piece = clock_hz / 100, done = 0, count;
	const int16_t *out;

	for (size_t i = 0; i < 50; i++) {
		struct codec_frame frame = {.kind = FRAME_SPEECH,
		    .bytes = bytes,
		    .size = 2 * piece,
		    .samples = piece};

		put_tone(bytes, i * piece, piece, clock_hz);
		ck_assert(decoder_push(decoder, &frame, &out, &count, NULL));
		memcpy(made + done, out, count * sizeof *out);
		done += count;
		/* What is given and what is pending is what was decoded. */
		ck_assert_uint_eq(done + decoder_pending(decoder),
		    decoder_scaled(decoder, (i + 1) * piece));
	}
	decoder_drain(decoder, &out, &count);
	memcpy(made + done, out, count * sizeof *out);
	ck_assert_uint_eq(decoder_pending(decoder), 0);
	return done + count;
}

START_TEST(resampling_moves_nothing)
{
	static const struct {
		uint32_t from_hz, to_hz;
	} rates[] = {{8000, 48000}, {8000, 16000}, {8000, 44100},
	    {44100, 48000}, {11025, 48000}, {48000, 8000}, {16000, 16000}};

	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		struct decoder_budget budget = {.limit = 1};
		struct decoder *decoder =
		    l16_at(&budget, rates[i].from_hz, rates[i].to_hz);
		uint32_t to_hz = rates[i].to_hz;
		size_t count;

		if (!decoder && !resampler_exists())
			continue;
		ck_assert_ptr_nonnull(decoder);
		for (int turn = 0; turn < 2; turn++) {
			count = decode_tone(decoder, rates[i].from_hz);
			ck_assert_uint_eq(count, rates[i].from_hz / 2 / 50 *
						     50 * to_hz /
						     rates[i].from_hz / 1);
			for (size_t at = count / 10; at < count * 9 / 10; at++)
				ck_assert_double_eq_tol(made[at],
				    10000 * sin(2 * M_PI * 440 * (double)at /
						to_hz),
				    150);
		}
		decoder_free(decoder);
		ck_assert_uint_eq(budget.count, 0);
	}
}
END_TEST

START_TEST(too_many_decoders_are_refused)
{
	struct decoder_budget budget = {.limit = 2};
	struct decoder *one = l16_at(&budget, 8000, 8000);
	struct decoder *two = l16_at(&budget, 8000, 8000);
	uint64_t before = counter_get(COUNTER_rtp_decoder_limit);

	ck_assert_ptr_nonnull(one);
	ck_assert_ptr_nonnull(two);
	ck_assert_ptr_null(l16_at(&budget, 8000, 8000));
	ck_assert_uint_eq(counter_get(COUNTER_rtp_decoder_limit), before + 1);
	decoder_free(one);
	one = l16_at(&budget, 8000, 8000);
	ck_assert_ptr_nonnull(one);
	decoder_free(one);
	decoder_free(two);
	decoder_free(NULL);
	ck_assert_uint_eq(budget.count, 0);
}
END_TEST

START_TEST(stereo_becomes_one_channel)
{
	struct codec_terms terms = {"L16", 8000, 2, NULL};
	struct decoder_budget budget = {.limit = 1};
	/* 1000 and 3000, -32768 and -32768 */
	static const uint8_t bytes[] = {
	    0x03, 0xe8, 0x0b, 0xb8, 0x80, 0x00, 0x80, 0x00};
	struct codec_frame frame = {.kind = FRAME_SPEECH,
	    .bytes = bytes,
	    .size = sizeof bytes,
	    .samples = 2};
	struct decoder *decoder;
	const int16_t *out;
	uint8_t variant;
	size_t count;

	codec_find(&terms, &variant);
	decoder = decoder_new(&budget, CODEC_L16, variant, 8000);
	ck_assert(decoder_push(decoder, &frame, &out, &count, NULL));
	ck_assert_uint_eq(count, 2);
	ck_assert_int_eq(out[0], 2000);
	ck_assert_int_eq(out[1], -32768);
	decoder_free(decoder);
}
END_TEST

START_TEST(what_cannot_be_decoded_has_no_decoder)
{
	struct decoder_budget budget = {.limit = 1};

	ck_assert(!decoder_exists(CODEC_UNSUPPORTED, 0));
	ck_assert(!decoder_exists(CODEC_EVENT, 0));
	ck_assert_ptr_null(decoder_new(&budget, CODEC_UNSUPPORTED, 0, 8000));
	ck_assert_uint_eq(budget.count, 0);
	ck_assert(decoder_exists(CODEC_PCMU, 0));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("decoder");

	add_test(suite, "decoder_push", resampling_moves_nothing);
	add_test(suite, "decoder_push", stereo_becomes_one_channel);
	add_test(suite, "decoder_new", too_many_decoders_are_refused);
	add_test(suite, "decoder_new", what_cannot_be_decoded_has_no_decoder);
	return run_suite(suite);
}
