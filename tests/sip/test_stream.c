/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams of either kind, and the whole way from segments to messages. */
#include "sip/stream.h"

#include "capture/tcp.h"
#include "tests/check_main.h"
#include "tests/sip/stream_check.h"

#define BYE "BYE sip:b SIP/2.0\r\nl: 0\r\n\r\n"
#define OK "SIP/2.0 200 OK\r\nCSeq: 1 BYE\r\n\r\n"
#define GET                                                                    \
	"GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n"                           \
	"Sec-WebSocket-Protocol: xmpp, SIP\r\n\r\n"
#define SWITCH                                                                 \
	"HTTP/1.1 101 Switching Protocols\r\n"                                 \
	"sec-websocket-protocol:sip\r\n\r\n"
#define FRAME_BYE "\x81\x1b" BYE
#define FRAME_OK "\x81\x1f" OK

#define INFO "INFO sip:b SIP/2.0\r\nl: 33\r\n\r\n"

/* BYE, its bits turned by a mask of 01 01 01 01, and the frame of that. */
#define TURNED "CXD!rhq;c!RHQ.3/1\x0c\x0bm;!1\x0c\x0b\x0c\x0b"
#define MASKED_HEADER "\x81\x9b\x01\x01\x01\x01"
#define MASKED_BYE MASKED_HEADER TURNED

static struct framing_memory memory;
static struct sip_stream *stream;
static struct given given;

static void
teardown(void)
{
	sip_stream_free(stream);
	stream = NULL;
	ck_assert_uint_eq(memory.used, 0);
}

static void
setup(void)
{
	teardown();
	memory.limit = 1 << 24;
	stream = sip_stream_new(&memory);
	ck_assert_ptr_nonnull(stream);
	given_clear(&given);
	counter_reset();
}

static void
push_cut(const char *bytes, size_t size, size_t longest)
{
	for (size_t part; size; bytes += part, size -= part) {
		part = size < longest ? size : longest;
		uint8_t *block = malloc(part);

		memcpy(block, bytes, part);
		sip_stream_push(stream, block, part, given_add, &given);
		free(block);
	}
}

static void
lose(uint64_t lost)
{
	sip_stream_lost(stream, lost, given_add, &given);
}

/* 'bytes' gives 'messages' however it is cut; 'lost' were before. */
static void
expect_after(uint64_t lost, const char *bytes, const char *messages)
{
	size_t size = strlen(bytes);

	for (size_t longest = 1; longest <= size; longest++) {
		setup();
		lose(lost);
		push_cut(bytes, size, longest);
		ck_assert_str_eq(given.at, messages);
	}
}

START_TEST(the_kind_shows_in_the_first_bytes)
{
	ck_assert_uint_eq(sizeof BYE - 1, 0x1b);
	ck_assert_uint_eq(sizeof OK - 1, 0x1f);
	expect_after(0, BYE OK, BYE "|" OK "|");
	expect_after(0, "\r\n\r\n" OK BYE, OK "|" BYE "|");
	expect_after(0, GET FRAME_BYE FRAME_OK, BYE "|" OK "|");
	expect_after(0, SWITCH FRAME_BYE, BYE "|");
	expect_after(0, FRAME_BYE FRAME_OK, BYE "|" OK "|");
	expect_after(0, MASKED_BYE FRAME_OK, BYE "|" OK "|");
	expect_after(0, "\r\n" GET MASKED_BYE, BYE "|");
	expect_after(0, "GETAWAY sip:b SIP/2.0\r\n\r\n",
	    "GETAWAY sip:b SIP/2.0\r\n\r\n|");
	ck_assert_uint_eq(counter_get(COUNTER_sip_stream_resync), 0);
}
END_TEST

START_TEST(a_stream_that_is_joined_shows_its_kind_later)
{
	static const uint64_t losses[] = {1, SIP_STREAM_LOST_UNKNOWN};

	for (size_t i = 0; i < COUNT(losses); i++) {
		uint64_t lost = losses[i];

		expect_after(lost, BYE OK, BYE "|" OK "|");
		expect_after(
		    lost, "tail: x\r\n\r\nv=0\r\n" BYE OK, BYE "|" OK "|");
		expect_after(lost, FRAME_BYE FRAME_OK, BYE "|" OK "|");
		expect_after(lost,
		    "l: 0\r\n\r\n" FRAME_BYE "\x89\x02xx" FRAME_OK,
		    BYE "|" OK "|");
		expect_after(lost, "\x81" BYE, BYE "|");
		expect_after(
		    lost, "l: 0\r\n\r\n" MASKED_BYE FRAME_OK, BYE "|" OK "|");
		/* When it is known, what looks like a frame is none. */
		expect_after(
		    lost, INFO MASKED_BYE BYE, INFO MASKED_BYE "|" BYE "|");
	}
}
END_TEST

