/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The media table where addresses are not what descriptions say: NATs, ICE,
 * BUNDLE, one address of two calls, and packets that somebody forged. Hosts
 * are numbers of 192.0.2.0/24. What is recorded is collected as letters, each
 * the SSRC of a packet, large for the caller of a call.
 */
#include <ctype.h>

#include "calls/describe.h"
#include "tests/check_main.h"
#include "tests/calls/rtp_packets.h"

static struct media *media;
static struct call one, two;
static struct tstamp now;
static char heard[200];
static const struct call *heard_of; /* the call of the last packet */
static int64_t source_id;           /* where packets are seen */

static void
on_audio(struct media_stream *stream, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size, void *arg)
{
	size_t used = strlen(heard);
	int letter = (int)stream->ssrc;

	(void)frame;
	(void)payload;
	(void)size;
	(void)arg;
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
	source_id = 0;
	media = media_new(200, on_audio, NULL);
	ck_assert_ptr_nonnull(media);
}

static void
teardown(void)
{
	media_forget(media, &one);
	media_forget(media, &two);
	media_free(media);
}

static struct sdp
sdp_of(const char *text)
{
	struct sdp sdp;

	ck_assert_int_eq(sdp_parse(text_of(text), &sdp), COUNTER_NONE);
	return sdp;
}

/* 'side' of 'call' describes itself; the message comes from 'host'. */
static void
describe_from(struct call *call, enum side side, uint8_t host, const char *text)
{
	struct endpoint sender = endpoint_of(host, 5060);
	struct sdp sdp = sdp_of(text);
	struct description description = {
	    .side = side,
	    .sdp = &sdp,
	    .time = now,
	    .host = &sender.addr,
	    .leg_id = 1,
	    .source_id = source_id,
	};

	describe_media(media, call, &description);
}

/* ... G.711 at a port of 'host', which sends the message itself. */
static void
describe(struct call *call, enum side side, uint8_t host, unsigned port)
{
	char text[100];

	snprintf(text, sizeof text,
	    "c=IN IP4 192.0.2.%u\r\nm=audio %u RTP/AVP 0 8\r\n", host, port);
	describe_from(call, side, host, text);
}

static enum counter_id
push_bytes(const struct flow *flow, const uint8_t *bytes, size_t size)
{
	struct datagram packet = {.time = now,
	    .flow = flow,
	    .bytes = bytes,
	    .size = size,
	    .source_id = source_id};
	enum counter_id outcome = media_push(media, &packet);

	return outcome == COUNTER_NONE ? media_join(media, &packet) : outcome;
}

static struct flow
flow_of(uint8_t src, uint16_t sport, uint8_t dst, uint16_t dport)
{
	return (struct flow){
	    .src = endpoint_of(src, sport), .dst = endpoint_of(dst, dport)};
}

/* A packet of that SSRC, number and type; the clock goes on by 10 ms. */
static enum counter_id
push_type(struct flow flow, char ssrc, uint16_t sequence, uint8_t type)
{
	uint8_t bytes[RTP_PACKET_SIZE];
	enum counter_id outcome;

	rtp_packet(bytes, type, (uint32_t)ssrc, sequence);
	outcome = push_bytes(&flow, bytes, sizeof bytes);
	now = tstamp_add_ns(now, 10 * NS_PER_MS);
	return outcome;
}

/* ... of mu-law that somebody has. */
static void
push(struct flow flow, char ssrc, uint16_t sequence)
{
	ck_assert_counter(
	    push_type(flow, ssrc, sequence, 0), COUNTER_rtp_packet);
}

static void
ck_learned(const struct media_stream *stream, const char *name)
{
	ck_assert_ptr_nonnull(stream);
	ck_assert_str_eq(
	    media_learned_name((enum media_learned)stream->learned), name);
}

/* The phone says 10:5004, and is behind the NAT 7; the gateway is 20. */
START_TEST(a_phone_behind_a_nat_is_heard_and_spoken_to)
{
	char text[ENDPOINT_TEXT_SIZE];

	describe_from(&one, SIDE_CALLER, 7,
	    "c=IN IP4 192.0.2.10\r\nm=audio 5004 RTP/AVP 0\r\n");
	describe(&one, SIDE_CALLEE, 20, 2000);
	push(flow_of(7, 40000, 20, 2000), 'a', 1);
	push(flow_of(20, 2000, 7, 40000), 'b', 1);
	push(flow_of(20, 2000, 7, 40000), 'b', 2);
	ck_assert_str_eq(heard, "Abb");
	ck_learned(one.streams, "nat");
	ck_learned(one.streams->next, "symmetric");
	ck_assert_str_eq(
	    endpoint_format(&one.streams->next->described_address, text),
	    "192.0.2.20:2000");
	ck_assert_uint_eq(counter_get(COUNTER_media_joined), 1);
}
END_TEST

