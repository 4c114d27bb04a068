/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sip/info.h"

#include <string.h>

#include "sip/parse.h"
#include "tests/check_main.h"

static struct sip_parser *parser;

static void
setup(void)
{
	parser = sip_parser_new();
	ck_assert_ptr_nonnull(parser);
}

static void
teardown(void)
{
	sip_parser_free(parser);
}

/* An INFO request with a body. */
static struct sip_message
request(const char *method, const char *type, const char *body)
{
	static char text[2000];
	struct sip_message message;

	snprintf(text, sizeof text,
	    "%s sip:b@example.org SIP/2.0\r\n"
	    "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
	    "From: <sip:a@example.org>;tag=a\r\n"
	    "To: <sip:b@example.org>;tag=b\r\n"
	    "Call-ID: 7\r\nCSeq: 5 %s\r\n"
	    "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n%s",
	    method, method, type, strlen(body), body);
	ck_assert_int_eq(
	    sip_parse(parser, (const uint8_t *)text, strlen(text), &message),
	    COUNTER_NONE);
	return message;
}

#define ck_assert_key(type, body, wanted, ms)                                  \
	do {                                                                   \
		struct sip_message it = request("INFO", type, body);           \
		struct sip_key got;                                            \
		ck_assert(sip_info_key(&it, &got) == (wanted != '\0'));        \
		ck_assert_int_eq(got.key, wanted);                             \
		ck_assert_uint_eq(got.duration_ms, ms);                        \
	} while (0)

START_TEST(keys_are_read_as_phones_send_them)
{
	ck_assert_key(
	    "application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", '5', 160);
	ck_assert_key(
	    "application/dtmf-relay", "Signal= *\nDuration= 250 \n", '*', 250);
	ck_assert_key("Application/DTMF-Relay", "signal=d\r\n", 'D', 0);
	ck_assert_key("application/dtmf-relay", "Signal=11", '#', 0);
	ck_assert_key("application/dtmf-relay", "Signal=16", '!', 0);
	ck_assert_key("application/dtmf", "9", '9', 0);
	ck_assert_key("application/dtmf", "#\r\n", '#', 0);
	ck_assert_key("application/vnd.nortelnetworks.digits",
	    "p=Digit-Collection\r\ny=Digits\r\nd=4\r\n", '4', 0);
	ck_assert_key("application/hook-flash", "Signal=flash", '!', 0);
	ck_assert_key("application/broadsoft", "event flashhook", '!', 0);
	ck_assert_key("multipart/mixed;boundary=x",
	    "--x\r\nContent-Type: application/dtmf-relay\r\n\r\n"
	    "Signal=8\r\nDuration=100\r\n--x--\r\n",
	    '8', 100);
}
END_TEST

START_TEST(what_is_no_key_is_none)
{
	ck_assert_key("application/dtmf-relay", "Signal=x\r\n", '\0', 0);
	ck_assert_key("application/dtmf-relay", "Signal=99\r\n", '\0', 0);
	ck_assert_key("application/dtmf-relay", "Duration=5\r\n", '\0', 5);
	ck_assert_key("text/plain", "Signal=5\r\n", '\0', 0);
	ck_assert_key("application/media_control+xml", "5", '\0', 0);
}
END_TEST

/* The copy of a message's body, or "-". */
static const char *
masked(const char *method, const char *type, const char *body)
{
	static char out[1000];
	struct sip_message message = request(method, type, body);
	bool secret;
	char *copy = sip_info_masked(&message, message.bytes.at, 'X', &secret);

	ck_assert(secret == (copy != NULL));
	snprintf(out, sizeof out, "-");
	if (copy) {
		size_t head = (size_t)(message.body.at - message.bytes.at);

		ck_assert(!memcmp(copy, message.bytes.at, head));
		snprintf(out, sizeof out, "%.*s", (int)message.body.len,
		    copy + head);
	}
	free(copy);
	return out;
}

START_TEST(keys_are_masked_and_nothing_else)
{
	ck_assert_str_eq(masked("INFO", "application/dtmf-relay",
			     "Signal=5\r\nDuration=160\r\n"),
	    "Signal=X\r\nDuration=160\r\n");
	ck_assert_str_eq(
	    masked("INFO", "application/dtmf-relay", "Signal = 11"),
	    "Signal = XX");
	ck_assert_str_eq(masked("INFO", "application/dtmf", "9\r\n"), "X\r\n");
	ck_assert_str_eq(masked("INFO", "application/dtmf", "1234#"), "XXXXX");
	ck_assert_str_eq(
	    masked("INFO", "multipart/mixed;boundary=x",
		"--x\r\nContent-Type: application/dtmf\r\n\r\n7\r\n--x--\r\n"),
	    "--x\r\nContent-Type: application/dtmf\r\n\r\nX\r\n--x--\r\n");
	ck_assert_str_eq(masked("NOTIFY", "application/kpml-response+xml",
			     "<kpml-response code='200' digits='1#' tag='a'/>"),
	    "<kpml-response code='200' digits='XX' tag='a'/>");
	ck_assert_str_eq(masked("NOTIFY", "application/kpml-response+xml",
			     "<kpml-response digits=\"77"),
	    "<kpml-response digits=\"XX");
	ck_assert_str_eq(masked("INFO", "text/plain", "5"), "-");
	ck_assert_str_eq(masked("MESSAGE", "text/plain", "call 555"), "-");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("info");

	add_test_between(suite, "sip_info_key",
	    keys_are_read_as_phones_send_them, setup, teardown);
	add_test_between(
	    suite, "sip_info_key", what_is_no_key_is_none, setup, teardown);
	add_test_between(suite, "sip_info_masked",
	    keys_are_masked_and_nothing_else, setup, teardown);
	return run_suite(suite);
}
