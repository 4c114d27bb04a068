/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sip/websocket.h"

#include "sip/wash.h"
#include "tests/check_main.h"
#include "tests/sip/stream_check.h"

#define BYE "BYE sip:b SIP/2.0\r\nl: 0\r\n\r\n"
#define OK "SIP/2.0 200 OK\r\nCSeq: 1 BYE\r\n\r\n"
#define GET                                                                    \
	"GET / HTTP/1.1\r\nUpgrade: websocket\r\n"                             \
	"Sec-WebSocket-Protocol: sip\r\n\r\n"

#define FIN 0x80
#define TEXT 1
#define BINARY 2
#define CLOSE 8
#define PING 9

static struct framing_memory memory;
static struct websocket websocket;
static struct given given;
static const struct framing_out out = {given_add, &given};

/* Bytes of a connection. */
static uint8_t wire[1 << 21];
static size_t wire_size;

static void
begin(enum websocket_state state)
{
	memory.limit = 1 << 20;
	websocket_clear(&websocket);
	ck_assert_uint_eq(memory.used, 0);
	websocket_init(&websocket, &memory, state);
	given_clear(&given);
	counter_reset();
}

static void
setup(void)
{
	websocket.buffer.memory = &memory;
	begin(WEBSOCKET_HEADER);
	wire_size = 0;
}

static void
teardown(void)
{
	websocket_clear(&websocket);
	ck_assert_uint_eq(memory.used, 0);
}

static void
put(const void *bytes, size_t size)
{
	ck_assert_uint_le(wire_size + size, sizeof wire);
	memcpy(wire + wire_size, bytes, size);
	wire_size += size;
}

static void
put8(unsigned value)
{
	uint8_t byte = (uint8_t)value;

	put(&byte, 1);
}

/* The header of a frame; 'mask' of 0 for none. */
static void
put_header(unsigned first, uint64_t length, uint32_t mask)
{
	unsigned masked = mask ? 0x80 : 0;

	put8(first);
	if (length < 126) {
		put8(masked | (unsigned)length);
	} else if (length < 65536) {
		put8(masked | 126);
		put8((unsigned)(length >> 8));
		put8((unsigned)length);
	} else {
		put8(masked | 127);
		for (int shift = 56; shift >= 0; shift -= 8)
			put8((unsigned)(length >> shift));
	}
	for (int shift = 24; mask && shift >= 0; shift -= 8)
		put8(mask >> shift);
}

static void
put_frame(unsigned first, const char *payload, uint32_t mask)
{
	size_t length = strlen(payload);

	put_header(first, length, mask);
	for (size_t i = 0; i < length; i++)
		put8((uint8_t)payload[i] ^ (mask >> (24 - 8 * (i % 4))));
}

static void
push_cut(size_t longest)
{
	for (size_t at = 0, part; at < wire_size; at += part) {
		part = wire_size - at < longest ? wire_size - at : longest;
		uint8_t *block = malloc(part);

		memcpy(block, wire + at, part);
		websocket_push(&websocket, block, part, &out);
		free(block);
	}
}

/* What is on the wire gives 'messages', in one piece and in any others. */
static void
expect(enum websocket_state state, const char *messages)
{
	for (size_t longest = 1; longest <= wire_size; longest++) {
		begin(state);
		push_cut(longest);
		ck_assert_str_eq(given.at, messages);
	}
}

/* Pushes what is on the wire, which is empty then. */
static void
push(void)
{
	push_cut(SIZE_MAX);
	wire_size = 0;
}

START_TEST(a_message_is_what_a_frame_holds)
{
	put_frame(FIN | TEXT, BYE, 0);
	put_frame(FIN | BINARY, OK, 0);
	put_frame(FIN | TEXT, BYE "body", 0x12345678);
	put_frame(FIN | TEXT, OK, 0xff00aa01);
	expect(WEBSOCKET_HEADER, BYE "|" OK "|" BYE "body|" OK "|");
	ck_assert_uint_eq(memory.used, 0);
}
END_TEST

START_TEST(the_http_part_is_passed_over)
{
	put(GET, sizeof GET - 1);
	put_frame(FIN | TEXT, BYE, 7);
	expect(WEBSOCKET_HTTP, BYE "|");
	ck_assert_uint_eq(counter_get(COUNTER_sip_stream_resync), 0);
}
END_TEST

START_TEST(http_without_end_is_given_up)
{
	memset(wire, 'x', 70000);
	wire_size = 70000;
	put_frame(FIN | TEXT, BYE, 7);
	begin(WEBSOCKET_HTTP);
	push();
	ck_assert_str_eq(given.at, BYE "|");
	ck_assert_uint_eq(counter_get(COUNTER_websocket_malformed), 1);
}
END_TEST

