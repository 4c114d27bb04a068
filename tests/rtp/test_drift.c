/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/drift.h"

#include <math.h>

#include "tests/check_main.h"

#define RATE_HZ 8000
#define PACKET 160 /* samples, 20 ms */

static uint32_t random_state;

/* 0 to below 'limit', the same on each run. */
static int64_t
random_below(int64_t limit)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (int64_t)(random_state >> 8) % limit;
}

/*
 * 'seconds' of packets by a clock that is 'ppm' fast, with up to 30 ms of
 * jitter; each excess over 40 samples is corrected when 'correct'. Returns
 * the samples that were corrected.
 */
static int64_t
run(struct drift *drift, double ppm, int64_t seconds, bool correct)
{
	int64_t moved = 0, excess = 0;

	random_state = 7;
	for (int64_t i = 0; i < seconds * RATE_HZ / PACKET; i++) {
		double sent = (double)(i * PACKET) / (1 + ppm * 1e-6);
		int64_t arrival = llround(sent) + random_below(240);

		if (drift_push(drift, arrival, arrival - i * PACKET - moved,
			&excess) &&
		    correct && (excess > 40 || excess < -40)) {
			drift_corrected(drift, excess);
			moved += excess;
		}
	}
	return moved;
}

START_TEST(a_fast_clock_is_found_through_jitter)
{
	static const double clocks_ppm[] = {100, -100, 20, 0, 500};

	for (size_t i = 0; i < sizeof clocks_ppm / sizeof *clocks_ppm; i++) {
		struct drift drift = {.rate_hz = RATE_HZ};
		double ppm;

		run(&drift, clocks_ppm[i], 300, false);
		ck_assert(drift_ppm(&drift, &ppm));
		ck_assert_double_eq_tol(ppm, clocks_ppm[i], 5);
	}
}
END_TEST

START_TEST(a_correction_is_no_slope)
{
	struct drift drift = {.rate_hz = RATE_HZ};
	double ppm;
	int64_t moved = run(&drift, 100, 300, true);

	/* 300 s at 100 ppm are 240 samples; the rest is not due yet. */
	ck_assert_int_le(moved, -160);
	ck_assert(drift_ppm(&drift, &ppm));
	ck_assert_double_eq_tol(ppm, 100, 5);
}
END_TEST

START_TEST(before_three_windows_nothing_is_told)
{
	struct drift drift = {.rate_hz = RATE_HZ};
	double ppm = -1;

	ck_assert(!drift_ppm(&drift, &ppm));
	run(&drift, 100, 15, false);
	ck_assert(!drift_ppm(&drift, &ppm));
	ck_assert_double_eq(ppm, -1);
	drift = (struct drift){.rate_hz = RATE_HZ};
	run(&drift, 100, 16, false);
	ck_assert(drift_ppm(&drift, &ppm));
}
END_TEST

START_TEST(excess_is_measured_from_the_first_window)
{
	struct drift drift = {.rate_hz = RATE_HZ};
	int64_t excess = -1;

	ck_assert(!drift_push(&drift, 0, 70, &excess));
	ck_assert(!drift_push(&drift, 100, 50, &excess));
	ck_assert(drift_push(&drift, 5 * RATE_HZ, 90, &excess));
	ck_assert_int_eq(excess, 0);
	ck_assert(!drift_push(&drift, 5 * RATE_HZ + 1, 80, &excess));
	ck_assert(drift_push(&drift, 10 * RATE_HZ, 0, &excess));
	ck_assert_int_eq(excess, 30);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("drift");

	add_test(suite, "drift_ppm", a_fast_clock_is_found_through_jitter);
	add_test(suite, "drift_corrected", a_correction_is_no_slope);
	add_test(suite, "drift_ppm", before_three_windows_nothing_is_told);
	add_test(suite, "drift_push", excess_is_measured_from_the_first_window);
	return run_suite(suite);
}
