/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The media table. Packets are pushed as "20 ms of this SSRC from there to
 * here"; what is recorded of them is collected as one letter each: the SSRC,
 * which is a letter too, large for the caller and small for the callee.
 */
#include "calls/media.h"

#include <ctype.h>

#include "tests/check_main.h"
#include "tests/calls/rtp_packets.h"

#define TABLE_LIMIT 4

static struct media *media;
static struct call one, two;
static struct tstamp now;
static char heard[200];
static const struct call *heard_of; /* the call of the last packet */

static void
on_audio(struct media_stream *stream, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size, void *arg)
{
	size_t used = strlen(heard);
	int letter = (int)stream->ssrc;

	ck_assert_ptr_eq(arg, heard);
	ck_assert_uint_eq(size, RTP_SAMPLES);
	ck_assert_uint_eq(payload[0], 0xff);
	ck_assert_int_eq(frame->arrival.ns, now.ns);
	heard[used] =
	    (char)(stream->side == SIDE_CALLER ? toupper(letter) : letter);
	heard_of = stream->call;
}

static void
setup(void)
{
	counter_reset();
	memset(heard, 0, sizeof heard);
	heard_of = NULL;
	one = two = (struct call){.state = CALL_ACTIVE};
	now = (struct tstamp){NS_PER_SEC};
	media = media_new(TABLE_LIMIT, on_audio, heard);
	ck_assert_ptr_nonnull(media);
}

static void
teardown(void)
{
	media_forget(media, &one);
	media_forget(media, &two);
	media_free(media);
}

static struct media_endpoint *
watch(struct call *call, enum side speaker, uint16_t port)
{
	struct endpoint address = endpoint_of(1, port);

	return media_watch(media, call, speaker, &address);
}

/* Watches for a leg, as signalling does. */
static void
watch_leg(struct call *call, enum side speaker, uint16_t port, int64_t leg)
{
	struct media_endpoint *endpoint = watch(call, speaker, port);

	ck_assert_ptr_nonnull(endpoint);
	endpoint->leg_id = leg;
}

static enum counter_id
push_bytes(uint16_t port, const uint8_t *bytes, size_t size)
{
	struct flow flow = {
	    .src = endpoint_of(2, 9000), .dst = endpoint_of(1, port)};
	struct datagram packet = {
	    .time = now, .flow = &flow, .bytes = bytes, .size = size};

	return media_push(media, &packet);
}

static enum counter_id
push_type(uint16_t port, char ssrc, uint16_t sequence, uint8_t type)
{
	uint8_t bytes[RTP_PACKET_SIZE];

	rtp_packet(bytes, type, (uint32_t)ssrc, sequence);
	return push_bytes(port, bytes, sizeof bytes);
}

/* One packet of mu-law; the clock goes on by 10 ms. */
static void
push(uint16_t port, char ssrc, uint16_t sequence)
{
	ck_assert_counter(
	    push_type(port, ssrc, sequence, 0), COUNTER_rtp_packet);
	now = tstamp_add_ns(now, 10 * NS_PER_MS);
}

START_TEST(who_sends_to_an_address_is_its_speaker)
{
	struct tstamp last;

	watch(&one, SIDE_CALLEE, 4000);
	watch(&one, SIDE_CALLER, 5000);
	push(4000, 'b', 1);
	push(5000, 'a', 1);
	push(4000, 'b', 2);
	ck_assert_str_eq(heard, "bAb");
	ck_assert_uint_eq(one.stream_count, 2);
	ck_assert_uint_eq(one.streams->recorded, 2);
	ck_assert(media_last(&one, &last));
	ck_assert_int_eq(last.ns, now.ns - 10 * NS_PER_MS);
	ck_assert_counter(push_type(4002, 'x', 1, 0), COUNTER_NONE);
}
END_TEST

START_TEST(the_newest_call_wins_an_address)
{
	watch(&one, SIDE_CALLEE, 4000);
	push(4000, 'b', 1);
	watch(&two, SIDE_CALLER, 4000);
	push(4000, 'c', 1);
	ck_assert_str_eq(heard, "bC");
	ck_assert_ptr_eq(heard_of, &two);
	ck_assert_uint_eq(counter_get(COUNTER_media_port_reuse), 1);
	/* The older one forgets nothing of the newer. */
	media_forget(media, &one);
	push(4000, 'c', 2);
	ck_assert_str_eq(heard, "bCC");
}
END_TEST

