/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names quote the invariants of rtp/timeline.h by number. */
#include "rtp/timeline.h"

#include <math.h>

#include "base/counter.h"
#include "tests/check_main.h"
#include "tests/rtp/kept.h"

#define PACKET 160 /* samples, 20 ms */
#define RATE_HZ 8000
#define MS 8 /* samples */
#define NS_PER_SAMPLE (NS_PER_SEC / RATE_HZ)

static struct timeline timeline;
static struct reorder waiting;
static int64_t end;

static void
begin(void)
{
	timeline_init(&timeline, (struct tstamp){1000 * NS_PER_SEC}, RATE_HZ);
	waiting.count = waiting.used = 0;
	end = 0;
}

/* The capture time at which 'sample' lies. */
static struct tstamp
at_sample(int64_t sample)
{
	return tstamp_add_ns(timeline.origin, sample * NS_PER_SAMPLE);
}

static void
wait_for_place(uint64_t order, int64_t arrival, uint32_t timestamp)
{
	struct rtp_frame frame = {.order = order,
	    .arrival = at_sample(arrival),
	    .timestamp = timestamp};

	ck_assert(reorder_put(&waiting, keep(&frame, NULL, 0)));
}

/* Places and commits the first waiting packet; its position. */
static int64_t
place_first(void)
{
	struct rtp_frame frame = *reorder_frame(&waiting, 0);
	int64_t position = timeline_place(&timeline, &waiting, 0, end);

	/* It may be asked again. */
	ck_assert_int_eq(timeline_place(&timeline, &waiting, 0, end), position);
	timeline_commit(&timeline, &frame, position);
	if (position + PACKET > end)
		end = position + PACKET;
	reorder_drop(&waiting, 1);
	return position;
}

/* Places a packet of which nothing that follows has come yet. */
static int64_t
place(uint64_t order, int64_t arrival, uint32_t timestamp)
{
	wait_for_place(order, arrival, timestamp);
	return place_first();
}

START_TEST(samples_are_counted_to_the_nearest)
{
	begin();
	ck_assert_int_eq(timeline_sample_at(&timeline, at_sample(0)), 0);
	ck_assert_int_eq(timeline_sample_at(&timeline, at_sample(777)), 777);
	ck_assert_int_eq(timeline_sample_at(&timeline, at_sample(-5)), -5);
	ck_assert_int_eq(
	    timeline_sample_at(&timeline, tstamp_add_ns(at_sample(3), 62499)),
	    3);
	ck_assert_int_eq(
	    timeline_sample_at(&timeline, tstamp_add_ns(at_sample(3), 62500)),
	    4);
	ck_assert_int_eq(
	    timeline_sample_at(&timeline, tstamp_add_ns(at_sample(-3), -62500)),
	    -4);
}
END_TEST

START_TEST(times_at_their_limits_do_not_overflow)
{
	timeline_init(&timeline, (struct tstamp){-1}, RATE_HZ);
	ck_assert_int_gt(
	    timeline_sample_at(&timeline, (struct tstamp){INT64_MAX}),
	    INT64_C(73000000000000));
	timeline.origin.ns = 1;
	ck_assert_int_lt(
	    timeline_sample_at(&timeline, (struct tstamp){INT64_MIN}),
	    -INT64_C(73000000000000));
}
END_TEST

START_TEST(invariant_1_the_first_packet_lies_where_it_arrived)
{
	begin();
	ck_assert_int_eq(place(1, 1234, 0xfffffff0u), 1234);
	begin();
	ck_assert_int_eq(place(1, -40, 0), -40);
}
END_TEST

START_TEST(invariant_1_each_further_stream_lies_where_it_arrived)
{
	begin();
	place(reorder_order(0, 70000), 0, 0);
	ck_assert_int_eq(
	    place(reorder_order(1, 66000), 4000, 0x80000000u), 4000);
	ck_assert_int_eq(
	    place(reorder_order(1, 66001), 4170, 0x80000000u + PACKET),
	    4000 + PACKET);
}
END_TEST

START_TEST(invariant_1_a_stream_within_10_ms_of_the_last_leaves_no_crack)
{
	static const int64_t apart[] = {-79, -1, 1, 79};

	for (size_t i = 0; i < sizeof apart / sizeof *apart; i++) {
		begin();
		place(reorder_order(0, 70000), 0, 0);
		ck_assert_int_eq(
		    place(reorder_order(1, 66000), PACKET + apart[i], 5555),
		    PACKET);
	}
	begin();
	place(reorder_order(0, 70000), 0, 0);
	ck_assert_int_eq(
	    place(reorder_order(1, 66000), PACKET + 80, 5555), PACKET + 80);
}
END_TEST

