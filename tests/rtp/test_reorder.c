/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/reorder.h"

#include "tests/check_main.h"
#include "tests/rtp/kept.h"

static struct reorder reorder;

static void
put(uint64_t order, const char *payload)
{
	struct rtp_frame frame = {.order = order};

	ck_assert(reorder_put(
	    &reorder, keep(&frame, (const uint8_t *)payload, strlen(payload))));
}

/* The packet 'i' must be 'order' with 'payload'. */
static void
expect(size_t i, uint64_t order, const char *payload)
{
	const struct rtp_frame *frame;

	ck_assert_uint_lt(i, reorder.count);
	frame = reorder_frame(&reorder, i);
	ck_assert_uint_eq(frame->order, order);
	ck_assert_uint_eq(frame->size, strlen(payload));
	ck_assert_mem_eq(reorder_payload(frame), payload, strlen(payload));
}

START_TEST(packets_lie_in_their_order)
{
	reorder_init(&reorder);
	put(5, "five");
	put(7, "seven");
	put(4, "four");
	put(6, "");
	expect(0, 4, "four");
	expect(1, 5, "five");
	expect(2, 6, "");
	expect(3, 7, "seven");
}
END_TEST

START_TEST(a_later_stream_comes_later_whatever_its_sequence)
{
	reorder_init(&reorder);
	put(reorder_order(1, 10), "b");
	put(reorder_order(0, INT64_C(1) << 40), "a");
	put(reorder_order(1, 9), "c");
	expect(0, reorder_order(0, INT64_C(1) << 40), "a");
	expect(1, reorder_order(1, 9), "c");
	expect(2, reorder_order(1, 10), "b");
}
END_TEST

START_TEST(what_is_left_after_a_drop_closes_up)
{
	reorder_init(&reorder);
	put(3, "three");
	put(1, "one");
	put(2, "two");
	reorder_drop(&reorder, 1);
	ck_assert_uint_eq(reorder.count, 2);
	ck_assert_uint_eq(reorder.used, 2 * (sizeof(struct rtp_frame) + 8));
	expect(0, 2, "two");
	expect(1, 3, "three");
	put(4, "four");
	expect(2, 4, "four");
	reorder_drop(&reorder, 3);
	ck_assert_uint_eq(reorder.count, 0);
	ck_assert_uint_eq(reorder.used, 0);
}
END_TEST

START_TEST(it_is_bounded_in_packets_and_bytes)
{
	static uint8_t payload[REORDER_PAYLOAD_MAX + 1];
	struct rtp_frame frame = {0};

	reorder_init(&reorder);
	for (size_t i = 0; i < REORDER_PACKETS; i++)
		put(i, "x");
	ck_assert(!reorder_put(&reorder, keep(&frame, payload, 0)));
	reorder_drop(&reorder, REORDER_PACKETS);
	ck_assert(
	    !reorder_put(&reorder, keep(&frame, payload, sizeof payload)));
	ck_assert(
	    reorder_put(&reorder, keep(&frame, payload, REORDER_PAYLOAD_MAX)));
	ck_assert(!reorder_put(&reorder, keep(&frame, payload, 0)));
}
END_TEST

START_TEST(what_waits_is_held_and_nothing_else)
{
	struct rtp_frame frames[4] = {
	    {.order = 1}, {.order = 0}, {.order = 2}, {.order = 3}};

	reorder_init(&reorder);
	for (size_t i = 0; i < 3; i++)
		ck_assert(reorder_put(&reorder, &frames[i]));
	ck_assert(reorder_holds(&reorder, frames, sizeof frames));
	ck_assert(reorder_holds(&reorder, &frames[1], 1));
	ck_assert(!reorder_holds(&reorder, &frames[3], sizeof *frames));
	reorder_drop(&reorder, 1);
	ck_assert(!reorder_holds(&reorder, &frames[1], sizeof *frames));
	ck_assert(reorder_holds(&reorder, &frames[0], sizeof *frames));
	ck_assert(reorder_holds(&reorder, &frames[2], sizeof *frames));
	reorder_drop(&reorder, 2);
	ck_assert(!reorder_holds(&reorder, frames, sizeof frames));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("reorder");

	add_test(suite, "reorder_put", packets_lie_in_their_order);
	add_test(suite, "reorder_put",
	    a_later_stream_comes_later_whatever_its_sequence);
	add_test(suite, "reorder_drop", what_is_left_after_a_drop_closes_up);
	add_test(suite, "reorder_put", it_is_bounded_in_packets_and_bytes);
	add_test(suite, "reorder_holds", what_waits_is_held_and_nothing_else);
	return run_suite(suite);
}