START_TEST(the_last_packets_of_a_call_are_not_those_of_the_next)
{
	watch(&one, SIDE_CALLEE, 4000);
	push(4000, 'b', 1);
	one.over = true;
	one.ended = now;
	watch(&two, SIDE_CALLEE, 4000);
	push(4000, 'b', 2);
	ck_assert_ptr_eq(heard_of, &one);
	push(4000, 'c', 1);
	ck_assert_ptr_eq(heard_of, &two);
	ck_assert_uint_eq(one.stream_count, 1);
	ck_assert_uint_eq(two.stream_count, 1);
	/* A second later nothing is on its way any more. */
	now = tstamp_add_ns(now, NS_PER_SEC);
	push(4000, 'b', 3);
	ck_assert_ptr_eq(heard_of, &two);
	ck_assert_str_eq(heard, "bbcb");
}
END_TEST

START_TEST(a_stream_goes_on_in_the_call_that_replaces_its_own)
{
	struct endpoint from = endpoint_of(2, 9000);
	struct media_endpoint *endpoint;

	watch(&one, SIDE_CALLEE, 4000)->facts.described = true;
	ck_assert_ptr_nonnull(media_watch(media, &one, SIDE_CALLER, &from));
	push(4000, 'b', 1);
	endpoint = watch(&two, SIDE_CALLEE, 4000);
	endpoint->facts.described = true;
	endpoint->facts.time = now;
	ck_assert_ptr_nonnull(media_watch(media, &two, SIDE_CALLER, &from));
	push(4000, 'b', 2);
	ck_assert_ptr_eq(heard_of, &one);
	one.over = true;
	one.ended = now;
	push(4000, 'b', 3);
	ck_assert_str_eq(heard, "bbb");
	ck_assert_ptr_eq(heard_of, &two);
}
END_TEST

START_TEST(the_table_is_limited)
{
	for (uint16_t i = 0; i < TABLE_LIMIT; i++)
		ck_assert_ptr_nonnull(watch(&one, SIDE_CALLER, 4000 + i));
	ck_assert_ptr_null(watch(&two, SIDE_CALLER, 5000));
	ck_assert_uint_eq(counter_get(COUNTER_media_limit), 1);
	/* What it has can still be changed and taken over. */
	ck_assert_ptr_nonnull(watch(&one, SIDE_CALLEE, 4000));
	ck_assert_ptr_nonnull(watch(&two, SIDE_CALLER, 4001));
	media_forget(media, &one);
	ck_assert_ptr_nonnull(watch(&two, SIDE_CALLER, 5000));
}
END_TEST

START_TEST(rtcp_and_stun_are_no_audio)
{
	static const uint8_t rtcp[8] = {0x80, 201, 0, 1}, stun[20] = {0, 1};

	watch(&one, SIDE_CALLEE, 4000);
	ck_assert_counter(push_bytes(4001, rtcp, 8), COUNTER_rtcp_packet);
	ck_assert_counter(push_bytes(4000, rtcp, 8), COUNTER_rtcp_packet);
	ck_assert_counter(push_bytes(4000, stun, 20), COUNTER_media_stun);
	ck_assert_counter(push_bytes(4000, rtcp, 1), COUNTER_media_stun);
	/* Beside an odd port there is none, nor two ports above. */
	watch(&one, SIDE_CALLEE, 4005);
	ck_assert_counter(push_bytes(4006, rtcp, 8), COUNTER_NONE);
	ck_assert_counter(push_bytes(4002, rtcp, 8), COUNTER_NONE);
	ck_assert_counter(push_type(4001, 'b', 1, 0), COUNTER_NONE);
	ck_assert_ptr_null(one.streams);
}
END_TEST

START_TEST(a_broken_header_is_refused)
{
	uint8_t bytes[RTP_PACKET_SIZE];

	watch(&one, SIDE_CALLEE, 4000);
	rtp_packet(bytes, 0, 'b', 1);
	ck_assert_counter(push_bytes(4000, bytes, 11), COUNTER_rtp_malformed);
	ck_assert_ptr_null(one.streams);
}
END_TEST

