/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/stream.h"

#include "tests/check_main.h"

#define CLOCK_HZ 8000

static struct rtp_stream stream;

static struct tstamp
at_ms(int64_t ms)
{
	return (struct tstamp){ms * NS_PER_MS};
}

/* Pushes 'sequence' 20 ms after the one before it; its index in '*index'. */
static enum rtp_verdict
push(uint16_t sequence, int64_t *index)
{
	return rtp_stream_push(&stream, sequence,
	    tstamp_add_ns(stream.last, 20 * NS_PER_MS), index);
}

/* Starts with 'sequence'; returns its index. */
static int64_t
start(uint16_t sequence)
{
	int64_t index;

	rtp_stream_init(&stream, sequence, at_ms(0));
	ck_assert_int_eq(
	    rtp_stream_push(&stream, sequence, at_ms(0), &index), RTP_IN_ORDER);
	return index;
}

START_TEST(index_goes_on_rising_over_wraps)
{
	int64_t first = start(65000), index;

	for (int64_t i = 1; i < 200000; i++) {
		ck_assert_int_eq(
		    push((uint16_t)(65000 + i), &index), RTP_IN_ORDER);
		ck_assert_int_eq(index, first + i);
	}
	ck_assert_uint_eq(stream.received, 200000);
	ck_assert_uint_eq(rtp_stream_lost(&stream), 0);
	ck_assert_uint_eq(stream.restarts, 0);
}
END_TEST

START_TEST(index_is_above_zero_also_before_the_first_packet)
{
	int64_t first = start(0), index;

	ck_assert_int_eq(push(65535, &index), RTP_REORDERED);
	ck_assert_int_eq(index, first - 1);
	ck_assert_int_gt(index, 0);
	ck_assert_uint_eq(rtp_stream_lost(&stream), 0);
}
END_TEST

START_TEST(a_gap_is_counted_as_lost)
{
	int64_t first = start(100), index;

	ck_assert_int_eq(push(104, &index), RTP_IN_ORDER);
	ck_assert_int_eq(index, first + 4);
	ck_assert_uint_eq(rtp_stream_lost(&stream), 3);
	ck_assert_uint_eq(stream.received, 2);
}
END_TEST

START_TEST(a_packet_that_comes_late_is_not_lost)
{
	int64_t first = start(65534), index;

	ck_assert_int_eq(push(0, &index), RTP_IN_ORDER);
	ck_assert_int_eq(index, first + 2);
	ck_assert_int_eq(push(65535, &index), RTP_REORDERED);
	ck_assert_int_eq(index, first + 1);
	ck_assert_uint_eq(rtp_stream_lost(&stream), 0);
	ck_assert_uint_eq(stream.reordered, 1);
	ck_assert_uint_eq(stream.duplicates, 0);
}
END_TEST

START_TEST(copies_are_told_from_reordered_packets)
{
	int64_t index;

	start(10);
	ck_assert_int_eq(push(10, &index), RTP_DUPLICATE);
	ck_assert_int_eq(push(110, &index), RTP_IN_ORDER);
	/* RFC 3550 A.1: MAX_MISORDER is 100. */
	for (uint16_t sequence = 11; sequence < 110; sequence++) {
		ck_assert_int_eq(push(sequence, &index), RTP_REORDERED);
		ck_assert_int_eq(push(sequence, &index), RTP_DUPLICATE);
	}
	ck_assert_uint_eq(stream.received, 101);
	ck_assert_uint_eq(stream.duplicates, 100);
	ck_assert_uint_eq(rtp_stream_lost(&stream), 0);
}
END_TEST

START_TEST(memory_of_copies_moves_with_the_stream)
{
	static const uint16_t steps[] = {1, 63, 64, 65, 90};

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		int64_t index;
		uint16_t newest = (uint16_t)(1000 + steps[i]);

		start(1000);
		ck_assert_int_eq(push(newest, &index), RTP_IN_ORDER);
		ck_assert_int_eq(push(newest, &index), RTP_DUPLICATE);
		ck_assert_int_eq(push(1000, &index), RTP_DUPLICATE);
		ck_assert_int_eq(push(999, &index), RTP_REORDERED);
		ck_assert_int_eq(push(999, &index), RTP_DUPLICATE);
	}
}
END_TEST

