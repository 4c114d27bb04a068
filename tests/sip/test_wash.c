/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sip/wash.h"

#include "tests/check_main.h"
#include "tests/sip/sip_check.h"

#define START "OPTIONS sip:b SIP/2.0\r\n"

static struct wash wash;
static char message[WASH_MESSAGE_MAX + 2];

static enum counter_id
wash_string(const char *string)
{
	return wash_message(text_of(string), &wash);
}

/* Washes START, 'head', 'c' 'count' times, and a blank line. */
static enum counter_id
wash_repeated(const char *head, char c, size_t count)
{
	size_t len =
	    (size_t)snprintf(message, sizeof message, "%s%s", START, head);

	memset(message + len, c, count);
	len += count;
	memcpy(message + len, "\r\n\r\n", 4);
	return wash_message((struct text){message, len + 4}, &wash);
}

START_TEST(start_lines_that_are_right)
{
	static const struct {
		const char *line, *method, *uri;
		unsigned status;
		const char *reason;
	} cases[] = {
	    {"INVITE sip:b@c SIP/2.0", "INVITE", "sip:b@c", 0, ""},
	    {"\r\n\r\n\nACK tel:+1 SIP/2.0", "ACK", "tel:+1", 0, ""},
	    {"X-y.1!  urn:service:sos\t sip/2.0  ", "X-y.1!", "urn:service:sos",
		0, ""},
	    {"SIP/2.0 200 OK", "", "", 200, "OK"},
	    {"SIP/2.0 404 Not found here ", "", "", 404, "Not found here"},
	    {"SIP/2.0 100", "", "", 100, ""},
	    {"sip/2.0 699 ", "", "", 699, ""},
	    {"SIP/2.0 180 Es l\xc3\xa4utet", "", "", 180, "Es l\xc3\xa4utet"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(message, sizeof message,
		    "%s\r\nVia: SIP/2.0/UDP h\r\n\r\n", cases[i].line);
		ck_assert_counter(wash_string(message), COUNTER_NONE);
		ck_assert(wash.start.is_request == !cases[i].status);
		ck_assert_text(wash.start.method, cases[i].method);
		ck_assert_text(wash.start.request_uri, cases[i].uri);
		ck_assert_uint_eq(wash.start.status, cases[i].status);
		ck_assert_text(wash.start.reason_phrase, cases[i].reason);
		ck_assert_text(wash.header[WASH_VIA], "SIP/2.0/UDP h");
	}
}
END_TEST

START_TEST(start_lines_that_are_wrong)
{
	static const char *const lines[] = {"INVITE sip:b@c SIP/3.0",
	    "INVITE sip:b@c", "INVITE SIP/2.0", "INVITE  SIP/2.0",
	    "INVITE sip:b@c; lr SIP/2.0", "INV(ITE sip:b SIP/2.0",
	    " INVITE sip:b SIP/2.0", "INVITE sip:b\x01 SIP/2.0",
	    "INVITE sip:bSIP/2.0", "SIP/2.0", "SIP/2.0 ", "SIP/2.0 20 OK",
	    "SIP/2.0 099 No", "SIP/2.0 0200 OK", "SIP/2.0 700 No",
	    "SIP/2.0 2000 OK",
	    "SIP/2.0 4294967301 better not break the receiver", "SIP/2.0 200OK",
	    "SIP/2.1 200 OK", "HTTP/1.1 200 OK", "GET / HTTP/1.1", "", "\r\n"};

	for (size_t i = 0; i < COUNT(lines); i++) {
		snprintf(message, sizeof message, "%s\r\n\r\n", lines[i]);
		ck_assert_msg(
		    wash_string(message) == COUNTER_sip_start_line_bad,
		    "taken: %s", lines[i]);
	}
	ck_assert_counter(wash_string(""), COUNTER_sip_start_line_bad);
}
END_TEST

START_TEST(any_line_end_will_do)
{
	static const char *const ends[] = {"\r\n", "\n", "\r"};

	for (size_t i = 0; i < COUNT(ends); i++) {
		const char *e = ends[i];

		snprintf(message, sizeof message,
		    "ACK sip:b SIP/2.0%sFrom: f%sCall-ID: i%s%sbody%sTo: x", e,
		    e, e, e, e);
		ck_assert_counter(wash_string(message), COUNTER_NONE);
		ck_assert_text(wash.header[WASH_FROM], "f");
		ck_assert_text(wash.header[WASH_CALL_ID], "i");
		ck_assert_text(wash.header[WASH_TO], "");
		ck_assert_uint_eq(wash.body.len, 4 + strlen(e) + 5);
	}
}
END_TEST

START_TEST(folded_lines_are_unfolded)
{
	ck_assert_counter(
	    wash_string(START " folded start\r\n"
			      "From:\r\n\t <sip:a>\r\n  ;tag=1\r\n"
			      "Contact: x\r\n y\r\n"
			      "CSeq : 1\r\n \r\n INVITE\r\n\r\n"),
	    COUNTER_NONE);
	ck_assert_text(wash.start.request_uri, "sip:b");
	ck_assert_text(wash.header[WASH_FROM], "<sip:a> ;tag=1");
	ck_assert_text(wash.header[WASH_CSEQ], "1  INVITE");
}
END_TEST

/* Each by its name, in any case, and by no other of the same length. */
START_TEST(all_names_are_known)
{
	static const struct {
		const char *name;
		enum wash_header header;
	} names[] = {{"FROM", WASH_FROM}, {"to", WASH_TO}, {"Via", WASH_VIA},
	    {"cSEQ", WASH_CSEQ}, {"Call-ID", WASH_CALL_ID},
	    {"User-Agent", WASH_USER_AGENT}, {"Server", WASH_SERVER},
	    {"Reason", WASH_REASON}, {"P-Asserted-Identity", WASH_ASSERTED},
	    {"P-Preferred-Identity", WASH_PREFERRED},
	    {"Remote-Party-ID", WASH_REMOTE_PARTY}, {"Privacy", WASH_PRIVACY},
	    {"Diversion", WASH_DIVERSION}, {"History-Info", WASH_HISTORY},
	    {"Contact", WASH_CONTACT}, {"Expires", WASH_EXPIRES},
	    {"Content-Type", WASH_CONTENT_TYPE},
	    {"Content-Length", WASH_CONTENT_LENGTH},
	    {"Replaces", WASH_REPLACES}, {"Refer-To", WASH_REFER_TO},
	    {"Referred-By", WASH_REFERRED_BY}, {"Session-ID", WASH_SESSION_ID},
	    {"Session-Expires", WASH_SESSION_EXPIRES},
	    {"X", WASH_SESSION_EXPIRES}, {"R", WASH_REFER_TO},
	    {"b", WASH_REFERRED_BY}};

	for (size_t i = 0; i < COUNT(names); i++) {
		size_t len = strlen(names[i].name);

		snprintf(message, sizeof message, "%s%s \t: value\r\n\r\n",
		    START, names[i].name);
		ck_assert_counter(wash_string(message), COUNTER_NONE);
		ck_assert_text(wash.header[names[i].header], "value");
		message[sizeof START - 1 + len / 2] = '_';
		ck_assert_counter(wash_string(message), COUNTER_NONE);
		for (size_t j = 0; j < WASH_HEADER_COUNT; j++)
			ck_assert_text(wash.header[j], "");
	}
}
END_TEST

/* A NUL behind a backslash is legal, and read as a space. */
START_TEST(quoted_nul_is_a_space)
{
	static const char bytes[] =
	    START "From: \"a\\\0b\" <sip:a@b>\r\n ;x=\\\0\r\n"
		  "To: \"\\\0\" <sip:c>\r\n\r\n";

	ck_assert_counter(
	    wash_message((struct text){bytes, sizeof bytes - 1}, &wash),
	    COUNTER_NONE);
	ck_assert_text(wash.header[WASH_FROM], "\"a\\ b\" <sip:a@b> ;x=\\ ");
	ck_assert_text(wash.header[WASH_TO], "\"\\ \" <sip:c>");
}
END_TEST

START_TEST(compact_forms_are_known)
{
	ck_assert_counter(
	    wash_string(START "f: 1\r\nT: 2\r\nv: 3\r\ni: 4\r\n"
			      "c: 5\r\nL: 6\r\nm: 7\r\ns: 8\r\nk: 9\r\n"
			      "e: 10\r\nr: 11\r\nb: 12\r\n\r\n"),
	    COUNTER_NONE);
	ck_assert_text(wash.header[WASH_FROM], "1");
	ck_assert_text(wash.header[WASH_TO], "2");
	ck_assert_text(wash.header[WASH_VIA], "3");
	ck_assert_text(wash.header[WASH_CALL_ID], "4");
	ck_assert_text(wash.header[WASH_CONTENT_TYPE], "5");
	ck_assert_text(wash.header[WASH_CONTENT_LENGTH], "6");
	ck_assert_text(wash.header[WASH_CSEQ], "");
}
END_TEST

START_TEST(first_of_each_counts_but_lists_are_joined)
{
	ck_assert_counter(wash_string(START "From:\r\nFrom: one\r\nf: two\r\n"
					    " more\r\nReason: SIP;cause=200\r\n"
					    "no colon here\r\n: no name\r\n"
					    "Reason: Q.850\r\n ;cause=16\r\n"
					    "Reason: third\r\n\r\n"),
	    COUNTER_NONE);
	ck_assert_text(wash.header[WASH_FROM], "one");
	ck_assert_text(
	    wash.header[WASH_REASON], "SIP;cause=200, Q.850 ;cause=16, third");
}
END_TEST

START_TEST(lists_are_joined_in_their_order_among_others)
{
	ck_assert_counter(
	    wash_string(START "Diversion: <sip:1@a>\r\n"
			      "History-Info: <sip:7@a>;index=1\r\n"
			      "m: <sip:c@d>\r\nDiversion: <sip:2@a>\r\n"
			      "History-Info: <sip:8@a>\r\n ;index=1.1\r\n"
			      "Contact: <sip:e@f>\r\n"
			      "Diversion: <sip:3@a>\r\n\r\nbody"),
	    COUNTER_NONE);
	ck_assert_text(
	    wash.header[WASH_DIVERSION], "<sip:1@a>, <sip:2@a>, <sip:3@a>");
	ck_assert_text(wash.header[WASH_HISTORY],
	    "<sip:7@a>;index=1, <sip:8@a> ;index=1.1");
	ck_assert_text(wash.header[WASH_CONTACT], "<sip:c@d>, <sip:e@f>");
	ck_assert_text(wash.body, "body");
}
END_TEST

/* A call does not depend on them: 100 lines of one, and one that is long. */
START_TEST(what_no_call_depends_on_is_left_out)
{
	size_t len;

	counter_reset();
	len = (size_t)snprintf(message, sizeof message, "%s", START);
	for (int i = 0; i < 100; i++)
		len += (size_t)snprintf(message + len, sizeof message - len,
		    "Diversion: <sip:%d@a>\r\n", i);
	len +=
	    (size_t)snprintf(message + len, sizeof message - len, "Contact: ");
	memset(message + len, 'x', WASH_LINE_MAX + 1);
	len += WASH_LINE_MAX + 1;
	snprintf(message + len, sizeof message - len, "\r\nTo: a\r\n\r\n");
	ck_assert_counter(wash_string(message), COUNTER_NONE);
	ck_assert_text(wash.header[WASH_TO], "a");
	ck_assert_text(wash.header[WASH_CONTACT], "");
	ck_assert_uint_gt(wash.header[WASH_DIVERSION].len, 100);
	/* 1 + WASH_MORE_MAX of the 100, and the long one. */
	ck_assert_uint_eq(counter_get(COUNTER_sip_header_left_out),
	    100 - 1 - WASH_MORE_MAX + 1);
}
END_TEST

START_TEST(clean_values_are_plain)
{
	static const struct {
		const char *value, *clean;
	} parties[] = {
	    {"<sip:a@b>;tag=1", "<sip:a@b>;tag=1"},
	    {"sip:a@b;tag=1", "<sip:a@b>;tag=1"},
	    {"J\xc3\xbcrgen, M. <sip:a@b>;;tag=1;;", "<sip:a@b>;tag=1"},
	    {"\"x <y>\\\"\" < sip:a@b >\t;q=\"a;;b\\\";;\"",
		"<sip:a@b>;q=\"a;;b\\\";;\""},
	    {"\"never closed <sip:a@b>;tag=1", "<sip:a@b>;tag=1"},
	    {"<sip:a@b", "<sip:a@b>"},
	};

	for (size_t i = 0; i < COUNT(parties); i++) {
		snprintf(message, sizeof message, "%sTo: %s\r\n\r\n", START,
		    parties[i].value);
		ck_assert_counter(wash_string(message), COUNTER_NONE);
		ck_assert_str_eq(wash_clean(&wash, WASH_TO), parties[i].clean);
	}
	ck_assert_counter(
	    wash_string(START "CSeq: 1\tACK\r\nVia: SIP/2.0/UDP h;;x=\",\";"
			      "branch=z, SIP/2.0/TCP\r\nVia: rubbish\r\n\r\n"),
	    COUNTER_NONE);
	ck_assert_str_eq(wash_clean(&wash, WASH_CSEQ), "1 ACK");
	ck_assert_str_eq(
	    wash_clean(&wash, WASH_VIA), "SIP/2.0/UDP h;x=\",\";branch=z");
}
END_TEST

START_TEST(limits_hold_for_headers_that_are_read)
{
	static const struct {
		const char *head;
		char c;
		size_t count;
		enum counter_id expected;
	} cases[] = {
	    {"From: ", 'x', WASH_LINE_MAX, COUNTER_NONE},
	    {"From: ", 'x', WASH_LINE_MAX + 1, COUNTER_sip_header_limit},
	    {"Contact: ", 'x', WASH_LINE_MAX + 1, COUNTER_NONE},
	    {"Via: ", ',', WASH_MARKS_MAX, COUNTER_NONE},
	    {"Via: ", ',', WASH_MARKS_MAX + 1, COUNTER_sip_header_limit},
	    {"To: ", ';', WASH_MARKS_MAX, COUNTER_NONE},
	    {"To: ", ';', WASH_MARKS_MAX + 1, COUNTER_sip_header_limit},
	    {"Allow: ", ',', WASH_MARKS_MAX + 1, COUNTER_NONE},
	    {"a:b", '\n', 1, COUNTER_NONE},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		ck_assert_counter(
		    wash_repeated(cases[i].head, cases[i].c, cases[i].count),
		    cases[i].expected);
	memset(message, 'x', sizeof message);
	memcpy(message + WASH_LINE_MAX, " sip:b SIP/2.0\r\n\r\n", 18);
	ck_assert_counter(
	    wash_message((struct text){message, WASH_LINE_MAX + 18}, &wash),
	    COUNTER_sip_header_limit);
}
END_TEST

START_TEST(lines_and_sizes_are_limited)
{
	for (size_t lines = WASH_LINES_MAX; lines <= WASH_LINES_MAX + 1;
	     lines++) {
		size_t len =
		    (size_t)snprintf(message, sizeof message, "%s", START);

		for (size_t i = 0; i < lines; i++, len += 5)
			memcpy(message + len, "a: b\n", 5);
		message[len++] = '\n';
		ck_assert_counter(
		    wash_message((struct text){message, len}, &wash),
		    lines > WASH_LINES_MAX ? COUNTER_sip_header_limit
					   : COUNTER_NONE);
	}
	memcpy(message, START "\r\n", sizeof START + 1);
	ck_assert_counter(
	    wash_message((struct text){message, WASH_MESSAGE_MAX}, &wash),
	    COUNTER_NONE);
	ck_assert_counter(
	    wash_message((struct text){message, WASH_MESSAGE_MAX + 1}, &wash),
	    COUNTER_sip_too_large);
}
END_TEST

START_TEST(nul_is_refused_in_headers_only)
{
	static const struct {
		const char *bytes;
		size_t size;
		enum counter_id expected;
	} cases[] = {
#define BYTES(literal) literal, sizeof literal - 1
	    {BYTES("ACK sip:\0b SIP/2.0\r\n\r\n"), COUNTER_sip_nul_in_header},
	    {BYTES(START "X: \0\r\n\r\n"), COUNTER_sip_nul_in_header},
	    {BYTES(START "X: y\r\n\r\na\0b"), COUNTER_NONE},
#undef BYTES
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		ck_assert_counter(
		    wash_message(
			(struct text){cases[i].bytes, cases[i].size}, &wash),
		    cases[i].expected);
	ck_assert_uint_eq(wash.body.len, 3);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("wash");

	add_test(suite, "start_line_parse", start_lines_that_are_right);
	add_test(suite, "start_line_parse_bad", start_lines_that_are_wrong);
	add_test(suite, "line_next", any_line_end_will_do);
	add_test(suite, "unfold", folded_lines_are_unfolded);
	add_test(suite, "names", all_names_are_known);
	add_test(suite, "quoted_nul", quoted_nul_is_a_space);
	add_test(suite, "compact", compact_forms_are_known);
	add_test(suite, "first", first_of_each_counts_but_lists_are_joined);
	add_test(suite, "lists", lists_are_joined_in_their_order_among_others);
	add_test(suite, "lists", what_no_call_depends_on_is_left_out);
	add_test(suite, "clean", clean_values_are_plain);
	add_test(suite, "limits", limits_hold_for_headers_that_are_read);
	add_test(suite, "sizes", lines_and_sizes_are_limited);
	add_test(suite, "nul", nul_is_refused_in_headers_only);
	return run_suite(suite);
}