START_TEST(a_loss_before_the_kind_is_known_is_no_harm)
{
	static const char *const begins[] = {"G", "\x81\x1b", "\r\n", "HTTP"};

	for (size_t i = 0; i < COUNT(begins); i++) {
		setup();
		push_cut(begins[i], strlen(begins[i]), 1);
		lose(3);
		push_cut(FRAME_OK, sizeof FRAME_OK - 1, 7);
		ck_assert_str_eq(given.at, OK "|");
	}
	/* What was before it makes no frame with what comes behind. */
	setup();
	push_cut(MASKED_HEADER, sizeof MASKED_HEADER - 1, 9);
	lose(3);
	push_cut(TURNED, sizeof TURNED - 1, 9);
	ck_assert_uint_eq(given.count, 0);
}
END_TEST

START_TEST(a_loss_costs_the_message_that_it_hits)
{
	static const struct {
		const char *before, *after;
	} cases[] = {
	    {BYE "BYE sip:b", "2.0\r\n\r\n" OK},
	    {BYE "BYE sip:b", OK},
	    {FRAME_BYE "\x81\x1f"
		       "SIP/2.0 20",
		" OK\r\n" FRAME_OK},
	    {FRAME_BYE "\x81\x1f"
		       "SIP/2.0 20",
		FRAME_OK},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		setup();
		push_cut(cases[i].before, strlen(cases[i].before), 10);
		lose(30);
		push_cut(cases[i].after, strlen(cases[i].after), 10);
		ck_assert_str_eq(given.at, BYE "|" OK "|");
	}
}
END_TEST

START_TEST(streams_of_sip_are_wanted)
{
	static const struct {
		const char *bytes;
		enum sip_stream_verdict verdict;
	} cases[] = {
	    {BYE, SIP_STREAM_YES},
	    {OK, SIP_STREAM_YES},
	    {"\r\n\r\n" OK, SIP_STREAM_YES},
	    {"FOO sip:b SIP/2.0\r\n", SIP_STREAM_YES},
	    {GET, SIP_STREAM_YES},
	    {SWITCH, SIP_STREAM_YES},
	    {FRAME_BYE, SIP_STREAM_YES},
	    {"\x82\xa1\x01\x01\x01\x01RHQ.3/1!311", SIP_STREAM_YES},
	    {"\r\n", SIP_STREAM_MAYBE},
	    {"I", SIP_STREAM_MAYBE},
	    {"INVITE sip:b SIP/2", SIP_STREAM_MAYBE},
	    {"SIP", SIP_STREAM_MAYBE},
	    {"sip/2.0 2", SIP_STREAM_MAYBE},
	    {"X-y.1 urn", SIP_STREAM_MAYBE},
	    {"INVITE \t", SIP_STREAM_MAYBE},
	    {"GET", SIP_STREAM_MAYBE},
	    {"GET / HTTP/1.1\r\nSec-WebSocket-Protocol: sip", SIP_STREAM_MAYBE},
	    {"HTTP/1.1 101 Switching", SIP_STREAM_MAYBE},
	    {"\x81", SIP_STREAM_MAYBE},
	    {"\x81\x1b"
	     "BYE",
		SIP_STREAM_MAYBE},
	    {"GET / HTTP/1.1\r\nHost: sip\r\n\r\n", SIP_STREAM_NO},
	    {"GET / HTTP/1.1\r\nSec-WebSocket-Protocol: sips\r\n\r\n",
		SIP_STREAM_NO},
	    {"POST / HTTP/1.1\r\n", SIP_STREAM_NO},
	    {"220 mail ESMTP\r\n", SIP_STREAM_NO},
	    {"SSH-2.0-x\r\n", SIP_STREAM_NO},
	    {"\x16\x03\x01", SIP_STREAM_NO},
	    {"v=0\r\n", SIP_STREAM_NO},
	    {" INVITE", SIP_STREAM_NO},
	    {"INVITE sip:\x01", SIP_STREAM_NO},
	    {"<html>", SIP_STREAM_NO},
	    {"it is text without end", SIP_STREAM_NO},
	    {"SIP/2.0/TCP", SIP_STREAM_NO},
	    {"SIPS/2.0 200 OK", SIP_STREAM_NO},
	    {"\x81\x1b"
	     "{\"a\"",
		SIP_STREAM_NO},
	};
	static uint8_t much[20000];

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *bytes = cases[i].bytes;

		ck_assert_msg(sip_stream_wanted((const uint8_t *)bytes,
				  strlen(bytes)) == cases[i].verdict,
		    "%s", bytes);
	}
	memset(much, 'x', sizeof much);
	ck_assert_int_eq(sip_stream_wanted(much, sizeof much), SIP_STREAM_NO);
	memcpy(much, "FOO sip:", 8);
	ck_assert_int_eq(sip_stream_wanted(much, sizeof much), SIP_STREAM_NO);
	ck_assert_int_eq(sip_stream_wanted(much, 8000), SIP_STREAM_MAYBE);
}
END_TEST

