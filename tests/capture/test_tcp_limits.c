/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams without end or number, and streams in every disorder. */
#include <sys/resource.h>

#include "capture/tcp.h"

#include "tests/capture/tcp_bench.h"

#define PORT 1001
#define MEGABYTE ((size_t)1 << 20)

static struct bench bench;

static void
teardown(void)
{
	bench_clear(&bench);
}

static const char *
push_from(int port, uint32_t seq, const char *text)
{
	struct packet segment = bench_segment(&bench, port, seq, text);

	return counter_name(tcp_push(bench.tcp, &segment));
}

static void
open_from(int port, uint32_t seq)
{
	struct packet segment = bench_segment(&bench, port, seq - 1, "");

	segment.tcp_flags = TCP_SYN;
	(void)tcp_push(bench.tcp, &segment);
}

static const char *
text_of_port(int port)
{
	return bench.text[port % BENCH_STREAMS];
}

#define expect_counter(name, value)                                            \
	ck_assert_uint_eq(counter_get(COUNTER_##name), value)

static void
later(int64_t ns)
{
	bench.now_ns += ns;
	tcp_tick(bench.tcp, (struct tstamp){bench.now_ns});
}

START_TEST(a_clock_set_back_freezes_no_time_out)
{
	bench_init(&bench, (struct tcp_limits){0});
	open_from(PORT, 100);
	push_from(PORT, 100, "SIP ");
	/* One frame of another stream has a time of ten minutes later. */
	bench.now_ns += 600 * NS_PER_SEC;
	push_from(PORT + 1, 100, "?");
	push_from(PORT, 104, "b");
	bench.now_ns -= 600 * NS_PER_SEC;
	bench.last_ns = 0;
	push_from(PORT, 110, "d");
	later(TCP_GAP_NS - 1);
	ck_assert_str_eq(text_of_port(PORT), "SIP b");
	later(1);
	ck_assert_str_eq(text_of_port(PORT), "SIP b[5]d");
}
END_TEST

START_TEST(idle_streams_end)
{
	bench_init(&bench, (struct tcp_limits){0});
	push_from(PORT, 100, "SIP");
	later(TCP_IDLE_NS - 1);
	ck_assert_str_eq(text_of_port(PORT), "SIP");
	push_from(PORT, 103, "");
	later(TCP_IDLE_NS - 1);
	ck_assert_str_eq(text_of_port(PORT), "SIP");
	later(1);
	ck_assert_str_eq(text_of_port(PORT), "SIP$");
	/* So do those that are not decided. */
	open_from(PORT, 0x50000000);
	later(TCP_UNDECIDED_NS - 1);
	ck_assert_str_eq(push_from(PORT, 0x50000000, "S"), "tcp_segment");
	later(TCP_UNDECIDED_NS);
	ck_assert_uint_eq(tcp_held(bench.tcp), 0);
	ck_assert_str_eq(push_from(PORT, 0x50000001, "IP"), "tcp_other");
}
END_TEST

START_TEST(what_is_overdue_first_is_given_up_first)
{
	bench_init(&bench, (struct tcp_limits){0});
	push_from(PORT, 100, "SIP");
	push_from(PORT, 110, "held");
	later(TCP_GAP_NS - TCP_JOIN_NS / 2);
	push_from(-PORT, 50, "joined");
	later(TCP_JOIN_NS / 2);
	ck_assert_str_eq(text_of_port(PORT), "SIP[7]held");
	ck_assert_str_eq(text_of_port(80), "");
}
END_TEST

START_TEST(a_full_gap_is_given_up)
{
	bench_init(&bench, (struct tcp_limits){.held_per_stream = 1000});
	push_from(PORT, 100, "SIP");
	for (uint32_t i = 0; i < 20; i++) {
		push_from(PORT, 110 + i * 5, "x");
		ck_assert_uint_le(tcp_held(bench.tcp), 1000);
	}
	expect_counter(tcp_gap, counter_get(COUNTER_tcp_held_limit));
	ck_assert_uint_gt(counter_get(COUNTER_tcp_gap), 5);
	tcp_finish(bench.tcp);
	ck_assert_int_eq(strncmp(text_of_port(PORT), "SIP[7]x[4]x[4]", 14), 0);
	expect_counter(tcp_gap, 20);
}
END_TEST

START_TEST(a_piece_larger_than_the_limit_is_not_held)
{
	bench_init(&bench, (struct tcp_limits){.held_per_stream = 10});
	push_from(PORT, 100, "SIP");
	push_from(PORT, 110, "one");
	push_from(PORT, 103, "late");
	push_from(PORT, 113, "!");
	ck_assert_str_eq(text_of_port(PORT), "SIP[7]one!");
}
END_TEST

START_TEST(of_all_gaps_the_oldest_gives_way)
{
	bench_init(&bench, (struct tcp_limits){.held = 1000});
	for (int port = 1; port < 40; port++) {
		bench.now_ns++;
		push_from(port, 100, "SIP");
		push_from(port, 110, "held");
		ck_assert_uint_le(tcp_held(bench.tcp), 1000);
	}
	ck_assert_str_eq(text_of_port(1), "SIP[7]held");
	ck_assert_str_eq(text_of_port(39), "SIP");
	push_from(39, 103, "gap, in");
	ck_assert_str_eq(text_of_port(39), "SIPgap, inheld");
	ck_assert_uint_gt(counter_get(COUNTER_tcp_held_limit), 20);
}
END_TEST

START_TEST(too_many_pieces_are_not_held)
{
	bench_init(&bench, (struct tcp_limits){0});
	push_from(PORT, 100, "SIP");
	for (uint32_t i = 0; i <= TCP_PIECES_MAX; i++)
		push_from(PORT, 110 + 2 * i, "x");
	expect_counter(tcp_held_limit, 1);
	expect_counter(tcp_gap, 1);
}
END_TEST

START_TEST(the_stream_longest_silent_gives_way)
{
	bench_init(&bench, (struct tcp_limits){.streams = 3});
	for (int port = 1; port <= 3; port++)
		push_from(port, 100, "SIP");
	push_from(1, 110, "held");
	push_from(3, 103, "");
	push_from(4, 100, "SIP");
	ck_assert_str_eq(text_of_port(2), "SIP$");
	push_from(5, 100, "SIP");
	ck_assert_str_eq(text_of_port(1), "SIP[7]held$");
	push_from(3, 103, "!");
	ck_assert_str_eq(text_of_port(3), "SIP!");
	ck_assert_uint_eq(tcp_followed(bench.tcp), 3);
	expect_counter(tcp_stream_limit, 2);
	/* It is known what it had, and it comes back where it begins. */
	ck_assert_str_eq(push_from(2, 100, "SIP"), "tcp_duplicate");
	ck_assert_str_eq(push_from(2, 103, "SIP"), "tcp_segment");
	ck_assert_str_eq(text_of_port(2), "SIP$SIP");
}
END_TEST

START_TEST(the_undecided_hold_little)
{
	static char much[TCP_UNDECIDED_BYTES];

	memset(much, 'x', sizeof much - 1);
	bench_init(&bench, (struct tcp_limits){0});
	open_from(PORT, 100);
	/* Too much to wait for what is missing: decided by what is there. */
	push_from(PORT, 110, "SIP");
	push_from(PORT, 113, much);
	ck_assert_int_eq(strncmp(text_of_port(PORT), "[10]SIPxxx", 10), 0);
	ck_assert_uint_eq(
	    bench.given[PORT % BENCH_STREAMS], sizeof much - 1 + 3);
	open_from(2, 100);
	push_from(2, 110, "no");
	ck_assert_str_eq(push_from(2, 113, much), "tcp_other");
	ck_assert_uint_eq(tcp_held(bench.tcp), 0);
	teardown();
	bench_init(&bench, (struct tcp_limits){.held = 4000});
	for (int port = 1; port < 40; port++) {
		open_from(port, 100);
		push_from(port, 110, "held");
		ck_assert_uint_le(tcp_held(bench.tcp), 1000);
	}
	ck_assert_uint_gt(counter_get(COUNTER_tcp_undecided_limit), 20);
}
END_TEST

/* The most memory that this process has had. */
static size_t
peak_bytes(void)
{
	struct rusage usage;

	ck_assert_int_eq(getrusage(RUSAGE_SELF, &usage), 0);
	return (size_t)usage.ru_maxrss * 1024;
}

/* A segment of one of 2^24 clients. */
static struct packet
flood_segment(uint32_t client, uint32_t seq, const char *text)
{
	struct packet segment =
	    bench_segment(&bench, 1 + (int)(client & 0xff), seq, text);

	segment.flow.src.addr.byte[1] = (uint8_t)(client >> 16);
	segment.flow.src.addr.byte[2] = (uint8_t)(client >> 8);
	return segment;
}

START_TEST(a_million_half_open_streams_stay_inside_the_limits)
{
	struct packet segment;
	size_t before;

	bench_init(&bench,
	    (struct tcp_limits){
		.streams = 65536, .undecided = 65536, .held = 32 * MEGABYTE});
	open_from(-PORT, 100);
	push_from(-PORT, 100, "SIP ");
	before = peak_bytes();
	for (uint32_t i = 0; i < 1000000; i++) {
		bench.now_ns += 100;
		segment = flood_segment(i, i * 77, "");
		segment.tcp_flags = TCP_SYN;
		(void)tcp_push(bench.tcp, &segment);
	}
	ck_assert_uint_ge(counter_get(COUNTER_tcp_undecided_limit), 900000);
	for (uint32_t i = 0; i < 1000000; i++) {
		/* In turns: behind a gap, too short, not wanted. */
		static const char *const data[] = {"later", "S", "GET /"};

		bench.now_ns += 100;
		segment = flood_segment(
		    i, i * 77 + (i % 3 == 0 ? 500 : 1), data[i % 3]);
		(void)tcp_push(bench.tcp, &segment);
	}
	ck_assert_uint_le(tcp_held(bench.tcp), 8 * MEGABYTE);
	ck_assert_uint_eq(tcp_followed(bench.tcp), 1);
	push_from(-PORT, 104, "goes on");
	ck_assert_str_eq(text_of_port(80), "SIP goes on");
	printf("# %zu KiB more than before\n", (peak_bytes() - before) / 1024);
#ifndef __SANITIZE_ADDRESS__
	ck_assert_uint_le(peak_bytes() - before, 48 * MEGABYTE);
#endif
}
END_TEST

/* Numbers that are the same in each run. */
static uint32_t
dice(uint32_t sides)
{
	static uint64_t state = 1;

	state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)(state >> 33) % sides;
}

#define WHOLE 20000
#define CUTS 4000

/* Moves each segment by less than 'window' places. */
static void
disorder(struct packet *segments, size_t count, uint32_t window)
{
	static size_t places[CUTS];

	for (size_t i = 0; i < count; i++) {
		struct packet moved = segments[i];
		size_t place = i + dice(window), at = i;

		for (; at > 0 && places[at - 1] > place; at--) {
			places[at] = places[at - 1];
			segments[at] = segments[at - 1];
		}
		places[at] = place;
		segments[at] = moved;
	}
}

/*
 * Cuts WHOLE bytes into segments of up to 'longest', which overlap now and
 * then, come up to 'window' places from their own, and some twice.
 */
static size_t
shuffle(struct packet *out, uint32_t start, uint32_t longest, uint32_t window,
    const char *whole)
{
	size_t count = 0;

	for (uint32_t at = 0; at < WHOLE && count < CUTS - 1;) {
		uint32_t back = dice(4) ? 0 : dice(longest);
		uint32_t from = at > back ? at - back : 0;
		uint32_t length = 1 + dice(longest) + at - from;

		length = length > WHOLE - from ? WHOLE - from : length;
		out[count] = bench_segment(&bench, PORT, start + from, "");
		out[count].payload = (const uint8_t *)whole + from;
		out[count].size = out[count].length = length;
		count++;
		if (dice(10) == 0) {
			out[count] = out[count - 1];
			count++;
		}
		at = from + length;
	}
	disorder(out, count, window);
	return count;
}

static void
make_whole(char *whole)
{
	for (size_t i = 0; i < WHOLE; i++)
		whole[i] = (char)('a' + dice(26));
	memcpy(whole, "SIP", 3);
}

START_TEST(any_disorder_gives_the_same_bytes)
{
	static struct packet segments[CUTS];
	static char whole[WHOLE + 1];

	for (int round = 0; round < 300; round++) {
		uint32_t start = dice(0x7fffffff) * 2 + dice(2);
		uint32_t longest = 20 + dice(1440);
		size_t count;

		bench_init(&bench, (struct tcp_limits){0});
		make_whole(whole);
		open_from(PORT, start);
		/* Less is held of streams that are not decided. */
		count = shuffle(
		    segments, start, longest, 1 + dice(10000 / longest), whole);
		for (size_t i = 0; i < count; i++)
			(void)tcp_push(bench.tcp, &segments[i]);
		ck_assert_int_eq(strcmp(text_of_port(PORT), whole), 0);
		ck_assert_uint_eq(tcp_held(bench.tcp), 0);
		expect_counter(tcp_conflict, 0);
		expect_counter(tcp_gap, 0);
	}
}
END_TEST

START_TEST(a_loss_costs_no_more_than_its_bytes)
{
	static struct packet segments[CUTS];
	static char whole[WHOLE + 1];

	for (int round = 0; round < 300; round++) {
		uint32_t start = dice(0x7fffffff);
		uint64_t left = WHOLE;
		size_t count;

		bench_init(&bench, (struct tcp_limits){0});
		make_whole(whole);
		open_from(PORT, start);
		count = shuffle(segments, start, 100, 10, whole);
		for (size_t i = 0; i < count; i++) {
			bench.now_ns += dice(2) * TCP_GAP_NS / 20;
			/* The first one decides. */
			if (dice(20) || segments[i].tcp_seq == start)
				(void)tcp_push(bench.tcp, &segments[i]);
		}
		tcp_finish(bench.tcp);
		left -= counter_get(COUNTER_tcp_gap_bytes);
		/* The last segments may be those that never came. */
		ck_assert_uint_le(bench.given[PORT % BENCH_STREAMS], left);
		ck_assert_uint_ge(
		    bench.given[PORT % BENCH_STREAMS] + 1000, left);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tcp_limits");
	const TTest *tests[] = {
	    a_clock_set_back_freezes_no_time_out,
	    idle_streams_end,
	    what_is_overdue_first_is_given_up_first,
	    a_full_gap_is_given_up,
	    a_piece_larger_than_the_limit_is_not_held,
	    of_all_gaps_the_oldest_gives_way,
	    too_many_pieces_are_not_held,
	    the_stream_longest_silent_gives_way,
	    the_undecided_hold_little,
	    a_million_half_open_streams_stay_inside_the_limits,
	    any_disorder_gives_the_same_bytes,
	    a_loss_costs_no_more_than_its_bytes,
	};

	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		add_test_between(suite, "tcp_push", tests[i], NULL, teardown);
	return run_suite(suite);
}