START_TEST(fragments_are_put_together)
{
	put_frame(TEXT, "BYE sip:b S", 0x01020304);
	put_frame(FIN | PING, "ping", 0x05060708);
	put_frame(0, "", 0x05060708);
	put_frame(0, "IP/2.0\r\n", 0);
	put_frame(FIN | PING, "", 0);
	put_frame(FIN, "\r\n", 0x090a0b0c);
	put_frame(FIN | TEXT, OK, 0);
	put_frame(FIN | CLOSE, "xx", 0);
	put_frame(TEXT, BYE, 0);
	put_frame(FIN, "", 0);
	expect(WEBSOCKET_HEADER, "BYE sip:b SIP/2.0\r\n\r\n|" OK "|" BYE "|");
}
END_TEST

START_TEST(lengths_of_all_sizes_are_read)
{
	static char body[WASH_MESSAGE_MAX];
	static const size_t sizes[] = {125, 126, 127, 65535, 65536};

	for (size_t i = 0; i < COUNT(sizes); i++) {
		for (uint32_t mask = 0; mask < 2; mask++) {
			setup();
			memset(body, 'x', sizeof body);
			memcpy(body, BYE, sizeof BYE - 1);
			put_header(FIN | TEXT, sizes[i], mask);
			for (size_t at = 0; at < sizes[i]; at++)
				put8((uint8_t)body[at] ^
				     (at % 4 == 3 ? mask : 0));
			push_cut(1400);
			ck_assert_uint_eq(given.count, 1);
			ck_assert_uint_eq(given.size, sizes[i] + 1);
			ck_assert_int_eq(memcmp(given.at, body, sizes[i]), 0);
		}
	}
}
END_TEST

START_TEST(what_is_no_sip_is_passed_over)
{
	put_frame(FIN | TEXT, "\r\n\r\n", 1);
	put_frame(FIN | TEXT, "", 0);
	put_frame(FIN | TEXT, "{\"a\": 1}", 0);
	put_frame(FIN | TEXT, BYE, 0);
	expect(WEBSOCKET_HEADER, BYE "|");
	ck_assert_uint_eq(counter_get(COUNTER_sip_stream_resync), 0);
}
END_TEST

START_TEST(a_message_that_is_too_large_is_dropped)
{
	put_header(FIN | TEXT, WASH_MESSAGE_MAX + 1, 0);
	memset(wire + wire_size, 'x', WASH_MESSAGE_MAX + 1);
	wire_size += WASH_MESSAGE_MAX + 1;
	put_frame(FIN | TEXT, BYE, 0);
	push();
	for (int i = 0; i < 3; i++) {
		put_header(i == 0 ? TEXT : 0, 30000, 0);
		memset(wire + wire_size, 'x', 30000);
		wire_size += 30000;
	}
	put_frame(FIN, "end", 0);
	put_frame(FIN | TEXT, OK, 0);
	push();
	ck_assert_str_eq(given.at, BYE "|" OK "|");
	ck_assert_uint_eq(counter_get(COUNTER_sip_stream_too_large), 2);
	ck_assert_uint_eq(counter_get(COUNTER_websocket_malformed), 0);
}
END_TEST

START_TEST(frames_that_cannot_be_end_in_a_search)
{
	static const struct {
		unsigned first;
		uint64_t length;
	} cases[] = {
	    {FIN | 0x40 | TEXT, 10}, /* deflated */
	    {FIN | 3, 10},
	    {FIN | 11, 10},
	    {PING, 10},
	    {FIN | PING, 126},
	    {FIN | TEXT, WEBSOCKET_FRAME_MAX + 1},
	    {FIN | TEXT, UINT64_MAX},
	    {FIN | TEXT, (UINT64_C(1) << 32) + 10},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		wire_size = 0;
		put_frame(FIN | TEXT, BYE, 0);
		put_header(cases[i].first, cases[i].length, 0);
		put("rubbish\x81\x82", 9);
		put_frame(FIN | TEXT, OK, 0x01810281);
		put_frame(FIN | TEXT, BYE, 0);
		expect(WEBSOCKET_HEADER, BYE "|" OK "|" BYE "|");
		ck_assert_uint_eq(counter_get(COUNTER_websocket_malformed), 1);
	}
}
END_TEST

START_TEST(fragments_out_of_place_cost_their_message_only)
{
	put_frame(FIN, "goes on from nothing", 0);
	put_frame(TEXT, "BYE sip:b ", 0);
	put_frame(FIN | TEXT, OK, 0);
	put_frame(FIN | TEXT, BYE, 0);
	expect(WEBSOCKET_HEADER, OK "|" BYE "|");
	ck_assert_uint_eq(counter_get(COUNTER_websocket_malformed), 2);
}
END_TEST

START_TEST(after_a_loss_the_next_message_is_found)
{
	put_frame(FIN | TEXT, "BYE sip:b SIP/2.0\r\n", 5);
	wire_size -= 5;
	push();
	websocket_lost(&websocket, UINT64_MAX, &out);
	put("\x81\x05, the tail of another one", 28);
	put_frame(FIN | PING, "ping", 5);
	put_frame(FIN | TEXT, OK, 0x81828182);
	put_frame(FIN | TEXT, BYE, 0);
	push();
	ck_assert_str_eq(given.at, OK "|" BYE "|");
	/* In a header, and in the HTTP part. */
	begin(WEBSOCKET_HEADER);
	put("\x81", 1);
	push();
	websocket_lost(&websocket, 1, &out);
	put("\x1f" OK, sizeof OK);
	push();
	ck_assert_uint_eq(given.count, 0);
	put_frame(FIN | TEXT, OK, 9);
	push();
	begin(WEBSOCKET_HTTP);
	put("GET / HT", 8);
	push();
	websocket_lost(&websocket, 100, &out);
	put_frame(FIN | TEXT, BYE, 9);
	push();
	ck_assert_str_eq(given.at, BYE "|");
}
END_TEST

