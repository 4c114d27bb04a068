/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Causes of losses: lists of findings, bursts, and what receivers report. */
#include "calls/losses.h"

#include "tests/check_main.h"

#define CALLS 40

static struct losses *losses;
static struct call calls[CALLS];
static struct media_stream streams[CALLS];

static struct tstamp
at_ms(int64_t ms)
{
	return (struct tstamp){(1000000 + ms) * NS_PER_MS};
}

/* Calls whose callers are heard for an hour, each at a host of its own. */
static void
setup(void)
{
	losses = losses_new();
	ck_assert_ptr_nonnull(losses);
	for (int i = 0; i < CALLS; i++) {
		calls[i] = (struct call){.id = i + 1, .streams = &streams[i]};
		streams[i] = (struct media_stream){
		    .call = &calls[i],
		    .source_id = 1,
		    .is_active = true,
		    .recorded = 1,
		    .stats = {.first = at_ms(0), .last = at_ms(3600000)},
		};
		streams[i].flow.src.addr.byte[15] = (uint8_t)i;
		streams[i].flow.dst.addr.byte[15] = (uint8_t)(100 + i);
	}
}

static void
teardown(void)
{
	for (int i = 0; i < CALLS; i++)
		findings_clear(&calls[i].findings);
	losses_free(losses);
}

/* The packet of 'ms' is missing from the first 'count' calls. */
static void
miss(int count, int64_t ms)
{
	for (int i = 0; i < count; i++)
		losses_note(
		    losses, &streams[i], 1, at_ms(ms - 20), at_ms(ms + 20));
}

static enum gap_cause
cause_at(int call, int64_t ms)
{
	return losses_cause(
	    losses, &calls[call], SIDE_CALLER, at_ms(ms), at_ms(ms + 20));
}

START_TEST(some_calls_make_no_burst_and_one_more_does)
{
	miss(LOSS_CALLS_MIN - 1, 1000);
	miss(LOSS_CALLS_MIN, 3000);
	losses_tick(losses, at_ms(5000));
	ck_assert_int_eq(cause_at(0, 1000), GAP_LOSS);
	ck_assert_int_eq(cause_at(0, 3000), GAP_MIRROR);
	/* All of that source and time is the mirror's, but nothing else. */
	ck_assert_int_eq(cause_at(CALLS - 1, 3000), GAP_MIRROR);
	ck_assert_int_eq(cause_at(0, 3200), GAP_LOSS);
	streams[0].source_id = 2;
	ck_assert_int_eq(cause_at(0, 3000), GAP_LOSS);
}
END_TEST

START_TEST(one_sender_or_one_receiver_is_a_place_in_the_network)
{
	for (int i = 0; i < CALLS; i++)
		streams[i].flow.dst = streams[0].flow.dst;
	miss(CALLS, 1000);
	losses_tick(losses, at_ms(3000));
	ck_assert_int_eq(cause_at(0, 1000), GAP_LOSS);
	teardown();
	setup();
	for (int i = 0; i < CALLS; i++)
		streams[i].flow.src = streams[0].flow.src;
	miss(CALLS, 1000);
	losses_tick(losses, at_ms(3000));
	ck_assert_int_eq(cause_at(0, 1000), GAP_LOSS);
}
END_TEST

START_TEST(what_is_missing_all_the_time_makes_no_burst)
{
	for (int64_t ms = 0; ms < 3000; ms += 20)
		miss(LOSS_CALLS_MIN + 2, ms);
	losses_tick(losses, at_ms(5000));
	for (int64_t ms = 0; ms < 3000; ms += 20)
		ck_assert_int_eq(cause_at(0, ms), GAP_LOSS);
}
END_TEST

