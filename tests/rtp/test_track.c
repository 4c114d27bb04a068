/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/rtp/track_bench.h"

#include <errno.h>
#include <math.h>

#include "base/counter.h"

static struct bench bench;

START_TEST(packets_in_order_give_exactly_their_samples)
{
	begin(&bench);
	for (uint64_t i = 0; i < 50; i++)
		put_nth(&bench, i);
	render(&bench, 50 * PACKET);
	for (uint64_t i = 0; i < 50; i++)
		expect_nth(&bench, i);
	ck_assert_uint_eq(bench.gap_count, 0);
	ck_assert_int_eq(bench.track.end, 50 * PACKET);
	ck_assert(!track_has_more(&bench.track));
	finish(&bench);
}
END_TEST

START_TEST(reordered_packets_give_the_samples_of_those_in_order)
{
	static const uint64_t order[] = {0, 3, 1, 2, 7, 6, 5, 4, 8, 9};

	begin(&bench);
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		put_nth(&bench, order[i]);
	render(&bench, 10 * PACKET);
	for (uint64_t i = 0; i < 10; i++)
		expect_nth(&bench, i);
	ck_assert_uint_eq(bench.gap_count, 0);
	finish(&bench);
}
END_TEST

START_TEST(a_packet_twice_is_heard_once)
{
	begin(&bench);
	for (uint64_t i = 0; i < 10; i++) {
		put_nth(&bench, i);
		if (i % 3 == 0)
			put_nth(&bench, i);
	}
	render(&bench, 10 * PACKET);
	for (uint64_t i = 0; i < 10; i++)
		expect_nth(&bench, i);
	ck_assert_uint_eq(bench.gap_count, 0);
	ck_assert_int_eq(bench.track.end, 10 * PACKET);
	finish(&bench);
}
END_TEST

START_TEST(mu_law_is_decoded_as_mu_law)
{
	uint8_t octet = octet_of(5, 17);
	int16_t sample;

	begin(&bench);
	put(&bench, CODEC_PCMU, 5, 0, 0, PACKET);
	render(&bench, PACKET);
	g711_ulaw_decode(&octet, 1, &sample);
	ck_assert_int_eq(bench.samples[17], sample);
	finish(&bench);
}
END_TEST

START_TEST(a_lost_packet_is_concealed_and_told)
{
	begin(&bench);
	for (uint64_t i = 0; i < 10; i++)
		if (i != 5)
			put_nth(&bench, i);
	render(&bench, 10 * PACKET);
	for (uint64_t i = 0; i < 10; i++)
		if (i != 5)
			expect_nth(&bench, i);
	ck_assert_uint_eq(bench.gap_count, 1);
	expect_gap(&bench, 0, 5 * PACKET, 6 * PACKET);
	int16_t expected[CONCEAL_MAX];

	conceal(bench.samples + 5 * PACKET, 8000, expected, PACKET);
	ck_assert_mem_eq(
	    bench.samples + 5 * PACKET, expected, PACKET * sizeof *expected);
	finish(&bench);
}
END_TEST

START_TEST(a_gap_of_100_ms_stays_100_ms)
{
	begin(&bench);
	for (uint64_t i = 0; i < 20; i++)
		if (i < 5 || i >= 10)
			put_nth(&bench, i);
	render(&bench, 20 * PACKET);
	for (uint64_t i = 0; i < 20; i++)
		if (i < 5 || i >= 10)
			expect_nth(&bench, i);
	ck_assert_uint_eq(bench.gap_count, 1);
	expect_gap(&bench, 0, 5 * PACKET, 10 * PACKET);
	/* Concealed for 60 ms, then silent. */
	expect_silence(&bench, 5 * PACKET + CONCEAL_MAX, 10 * PACKET);
	finish(&bench);
}
END_TEST

START_TEST(a_pause_of_the_sender_is_silence_and_no_gap)
{
	begin(&bench);
	put_nth(&bench, 0);
	ck_assert_int_eq(put(&bench, CODEC_PCMA, 1001, 4000, 4000, PACKET), 0);
	render(&bench, 4000 + PACKET);
	expect_nth(&bench, 0);
	expect_silence(&bench, PACKET, 4000);
	expect_packet(&bench, 4000, 1001, 0, PACKET);
	ck_assert_uint_eq(bench.gap_count, 0);
	finish(&bench);
}
END_TEST