START_TEST(a_nat_may_change_the_port_in_mid_call)
{
	describe(&one, SIDE_CALLER, 10, 5004);
	describe(&one, SIDE_CALLEE, 20, 2000);
	push(flow_of(7, 40000, 20, 2000), 'a', 1);
	push(flow_of(20, 2000, 7, 40000), 'b', 1);
	/* At once, since the stream goes on. */
	push(flow_of(7, 40777, 20, 2000), 'a', 2);
	push(flow_of(20, 2000, 7, 40777), 'b', 2);
	push(flow_of(7, 40777, 20, 2000), 'a', 3);
	ck_assert_str_eq(heard, "AbAbA");
	ck_learned(one.streams->next->next, "latched");
	/* With another SSRC when the old one is silent. */
	push(flow_of(7, 41000, 20, 2000), 'c', 1);
	ck_assert_str_eq(heard, "AbAbA");
	now = tstamp_add_ns(now, 200 * NS_PER_MS);
	push(flow_of(7, 41000, 20, 2000), 'c', 2);
	ck_assert_str_eq(heard, "AbAbAC");
}
END_TEST

START_TEST(what_is_announced_is_sdp)
{
	describe(&one, SIDE_CALLER, 10, 5004);
	push(flow_of(20, 2000, 10, 5004), 'b', 1); /* early media */
	ck_learned(one.streams, "sdp");
	describe(&one, SIDE_CALLEE, 20, 2002);
	ck_learned(one.streams, "nat");
	describe(&one, SIDE_CALLEE, 20, 2000);
	ck_learned(one.streams, "sdp");
	push(flow_of(10, 5004, 20, 2000), 'a', 1);
	push(flow_of(10, 5004, 20, 2002), 'a', 2); /* media is being moved */
	ck_assert_str_eq(heard, "bAA");
	ck_learned(one.streams->next, "sdp");
}
END_TEST

/* Two branch offices with the same address, both seen inside of their NATs. */
START_TEST(two_calls_may_have_the_same_private_address)
{
	describe(&one, SIDE_CALLER, 10, 5004);
	describe(&one, SIDE_CALLEE, 20, 2000);
	describe(&two, SIDE_CALLER, 10, 5004);
	push(flow_of(20, 2000, 10, 5004), 'a', 1);
	ck_assert_ptr_eq(heard_of, &one);
	/* Its answer was not seen yet. */
	push(flow_of(20, 2002, 10, 5004), 'b', 1);
	ck_assert_ptr_eq(heard_of, &two);
	describe(&two, SIDE_CALLEE, 20, 2002);
	for (uint16_t i = 2; i < 10; i++) {
		push(flow_of(20, 2000, 10, 5004), 'a', i);
		ck_assert_ptr_eq(heard_of, &one);
		push(flow_of(20, 2002, 10, 5004), 'b', i);
		ck_assert_ptr_eq(heard_of, &two);
		push(flow_of(10, 5004, 20, 2000), 'c', i);
		ck_assert_ptr_eq(heard_of, &one);
		push(flow_of(10, 5004, 20, 2002), 'd', i);
		ck_assert_ptr_eq(heard_of, &two);
	}
	ck_assert_uint_eq(one.stream_count, 2);
	ck_assert_uint_eq(two.stream_count, 2);
	ck_assert_uint_eq(counter_get(COUNTER_media_ambiguous), 0);
}
END_TEST

/* All is equal, but not the VLAN. */
START_TEST(the_place_tells_two_tenants_apart)
{
	struct call *calls[] = {&one, &two};

	for (int i = 0; i < 2; i++) {
		source_id = i + 1;
		describe(calls[i], SIDE_CALLER, 10, 5004);
		describe(calls[i], SIDE_CALLEE, 20, 2000);
	}
	for (uint16_t i = 1; i < 9; i++) {
		source_id = i % 2 + 1;
		push(flow_of(20, 2000, 10, 5004), "ab"[i % 2], i);
		ck_assert_ptr_eq(heard_of, calls[i % 2]);
	}
	ck_assert_uint_eq(counter_get(COUNTER_media_ambiguous), 0);
}
END_TEST

