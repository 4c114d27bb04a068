/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes of segments: in order, in disorder, lost, and ended. */
#include "capture/tcp.h"

#include "tests/capture/tcp_bench.h"

#define PORT 1001

static struct bench bench;

static void
setup(void)
{
	bench_init(&bench, (struct tcp_limits){0});
}

static void
teardown(void)
{
	bench_clear(&bench);
}

static const char *
push_as(struct packet segment)
{
	return counter_name(tcp_push(bench.tcp, &segment));
}

/* Pushes a segment of PORT; returns the name of its outcome. */
static const char *
push(uint32_t seq, const char *text)
{
	return push_as(bench_segment(&bench, PORT, seq, text));
}

/* The same with 'flags'. */
static const char *
push_flags(uint32_t seq, const char *text, unsigned flags)
{
	struct packet segment = bench_segment(&bench, PORT, seq, text);

	segment.tcp_flags = (uint8_t)flags;
	return push_as(segment);
}

/* The receiver of PORT acknowledges all before 'ack'. */
static void
acknowledge(uint32_t ack)
{
	struct packet segment = bench_segment(&bench, -PORT, 7000, "");

	segment.tcp_ack = ack;
	ck_assert_str_eq(push_as(segment), "tcp_empty");
}

static void
later(int64_t ns)
{
	bench.now_ns += ns;
	tcp_tick(bench.tcp, (struct tstamp){bench.now_ns});
}

static void
expect(const char *text)
{
	ck_assert_str_eq(bench.text[PORT % BENCH_STREAMS], text);
}

/* Opens PORT, so that its first byte has number 'seq'. */
static void
open_at(uint32_t seq)
{
	ck_assert_str_eq(push_flags(seq - 1, "", TCP_SYN), "tcp_empty");
}