START_TEST(a_loss_is_no_longer_than_its_packets_can_have_been)
{
	begin(&bench);
	put_nth(&bench, 0);
	/* Two are missing, and half a second of RTP time. */
	ck_assert_int_eq(put(&bench, CODEC_PCMA, 1003, 4000, 4000, PACKET), 0);
	render(&bench, 4000 + PACKET);
	ck_assert_uint_eq(bench.gap_count, 1);
	expect_gap(&bench, 0, PACKET, 3 * PACKET);
	expect_silence(&bench, 3 * PACKET, 4000);
	expect_packet(&bench, 4000, 1003, 0, PACKET);
	finish(&bench);
}
END_TEST

START_TEST(what_overlaps_goes_on_behind_what_is_there)
{
	begin(&bench);
	put_nth(&bench, 0);
	ck_assert_int_eq(put(&bench, CODEC_PCMA, 1001, PACKET, 100, PACKET), 0);
	/* Wholly inside what is there. */
	ck_assert_int_eq(put(&bench, CODEC_PCMA, 1002, PACKET, 90, 20), 0);
	render(&bench, 2 * PACKET);
	expect_nth(&bench, 0);
	expect_packet(&bench, PACKET, 1001, 60, PACKET);
	expect_silence(&bench, 260, 2 * PACKET);
	finish(&bench);
}
END_TEST

START_TEST(what_came_before_sample_0_is_cut)
{
	begin(&bench);
	ck_assert_int_eq(put(&bench, CODEC_PCMA, 1000, -100, 0, PACKET), 0);
	render(&bench, 100);
	expect_packet(&bench, 0, 1000, 100, PACKET);
	expect_silence(&bench, 60, 100);
	finish(&bench);
}
END_TEST

START_TEST(a_late_packet_is_counted_and_not_heard)
{
	uint64_t before = counter_get(COUNTER_rtp_late);

	begin(&bench);
	for (uint64_t i = 0; i < 10; i++)
		if (i != 5)
			put_nth(&bench, i);
	render(&bench, 10 * PACKET);
	put_nth(&bench, 5);
	ck_assert_uint_eq(bench.track.late, 1);
	put_nth(&bench, 9); /* a copy of the last one */
	ck_assert_uint_eq(bench.track.late, 2);
	ck_assert_uint_eq(counter_get(COUNTER_rtp_late), before + 2);
	ck_assert(!track_has_more(&bench.track));
	render(&bench, PACKET);
	expect_silence(&bench, 10 * PACKET, 11 * PACKET);
	finish(&bench);
}
END_TEST

START_TEST(a_full_buffer_says_so_and_keeps_what_it_has)
{
	begin(&bench);
	for (uint64_t i = 0; i < REORDER_PACKETS; i++)
		ck_assert_int_eq(put(&bench, CODEC_PCMA, 1000 + i,
				     (int64_t)i * 40, (uint32_t)i * 40, 40),
		    0);
	ck_assert_int_eq(put(&bench, CODEC_PCMA, 5000, 0, 0, 40), ENOBUFS);
	render(&bench, REORDER_PACKETS * 40);
	for (uint64_t i = 0; i < REORDER_PACKETS; i++)
		expect_packet(&bench, (int64_t)i * 40, 1000 + i, 0, 40);
	ck_assert_int_eq(put(&bench, CODEC_PCMA, 5000, 0, 0, 40), 0);
	finish(&bench);
}
END_TEST

START_TEST(a_packet_too_large_for_audio_is_refused)
{
	begin(&bench);
	ck_assert_int_eq(
	    put(&bench, CODEC_PCMA, 1, 0, 0, REORDER_PAYLOAD_MAX + 1),
	    EMSGSIZE);
	ck_assert_int_eq(
	    put(&bench, CODEC_PCMA, 1, 0, 0, REORDER_PAYLOAD_MAX), 0);
	ck_assert_int_eq(put(&bench, CODEC_PCMA, 2, 0, 0, 1), ENOBUFS);
	render(&bench, REORDER_PAYLOAD_MAX);
	expect_packet(&bench, 0, 1, 0, REORDER_PAYLOAD_MAX);
	finish(&bench);
}
END_TEST