START_TEST(invariant_2_jitter_moves_nothing)
{
	begin();
	for (int64_t i = 0; i < 1000; i++) {
		int64_t jitter = i * 7919 % (40 * MS);

		ck_assert_int_eq(
		    place((uint64_t)(1 + i), i * PACKET + (i ? jitter : 0),
			(uint32_t)(i * PACKET)),
		    i * PACKET);
	}
	ck_assert_uint_eq(timeline.reanchors, 0);
	ck_assert_uint_eq(timeline.slips, 0);
}
END_TEST

START_TEST(invariant_2_losses_and_silence_keep_their_length)
{
	begin();
	place(1, 0, 100);
	ck_assert_int_eq(place(7, 6 * PACKET, 100 + 6 * PACKET), 6 * PACKET);
	/* The sender said nothing for ten seconds: no packet is missing. */
	ck_assert_int_eq(place(8, 80000 + 30, 100 + 80000), 80000);
	ck_assert_uint_eq(timeline.reanchors, 0);
}
END_TEST

START_TEST(invariant_2_rtp_time_may_wrap)
{
	begin();
	for (int64_t i = 0; i < 20; i++)
		ck_assert_int_eq(place((uint64_t)(1 + i), i * PACKET,
				     0xfffffc00u + (uint32_t)(i * PACKET)),
		    i * PACKET);
}
END_TEST

START_TEST(invariant_2_rtp_time_may_go_back_a_little)
{
	begin();
	place(1, 1000, 50);
	ck_assert_int_eq(place(2, 1000 + PACKET, 50u - 100u), 900);
	ck_assert_uint_eq(timeline.reanchors, 0);
}
END_TEST

START_TEST(invariant_2_a_stall_that_catches_up_moves_nothing)
{
	begin();
	place(1, 0, 0);
	/* Ten packets were held for 200 ms and come at once. */
	for (int64_t i = 1; i <= 10; i++)
		wait_for_place(
		    (uint64_t)(1 + i), 11 * PACKET, (uint32_t)(i * PACKET));
	wait_for_place(12, 11 * PACKET + 5, 11 * PACKET);
	for (int64_t i = 1; i <= 11; i++)
		ck_assert_int_eq(place_first(), i * PACKET);
	ck_assert_uint_eq(timeline.reanchors, 0);
}
END_TEST

START_TEST(invariant_3_a_pause_with_a_stopped_clock_is_put_right)
{
	begin();
	place(1, 0, 0);
	place(2, PACKET, PACKET);
	for (int64_t i = 2; i < 10; i++)
		wait_for_place((uint64_t)(1 + i), i * PACKET + 4000,
		    (uint32_t)(i * PACKET));
	for (int64_t i = 2; i < 10; i++)
		ck_assert_int_eq(place_first(), i * PACKET + 4000);
	ck_assert_uint_eq(timeline.reanchors, 1);
}
END_TEST

START_TEST(invariant_3_a_pause_of_up_to_40_ms_may_be_jitter)
{
	begin();
	place(1, 0, 0);
	ck_assert_int_eq(place(2, PACKET + 40 * MS, PACKET), PACKET);
	begin();
	place(1, 0, 0);
	ck_assert_int_eq(
	    place(2, PACKET + 40 * MS + 1, PACKET), PACKET + 40 * MS + 1);
}
END_TEST

START_TEST(invariant_3_jumps_of_the_clock_either_way_are_put_right)
{
	static const uint32_t jumps[] = {
	    90000, 0x70000000u, 0x80000001u, 0u - 90000u, 0u - 4000u};

	for (size_t k = 0; k < sizeof jumps / sizeof *jumps; k++) {
		begin();
		place(1, 0, 0);
		for (int64_t i = 1; i < 8; i++)
			wait_for_place((uint64_t)(1 + i), i * PACKET,
			    jumps[k] + (uint32_t)(i * PACKET));
		for (int64_t i = 1; i < 8; i++)
			ck_assert_int_eq(place_first(), i * PACKET);
		ck_assert_uint_eq(timeline.reanchors, 1);
	}
}
END_TEST

START_TEST(invariant_3_a_doubtful_packet_is_waited_for)
{
	begin();
	place(1, 0, 0);
	wait_for_place(2, PACKET + 3000, PACKET);
	wait_for_place(3, PACKET + 3160, 2 * PACKET);
	/* Before it is settled, nothing from its place on may be rendered. */
	ck_assert_int_eq(
	    timeline_doubt(&timeline, &waiting, at_sample(2000)), PACKET);
	ck_assert_int_eq(
	    timeline_doubt(&timeline, &waiting, at_sample(PACKET + 2999)),
	    PACKET);
	ck_assert_int_eq(
	    timeline_doubt(&timeline, &waiting, at_sample(PACKET + 3000)),
	    2 * PACKET);
	ck_assert_int_eq(
	    timeline_doubt(&timeline, &waiting, at_sample(PACKET + 3160)),
	    INT64_MAX);
}
END_TEST