START_TEST(when_all_is_equal_the_newest_has_it)
{
	describe(&one, SIDE_CALLER, 10, 5004);
	describe(&two, SIDE_CALLER, 10, 5004);
	push(flow_of(9, 2000, 10, 5004), 'a', 1);
	ck_assert_ptr_eq(heard_of, &two);
	push(flow_of(9, 2000, 10, 5004), 'a', 2);
	ck_assert_uint_eq(counter_get(COUNTER_media_ambiguous), 1);
}
END_TEST

/* Both callees are behind NATs, and say other addresses than they send from. */
START_TEST(a_stream_stays_with_the_call_that_has_it)
{
	describe(&one, SIDE_CALLER, 10, 5004);
	describe(&one, SIDE_CALLEE, 30, 2000);
	push(flow_of(7, 40000, 10, 5004), 'a', 1);
	describe(&two, SIDE_CALLER, 10, 5004);
	describe(&two, SIDE_CALLEE, 31, 2000);
	push(flow_of(7, 40000, 10, 5004), 'a', 2);
	ck_assert_ptr_eq(heard_of, &one);
	push(flow_of(8, 40000, 10, 5004), 'b', 1);
	ck_assert_ptr_eq(heard_of, &two);
	/* By its SSRC, when the NAT changes the port. */
	push(flow_of(7, 40777, 10, 5004), 'a', 3);
	ck_assert_ptr_eq(heard_of, &one);
	ck_assert_uint_eq(counter_get(COUNTER_media_ambiguous), 1);
}
END_TEST

/* The NAT's public address is that of the next call at once. */
START_TEST(a_learned_address_is_of_whom_it_was_learned_by)
{
	describe(&one, SIDE_CALLER, 10, 5004);
	describe(&one, SIDE_CALLEE, 20, 2000);
	push(flow_of(20, 2000, 7, 40000), 'a', 1);
	describe(&two, SIDE_CALLER, 10, 5006);
	describe(&two, SIDE_CALLEE, 20, 2002);
	push(flow_of(20, 2002, 7, 40000), 'b', 1);
	ck_assert_ptr_eq(heard_of, &two);
	push(flow_of(20, 2000, 7, 40000), 'a', 2);
	ck_assert_ptr_eq(heard_of, &one);
	/* ... and nobody else's. */
	ck_assert_counter(
	    push_type(flow_of(9, 9, 7, 40000), 'x', 1, 0), COUNTER_NONE);
}
END_TEST

/* Both ports again within 100 ms, and the same SSRC. */
START_TEST(a_port_and_an_ssrc_are_used_again)
{
	describe(&one, SIDE_CALLER, 10, 5004);
	describe(&one, SIDE_CALLEE, 20, 2000);
	push(flow_of(20, 2000, 10, 5004), 'a', 100);
	push(flow_of(10, 5004, 20, 2000), 'b', 100);
	one.over = true;
	one.ended = now;
	describe(&two, SIDE_CALLER, 10, 5004);
	push(flow_of(20, 2000, 10, 5004), 'a', 101); /* late */
	ck_assert_ptr_eq(heard_of, &one);
	describe(&two, SIDE_CALLEE, 20, 2000);
	push(flow_of(20, 2000, 10, 5004), 'a', 7000);
	ck_assert_ptr_eq(heard_of, &two);
	push(flow_of(10, 5004, 20, 2000), 'b', 102); /* late */
	ck_assert_ptr_eq(heard_of, &one);
	push(flow_of(10, 5004, 20, 2000), 'c', 1);
	ck_assert_ptr_eq(heard_of, &two);
	ck_assert_uint_eq(two.stream_count, 2);
}
END_TEST