START_TEST(limits_of_appendix_a1_are_exact)
{
	int64_t first = start(40000), index;

	/* MAX_DROPOUT 3000: one less is a gap. */
	ck_assert_int_eq(push(42999, &index), RTP_IN_ORDER);
	ck_assert_int_eq(index, first + 2999);
	ck_assert_int_eq(push(42999 + 3000, &index), RTP_REFUSED);
	/* MAX_MISORDER 100: the one a hundred older is refused. */
	ck_assert_int_eq(push(42999 - 99, &index), RTP_REORDERED);
	ck_assert_int_eq(push(42999 - 100, &index), RTP_REFUSED);
}
END_TEST

START_TEST(two_packets_in_order_restart_the_stream)
{
	int64_t before = start(100), after, index;

	ck_assert_int_eq(push(102, &before), RTP_IN_ORDER);
	ck_assert_int_eq(push(30000, &index), RTP_REFUSED);
	ck_assert_int_eq(push(30001, &after), RTP_IN_ORDER);
	ck_assert_int_gt(after, before);
	ck_assert_uint_eq(stream.restarts, 1);
	/* What was lost before stays lost, what is skipped is not. */
	ck_assert_uint_eq(rtp_stream_lost(&stream), 1);
	ck_assert_int_eq(push(30003, &index), RTP_IN_ORDER);
	ck_assert_int_eq(index, after + 2);
	ck_assert_uint_eq(rtp_stream_lost(&stream), 2);
}
END_TEST

START_TEST(stray_packets_do_not_restart_the_stream)
{
	int64_t first = start(100), index;

	ck_assert_int_eq(push(30000, &index), RTP_REFUSED);
	ck_assert_int_eq(push(101, &index), RTP_IN_ORDER);
	ck_assert_int_eq(push(50000, &index), RTP_REFUSED);
	ck_assert_int_eq(push(102, &index), RTP_IN_ORDER);
	ck_assert_int_eq(index, first + 2);
	ck_assert_uint_eq(stream.restarts, 0);
	ck_assert_uint_eq(stream.received, 3);
}
END_TEST

START_TEST(a_restart_backwards_still_rises)
{
	int64_t first = start(60000), index;

	ck_assert_int_eq(push(5, &index), RTP_REFUSED);
	ck_assert_int_eq(push(6, &index), RTP_IN_ORDER);
	ck_assert_int_gt(index, first);
	ck_assert_int_eq(index & 0xffff, 6);
}
END_TEST

START_TEST(jitter_follows_appendix_a8)
{
	/* Transit steps of 0, 40, 40, 0 units; J += |D| - ((J + 8) >> 4):
	 * 0; 40; 40 + 40 - 3 = 77; 77 - 5 = 72. */
	static const int64_t arrivals_ms[] = {0, 20, 45, 60, 80};
	static const uint32_t expected[] = {0, 0, 40, 77, 72};

	start(1);
	for (uint32_t i = 0; i < 5; i++) {
		rtp_stream_jitter(&stream, 4294967000u + i * 160, CLOCK_HZ,
		    at_ms(arrivals_ms[i]));
		ck_assert_uint_eq(stream.jitter, expected[i]);
	}
	ck_assert_uint_eq(stream.jitter_max, 77);
}
END_TEST

START_TEST(a_step_of_the_clock_is_no_jitter)
{
	start(1);
	rtp_stream_jitter(&stream, 0, CLOCK_HZ, at_ms(0));
	rtp_stream_jitter(&stream, 11 * CLOCK_HZ, CLOCK_HZ, at_ms(20));
	ck_assert_uint_eq(stream.jitter, 0);
	rtp_stream_jitter(&stream, 11 * CLOCK_HZ + 160, CLOCK_HZ, at_ms(40));
	ck_assert_uint_eq(stream.jitter, 0);
}
END_TEST