START_TEST(a_telephone_event_is_never_audible)
{
	begin(&bench);
	for (uint64_t i = 0; i < 30; i++) {
		bool event = i >= 10 && i < 20;
		/* All packets of an event have the time of its beginning. */
		uint64_t time = event ? 10 : i;

		ck_assert_int_eq(
		    put(&bench, event ? CODEC_EVENT : CODEC_PCMA, 1000 + i,
			(int64_t)i * PACKET, (uint32_t)time * PACKET,
			event ? 4 : PACKET),
		    0);
	}
	render(&bench, 30 * PACKET);
	for (uint64_t i = 0; i < 30; i++)
		if (i < 10 || i >= 20)
			expect_nth(&bench, i);
	expect_silence(&bench, 10 * PACKET, 20 * PACKET);
	ck_assert_uint_eq(bench.gap_count, 0);
	finish(&bench);
}
END_TEST

START_TEST(events_between_packets_of_audio_change_nothing)
{
	begin(&bench);
	for (uint64_t i = 0; i < 20; i++) {
		ck_assert_int_eq(
		    put(&bench, CODEC_PCMA, 1000 + 2 * i, (int64_t)i * PACKET,
			(uint32_t)i * PACKET, PACKET),
		    0);
		ck_assert_int_eq(put(&bench, CODEC_EVENT, 1001 + 2 * i,
				     (int64_t)i * PACKET + 1, 0, 4),
		    0);
	}
	render(&bench, 20 * PACKET);
	for (uint64_t i = 0; i < 20; i++)
		expect_packet(
		    &bench, (int64_t)i * PACKET, 1000 + 2 * i, 0, PACKET);
	ck_assert_uint_eq(bench.gap_count, 0);
	finish(&bench);
}
END_TEST

START_TEST(a_late_event_holds_no_audio_back)
{
	begin(&bench);
	put_nth(&bench, 0);
	/* 30 ms of jitter: the event arrives behind where 1002 belongs. */
	ck_assert_int_eq(put(&bench, CODEC_EVENT, 1001, 600, PACKET, 4), 0);
	ck_assert_int_eq(
	    put(&bench, CODEC_PCMA, 1002, 2 * PACKET + 290, 2 * PACKET, PACKET),
	    0);
	render(&bench, 400);
	render(&bench, 400);
	expect_nth(&bench, 0);
	expect_nth(&bench, 2);
	ck_assert_uint_eq(bench.gap_count, 0);
	finish(&bench);
}
END_TEST

START_TEST(a_loss_before_an_event_is_told)
{
	begin(&bench);
	put_nth(&bench, 0);
	put(&bench, CODEC_EVENT, 1002, 2 * PACKET, 2 * PACKET, 4);
	put_nth(&bench, 3);
	render(&bench, 4 * PACKET);
	ck_assert_uint_eq(bench.gap_count, 1);
	ck_assert_int_eq(bench.gaps[0].from, PACKET);
	expect_nth(&bench, 3);
	finish(&bench);
}
END_TEST

START_TEST(an_event_waits_for_what_was_sent_before_it)
{
	begin(&bench);
	put_nth(&bench, 0);
	ck_assert_int_eq(
	    put(&bench, CODEC_EVENT, 1002, 2 * PACKET, 2 * PACKET, 4), 0);
	render(&bench, PACKET + 40);
	put_nth(&bench, 1);
	put_nth(&bench, 3);
	render(&bench, 3 * PACKET - 40);
	expect_nth(&bench, 0);
	expect_packet(&bench, PACKET + 40, 1001, 40, PACKET);
	expect_silence(&bench, 2 * PACKET, 3 * PACKET);
	expect_nth(&bench, 3);
	ck_assert_uint_eq(bench.gap_count, 0);
	finish(&bench);
}
END_TEST

START_TEST(comfort_noise_fills_up_to_the_next_audio)
{
	double sum = 0;

	begin(&bench);
	put_nth(&bench, 0);
	ck_assert_int_eq(
	    put(&bench, CODEC_COMFORT_NOISE, 1001, PACKET, PACKET, 1), 0);
	ck_assert_int_eq(put(&bench, CODEC_PCMA, 1002, 8000, 8000, PACKET), 0);
	render(&bench, 8000 + 2 * PACKET);
	expect_nth(&bench, 0);
	for (size_t i = PACKET; i < 8000; i++)
		sum += (double)bench.samples[i] * bench.samples[i];
	ck_assert_double_eq_tol(
	    10 * log10(sum / (8000 - PACKET)) - 20 * log10(32767), -30, 1);
	expect_packet(&bench, 8000, 1002, 0, PACKET);
	expect_silence(&bench, 8000 + PACKET, 8000 + 2 * PACKET);
	ck_assert_uint_eq(bench.gap_count, 0);
	finish(&bench);
}
END_TEST