START_TEST(invariant_3_punctual_packets_and_new_streams_are_no_doubt)
{
	begin();
	wait_for_place(1, 0, 0);
	ck_assert_int_eq(
	    timeline_doubt(&timeline, &waiting, at_sample(-1)), INT64_MAX);
	place_first();
	wait_for_place(2, PACKET + 100, PACKET);
	wait_for_place(reorder_order(1, 1), 9000, 77);
	ck_assert_int_eq(
	    timeline_doubt(&timeline, &waiting, at_sample(-1)), INT64_MAX);
}
END_TEST

/*
 * 'seconds' of packets by a clock that is 'ppm' fast: each must stay within
 * 10 ms of where the clocks say, and move by one sample at most.
 */
static void
follow_drift(double ppm, int64_t seconds)
{
	int64_t before = -PACKET;

	begin();
	for (int64_t i = 0; i < seconds * 50; i++) {
		double sent = (double)(i * PACKET) / (1 + ppm * 1e-6);
		int64_t jitter = i * 7919 % (20 * MS);
		int64_t position = place((uint64_t)(1 + i),
		    llround(sent) + (i ? jitter : 0), (uint32_t)(i * PACKET));
		int64_t step = position - before - PACKET;

		ck_assert_int_le(step, 1);
		ck_assert_int_ge(step, -1);
		ck_assert_double_eq_tol((double)position, sent, 10 * MS);
		before = position;
	}
}

START_TEST(invariant_4_drift_is_followed_sample_by_sample)
{
	double ppm;

	follow_drift(100, 600);
	ck_assert_uint_gt(timeline.slips, 300);
	ck_assert_uint_eq(timeline.reanchors, 0);
	ck_assert(drift_ppm(&timeline.drift, &ppm));
	ck_assert_double_eq_tol(ppm, 100, 5);
	follow_drift(-100, 600);
	ck_assert_uint_gt(timeline.slips, 300);
	ck_assert(drift_ppm(&timeline.drift, &ppm));
	ck_assert_double_eq_tol(ppm, -100, 5);
}
END_TEST

START_TEST(invariant_4_a_good_clock_is_left_alone)
{
	follow_drift(0, 600);
	ck_assert_uint_eq(timeline.slips, 0);
	follow_drift(5, 600);
	ck_assert_uint_eq(timeline.slips, 0);
}
END_TEST

/* Half an hour of packets of 'ticks' of a clock, in samples of 'rate_hz'. */
static void
expect_no_rounding(uint8_t clock, uint32_t ticks, uint32_t rate_hz)
{
	uint32_t clock_hz = codec_clock_hz(clock);

	timeline_init(&timeline, (struct tstamp){0}, rate_hz);
	waiting.count = waiting.used = 0;
	for (int64_t i = 0; i < (int64_t)1800 * clock_hz / ticks; i++) {
		int64_t tick = i * ticks;
		struct rtp_frame frame = {.order = 1000 + (uint64_t)i,
		    .arrival = {tick * NS_PER_SEC / clock_hz},
		    .timestamp = (uint32_t)tick,
		    .variant = clock};
		int64_t position;

		ck_assert(reorder_put(&waiting, keep(&frame, NULL, 0)));
		position = timeline_place(&timeline, &waiting, 0, 0);
		ck_assert_int_eq(position, tick * rate_hz / clock_hz);
		timeline_commit(&timeline, &frame, position);
		reorder_drop(&waiting, 1);
	}
	ck_assert_uint_eq(timeline.slips + timeline.reanchors, 0);
}

START_TEST(invariant_6_no_error_of_rounding_adds_up)
{
	expect_no_rounding(0, 160, 16000); /* G.722 */
	expect_no_rounding(0, 40, 44100);  /* 220.5 samples a packet */
	expect_no_rounding(7, 441, 48000); /* L16 at 44.1 kHz */
	expect_no_rounding(7, 100, 8000);
	expect_no_rounding(8, 960, 8000);
}
END_TEST