/* The whole way: segments, streams, messages. */

static enum tcp_verdict
wants(const struct flow *flow, const uint8_t *bytes, size_t size, void *arg)
{
	static const enum tcp_verdict verdicts[] = {
	    [SIP_STREAM_NO] = TCP_NOT_WANTED,
	    [SIP_STREAM_MAYBE] = TCP_MORE,
	    [SIP_STREAM_YES] = TCP_WANTED,
	};

	(void)flow;
	(void)arg;
	return verdicts[sip_stream_wanted(bytes, size)];
}

static bool
likely(const struct flow *flow, void *arg)
{
	(void)flow;
	(void)arg;
	return false;
}

static void
take_bytes(struct tcp_stream *tcp_stream, const uint8_t *bytes, size_t size,
    uint64_t lost, void *arg)
{
	if (!tcp_stream->owner)
		tcp_stream->owner = sip_stream_new(&memory);
	sip_stream_lost(tcp_stream->owner, lost, given_add, arg);
	if (size)
		sip_stream_push(tcp_stream->owner, bytes, size, given_add, arg);
}

static void
take_end(struct tcp_stream *tcp_stream, void *arg)
{
	sip_stream_lost(
	    tcp_stream->owner, SIP_STREAM_LOST_UNKNOWN, given_add, arg);
	sip_stream_free(tcp_stream->owner);
}

#define MESSAGES 100
#define SEGMENTS 4000

/* One direction of a connection. */
static struct talk {
	size_t size;
	char bytes[1 << 17];
	size_t ends[MESSAGES];        /* of each message */
	char messages[MESSAGES][700]; /* without what is around them */
} talk;

static void
talk_add(const void *bytes, size_t size)
{
	ck_assert_uint_le(talk.size + size, sizeof talk.bytes);
	memcpy(talk.bytes + talk.size, bytes, size);
	talk.size += size;
}

/* A message with a number in it. */
static void
write_message(char *out, size_t size, size_t number)
{
	char body[500];
	size_t length = dice(2) ? dice(sizeof body) : 0;

	for (size_t i = 0; i < length; i++)
		body[i] = "a=\r\nSIP/2.0 xyz"[dice(15)];
	snprintf(out, size,
	    dice(2) ? "INVITE sip:%zu SIP/2.0\r\nVia: SIP/2.0/TCP h\r\n"
		      "%s: %zu\r\n\r\n%.*s"
		    : "SIP/2.0 200 %zu\r\nVia: SIP/2.0/TCP h\r\n"
		      "%s: %zu\r\n\r\n%.*s",
	    number, dice(2) ? "Content-Length" : "l", length, (int)length,
	    body);
}

static void
make_talk(bool in_frames)
{
	uint8_t mask[4], header[4] = {0x81, 0x80 | 126};

	talk.size = 0;
	if (in_frames)
		talk_add(GET, sizeof GET - 1);
	for (size_t i = 0; i < MESSAGES; i++) {
		char *message = talk.messages[i];
		size_t length;

		write_message(message, sizeof talk.messages[i], i);
		length = strlen(message);
		if (in_frames) {
			header[2] = (uint8_t)(length >> 8);
			header[3] = (uint8_t)length;
			talk_add(header, 4);
			for (size_t j = 0; j < 4; j++)
				mask[j] = (uint8_t)dice(256);
			talk_add(mask, 4);
			talk_add(message, length);
			for (size_t j = 0; j < length; j++)
				talk.bytes[talk.size - length + j] ^=
				    (char)mask[j % 4];
		} else {
			talk_add(message, length);
			if (dice(5) == 0)
				talk_add("\r\n\r\n", 4);
		}
		talk.ends[i] = talk.size;
	}
}

/*
 * The segments of the talk, of 'longest' bytes at most: overlapping, twice,
 * and in disorder among 'window'.
 */