START_TEST(copies_are_recorded_once)
{
	watch(&one, SIDE_CALLEE, 4000);
	push(4000, 'b', 1);
	push(4000, 'b', 3);
	ck_assert_counter(push_type(4000, 'b', 3, 0), COUNTER_rtp_duplicate);
	push(4000, 'b', 2);
	ck_assert_str_eq(heard, "bbb");
	ck_assert_uint_eq(one.streams->stats.duplicates, 1);
	ck_assert_uint_eq(counter_get(COUNTER_rtp_reordered), 1);
}
END_TEST

START_TEST(a_new_stream_of_the_same_leg_takes_over_at_once)
{
	watch_leg(&one, SIDE_CALLEE, 4000, 7);
	push(4000, 'b', 1);
	push(4000, 'c', 1);
	push(4000, 'b', 2); /* the old one goes on for a while */
	push(4000, 'c', 2);
	ck_assert_str_eq(heard, "bcc");
	ck_assert_uint_eq(counter_get(COUNTER_rtp_superseded), 1);
	ck_assert_uint_eq(one.sides[SIDE_CALLEE].generation, 2);
	/* ... and comes back when the new one falls silent. */
	now = tstamp_add_ns(now, 200 * NS_PER_MS);
	push(4000, 'b', 3);
	ck_assert_str_eq(heard, "bccb");
}
END_TEST

START_TEST(a_stream_of_another_leg_waits_for_silence)
{
	watch_leg(&one, SIDE_CALLEE, 4000, 7);
	watch_leg(&one, SIDE_CALLEE, 4100, 8);
	for (uint16_t i = 1; i < 6; i++)
		push(4000, 'b', i);
	for (uint16_t i = 1; i < 19; i++)
		push(4100, 'c', i);
	ck_assert_str_eq(heard, "bbbbb");
	now = tstamp_add_ns(now, 10 * NS_PER_MS);
	push(4100, 'c', 19);
	ck_assert_str_eq(heard, "bbbbbc");
	/* The other side is not touched. */
	watch_leg(&one, SIDE_CALLER, 5000, 8);
	push(5000, 'a', 1);
	ck_assert_str_eq(heard, "bbbbbcA");
}
END_TEST

START_TEST(srtp_takes_both_sides)
{
	watch(&one, SIDE_CALLEE, 4000)->encrypted = true;
	push(4000, 'b', 1); /* the callee has not described its media yet */
	one.sides[SIDE_CALLEE].described = true;
	push(4000, 'b', 2);
	one.sides[SIDE_CALLEE].encrypted = true;
	push(4000, 'b', 3);
	ck_assert_str_eq(heard, "b");
	ck_assert_uint_eq(one.streams->undecodable, 2);
	ck_assert_uint_eq(one.streams->decodable, 1);
}
END_TEST

START_TEST(codecs_are_known_by_what_the_receiver_described)
{
	struct media_endpoint *endpoint = watch(&one, SIDE_CALLEE, 4000);
	uint8_t type;

	payload_map_add(
	    &endpoint->map, 96, &(struct codec_terms){"G728", 8000, 1, ""});
	payload_map_add(
	    &endpoint->map, 97, &(struct codec_terms){"PCMA", 8000, 1, ""});
	payload_map_add(&endpoint->map, 101,
	    &(struct codec_terms){"TELEPHONE-EVENT", 8000, 1, ""});
	ck_assert_counter(push_type(4000, 'b', 1, 96), COUNTER_rtp_packet);
	ck_assert_str_eq(heard, "");
	ck_assert_counter(push_type(4000, 'b', 2, 97), COUNTER_rtp_packet);
	ck_assert_counter(push_type(4000, 'b', 3, 97), COUNTER_rtp_packet);
	ck_assert_counter(push_type(4000, 'b', 4, 101), COUNTER_rtp_packet);
	ck_assert_counter(push_type(4000, 'b', 5, 120), COUNTER_rtp_packet);
	ck_assert_uint_eq(one.streams->undecodable, 2);
	ck_assert_uint_eq(counter_get(COUNTER_rtp_codec_unknown), 2);
	ck_assert_uint_eq(counter_get(COUNTER_rtp_event_packet), 1);
	ck_assert_str_eq(media_stream_codec(one.streams, &type), "PCMA");
	ck_assert_uint_eq(type, 97);
}
END_TEST

