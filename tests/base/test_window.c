/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/window.h"

#include "tests/check_main.h"

/* A count that grows by 10 a minute, until minute 'until'. */
static uint64_t
run(struct window *window, int64_t from, int64_t until)
{
	uint64_t count = 0;

	for (int64_t minute = from + 1; minute <= until; minute++) {
		count += 10;
		window_note(window, count, minute - 1, minute);
	}
	return count;
}

START_TEST(only_the_last_minutes_count)
{
	struct window window = {{0}};
	uint64_t count = run(&window, 1000, 1100);

	ck_assert_uint_eq(count, 1000);
	/* Four whole minutes, and what is there of the present one. */
	ck_assert_uint_eq(window_recent(&window, count), 40);
	ck_assert_uint_eq(window_recent(&window, count + 7), 47);
}
END_TEST

START_TEST(at_first_all_of_it_counts)
{
	struct window window = {{0}};

	ck_assert_uint_eq(window_recent(&window, 5), 5);
	ck_assert_uint_eq(window_recent(&window, run(&window, 1000, 1003)), 30);
}
END_TEST

START_TEST(minutes_that_were_not_seen_count)
{
	struct window window = {{0}};
	uint64_t count = run(&window, 1000, 1100);

	window_note(&window, count, 1100, 1102);
	ck_assert_uint_eq(window_recent(&window, count), 20);
	window_note(&window, count, 1102, 5000);
	ck_assert_uint_eq(window_recent(&window, count), 0);
	ck_assert_uint_eq(window_recent(&window, count + 3), 3);
}
END_TEST

START_TEST(time_may_go_back)
{
	struct window window = {{0}};
	uint64_t count = run(&window, -7, 20);

	window_note(&window, count, 20, 3);
	ck_assert_uint_eq(window_recent(&window, count + 1), 1);
	window_note(&window, count + 1, 3, 4);
	ck_assert_uint_eq(window_recent(&window, count + 2), 2);
	window_note(&window, count, 4, INT64_MIN / 2);
	ck_assert_uint_eq(window_recent(&window, count + 2), 2);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("window");

	add_test(suite, "recent", only_the_last_minutes_count);
	add_test(suite, "recent", at_first_all_of_it_counts);
	add_test(suite, "time", minutes_that_were_not_seen_count);
	add_test(suite, "time", time_may_go_back);
	return run_suite(suite);
}