START_TEST(jitter_begins_anew_after_a_reset)
{
	start(1);
	rtp_stream_jitter(&stream, 0, CLOCK_HZ, at_ms(0));
	rtp_stream_jitter_reset(&stream);
	rtp_stream_jitter(&stream, 5 * CLOCK_HZ, CLOCK_HZ, at_ms(20));
	ck_assert_uint_eq(stream.jitter, 0);
}
END_TEST

START_TEST(jitter_stands_clocks_and_times_at_their_limits)
{
	start(1);
	rtp_stream_jitter(&stream, 7, UINT32_MAX, at_ms(0));
	rtp_stream_jitter(
	    &stream, 7, UINT32_MAX, (struct tstamp){INT64_MAX - 1});
	rtp_stream_jitter(
	    &stream, 7, UINT32_MAX, (struct tstamp){INT64_MIN + 1});
	ck_assert(stream.has_transit);
}
END_TEST

START_TEST(losses_are_counted_up_to_what_a_receiver_had)
{
	int64_t index;
	uint64_t lost;

	start(65530);
	for (uint16_t i = 1; i < 100; i++)
		if (i != 10 && i != 90 && i != 91)
			rtp_stream_push(&stream, (uint16_t)(65530 + i),
			    at_ms(20 * i), &index);
	ck_assert(rtp_stream_lost_up_to(&stream, 65530 + 99 - 65536, &lost));
	ck_assert_uint_eq(lost, 3);
	ck_assert(rtp_stream_lost_up_to(&stream, 65530 + 90 - 65536, &lost));
	ck_assert_uint_eq(lost, 2);
	ck_assert(rtp_stream_lost_up_to(&stream, 65530 + 89 - 65536, &lost));
	ck_assert_uint_eq(lost, 1);
	ck_assert(rtp_stream_lost_up_to(&stream, 65530 + 9 - 65536, &lost));
	ck_assert_uint_eq(lost, 0);
	/* It had more than was seen here; and it is too long ago. */
	ck_assert(rtp_stream_lost_up_to(&stream, 65530 + 120 - 65536, &lost));
	ck_assert_uint_eq(lost, 3);
	ck_assert(!rtp_stream_lost_up_to(&stream, 65530 - 60, &lost));
}
END_TEST

START_TEST(first_and_last_arrival_are_kept)
{
	int64_t index;

	start(1);
	rtp_stream_push(&stream, 3, at_ms(60), &index);
	rtp_stream_push(&stream, 2, at_ms(50), &index);
	ck_assert_int_eq(stream.first.ns, 0);
	ck_assert_int_eq(stream.last.ns, 60 * NS_PER_MS);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("stream");

	add_test(suite, "rtp_stream_push", index_goes_on_rising_over_wraps);
	add_test(suite, "rtp_stream_push",
	    index_is_above_zero_also_before_the_first_packet);
	add_test(suite, "rtp_stream_lost", a_gap_is_counted_as_lost);
	add_test(
	    suite, "rtp_stream_lost", a_packet_that_comes_late_is_not_lost);
	add_test(
	    suite, "rtp_stream_push", copies_are_told_from_reordered_packets);
	add_test(
	    suite, "rtp_stream_push", memory_of_copies_moves_with_the_stream);
	add_test(suite, "rtp_stream_push", limits_of_appendix_a1_are_exact);
	add_test(
	    suite, "rtp_stream_push", two_packets_in_order_restart_the_stream);
	add_test(
	    suite, "rtp_stream_push", stray_packets_do_not_restart_the_stream);
	add_test(suite, "rtp_stream_push", a_restart_backwards_still_rises);
	add_test(suite, "rtp_stream_jitter", jitter_follows_appendix_a8);
	add_test(suite, "rtp_stream_jitter", a_step_of_the_clock_is_no_jitter);
	add_test(
	    suite, "rtp_stream_jitter_reset", jitter_begins_anew_after_a_reset);
	add_test(suite, "rtp_stream_jitter",
	    jitter_stands_clocks_and_times_at_their_limits);
	add_test(suite, "rtp_stream_push", first_and_last_arrival_are_kept);
	add_test(suite, "rtp_stream_lost_up_to",
	    losses_are_counted_up_to_what_a_receiver_had);
	return run_suite(suite);
}