START_TEST(packets_that_were_cut_are_counted)
{
	struct flow flow = {
	    .src = endpoint_of(2, 9000), .dst = endpoint_of(1, 4000)};
	uint8_t bytes[RTP_PACKET_SIZE];
	struct datagram packet = {.time = now,
	    .flow = &flow,
	    .bytes = bytes,
	    .size = 60,
	    .cut_bytes = 112};

	watch(&one, SIDE_CALLEE, 4000);
	rtp_packet(bytes, 0, 'b', 1);
	ck_assert_counter(media_push(media, &packet), COUNTER_rtp_packet);
	ck_assert_str_eq(heard, "");
	ck_assert_uint_eq(one.cut_packets, 1);
}
END_TEST

START_TEST(a_stray_packet_silences_a_side_for_60_ms_only)
{
	watch_leg(&one, SIDE_CALLEE, 4000, 1);
	for (uint16_t i = 0; i < 5; i++)
		push(4000, 'a', i);
	push(4000, 'x', 1);
	for (uint16_t i = 5; i < 15; i++)
		push(4000, 'a', i);
	/* Of the packets every 10 ms the first five come too early. */
	ck_assert_str_eq(heard, "aaaaaxaaaaa");
}
END_TEST

START_TEST(streams_of_a_call_are_limited)
{
	watch(&one, SIDE_CALLEE, 4000);
	push(4000, 'a', 1);
	ck_assert_uint_eq(one.stream_count, 1);
	one.stream_count = STREAMS_PER_CALL_MAX;
	ck_assert_counter(push_type(4000, 'z', 1, 0), COUNTER_rtp_stream_limit);
	push(4000, 'a', 2);
	ck_assert_uint_eq(one.stream_count, STREAMS_PER_CALL_MAX);
	ck_assert_str_eq(heard, "aa");
}
END_TEST

/* Anyone can send what seems to come from an announced address. */
START_TEST(addresses_by_symmetric_rtp_are_limited)
{
	struct endpoint from = endpoint_of(1, 4000);
	uint8_t bytes[RTP_PACKET_SIZE];
	struct media *large = media_new(100, on_audio, heard);
	unsigned joined = 0;

	ck_assert_ptr_nonnull(media_watch(large, &one, SIDE_CALLEE, &from));
	payload_map_add(
	    &one.endpoints->map, 0, &(struct codec_terms){"PCMU", 8000, 1, ""});
	rtp_packet(bytes, 0, 'a', 1);
	for (uint16_t port = 5000; port < 5050; port++) {
		struct flow flow = {.src = from, .dst = endpoint_of(2, port)};
		struct datagram packet = {.time = now,
		    .flow = &flow,
		    .bytes = bytes,
		    .size = sizeof bytes};

		if (media_join(large, &packet) != COUNTER_NONE)
			joined++;
	}
	ck_assert_uint_eq(joined, JOINED_PER_CALL_MAX);
	media_forget(large, &one);
	media_free(large);
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
	Suite *suite = suite_create("media");

	add_case(suite, "side", who_sends_to_an_address_is_its_speaker);
	add_case(suite, "reuse", the_newest_call_wins_an_address);
	add_case(suite, "reuse",
	    the_last_packets_of_a_call_are_not_those_of_the_next);
	add_case(
	    suite, "reuse", a_stream_goes_on_in_the_call_that_replaces_its_own);
	add_case(suite, "limit", the_table_is_limited);
	add_case(suite, "kind", rtcp_and_stun_are_no_audio);
	add_case(suite, "header", a_broken_header_is_refused);
	add_case(suite, "copies", copies_are_recorded_once);
	add_case(
	    suite, "takeover", a_new_stream_of_the_same_leg_takes_over_at_once);
	add_case(
	    suite, "takeover", a_stray_packet_silences_a_side_for_60_ms_only);
	add_case(suite, "takeover", a_stream_of_another_leg_waits_for_silence);
	add_case(suite, "srtp", srtp_takes_both_sides);
	add_case(
	    suite, "codec", codecs_are_known_by_what_the_receiver_described);
	add_case(suite, "cut", packets_that_were_cut_are_counted);
	add_case(suite, "streams", streams_of_a_call_are_limited);
	add_case(suite, "join", addresses_by_symmetric_rtp_are_limited);
	return run_suite(suite);
}