START_TEST(forged_packets_do_not_take_a_side_over)
{
	describe(&one, SIDE_CALLER, 10, 5004);
	describe(&one, SIDE_CALLEE, 20, 2000);
	push(flow_of(9, 9, 20, 2000), 'x', 1); /* it comes first */
	push(flow_of(10, 5004, 20, 2000), 'a', 1);
	push(flow_of(9, 9, 20, 2000), 'x', 2);
	push(flow_of(10, 5004, 9, 9999), 'y', 1); /* from its address */
	push(flow_of(9, 9, 20, 2000), 'z', 1);
	push(flow_of(10, 5004, 20, 2000), 'a', 2);
	ck_assert_str_eq(heard, "XAA");
	/* On hold it is heard, but not a moment longer. */
	now = tstamp_add_ns(now, NS_PER_SEC);
	push(flow_of(9, 9, 20, 2000), 'x', 3);
	push(flow_of(10, 5004, 20, 2000), 'a', 3);
	push(flow_of(9, 9, 20, 2000), 'x', 4);
	push(flow_of(10, 5004, 20, 2000), 'a', 4);
	ck_assert_str_eq(heard, "XAAXAA");
	/* A type that was not described leads nowhere. */
	ck_assert_counter(
	    push_type(flow_of(10, 5004, 9, 8888), 'a', 5, 3), COUNTER_NONE);
}
END_TEST

START_TEST(learned_addresses_are_limited)
{
	describe(&one, SIDE_CALLER, 10, 5004);
	for (uint16_t i = 0; i < 50; i++)
		(void)push_type(flow_of(10, 5004, 9, 5000 + i), 'a', i, 0);
	ck_assert_uint_eq(one.joined, JOINED_PER_CALL_MAX);
	/* What was silent for long gives way. */
	now = tstamp_add_ns(now, 11 * NS_PER_SEC);
	push(flow_of(10, 5004, 9, 6000), 'a', 51);
	ck_assert_uint_eq(one.joined, JOINED_PER_CALL_MAX);
	ck_assert_uint_eq(one.endpoint_count, JOINED_PER_CALL_MAX + 1);
}
END_TEST

START_TEST(addresses_of_a_call_are_limited)
{
	for (unsigned i = 0; i < ADDRESSES_PER_CALL_MAX + 5; i++)
		describe(&one, SIDE_CALLER, 10, 5004 + i);
	ck_assert_uint_eq(one.endpoint_count, ADDRESSES_PER_CALL_MAX);
	ck_assert_uint_eq(counter_get(COUNTER_media_address_limit), 5);
	push(flow_of(20, 1, 10, 5004 + ADDRESSES_PER_CALL_MAX), 'b', 1);
	ck_assert_counter(
	    push_type(flow_of(20, 1, 10, 5004), 'b', 2, 0), COUNTER_NONE);
}
END_TEST

START_TEST(calls_of_an_address_are_limited)
{
	struct call calls[CALLS_PER_ADDRESS_MAX + 3];

	for (size_t i = 0; i < CALLS_PER_ADDRESS_MAX + 3; i++) {
		calls[i] = (struct call){.state = CALL_ACTIVE};
		describe(&calls[i], SIDE_CALLER, 10, 5004);
		ck_assert_uint_eq(calls[i].endpoint_count, 1);
	}
	ck_assert_uint_eq(calls[2].endpoint_count, 0);
	ck_assert_uint_eq(calls[3].endpoint_count, 1);
	ck_assert_uint_eq(counter_get(COUNTER_media_address_limit), 3);
	for (size_t i = 0; i < CALLS_PER_ADDRESS_MAX + 3; i++)
		media_forget(media, &calls[i]);
}
END_TEST

/* Writes a check with the user name; returns its size. */
static size_t
make_check(uint8_t out[100], const char *username)
{
	size_t size = strlen(username), padded = (size + 3) & ~(size_t)3;
	static const uint8_t start[8] = {0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42};

	memset(out, 0, 100);
	memcpy(out, start, sizeof start);
	out[3] = (uint8_t)(4 + padded);
	out[21] = 6;
	out[23] = (uint8_t)size;
	memcpy(out + 24, username, size);
	return 24 + padded;
}

static void
check(struct flow flow, const char *username, enum counter_id expected)
{
	uint8_t bytes[100];
	size_t size = make_check(bytes, username);

	ck_assert_counter(push_bytes(&flow, bytes, size), expected);
}

static const char offer[] = "c=IN IP4 192.0.2.10\r\nm=audio 5004 RTP/AVP 0\r\n"
			    "a=ice-ufrag:AAAA\r\na=candidate:1 1 UDP 9 "
			    "192.0.2.11 5005 typ srflx\r\n";