/* A moment is judged whole, wherever the ticks fall. */
START_TEST(ticks_cut_no_moment)
{
	for (int64_t tick = 1020; tick < 1600; tick += 10) {
		teardown();
		setup();
		miss(2, 1000);
		if (tick < 1024)
			losses_tick(losses, at_ms(tick));
		for (int i = 2; i < LOSS_CALLS_MIN; i++)
			losses_note(
			    losses, &streams[i], 1, at_ms(985), at_ms(1025));
		if (tick >= 1024)
			losses_tick(losses, at_ms(tick));
		losses_tick(losses, at_ms(tick + 1000));
		ck_assert_int_eq(cause_at(0, 1000), GAP_MIRROR);
	}
}
END_TEST

START_TEST(the_end_of_the_capture_judges_what_is_left)
{
	miss(CALLS, 1000);
	losses_tick(losses, at_ms(1100));
	ck_assert_int_eq(cause_at(0, 1000), GAP_LOSS);
	losses_finish(losses, at_ms(1100));
	ck_assert_int_eq(cause_at(0, 1000), GAP_MIRROR);
}
END_TEST

/* One stream among them was silent for ten seconds before. */
START_TEST(a_burst_is_as_long_as_most_of_its_losses)
{
	miss(CALLS - 1, 11000);
	losses_note(
	    losses, &streams[CALLS - 1], 500, at_ms(1000), at_ms(11020));
	losses_tick(losses, at_ms(13000));
	ck_assert_int_eq(cause_at(0, 11000), GAP_MIRROR);
	ck_assert_int_eq(cause_at(0, 5000), GAP_LOSS);
}
END_TEST

START_TEST(more_losses_than_fit_are_counted)
{
	uint64_t before = counter_get(COUNTER_loss_limit);

	/* Each call has so many each second: four of these are too many. */
	for (int i = 0; i < 4 * CALLS * LOSSES_PER_CALL_MAX; i++) {
		int second = i / (CALLS * LOSSES_PER_CALL_MAX);

		losses_note(losses, &streams[i % CALLS], 1,
		    at_ms(1000 + 1000 * second), at_ms(1040 + 1000 * second));
	}
	ck_assert_uint_eq(counter_get(COUNTER_loss_limit),
	    before + 4 * CALLS * LOSSES_PER_CALL_MAX - LOSSES_MAX);
	losses_tick(losses, at_ms(9000));
	miss(CALLS, 10000);
	losses_tick(losses, at_ms(12000));
	ck_assert_int_eq(cause_at(0, 10000), GAP_MIRROR);
}
END_TEST

START_TEST(one_call_does_not_fill_the_list)
{
	uint64_t before = counter_get(COUNTER_loss_limit);

	for (int i = 0; i < LOSSES_PER_CALL_MAX + 100; i++)
		losses_note(losses, &streams[0], 1, at_ms(1000), at_ms(1040));
	ck_assert_uint_eq(counter_get(COUNTER_loss_limit), before + 100);
	losses_note(losses, &streams[0], 1, at_ms(2000), at_ms(2040));
	ck_assert_uint_eq(counter_get(COUNTER_loss_limit), before + 100);
}
END_TEST

START_TEST(a_clock_that_is_set_back_keeps_nothing)
{
	miss(CALLS, 1000000);
	losses_tick(losses, at_ms(1000));
	miss(CALLS, 2000);
	losses_tick(losses, at_ms(4000));
	ck_assert_int_eq(cause_at(0, 2000), GAP_MIRROR);
}
END_TEST

START_TEST(a_receiver_that_had_it_blames_the_mirror)
{
	losses_report(&streams[0], at_ms(0), at_ms(5000), 3, 0);
	ck_assert_int_eq(cause_at(0, 1000), GAP_MIRROR);
	ck_assert_int_eq(cause_at(1, 1000), GAP_LOSS);
	ck_assert_int_eq(cause_at(0, 6000), GAP_LOSS);
	losses_report(&streams[0], at_ms(5000), at_ms(10000), 3, 3);
	ck_assert_int_eq(cause_at(0, 6000), GAP_NETWORK);
	/* Some here, some there; and nothing that is missing here. */
	losses_report(&streams[1], at_ms(0), at_ms(5000), 3, 2);
	losses_report(&streams[1], at_ms(0), at_ms(5000), 3, 4);
	losses_report(&streams[1], at_ms(0), at_ms(5000), 0, 2);
	ck_assert_int_eq(cause_at(1, 1000), GAP_LOSS);
}
END_TEST