static size_t
make_segments(struct packet *out, uint32_t longest, uint32_t window)
{
	static size_t places[SEGMENTS];
	size_t count = 0;

	for (uint32_t at = 0; at < talk.size;) {
		uint32_t back = dice(5) ? 0 : dice(longest);
		uint32_t from = at > back ? at - back : 0;
		uint32_t length = at - from + 1 + dice(longest);
		size_t place = count + dice(window), i;

		if (length > talk.size - from)
			length = (uint32_t)talk.size - from;
		ck_assert_uint_lt(count, SEGMENTS);
		for (i = count++; i > 0 && places[i - 1] > place; i--) {
			places[i] = places[i - 1];
			out[i] = out[i - 1];
		}
		places[i] = place;
		out[i] = (struct packet){.kind = PACKET_SEGMENT,
		    .payload = (const uint8_t *)talk.bytes + from,
		    .size = length,
		    .length = length,
		    .tcp_seq = 0xffffff00 + from};
		at = dice(10) ? from + length : at;
	}
	return count;
}

/* Pushes a SYN and the segments, of which one in 'lost' is lost if not 0;
 * marks what was in those. */
static void
run_talk(struct packet *segments, size_t count, uint32_t lost, bool *is_hit)
{
	static const struct tcp_handler handler = {
	    .wants = wants,
	    .likely = likely,
	    .bytes = take_bytes,
	    .gone = take_end,
	};
	static const struct tcp_limits limits = {10, 10, 1 << 18, 1 << 20};
	struct tcp *tcp = tcp_new(&limits, &handler, &given);
	struct packet syn = {
	    .tcp_seq = 0xfffffeff, .tcp_flags = TCP_SYN, .length = 0};

	ck_assert_ptr_nonnull(tcp);
	ck_assert_int_eq(tcp_push(tcp, &syn), COUNTER_tcp_empty);
	for (size_t i = 0; i < count; i++) {
		size_t from = segments[i].tcp_seq - 0xffffff00;

		segments[i].time.ns = (int64_t)i * 20 * NS_PER_MS;
		/* The first bytes say what it is. */
		if (lost == 0 || from < sizeof GET || dice(lost)) {
			(void)tcp_push(tcp, &segments[i]);
			memset(is_hit + from, false, segments[i].size);
		}
	}
	tcp_finish(tcp);
	tcp_free(tcp);
}

START_TEST(any_segments_give_the_same_messages)
{
	static struct packet segments[SEGMENTS];
	static struct given expected;
	static bool is_hit[sizeof talk.bytes];

	for (int round = 0; round < 100; round++) {
		uint32_t longest = 40 + dice(1400);
		size_t count;

		setup();
		make_talk(round % 2);
		given_clear(&expected);
		for (size_t i = 0; i < MESSAGES; i++)
			given_add((const uint8_t *)talk.messages[i],
			    strlen(talk.messages[i]), &expected);
		count = make_segments(segments, longest, 1 + dice(9));
		run_talk(segments, count, 0, is_hit);
		ck_assert_str_eq(given.at, expected.at);
		ck_assert_uint_eq(counter_get(COUNTER_sip_stream_resync), 0);
		ck_assert_uint_eq(counter_get(COUNTER_tcp_gap), 0);
	}
}
END_TEST

START_TEST(losses_cost_the_messages_that_they_hit)
{
	static struct packet segments[SEGMENTS];
	static bool is_hit[sizeof talk.bytes];
	size_t hits = 0;

	for (int round = 0; round < 100; round++) {
		size_t from = round % 2 ? sizeof GET - 1 : 0;
		uint32_t longest = 40 + dice(1000);
		size_t count;

		setup();
		make_talk(round % 2);
		count = make_segments(segments, longest, 1 + dice(9));
		memset(is_hit, true, sizeof is_hit);
		run_talk(segments, count, 10, is_hit);
		for (size_t i = 0; i < MESSAGES; i++) {
			size_t size = talk.ends[i] - from;
			bool hit = memchr(is_hit + from, true, size);
			char number[40];

			from = talk.ends[i];
			hits += hit;
			snprintf(
			    number, sizeof number, "%.15s", talk.messages[i]);
			ck_assert_msg(hit || strstr(given.at, talk.messages[i]),
			    "round %d: %s is lost", round, number);
		}
		ck_assert_uint_le(given.count, MESSAGES);
	}
	ck_assert_uint_gt(hits, 100);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("stream");
	const TTest *tests[] = {
	    the_kind_shows_in_the_first_bytes,
	    a_stream_that_is_joined_shows_its_kind_later,
	    a_loss_before_the_kind_is_known_is_no_harm,
	    a_loss_costs_the_message_that_it_hits,
	    streams_of_sip_are_wanted,
	    any_segments_give_the_same_messages,
	    losses_cost_the_messages_that_they_hit,
	};

	for (size_t i = 0; i < COUNT(tests); i++)
		add_test_between(
		    suite, "sip_stream_push", tests[i], NULL, teardown);
	return run_suite(suite);
}