static const char answer[] = "c=IN IP4 192.0.2.20\r\nm=audio 2000 RTP/AVP 0\r\n"
			     "a=ice-ufrag:BBBB\r\n";

START_TEST(checks_tell_the_pair_of_a_call)
{
	describe_from(&one, SIDE_CALLER, 10, offer);
	describe_from(&one, SIDE_CALLEE, 20, answer);
	check(flow_of(7, 40000, 8, 50000), "BBBB:AAAA", COUNTER_media_stun);
	push(flow_of(7, 40000, 8, 50000), 'a', 1);
	push(flow_of(8, 50000, 7, 40000), 'b', 1);
	push(flow_of(20, 2000, 11, 5005), 'b', 2); /* a candidate */
	ck_assert_str_eq(heard, "Abb");
	for (struct media_stream *it = one.streams; it; it = it->next) {
		ck_learned(it, "ice");
		ck_assert(it->trusted);
	}
	/* It fits by half, or not at all. */
	check(flow_of(7, 1, 8, 2), "BBBB:CCCC", COUNTER_NONE);
	check(flow_of(7, 1, 8, 2), "CCCC:AAAA", COUNTER_NONE);
	check(flow_of(7, 1, 8, 2), "AAAA:BBB", COUNTER_NONE);
	check(flow_of(7, 1, 8, 2), "BBBB", COUNTER_NONE);
	ck_assert_counter(
	    push_type(flow_of(7, 1, 8, 2), 'a', 2, 0), COUNTER_NONE);
}
END_TEST

START_TEST(one_name_is_enough_when_no_other_is_known)
{
	describe_from(&one, SIDE_CALLER, 10, offer);
	check(flow_of(8, 50000, 7, 40000), "AAAA:BBBB", COUNTER_media_stun);
	push(flow_of(8, 50000, 7, 40000), 'b', 1);
	ck_assert_str_eq(heard, "b");
	media_forget(media, &one);
	one.streams = NULL;
	check(flow_of(8, 50000, 7, 40000), "AAAA:BBBB", COUNTER_NONE);
}
END_TEST

START_TEST(a_check_that_is_cut_says_nothing)
{
	uint8_t bytes[100];
	struct flow flow = flow_of(7, 40000, 8, 50000);
	size_t size = make_check(bytes, "AAAA:B");

	describe_from(&one, SIDE_CALLER, 10, offer);
	for (size_t cut = 0; cut < size; cut++)
		ck_assert_counter(push_bytes(&flow, bytes, cut), COUNTER_NONE);
	ck_assert_counter(push_bytes(&flow, bytes, size), COUNTER_media_stun);
}
END_TEST

/* As when a call turns out to be a leg of another, the other way round. */
START_TEST(addresses_are_moved_to_another_call)
{
	describe(&one, SIDE_CALLER, 10, 5004);
	describe_from(&two, SIDE_CALLEE, 10, offer);
	describe_from(&two, SIDE_CALLER, 20, answer);
	push(flow_of(20, 2000, 7, 40000), 'a', 1);
	ck_assert_uint_eq(two.joined, 1);
	media_move(media, &two, &one, true);
	ck_assert_ptr_null(two.endpoints);
	ck_assert_uint_eq(two.endpoint_count + two.joined, 0);
	/* 10:5004 it had. */
	ck_assert_uint_eq(one.endpoint_count, 4);
	ck_assert_uint_eq(one.joined, 1);
	check(flow_of(7, 1, 8, 2), "BBBB:AAAA", COUNTER_media_stun);
	push(flow_of(7, 1, 8, 2), 'b', 1);
	push(flow_of(20, 2000, 10, 5004), 'c', 1);
	push(flow_of(20, 2000, 7, 40000), 'd', 1);
	ck_assert_ptr_eq(heard_of, &one);
	ck_assert_str_eq(heard, "ABc");
	ck_assert_uint_eq(counter_get(COUNTER_rtp_superseded), 1);
}
END_TEST