START_TEST(another_ssrc_goes_on_without_a_crack)
{
	begin(&bench);
	put_nth(&bench, 0);
	put_nth(&bench, 1);
	for (uint64_t i = 0; i < 2; i++)
		ck_assert_int_eq(
		    put(&bench, CODEC_PCMA, reorder_order(1, (int64_t)i + 7),
			(int64_t)(2 + i) * PACKET + 25,
			0xffffff80u + (uint32_t)i * PACKET, PACKET),
		    0);
	render(&bench, 4 * PACKET);
	expect_nth(&bench, 1);
	expect_packet(&bench, 2 * PACKET, reorder_order(1, 7), 0, PACKET);
	expect_packet(&bench, 3 * PACKET, reorder_order(1, 8), 0, PACKET);
	ck_assert_uint_eq(bench.gap_count, 0);
	finish(&bench);
}
END_TEST

START_TEST(another_ssrc_after_a_pause_lies_where_it_arrived)
{
	begin(&bench);
	put_nth(&bench, 0);
	ck_assert_int_eq(
	    put(&bench, CODEC_PCMA, reorder_order(1, 7), 4000, 123456, PACKET),
	    0);
	render(&bench, 4000 + PACKET);
	expect_silence(&bench, PACKET, 4000);
	expect_packet(&bench, 4000, reorder_order(1, 7), 0, PACKET);
	ck_assert_uint_eq(bench.gap_count, 0);
	/* What the first one still sends comes too late. */
	put_nth(&bench, 1);
	ck_assert_uint_eq(bench.track.late, 1);
	finish(&bench);
}
END_TEST

START_TEST(what_is_behind_the_end_waits)
{
	begin(&bench);
	put_nth(&bench, 0);
	put_nth(&bench, 1);
	render(&bench, 100);
	ck_assert(track_has_more(&bench.track));
	render(&bench, 100);
	ck_assert(track_has_more(&bench.track));
	render(&bench, 120);
	ck_assert(!track_has_more(&bench.track));
	expect_nth(&bench, 0);
	expect_nth(&bench, 1);
	finish(&bench);
}
END_TEST
int
main(void)
{
	Suite *suite = suite_create("track");

	add_test(
	    suite, "track_render", packets_in_order_give_exactly_their_samples);
	add_test(suite, "track_render",
	    reordered_packets_give_the_samples_of_those_in_order);
	add_test(suite, "track_render", a_packet_twice_is_heard_once);
	add_test(suite, "track_render", mu_law_is_decoded_as_mu_law);
	add_test(suite, "track_render", a_lost_packet_is_concealed_and_told);
	add_test(suite, "track_render", a_gap_of_100_ms_stays_100_ms);
	add_test(
	    suite, "track_render", a_pause_of_the_sender_is_silence_and_no_gap);
	add_test(suite, "track_render",
	    a_loss_is_no_longer_than_its_packets_can_have_been);
	add_test(
	    suite, "track_render", what_overlaps_goes_on_behind_what_is_there);
	add_test(suite, "track_render", what_came_before_sample_0_is_cut);
	add_test(suite, "track_put", a_late_packet_is_counted_and_not_heard);
	add_test(
	    suite, "track_put", a_full_buffer_says_so_and_keeps_what_it_has);
	add_test(suite, "track_put", a_packet_too_large_for_audio_is_refused);
	add_test(suite, "track_render", a_telephone_event_is_never_audible);
	add_test(suite, "track_render",
	    events_between_packets_of_audio_change_nothing);
	add_test(suite, "track_render", a_late_event_holds_no_audio_back);
	add_test(suite, "track_render", a_loss_before_an_event_is_told);
	add_test(
	    suite, "track_render", an_event_waits_for_what_was_sent_before_it);
	add_test(
	    suite, "track_render", comfort_noise_fills_up_to_the_next_audio);
	add_test(suite, "track_render", another_ssrc_goes_on_without_a_crack);
	add_test(suite, "track_render",
	    another_ssrc_after_a_pause_lies_where_it_arrived);
	add_test(suite, "track_has_more", what_is_behind_the_end_waits);
	return run_suite(suite);
}
