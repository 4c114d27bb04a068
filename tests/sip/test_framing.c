/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sip/framing.h"

#include "sip/wash.h"
#include "tests/check_main.h"
#include "tests/sip/stream_check.h"

#define BYE "BYE sip:b SIP/2.0\r\nl: 0\r\n\r\n"
#define OK "SIP/2.0 200 OK\r\nCSeq: 1 BYE\r\n\r\n"
#define INVITE                                                                 \
	"INVITE sip:b SIP/2.0\r\nContent-Length: 7\r\n\r\n"                    \
	"v=0\r\n\r\n"

static struct framing_memory memory;
static struct framing framing;
static struct given given;
static const struct framing_out out = {given_add, &given};

static void
setup(void)
{
	memory = (struct framing_memory){.limit = 1 << 20};
	framing_init(&framing, &memory);
	given_clear(&given);
	counter_reset();
}

static void
teardown(void)
{
	framing_clear(&framing);
	ck_assert_uint_eq(memory.used, 0);
}

/* Pushes 'bytes' in pieces of 'longest'. */
static void
push_cut(const char *bytes, size_t size, size_t longest)
{
	for (size_t part; size; bytes += part, size -= part) {
		part = size < longest ? size : longest;
		/* A block of just that size: the sanitizer sees each step
		 * over its end. */
		uint8_t *block = malloc(part);

		memcpy(block, bytes, part);
		framing_push(&framing, block, part, &out);
		free(block);
	}
}

static void
push(const char *string)
{
	push_cut(string, strlen(string), SIZE_MAX);
}

/* 'string' gives 'messages', in one piece and in any others. */
static void
expect(const char *string, const char *messages)
{
	size_t size = strlen(string);

	for (size_t longest = 1; longest <= size; longest++) {
		teardown();
		setup();
		push_cut(string, size, longest);
		ck_assert_str_eq(given.at, messages);
	}
}

START_TEST(messages_are_cut_by_their_length)
{
	expect(INVITE BYE OK INVITE, INVITE "|" BYE "|" OK "|" INVITE "|");
	ck_assert_uint_eq(memory.used, 0);
	expect(BYE "INVITE sip:b SIP/2.0\r\n", BYE "|");
	ck_assert_uint_gt(memory.used, 0);
}
END_TEST

START_TEST(any_form_of_content_length_is_read)
{
	static const char *const forms[] = {
	    "Content-Length: 3\r\n",
	    "content-LENGTH:3\r\n",
	    "l: 3\r\n",
	    "L \t: \t3 \t\r\n",
	    "Content-Length:\r\n 3\r\n",
	    "Content-Length: \r\n\t \r\n 3\r\n",
	    "Content-Length: 3\r\nContent-Length: 9\r\n",
	    "Content-Length:\r\nl: 3\r\n",
	    "Content-Length: 0000000003\r\n",
	    "Content-Length: 3\n",
	    "X: y\r\n l: 9\r\nl: 3\r\n",
	};
	char message[200], string[500], messages[500];

	for (size_t i = 0; i < COUNT(forms); i++) {
		snprintf(message, sizeof message,
		    "INFO sip:b SIP/2.0\r\n%s\r\nabc", forms[i]);
		snprintf(string, sizeof string, "%s%s", message, BYE);
		snprintf(messages, sizeof messages, "%s|%s|", message, BYE);
		expect(string, messages);
	}
}
END_TEST

START_TEST(a_length_that_is_none_is_0)
{
	static const char *const forms[] = {"", "l:\r\n", "l: x\r\n",
	    "l: -3\r\n", "l: 3 4\r\n", "l: 99999999999\r\n", "ll: 3\r\n"};
	char message[200], string[500], messages[500];

	for (size_t i = 0; i < COUNT(forms); i++) {
		snprintf(message, sizeof message,
		    "INFO sip:b SIP/2.0\r\n%s\r\n", forms[i]);
		snprintf(
		    string, sizeof string, "%sabc\r\nd e\r\n%s", message, BYE);
		snprintf(messages, sizeof messages, "%s|%s|", message, BYE);
		expect(string, messages);
		ck_assert_uint_eq(counter_get(COUNTER_sip_stream_resync), 1);
		ck_assert_uint_eq(counter_get(COUNTER_sip_stream_skipped), 10);
	}
}
END_TEST

START_TEST(any_line_end_will_do)
{
	expect("BYE sip:b SIP/2.0\nl: 2\n\nab" BYE,
	    "BYE sip:b SIP/2.0\nl: 2\n\nab|" BYE "|");
	expect("BYE sip:b SIP/2.0\rl: 2\r\rab" BYE,
	    "BYE sip:b SIP/2.0\rl: 2\r\rab|" BYE "|");
	expect("BYE sip:b SIP/2.0\r\nl: 2\r\n\rab" BYE,
	    "BYE sip:b SIP/2.0\r\nl: 2\r\n\rab|" BYE "|");
}
END_TEST

START_TEST(keep_alives_are_passed_over)
{
	expect("\r\n\r\n" BYE "\r\n\r\n\r\n" OK "\r\n\n", BYE "|" OK "|");
	ck_assert_uint_eq(memory.used, 0);
	ck_assert_uint_eq(counter_get(COUNTER_sip_stream_resync), 0);
}
END_TEST