/* RFC 8843: audio and video on one address. */
START_TEST(video_that_is_bundled_is_no_audio)
{
	describe_from(&one, SIDE_CALLEE, 20,
	    "c=IN IP4 192.0.2.20\r\na=group:BUNDLE v a\r\n"
	    "m=video 2000 RTP/AVP 96 97\r\na=mid:v\r\n"
	    "a=rtpmap:96 VP8/90000\r\na=ssrc:118 cname:x\r\n"
	    "m=audio 0 RTP/AVP 0\r\na=mid:a\r\na=bundle-only\r\n");
	push(flow_of(10, 5004, 20, 2000), 'a', 1);
	ck_assert_counter(push_type(flow_of(10, 5004, 20, 2000), 'w', 1, 96),
	    COUNTER_rtp_other_media);
	/* By its SSRC, which is 'v'. */
	ck_assert_counter(push_type(flow_of(10, 5004, 20, 2000), 'v', 1, 0),
	    COUNTER_rtp_other_media);
	push(flow_of(10, 5004, 20, 2000), 'a', 2);
	ck_assert_str_eq(heard, "AA");
	ck_assert_uint_eq(one.stream_count, 1);
	ck_assert(one.sides[SIDE_CALLEE].described);
}
END_TEST

START_TEST(lines_that_are_refused_are_not_watched)
{
	describe_from(&one, SIDE_CALLEE, 20,
	    "c=IN IP4 192.0.2.20\r\nm=audio 0 RTP/SAVP 0\r\n"
	    "m=audio 2000 RTP/AVP 0\r\nm=audio 2000 RTP/AVP 8\r\n"
	    "m=audio 2002 RTP/AVP 8\r\n");
	ck_assert_uint_eq(one.endpoint_count, 2);
	ck_assert(!one.sides[SIDE_CALLEE].encrypted);
	push(flow_of(10, 5004, 20, 2000), 'a', 1);
	ck_assert_counter(push_type(flow_of(10, 5004, 20, 2000), 'a', 2, 8),
	    COUNTER_rtp_packet);
	ck_assert_str_eq(heard, "AA");
}
END_TEST

START_TEST(rtcp_is_where_the_description_says)
{
	/* A receiver's report without a block. */
	static const uint8_t report[8] = {0x80, 201, 0, 1, 0, 0, 0, 9};
	struct flow named = flow_of(10, 5005, 21, 3333);
	struct flow back = flow_of(21, 3333, 7, 777);

	describe_from(&one, SIDE_CALLEE, 20,
	    "c=IN IP4 192.0.2.20\r\nm=audio 2000 RTP/AVP 0\r\n"
	    "a=rtcp:3333 IN IP4 192.0.2.21\r\n");
	ck_assert_counter(
	    push_bytes(&named, report, sizeof report), COUNTER_rtcp_packet);
	ck_assert_counter(
	    push_bytes(&back, report, sizeof report), COUNTER_rtcp_packet);
	ck_assert_counter(push_type(named, 'a', 1, 0), COUNTER_NONE);
	ck_assert_ptr_null(one.streams);
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
	Suite *suite = suite_create("nat");

	add_case(suite, "nat", a_phone_behind_a_nat_is_heard_and_spoken_to);
	add_case(suite, "nat", a_nat_may_change_the_port_in_mid_call);
	add_case(suite, "nat", what_is_announced_is_sdp);
	add_case(suite, "choice", two_calls_may_have_the_same_private_address);
	add_case(suite, "choice", the_place_tells_two_tenants_apart);
	add_case(suite, "choice", a_stream_stays_with_the_call_that_has_it);
	add_case(suite, "choice", when_all_is_equal_the_newest_has_it);
	add_case(
	    suite, "choice", a_learned_address_is_of_whom_it_was_learned_by);
	add_case(suite, "choice", a_port_and_an_ssrc_are_used_again);
	add_case(suite, "forged", forged_packets_do_not_take_a_side_over);
	add_case(suite, "limit", learned_addresses_are_limited);
	add_case(suite, "limit", addresses_of_a_call_are_limited);
	add_case(suite, "limit", calls_of_an_address_are_limited);
	add_case(suite, "ice", checks_tell_the_pair_of_a_call);
	add_case(suite, "ice", one_name_is_enough_when_no_other_is_known);
	add_case(suite, "ice", a_check_that_is_cut_says_nothing);
	add_case(suite, "move", addresses_are_moved_to_another_call);
	add_case(suite, "bundle", video_that_is_bundled_is_no_audio);
	add_case(suite, "lines", lines_that_are_refused_are_not_watched);
	add_case(suite, "rtcp", rtcp_is_where_the_description_says);
	return run_suite(suite);
}