/* Of an interface as a whole: of all mirrors in it, and of no other one. */
START_TEST(what_the_recorder_lost_is_of_all_mirrors_of_an_interface)
{
	uint64_t before = counter_get(COUNTER_mirror_loss_burst);

	streams[1].source_id = 2;
	for (int i = CALLS / 2; i < CALLS; i++) {
		streams[i].source_id = 3;
		streams[i].capture = 1;
	}
	losses_note_capture(losses, 0, at_ms(1000), at_ms(1500));
	ck_assert_int_eq(cause_at(0, 1200), GAP_CAPTURE);
	ck_assert_int_eq(cause_at(1, 1200), GAP_CAPTURE);
	ck_assert_int_eq(cause_at(CALLS - 1, 1200), GAP_LOSS);
	ck_assert_int_eq(cause_at(0, 2000), GAP_LOSS);
	/* All calls miss something then: mirrors are to blame elsewhere. */
	miss(CALLS, 1200);
	losses_tick(losses, at_ms(5000));
	ck_assert_int_eq(cause_at(0, 1200), GAP_CAPTURE);
	ck_assert_int_eq(cause_at(CALLS - 1, 1200), GAP_MIRROR);
	ck_assert_uint_eq(counter_get(COUNTER_mirror_loss_burst), before + 1);
}
END_TEST

START_TEST(findings_are_found_by_time_and_forgotten_by_age)
{
	struct findings list = {0};
	uint32_t state = 1;
	int full = 0;

	for (int i = 0; i < 1000; i++) {
		/* Not quite in order. */
		int64_t ms =
		    i * 1000 + (int64_t)((state = state * 69069 + 1) >> 22);
		struct finding one = {at_ms(ms), at_ms(ms + 10), i, GAP_LATE};

		if (!findings_add(&list, &one, 600))
			full++;
	}
	for (size_t i = 1; i < list.count; i++)
		ck_assert(
		    !tstamp_before(list.items[i].from, list.items[i - 1].from));
	for (size_t i = 0; i < list.count; i++)
		ck_assert_int_eq(findings_cause(&list, list.items[i].of,
				     list.items[i].from, list.items[i].to),
		    GAP_LATE);
	ck_assert_int_eq(
	    findings_cause(&list, 3, at_ms(3000), at_ms(3010)), GAP_LOSS);
	findings_clear(&list);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("losses");
	TCase *tcase = tcase_create("losses");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, some_calls_make_no_burst_and_one_more_does);
	tcase_add_test(
	    tcase, one_sender_or_one_receiver_is_a_place_in_the_network);
	tcase_add_test(tcase, what_is_missing_all_the_time_makes_no_burst);
	tcase_add_test(tcase, ticks_cut_no_moment);
	tcase_add_test(tcase, the_end_of_the_capture_judges_what_is_left);
	tcase_add_test(tcase, a_burst_is_as_long_as_most_of_its_losses);
	tcase_add_test(tcase, more_losses_than_fit_are_counted);
	tcase_add_test(tcase, one_call_does_not_fill_the_list);
	tcase_add_test(tcase, a_clock_that_is_set_back_keeps_nothing);
	tcase_add_test(tcase, a_receiver_that_had_it_blames_the_mirror);
	tcase_add_test(
	    tcase, what_the_recorder_lost_is_of_all_mirrors_of_an_interface);
	tcase_add_test(tcase, findings_are_found_by_time_and_forgotten_by_age);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