START_TEST(what_is_no_message_is_passed_over)
{
	expect("rubbish\r\nmore: of it\r\n\r\n" BYE, BYE "|");
	ck_assert_uint_eq(counter_get(COUNTER_sip_stream_resync), 1);
	expect("rubbish\r\n" BYE "rubbish\r\n" OK, BYE "|" OK "|");
	ck_assert_uint_eq(counter_get(COUNTER_sip_stream_resync), 2);
	/* Zero bytes as a keep-alive; a body without a line end. */
	static const char zeros[] = "\0\0\0\0" BYE;

	teardown();
	setup();
	push_cut(zeros, sizeof zeros - 1, 5);
	ck_assert_str_eq(given.at, BYE "|");
	expect("rubbish\r\n</xml>" BYE "</xml>" OK, BYE "|" OK "|");
}
END_TEST

START_TEST(a_long_line_without_end_is_dropped)
{
	static char rubbish[3 * WASH_LINE_MAX];

	for (size_t longest = 1; longest < 9000; longest += 1777) {
		teardown();
		setup();
		memset(rubbish, 'x', sizeof rubbish);
		memcpy(rubbish + sizeof rubbish - 3, "\r\n", 3);
		push_cut(rubbish, sizeof rubbish - 1, longest);
		ck_assert_uint_le(memory.used, 2 * WASH_LINE_MAX);
		push_cut(BYE, sizeof BYE - 1, longest);
		ck_assert_str_eq(given.at, BYE "|");
	}
}
END_TEST

START_TEST(a_start_line_that_is_too_long_is_none)
{
	static char message[2 * WASH_LINE_MAX];
	static const char end[] = " SIP/2.0\r\n\r\n";
	static const char head[] = "BYE sip:";

	for (size_t length = WASH_LINE_MAX - 1; length <= WASH_LINE_MAX + 1;
	     length++) {
		/* With its line end. */
		bool is_right = length <= WASH_LINE_MAX;
		size_t size = length + 2;

		memset(message, 'x', sizeof message);
		memcpy(message, head, sizeof head - 1);
		memcpy(message + size - sizeof end + 1, end, sizeof end);
		for (size_t longest = 900; longest < 20000; longest += 1300) {
			teardown();
			setup();
			push_cut(message, size, longest);
			ck_assert_uint_eq(given.count, is_right);
		}
	}
}
END_TEST

START_TEST(a_header_without_end_is_dropped)
{
	static char message[2 * WASH_MESSAGE_MAX];
	size_t size = 0;

	size += (size_t)snprintf(message, 100, "INFO sip:b SIP/2.0\r\n");
	while (size < WASH_MESSAGE_MAX + 100)
		size += (size_t)snprintf(message + size, 10, "a: b\r\n");
	for (size_t longest = 999; longest < 200000; longest *= 4) {
		teardown();
		setup();
		memory.limit = WASH_MESSAGE_MAX;
		push_cut(message, size, longest);
		ck_assert_uint_eq(counter_get(COUNTER_sip_stream_limit), 0);
		push_cut("\r\n" BYE, sizeof BYE + 1, longest);
		ck_assert_str_eq(given.at, BYE "|");
	}
}
END_TEST

/* A message with a body of 'length' bytes, a BYE behind it. */
static size_t
make_large(char *message, size_t length)
{
	size_t size = (size_t)snprintf(
	    message, 100, "INFO sip:b SIP/2.0\r\nl: %zu\r\n\r\n", length);

	memset(message + size, 'x', length);
	memcpy(message + size + 50, OK, sizeof OK - 1);
	memcpy(message + size + length, BYE, sizeof BYE);
	return size;
}

START_TEST(a_body_that_is_too_large_is_left_out)
{
	static char message[2 * FRAMING_BODY_MAX];
	static const size_t lengths[] = {
	    WASH_MESSAGE_MAX, FRAMING_BODY_MAX, FRAMING_BODY_MAX + 1};

	for (size_t i = 0; i < COUNT(lengths); i++) {
		size_t head = make_large(message, lengths[i]);

		for (size_t longest = 50; longest < 1 << 22; longest *= 8) {
			teardown();
			setup();
			push_cut(message, head + lengths[i] + sizeof BYE - 1,
			    longest);
			/* What is in the body is no message, unless that
			 * is not believed. */
			ck_assert_uint_eq(given.count,
			    lengths[i] <= FRAMING_BODY_MAX ? 2 : 3);
			ck_assert_uint_eq(strcspn(given.at, "|"), head);
		}
		ck_assert_uint_eq(counter_get(COUNTER_sip_stream_too_large), 1);
	}
}
END_TEST