#define expect_counter(name, value)                                            \
	ck_assert_uint_eq(counter_get(COUNTER_##name), value)

START_TEST(segments_in_order_are_given_at_once)
{
	open_at(100);
	ck_assert_str_eq(push(100, "SIP one "), "tcp_segment");
	expect("SIP one ");
	ck_assert_str_eq(push(108, "two"), "tcp_segment");
	expect("SIP one two");
	ck_assert_str_eq(push(111, ""), "tcp_empty");
	expect("SIP one two");
}
END_TEST

START_TEST(segments_in_disorder_are_put_in_order)
{
	open_at(100);
	push(100, "SIP ");
	push(106, "cd");
	push(108, "ef");
	push(112, "ij");
	expect("SIP ");
	push(104, "ab");
	expect("SIP abcdef");
	push(110, "gh");
	expect("SIP abcdefghij");
	expect_counter(tcp_reordered, 2);
	expect_counter(tcp_gap, 0);
	ck_assert_uint_eq(tcp_held(bench.tcp), 0);
}
END_TEST

START_TEST(the_first_segment_may_come_late)
{
	open_at(100);
	ck_assert_str_eq(push(104, "two"), "tcp_segment");
	expect("");
	push(100, "SIP ");
	expect("SIP two");
}
END_TEST

START_TEST(what_comes_again_is_given_once)
{
	open_at(100);
	push(100, "SIP one");
	ck_assert_str_eq(push(100, "SIP one"), "tcp_duplicate");
	ck_assert_str_eq(push(104, "on"), "tcp_duplicate");
	push(110, "later");
	ck_assert_str_eq(push(110, "later"), "tcp_duplicate");
	ck_assert_str_eq(push(111, "ate"), "tcp_duplicate");
	push(107, "..");
	push(107, "..");
	push(109, ".");
	expect("SIP one...later");
}
END_TEST

START_TEST(the_first_copy_of_a_byte_counts)
{
	open_at(100);
	push(100, "SIP abc");
	ck_assert_str_eq(push(104, "ABCdef"), "tcp_segment");
	expect("SIP abcdef");
	expect_counter(tcp_overlap, 1);
	push(112, "ij");
	push(116, "mn");
	expect_counter(tcp_conflict, 0);
	push(110, "ghIJklMNop");
	expect("SIP abcdefghijklmnop");
	expect_counter(tcp_conflict, 1);
	push(121, "rs");
	push(121, "rst");
	expect_counter(tcp_conflict, 1);
	push(120, "qr");
	expect("SIP abcdefghijklmnopqrst");
}
END_TEST

START_TEST(a_gap_is_given_up_after_its_time)
{
	open_at(100);
	push(100, "SIP ");
	push(110, "after");
	later(TCP_GAP_NS - 1);
	expect("SIP ");
	later(1);
	expect("SIP [6]after");
	expect_counter(tcp_gap, 1);
	expect_counter(tcp_gap_mirror, 0);
	expect_counter(tcp_gap_bytes, 6);
	ck_assert_str_eq(push(104, "late.."), "tcp_duplicate");
	push(115, "!");
	expect("SIP [6]after!");
}
END_TEST

START_TEST(each_gap_has_its_time)
{
	open_at(100);
	push(100, "SIP ");
	push(106, "a");
	later(TCP_GAP_NS / 2);
	push(109, "b");
	later(TCP_GAP_NS / 2);
	expect("SIP [2]a");
	later(TCP_GAP_NS - 1);
	expect("SIP [2]a");
	later(1);
	expect("SIP [2]a[2]b");
}
END_TEST

START_TEST(nothing_depends_on_when_ticks_come)
{
	open_at(100);
	push(100, "SIP ");
	push(106, "a");
	push(109, "b");
	bench.now_ns += TCP_GAP_NS + TCP_GAP_NS / 2;
	push(107, "<>");
	expect("SIP [2]a<>b");
	push(112, "c");
	push(115, "d");
	later(2 * TCP_GAP_NS);
	expect("SIP [2]a<>b[2]c[2]d");
}
END_TEST

START_TEST(a_gap_that_the_receiver_has_is_given_up_soon)
{
	open_at(100);
	push(100, "SIP ");
	push(110, "after");
	acknowledge(104);
	acknowledge(110);
	later(TCP_ACKED_NS);
	expect("SIP ");
	acknowledge(115);
	later(TCP_ACKED_NS - 1);
	expect("SIP ");
	later(1);
	expect("SIP [6]after");
	/* That may be known before the second gap is the first. */
	push(120, "b");
	push(130, "c");
	acknowledge(131);
	later(TCP_ACKED_NS);
	later(TCP_ACKED_NS);
	expect("SIP [6]after[5]b[9]c");
	expect_counter(tcp_gap, 3);
	expect_counter(tcp_gap_mirror, 3);
}
END_TEST

START_TEST(sequence_numbers_wrap)
{
	open_at(0xfffffffe);
	push(2, "bc");
	push(0xfffffffe, "SIP");
	push(0, "Pax");
	expect("SIPabc");
	open_at(5);
	teardown();
	setup();
	open_at(0);
	push(0, "SIP");
	push(5, "z");
	push(3, "xy");
	expect("SIPxyz");
}
END_TEST

START_TEST(streams_that_nobody_wants_are_not_kept)
{
	open_at(100);
	ck_assert_str_eq(push(100, "GET / HTTP"), "tcp_other");
	ck_assert_str_eq(push(110, "/1.1"), "tcp_other");
	ck_assert_uint_eq(tcp_followed(bench.tcp), 0);
	expect("");
}
END_TEST

START_TEST(first_bytes_may_come_one_by_one)
{
	open_at(100);
	ck_assert_str_eq(push(100, "S"), "tcp_segment");
	ck_assert_str_eq(push(102, "P"), "tcp_segment");
	expect("");
	ck_assert_str_eq(push(101, "I"), "tcp_segment");
	expect("SIP");
	push(103, "!");
	expect("SIP!");
	teardown();
	setup();
	open_at(100);
	push(100, "S");
	open_at(100);
	push(101, "IP");
	expect("SIP");
	teardown();
	setup();
	open_at(100);
	push(100, "S");
	push(102, "X");
	ck_assert_str_eq(push(101, "N"), "tcp_other");
	ck_assert_uint_eq(tcp_held(bench.tcp), 0);
}
END_TEST

START_TEST(lost_first_bytes_are_waited_for)
{
	open_at(100);
	push(103, "...SIP");
	later(TCP_GAP_NS);
	expect("");
	open_at(200);
	push(203, "SIP");
	later(TCP_GAP_NS - 1);
	expect("");
	later(1);
	expect("[3]SIP");
	/* If it cannot be told by what is first, by what is next. */
	open_at(0x50000000);
	push(0x50000003, "...");
	push(0x50000006, "SIP");
	push(0x50000009, "!");
	later(TCP_GAP_NS);
	expect("[3]SIP$[?]SIP!");
	ck_assert_uint_eq(tcp_held(bench.tcp), 0);
}
END_TEST

START_TEST(without_a_syn_a_wanted_segment_begins_a_stream)
{
	ck_assert_str_eq(push(500, "x SIP"), "tcp_other");
	ck_assert_str_eq(push(505, "SI"), "tcp_other");
	ck_assert_str_eq(push(600, "SIP a"), "tcp_segment");
	expect("SIP a");
	ck_assert_str_eq(push(505, "SIP!"), "tcp_duplicate");
	push(607, "c");
	push(605, "bb");
	expect("SIP abbc");
}
END_TEST

/* Pushes a segment from the likely port to PORT. */
static const char *
push_likely(uint32_t seq, const char *text)
{
	struct packet segment = bench_segment(&bench, PORT, seq, text);

	segment.flow.dst.port = 5060;
	return push_as(segment);
}

START_TEST(a_likely_stream_is_joined_at_its_lowest_segment)
{
	ck_assert_str_eq(push_likely(510, "cd"), "tcp_segment");
	later(TCP_JOIN_NS / 2);
	push_likely(514, "gh");
	push_likely(508, "ab");
	ck_assert_str_eq(push_likely(510, "c"), "tcp_duplicate");
	later(TCP_JOIN_NS / 2 - 1);
	expect("");
	later(1);
	expect("[?]abcd");
	ck_assert_str_eq(push_likely(506, "xy"), "tcp_duplicate");
	push_likely(512, "ef");
	expect("[?]abcdefgh");
	expect_counter(tcp_joined, 1);
	expect_counter(tcp_gap, 0);
}
END_TEST

START_TEST(a_likely_stream_may_begin_with_anything)
{
	struct packet segment = bench_segment(&bench, PORT, 99, "");

	segment.flow.dst.port = 5060;
	segment.tcp_flags = TCP_SYN;
	push_as(segment);
	push_likely(105, "more");
	expect("");
	push_likely(100, "no...");
	expect("no...more");
}
END_TEST

START_TEST(the_other_direction_of_a_stream_is_joined)
{
	struct packet segment = bench_segment(&bench, -PORT, 50, "anything");

	ck_assert_str_eq(push_as(segment), "tcp_other");
	push(100, "SIP");
	ck_assert_str_eq(push_as(segment), "tcp_segment");
	later(TCP_JOIN_NS);
	ck_assert_str_eq(bench.text[80 % BENCH_STREAMS], "[?]anything");
}
END_TEST

START_TEST(a_fin_ends_a_stream_behind_its_last_byte)
{
	open_at(100);
	push(100, "SIP ");
	push_flags(107, "end", TCP_FIN | TCP_ACK);
	expect("SIP ");
	push(104, "the");
	expect("SIP theend$");
	ck_assert_str_eq(
	    push_flags(107, "end", TCP_FIN | TCP_ACK), "tcp_duplicate");
	ck_assert_str_eq(push(100, "SIP "), "tcp_duplicate");
	expect("SIP theend$");
	open_at(300);
	push(300, "SIP");
	push_flags(303, "", TCP_FIN | TCP_ACK);
	expect("SIP theend$SIP$");
	ck_assert_uint_eq(tcp_followed(bench.tcp), 0);
}
END_TEST

START_TEST(a_fin_behind_a_gap_ends_the_stream_in_time)
{
	open_at(100);
	push(100, "SIP ");
	push_flags(110, "", TCP_FIN | TCP_ACK);
	later(TCP_GAP_NS);
	expect("SIP [6]$");
}
END_TEST

START_TEST(a_wrong_fin_ends_nothing)
{
	open_at(100);
	push(100, "SIP ");
	push_flags(90, "", TCP_FIN | TCP_ACK);
	push_flags(104 + 2 * TCP_WINDOW, "", TCP_FIN | TCP_ACK);
	later(TCP_GAP_NS);
	push(104, "more");
	expect("SIP more");
}
END_TEST

START_TEST(a_reset_ends_both_directions)
{
	struct packet other = bench_segment(&bench, -PORT, 50, "SIP");

	push(100, "SIP ");
	push(106, "held");
	push_as(other);
	ck_assert_str_eq(
	    push_flags(104 + 2 * TCP_WINDOW, "", TCP_RST), "tcp_empty");
	ck_assert_uint_eq(bench.gone, 0);
	push_flags(104, "", TCP_RST);
	expect("SIP [2]held$");
	ck_assert_str_eq(bench.text[80 % BENCH_STREAMS], "SIP$");
	ck_assert_str_eq(push(100, "SIP "), "tcp_duplicate");
	/* It was not the sender's: the stream goes on. */
	ck_assert_str_eq(push(110, "SIP"), "tcp_segment");
	expect("SIP [2]held$SIP");
}
END_TEST

START_TEST(a_port_that_is_used_again_is_another_stream)
{
	open_at(100);
	push(100, "SIP old");
	push(110, "held");
	open_at(5000);
	ck_assert_str_eq(push_flags(4999, "", TCP_SYN), "tcp_empty");
	push(5000, "SIP new");
	expect("SIP old[3]held$SIP new");
	/* The same SYN again changes nothing. */
	open_at(5000);
	ck_assert_str_eq(push(5000, "SIP new"), "tcp_duplicate");
	push(5007, "er");
	expect("SIP old[3]held$SIP newer");
}
END_TEST

START_TEST(a_syn_from_elsewhere_disturbs_nothing)
{
	open_at(100);
	push(100, "SIP ");
	open_at(0x70000000);
	push(104, "goes ");
	push(109, "on");
	ck_assert_str_eq(push(0x70000000, "no"), "tcp_other");
	push(111, "!");
	expect("SIP goes on!");
}
END_TEST

START_TEST(data_in_a_syn_is_data)
{
	push_flags(99, "SIP one", TCP_SYN);
	push(107, "!");
	expect("SIP one!");
}
END_TEST

START_TEST(a_segment_far_away_is_not_believed)
{
	open_at(100);
	push(100, "SIP ");
	ck_assert_str_eq(push(0x70000000, "bad"), "tcp_outside");
	ck_assert_str_eq(push(104, "good"), "tcp_segment");
	ck_assert_str_eq(push(0x70000003, "bad"), "tcp_outside");
	ck_assert_str_eq(push(0x90000000, "bad"), "tcp_outside");
	push(108, "!");
	expect("SIP good!");
}
END_TEST

START_TEST(a_stream_goes_on_far_away_when_that_is_certain)
{
	open_at(100);
	push(100, "SIP ");
	push(106, "a");
	ck_assert_str_eq(push(0x70000000, "bad"), "tcp_outside");
	ck_assert_str_eq(push(0x70000003, "good"), "tcp_segment");
	expect("SIP [2]a[?]good");
	ck_assert_str_eq(push(0x10000000, "SIP"), "tcp_segment");
	push(0x10000003, "!");
	expect("SIP [2]a[?]good[?]SIP!");
}
END_TEST

START_TEST(what_a_snap_length_cut_is_lost)
{
	struct packet segment = bench_segment(&bench, PORT, 100, "SIP cut");

	open_at(100);
	segment.length = 20;
	push_as(segment);
	expect("SIP cut[13]");
	push(120, "go");
	segment.tcp_seq = 130;
	push_as(segment);
	push(150, "on");
	push(122, "12345678");
	expect("SIP cut[13]go12345678SIP cut[13]on");
	segment.tcp_seq = 152;
	segment.size = 0;
	push_as(segment);
	push(172, ".");
	expect("SIP cut[13]go12345678SIP cut[13]on[20].");
}
END_TEST

START_TEST(held_bytes_have_the_time_of_those_before_them)
{
	open_at(100);
	push(100, "SIP ");
	push(106, "b");
	bench.now_ns += 10;
	bench.last_ns = bench.now_ns;
	push(104, "a.");
	expect("SIP a.b");
}
END_TEST

START_TEST(at_the_end_what_is_held_is_given)
{
	open_at(100);
	push(100, "SIP ");
	push(106, "held");
	tcp_finish(bench.tcp);
	expect("SIP [2]held$");
	open_at(700);
	push(703, "SIP");
	tcp_finish(bench.tcp);
	expect("SIP [2]held$[3]SIP$");
	ck_assert_uint_eq(tcp_held(bench.tcp), 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    segments_in_order_are_given_at_once,
	    segments_in_disorder_are_put_in_order,
	    the_first_segment_may_come_late,
	    what_comes_again_is_given_once,
	    the_first_copy_of_a_byte_counts,
	    a_gap_is_given_up_after_its_time,
	    each_gap_has_its_time,
	    nothing_depends_on_when_ticks_come,
	    a_gap_that_the_receiver_has_is_given_up_soon,
	    sequence_numbers_wrap,
	    streams_that_nobody_wants_are_not_kept,
	    first_bytes_may_come_one_by_one,
	    lost_first_bytes_are_waited_for,
	    without_a_syn_a_wanted_segment_begins_a_stream,
	    a_likely_stream_is_joined_at_its_lowest_segment,
	    a_likely_stream_may_begin_with_anything,
	    the_other_direction_of_a_stream_is_joined,
	    a_fin_ends_a_stream_behind_its_last_byte,
	    a_fin_behind_a_gap_ends_the_stream_in_time,
	    a_wrong_fin_ends_nothing,
	    a_reset_ends_both_directions,
	    a_port_that_is_used_again_is_another_stream,
	    a_syn_from_elsewhere_disturbs_nothing,
	    data_in_a_syn_is_data,
	    a_segment_far_away_is_not_believed,
	    a_stream_goes_on_far_away_when_that_is_certain,
	    what_a_snap_length_cut_is_lost,
	    held_bytes_have_the_time_of_those_before_them,
	    at_the_end_what_is_held_is_given,
	};
	Suite *suite = suite_create("tcp");

	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		add_test_between(suite, "tcp_push", tests[i], setup, teardown);
	return run_suite(suite);
}