START_TEST(a_new_origin_and_rate_keep_what_is_known)
{
	double before, after;

	begin();
	for (uint32_t i = 0; i < 2000; i++)
		place(1000 + i, i * PACKET + i / 64, i * PACKET);
	ck_assert(drift_ppm(&timeline.drift, &before));
	timeline_rebase(
	    &timeline, 8000, timeline_time_at(&timeline, 8000), 48000);
	ck_assert(drift_ppm(&timeline.drift, &after));
	ck_assert_double_eq_tol(before, after, 1);
	ck_assert_int_eq(timeline.origin.ns, 1001 * NS_PER_SEC);
	ck_assert_int_eq(timeline_sample_at(&timeline,
			     tstamp_add_ns(timeline.origin, NS_PER_SEC)),
	    48000);
	/* The next packet lies where it would have lain. */
	struct rtp_frame frame = {.order = 3000,
	    .arrival = tstamp_add_ns(timeline.origin, 39 * NS_PER_SEC),
	    .timestamp = 2000 * PACKET};

	ck_assert(reorder_put(&waiting, keep(&frame, NULL, 0)));
	ck_assert_int_eq(timeline_place(&timeline, &waiting, 0, 0) / 48,
	    (2000 * PACKET - 8000 + (int64_t)timeline.slips) / 8);
}
END_TEST

START_TEST(another_clock_goes_on_where_the_stream_was)
{
	struct rtp_frame frame = {
	    .order = 1001, .timestamp = 123456, .variant = 8 /* 48 kHz */};

	begin();
	ck_assert_int_eq(place(1000, 0, 0), 0);
	frame.arrival = at_sample(PACKET + 100);
	ck_assert(reorder_put(&waiting, keep(&frame, NULL, 0)));
	ck_assert_int_eq(
	    timeline_place(&timeline, &waiting, 0, PACKET), PACKET);
	timeline_commit(&timeline, &frame, PACKET);
	reorder_drop(&waiting, 1);
	frame.order++;
	frame.timestamp += 960;
	frame.arrival = at_sample(2 * PACKET + 100);
	ck_assert(reorder_put(&waiting, keep(&frame, NULL, 0)));
	ck_assert_int_eq(
	    timeline_place(&timeline, &waiting, 0, 2 * PACKET), 2 * PACKET);
}
END_TEST

START_TEST(invariant_5_another_origin_only_shifts)
{
	int64_t positions[2][500];

	for (int64_t run = 0; run < 2; run++) {
		begin();
		for (int64_t i = 0; i < 500; i++) {
			int64_t arrival = i * PACKET + i * 7919 % 200 +
					  (i > 300 ? 5000 : 0) + run * 123456;

			positions[run][i] = place(
			    (uint64_t)(1 + i), arrival, (uint32_t)(i * PACKET));
		}
	}
	for (size_t i = 0; i < 500; i++)
		ck_assert_int_eq(positions[1][i] - positions[0][i], 123456);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("timeline");

	add_test(
	    suite, "timeline_sample_at", samples_are_counted_to_the_nearest);
	add_test(
	    suite, "timeline_sample_at", times_at_their_limits_do_not_overflow);
	add_test(suite, "timeline_place",
	    invariant_1_the_first_packet_lies_where_it_arrived);
	add_test(suite, "timeline_place",
	    invariant_1_each_further_stream_lies_where_it_arrived);
	add_test(suite, "timeline_place",
	    invariant_1_a_stream_within_10_ms_of_the_last_leaves_no_crack);
	add_test(suite, "timeline_place", invariant_2_jitter_moves_nothing);
	add_test(suite, "timeline_place",
	    invariant_2_losses_and_silence_keep_their_length);
	add_test(suite, "timeline_place", invariant_2_rtp_time_may_wrap);
	add_test(
	    suite, "timeline_place", invariant_2_rtp_time_may_go_back_a_little);
	add_test(suite, "timeline_place",
	    invariant_2_a_stall_that_catches_up_moves_nothing);
	add_test(suite, "timeline_place",
	    invariant_3_a_pause_with_a_stopped_clock_is_put_right);
	add_test(suite, "timeline_place",
	    invariant_3_a_pause_of_up_to_40_ms_may_be_jitter);
	add_test(suite, "timeline_place",
	    invariant_3_jumps_of_the_clock_either_way_are_put_right);
	add_test(suite, "timeline_doubt",
	    invariant_3_a_doubtful_packet_is_waited_for);
	add_test(suite, "timeline_doubt",
	    invariant_3_punctual_packets_and_new_streams_are_no_doubt);
	add_test(suite, "timeline_commit",
	    invariant_4_drift_is_followed_sample_by_sample);
	add_test(
	    suite, "timeline_commit", invariant_4_a_good_clock_is_left_alone);
	add_test(
	    suite, "timeline_place", invariant_6_no_error_of_rounding_adds_up);
	add_test(suite, "timeline_place",
	    another_clock_goes_on_where_the_stream_was);
	add_test(
	    suite, "timeline_rebase", a_new_origin_and_rate_keep_what_is_known);
	add_test(
	    suite, "timeline_place", invariant_5_another_origin_only_shifts);
	return run_suite(suite);
}