START_TEST(after_a_loss_in_a_header_the_next_message_is_found)
{
	push(BYE "INVITE sip:b SIP/2.0\r\nFrom: ");
	framing_lost(&framing, 10, &out);
	push("tent-Length: 7\r\n\r\nv=0\r\n\r\n" OK);
	ck_assert_str_eq(given.at, BYE "|" OK "|");
	ck_assert_uint_eq(counter_get(COUNTER_sip_stream_resync), 0);
	given_clear(&given);
	/* Also where it comes next. */
	framing_lost(&framing, UINT64_MAX, &out);
	push(BYE);
	ck_assert_str_eq(given.at, BYE "|");
}
END_TEST

START_TEST(after_a_loss_in_a_body_the_rest_is_given)
{
	push("INFO sip:b SIP/2.0\r\nl: 10\r\n\r\n0123");
	framing_lost(&framing, 3, &out);
	ck_assert_str_eq(given.at, "INFO sip:b SIP/2.0\r\nl: 10\r\n\r\n0123|");
	given_clear(&given);
	push("789" OK);
	ck_assert_str_eq(given.at, OK "|");
	ck_assert_uint_eq(counter_get(COUNTER_sip_stream_resync), 0);
	given_clear(&given);
	push("INFO sip:b SIP/2.0\r\nl: 10\r\n\r\n0123");
	framing_lost(&framing, 4, &out);
	framing_lost(&framing, 3, &out);
	push("-Length: 0\r\n\r\n" BYE);
	ck_assert_str_eq(
	    given.at, "INFO sip:b SIP/2.0\r\nl: 10\r\n\r\n0123|" BYE "|");
}
END_TEST

START_TEST(a_start_line_in_a_body_is_not_believed_for_long)
{
	framing_lost(&framing, 1, &out);
	push("Content-Length: 16\r\n\r\nSIP/2.0 200 OK\r\n" BYE OK);
	ck_assert_str_eq(given.at, BYE "|" OK "|");
	/* Where nothing is lost it is inside of what Content-Length says. */
	expect("NOTIFY sip:b SIP/2.0\r\nl: 16\r\n\r\nSIP/2.0 200 OK\r\n" BYE,
	    "NOTIFY sip:b SIP/2.0\r\nl: 16\r\n\r\nSIP/2.0 200 OK\r\n|" BYE "|");
}
END_TEST

START_TEST(memory_is_limited)
{
	struct framing other;

	memory.limit = 2048;
	framing_init(&other, &memory);
	framing_push(&other, (const uint8_t *)"BYE", 3, &out);
	ck_assert_uint_eq(memory.used, 1024);
	push("INFO sip:b SIP/2.0\r\nl: 2000\r\n\r\n");
	ck_assert_uint_eq(memory.used, 2048);
	for (int i = 0; i < 20; i++)
		push("0123456789012345678901234567890123456789012345678\n");
	ck_assert_uint_eq(counter_get(COUNTER_sip_stream_limit), 1);
	framing_push(&other, (const uint8_t *)&BYE[3], sizeof BYE - 4, &out);
	ck_assert_str_eq(given.at, BYE "|");
	push(OK);
	ck_assert_str_eq(given.at, BYE "|" OK "|");
	framing_clear(&other);
}
END_TEST

START_TEST(start_lines_are_found_inside_lines)
{
	static const struct {
		const char *line;
		size_t at;
	} cases[] = {
	    {"INVITE sip:b SIP/2.0", 0},
	    {"FOO sip:b SIP/2.0", 0},
	    {"SIP/2.0 200 OK", 0},
	    {"xyINVITE sip:b SIP/2.0", 2},
	    {"x y BYE \t sip:b  SIP/2.0  ", 4},
	    {"a=x:1SIP/2.0 180 Ringing", 5},
	    {"SIP/2.0/TCP hSIP/2.0 200", 13},
	    {"Via: SIP/2.0/TCP h", SIZE_MAX},
	    {"Subject: this is SIP/2.0", SIZE_MAX},
	    {"BYE SIP/2.0", 0},
	    {"x SIP/2.0 2000 OK", SIZE_MAX},
	    {"SIP/2.0", SIZE_MAX},
	    {" SIP/2.0", SIZE_MAX},
	    {"", SIZE_MAX},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct text line = text_of(cases[i].line);
		size_t at = cases[i].at < line.len ? cases[i].at : line.len;

		ck_assert_msg(framing_find_start(line) == at, "%s: %zu",
		    cases[i].line, framing_find_start(line));
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("framing");
	const TTest *tests[] = {
	    messages_are_cut_by_their_length,
	    any_form_of_content_length_is_read,
	    a_length_that_is_none_is_0,
	    any_line_end_will_do,
	    keep_alives_are_passed_over,
	    what_is_no_message_is_passed_over,
	    a_long_line_without_end_is_dropped,
	    a_start_line_that_is_too_long_is_none,
	    a_header_without_end_is_dropped,
	    a_body_that_is_too_large_is_left_out,
	    after_a_loss_in_a_header_the_next_message_is_found,
	    after_a_loss_in_a_body_the_rest_is_given,
	    a_start_line_in_a_body_is_not_believed_for_long,
	    memory_is_limited,
	    start_lines_are_found_inside_lines,
	};

	for (size_t i = 0; i < COUNT(tests); i++)
		add_test_between(
		    suite, "framing_push", tests[i], setup, teardown);
	return run_suite(suite);
}
