/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/counter.h"

#include <pthread.h>
#include <stdbool.h>

#include "tests/check_main.h"

START_TEST(counters_count_and_are_reset)
{
	counter_reset();
	counter_up(rtp_lost);
	counter_up(rtp_lost);
	counter_add(COUNTER_rtp_lost, 40);
	ck_assert_uint_eq(counter_get(COUNTER_rtp_lost), 42);
	ck_assert_uint_eq(counter_get(COUNTER_rtp_late), 0);
	counter_reset();
	ck_assert_uint_eq(counter_get(COUNTER_rtp_lost), 0);
}
END_TEST

static void *
count_lost(void *arg)
{
	atomic_bool *go = arg;

	counter_thread_begin();
	counter_add(COUNTER_rtp_lost, 7);
	atomic_store(&go[0], true);
	while (!atomic_load(&go[1]))
		;
	counter_thread_end();
	return NULL;
}

START_TEST(threads_are_summed_while_they_run_and_when_they_ended)
{
	atomic_bool go[2] = {false};
	pthread_t thread;

	counter_reset();
	counter_up(rtp_lost);
	ck_assert_int_eq(pthread_create(&thread, NULL, count_lost, go), 0);
	while (!atomic_load(&go[0]))
		;
	ck_assert_uint_eq(counter_get(COUNTER_rtp_lost), 8);
	atomic_store(&go[1], true);
	pthread_join(thread, NULL);
	ck_assert_uint_eq(counter_get(COUNTER_rtp_lost), 8);
	counter_reset();
	ck_assert_uint_eq(counter_get(COUNTER_rtp_lost), 0);
}
END_TEST

START_TEST(each_has_a_name_of_its_own_and_a_meaning)
{
	ck_assert_str_eq(counter_name(COUNTER_rtp_duplicate), "rtp_duplicate");
	for (int id = COUNTER_NONE + 1; id < COUNTER_COUNT; id++) {
		const char *name = counter_name((enum counter_id)id);

		ck_assert_uint_gt(strlen(name), 0);
		ck_assert_uint_gt(
		    strlen(counter_description((enum counter_id)id)), 0);
		for (int other = COUNTER_NONE; other < id; other++)
			ck_assert_str_ne(
			    name, counter_name((enum counter_id)other));
	}
}
END_TEST

START_TEST(sums_are_of_one_group_alone)
{
	counter_reset();
	counter_add(COUNTER_frame_empty, 1);
	counter_add(COUNTER_rtp_packet, 10);
	counter_add(COUNTER_frame_truncated, 100);
	counter_add(COUNTER_catalogue_failed, 1000);
	ck_assert_uint_eq(counter_sum(COUNTER_FRAMES), 11);
	ck_assert_uint_eq(counter_sum(COUNTER_EVENTS), 1100);
}
END_TEST

START_TEST(nothing_went_wrong_is_in_no_sum)
{
	counter_reset();
	counter_add(COUNTER_NONE, 5);
	ck_assert_uint_eq(counter_sum(COUNTER_FRAMES), 0);
	ck_assert_uint_eq(counter_sum(COUNTER_EVENTS), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("counter");

	add_test(suite, "counter_add", counters_count_and_are_reset);
	add_test(suite, "counter_add",
	    threads_are_summed_while_they_run_and_when_they_ended);
	add_test(
	    suite, "counter_name", each_has_a_name_of_its_own_and_a_meaning);
	add_test(suite, "counter_sum", sums_are_of_one_group_alone);
	add_test(suite, "counter_sum", nothing_went_wrong_is_in_no_sum);
	return run_suite(suite);
}
