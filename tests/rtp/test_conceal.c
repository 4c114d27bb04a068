/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/conceal.h"

#include <math.h>

#include "tests/check_main.h"

#define UNFADED 80 /* 10 ms */

/* Fills 'samples' with a tone that repeats after 'period' samples. */
static void
make_tone(int16_t *samples, size_t count, size_t period)
{
	for (size_t i = 0; i < count; i++) {
		double phase = 2 * M_PI * (double)(i % period) / (double)period;

		samples[i] =
		    (int16_t)(8000 * sin(phase) + 4000 * sin(2 * phase));
	}
}

START_TEST(a_periodic_sound_goes_on_with_its_period)
{
	for (size_t period = 40; period <= 120; period++) {
		int16_t tone[CONCEAL_HISTORY + UNFADED];
		int16_t made[UNFADED];

		make_tone(tone, CONCEAL_HISTORY + UNFADED, period);
		conceal(tone + CONCEAL_HISTORY, 8000, made, UNFADED);
		ck_assert_mem_eq(made, tone + CONCEAL_HISTORY, sizeof made);
	}
}
END_TEST

START_TEST(silence_stays_silence)
{
	int16_t history[CONCEAL_HISTORY] = {0}, made[CONCEAL_MAX];

	memset(made, 0x55, sizeof made);
	conceal(history + CONCEAL_HISTORY, 8000, made, CONCEAL_MAX);
	for (size_t i = 0; i < CONCEAL_MAX; i++)
		ck_assert_int_eq(made[i], 0);
}
END_TEST

START_TEST(it_fades_from_10_ms_to_nothing_at_60_ms)
{
	int16_t history[CONCEAL_HISTORY], made[CONCEAL_MAX];
	int16_t before = 10000;

	for (size_t i = 0; i < CONCEAL_HISTORY; i++)
		history[i] = 10000;
	conceal(history + CONCEAL_HISTORY, 8000, made, CONCEAL_MAX);
	for (size_t i = 0; i < CONCEAL_MAX; i++) {
		if (i < UNFADED)
			ck_assert_int_eq(made[i], 10000);
		ck_assert_int_le(made[i], before);
		before = made[i];
	}
	ck_assert_int_eq(made[280], 5000);
	ck_assert_int_le(made[CONCEAL_MAX - 1], 25);
}
END_TEST

START_TEST(a_shorter_loss_is_the_beginning_of_a_longer_one)
{
	int16_t history[CONCEAL_HISTORY], all[CONCEAL_MAX], few[161];

	make_tone(history, CONCEAL_HISTORY, 73);
	few[160] = 1234;
	conceal(history + CONCEAL_HISTORY, 8000, all, CONCEAL_MAX);
	conceal(history + CONCEAL_HISTORY, 8000, few, 160);
	ck_assert_mem_eq(all, few, 160 * sizeof *few);
	ck_assert_int_eq(few[160], 1234);
}
END_TEST

START_TEST(full_scale_does_not_overflow)
{
	int16_t history[CONCEAL_HISTORY], made[CONCEAL_MAX];

	for (size_t i = 0; i < CONCEAL_HISTORY; i++)
		history[i] = i / 30 % 2 ? INT16_MIN : INT16_MAX;
	conceal(history + CONCEAL_HISTORY, 8000, made, CONCEAL_MAX);
	ck_assert_mem_eq(made, history + CONCEAL_HISTORY - 60, 60 * 2);
}
END_TEST

static double
rms_of_noise(uint8_t level)
{
	static int16_t noise[80000];
	uint32_t state = 1;
	double sum = 0;

	comfort_noise(level, &state, noise, 80000);
	for (size_t i = 0; i < 80000; i++)
		sum += (double)noise[i] * noise[i];
	return sqrt(sum / 80000);
}

START_TEST(noise_is_within_1_db_of_its_level)
{
	/* Louder than -5 dBov white noise would be clipped; below -84 the
	 * steps of 16 bits are too coarse. */
	for (uint8_t level = 5; level <= 84; level++) {
		double db = 20 * log10(rms_of_noise(level) / 32767);

		ck_assert_double_eq_tol(db, -(double)level, 1.0);
	}
}
END_TEST

START_TEST(the_loudest_noise_does_not_overflow)
{
	double loudest = rms_of_noise(5);

	for (uint8_t level = 0; level < 5; level++)
		ck_assert_double_ge(rms_of_noise(level), loudest * 0.99);
}
END_TEST

START_TEST(the_faintest_noise_is_silence)
{
	ck_assert_double_eq(rms_of_noise(127), 0.0);
	ck_assert_double_eq(rms_of_noise(255), 0.0);
}
END_TEST

START_TEST(noise_made_in_pieces_is_the_same)
{
	int16_t all[500], pieces[500];
	uint32_t state = 42, other = 42;

	comfort_noise(30, &state, all, 500);
	comfort_noise(30, &other, pieces, 1);
	comfort_noise(30, &other, pieces + 1, 299);
	comfort_noise(30, &other, pieces + 300, 200);
	ck_assert_mem_eq(all, pieces, sizeof all);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("conceal");

	add_test(suite, "conceal", a_periodic_sound_goes_on_with_its_period);
	add_test(suite, "conceal", silence_stays_silence);
	add_test(suite, "conceal", it_fades_from_10_ms_to_nothing_at_60_ms);
	add_test(
	    suite, "conceal", a_shorter_loss_is_the_beginning_of_a_longer_one);
	add_test(suite, "conceal", full_scale_does_not_overflow);
	add_test(suite, "comfort_noise", noise_is_within_1_db_of_its_level);
	add_test(suite, "comfort_noise", the_loudest_noise_does_not_overflow);
	add_test(suite, "comfort_noise", the_faintest_noise_is_silence);
	add_test(suite, "comfort_noise", noise_made_in_pieces_is_the_same);
	return run_suite(suite);
}
