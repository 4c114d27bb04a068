/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proves promise 4 (what was lost keeps its length) and 6 (gaps are limited).
 * Nothing is written: there is no writer. */
#include "recorder/recording.h"

#include "tests/check_main.h"
#include "tests/recorder/rtp_packets.h"

static struct recording memory, *recording = &memory;

static void
setup(void)
{
	counter_reset();
	recording_init(recording, (struct tstamp){0}, AUDIO_PCM16, NULL, NULL);
}

static void
teardown(void)
{
	recording_clear(recording);
}

/* The packet 'number' of a side, in its place. */
static void
put(enum side side, uint32_t number)
{
	struct rtp_frame frame = {
	    .order = reorder_order(1, number),
	    .arrival = {number * 20 * NS_PER_MS},
	    .timestamp = number * RTP_SAMPLES,
	    .kind = CODEC_PCMU,
	};
	uint8_t payload[RTP_SAMPLES];

	memset(payload, 0xff, sizeof payload);
	ck_assert_int_eq(
	    recording_put(recording, side, &frame, payload, sizeof payload), 0);
}

/* 'gaps' times one packet that is there and one that is not, from 'first'. */
static uint32_t
put_with_gaps(enum side side, uint32_t first, uint32_t gaps)
{
	uint32_t number = first;

	for (; number < first + 2 * gaps; number += 2)
		put(side, number);
	put(side, number);
	return number;
}

static uint64_t
gaps_of(enum side side)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < recording->gap_count; i++)
		if (recording->gaps[i].side == side)
			sum += recording->gaps[i].count;
	return sum;
}

START_TEST(each_gap_has_its_place)
{
	put(SIDE_CALLER, 0);
	put(SIDE_CALLER, 1);
	put(SIDE_CALLER, 4);
	put(SIDE_CALLEE, 1);
	put(SIDE_CALLEE, 3);
	ck_assert_int_eq(recording_finish(recording, false), 0);
	ck_assert_uint_eq(recording->gap_count, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct recording_gap *gap = &recording->gaps[i];

		ck_assert_int_eq(gap->from, 2 * RTP_SAMPLES);
		ck_assert_int_eq(
		    gap->to, (gap->side == SIDE_CALLER ? 4 : 3) * RTP_SAMPLES);
		ck_assert_uint_eq(gap->count, 1);
	}
}
END_TEST

START_TEST(past_the_limit_gaps_are_merged)
{
	const struct recording_gap *last;
	uint32_t gaps = RECORDING_GAPS_MAX + 44;

	put_with_gaps(SIDE_CALLER, 0, gaps);
	ck_assert_int_eq(recording_finish(recording, false), 0);
	ck_assert_uint_eq(recording->gap_count, RECORDING_GAPS_MAX);
	ck_assert_uint_eq(gaps_of(SIDE_CALLER), gaps);
	last = &recording->gaps[RECORDING_GAPS_MAX - 1];
	ck_assert_uint_eq(last->count, 45);
	ck_assert_int_eq(last->to, 2 * gaps * RTP_SAMPLES);
}
END_TEST

START_TEST(the_gaps_of_one_side_do_not_hide_the_others)
{
	uint32_t last;

	last = put_with_gaps(SIDE_CALLER, 0, RECORDING_GAPS_MAX + 4);
	put_with_gaps(SIDE_CALLEE, last, 3);
	ck_assert_int_eq(recording_finish(recording, false), 0);
	ck_assert_uint_eq(gaps_of(SIDE_CALLER), RECORDING_GAPS_MAX + 4);
	ck_assert_uint_eq(gaps_of(SIDE_CALLEE), 3);
	ck_assert_uint_le(
	    recording->gap_count, RECORDING_GAPS_MAX + SIDE_COUNT);
}
END_TEST

START_TEST(order_is_restored_within_the_window)
{
	put(SIDE_CALLER, 0);
	put(SIDE_CALLER, 2);
	put(SIDE_CALLER, 1);
	put(SIDE_CALLER, 3);
	ck_assert_int_eq(recording_finish(recording, false), 0);
	ck_assert_uint_eq(recording->gap_count, 0);
	ck_assert_int_eq(recording->tracks[SIDE_CALLER].end, 4 * RTP_SAMPLES);
	ck_assert_uint_eq(counter_get(COUNTER_rtp_late), 0);
}
END_TEST

START_TEST(silence_of_an_hour_takes_no_room)
{
	put(SIDE_CALLER, 0);
	put(SIDE_CALLEE, 3600 * 50);
	ck_assert_int_eq(recording_finish(recording, false), 0);
	ck_assert_uint_eq(recording->gap_count, 0);
	ck_assert_int_eq(
	    recording->tracks[SIDE_CALLEE].end, (3600 * 50 + 1) * RTP_SAMPLES);
}
END_TEST

static void
add_case(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, setup, teardown);
}

int
main(void)
{
	Suite *suite = suite_create("recording");

	add_case(suite, "gaps", each_gap_has_its_place);
	add_case(suite, "gaps_max", past_the_limit_gaps_are_merged);
	add_case(
	    suite, "gaps_max", the_gaps_of_one_side_do_not_hide_the_others);
	add_case(suite, "order", order_is_restored_within_the_window);
	add_case(suite, "silence", silence_of_an_hour_takes_no_room);
	return run_suite(suite);
}