START_TEST(after_a_loss_inside_a_frame_the_next_one_is_known)
{
	/* The rest of the frame looks like a frame. */
	put_header(FIN | TEXT, 34 + 5 + 33, 0);
	put("INFO sip:b SIP/2.0\r\nl: 10\r\n\r\n01234", 34);
	push();
	websocket_lost(&websocket, 5, &out);
	ck_assert_str_eq(given.at, "INFO sip:b SIP/2.0\r\nl: 10\r\n\r\n01234|");
	given_clear(&given);
	put_frame(FIN | TEXT, OK, 0);
	push();
	ck_assert_uint_eq(given.count, 0);
	/* Of one without its header nothing is given. */
	put_header(FIN | TEXT, 20, 0);
	put("BYE sip:b SIP/2.", 16);
	push();
	websocket_lost(&websocket, 4, &out);
	/* A control frame costs no message. */
	put_frame(TEXT, "BYE sip:b SIP/2.0\r\n", 3);
	put_header(FIN | PING, 4, 0);
	push();
	websocket_lost(&websocket, 4, &out);
	put_frame(FIN, "\r\n", 3);
	put_frame(FIN | TEXT, OK, 3);
	push();
	ck_assert_str_eq(given.at, "BYE sip:b SIP/2.0\r\n\r\n|" OK "|");
	ck_assert_uint_eq(counter_get(COUNTER_sip_stream_resync), 0);
}
END_TEST

START_TEST(memory_is_limited)
{
	memory.limit = 1000;
	put_frame(FIN | TEXT, BYE, 1);
	push();
	put_frame(FIN | TEXT, OK, 0);
	push();
	ck_assert_str_eq(given.at, OK "|");
	ck_assert_uint_eq(counter_get(COUNTER_sip_stream_limit), 1);
	/* The rest of a message is none, though there is memory again. */
	put_header(FIN | TEXT, 5 + sizeof BYE - 1, 0);
	put("BYE s", 5);
	push();
	memory.limit = 1 << 20;
	put(BYE, sizeof BYE - 1);
	push();
	ck_assert_str_eq(given.at, OK "|");
}
END_TEST

START_TEST(a_frame_that_begins_a_message_is_known)
{
	static const struct {
		const char *bytes;
		size_t size;
		enum framing_match match;
	} cases[] = {
#define BYTES(literal) literal, sizeof literal - 1
	    {BYTES("\x81\x20INVITE sip:b"), FRAMING_YES},
	    {BYTES("\x02\x20SIP/2.0 200 OK"), FRAMING_YES},
	    {BYTES("\x81\x20INVI"), FRAMING_MAYBE},
	    {BYTES("\x81\x20"), FRAMING_MAYBE},
	    {BYTES("\x81\xa0\x01\x02\x03"), FRAMING_MAYBE},
	    {BYTES("\x81\xa0\x01\x01\x01\x01HOWHUD!r"), FRAMING_YES},
	    {BYTES("\x81\x20INVITES sip:b"), FRAMING_NO},
	    {BYTES("\x81\x20HELLO"), FRAMING_NO},
	    {BYTES("\x81\x05INVITE sip:b"), FRAMING_NO},
	    {BYTES("\x80\x20INVITE sip:b"), FRAMING_NO},
	    {BYTES("\x89\x20INVITE sip:b"), FRAMING_NO},
	    {BYTES("\xc1\x20INVITE sip:b"), FRAMING_NO},
	    {BYTES("INVITE sip:b"), FRAMING_NO},
#undef BYTES
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		ck_assert_msg(websocket_match((const uint8_t *)cases[i].bytes,
				  cases[i].size) == cases[i].match,
		    "case %zu", i);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("websocket");
	const TTest *tests[] = {
	    a_message_is_what_a_frame_holds,
	    the_http_part_is_passed_over,
	    http_without_end_is_given_up,
	    fragments_are_put_together,
	    lengths_of_all_sizes_are_read,
	    what_is_no_sip_is_passed_over,
	    a_message_that_is_too_large_is_dropped,
	    frames_that_cannot_be_end_in_a_search,
	    fragments_out_of_place_cost_their_message_only,
	    after_a_loss_the_next_message_is_found,
	    after_a_loss_inside_a_frame_the_next_one_is_known,
	    memory_is_limited,
	    a_frame_that_begins_a_message_is_known,
	};

	for (size_t i = 0; i < COUNT(tests); i++)
		add_test_between(
		    suite, "websocket_push", tests[i], setup, teardown);
	return run_suite(suite);
}
