/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sip/parse.h"

#include "tests/check_main.h"
#include "tests/sip/sip_check.h"

#define VIA "Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK7\r\n"
#define FROM "From: \"Alice\" <sip:alice@example.org>;tag=f1\r\n"
#define TO "To: <sip:bob@example.net>;tag=t1\r\n"
#define CALL_ID "Call-ID: a84b4c76e66710@192.0.2.1\r\n"
#define INVITE "INVITE sip:bob@example.net SIP/2.0\r\n"
#define HEAD INVITE VIA FROM TO CALL_ID "CSeq: 314159 INVITE\r\n"
#define SDP "v=0\r\nm=audio 4000 RTP/AVP 0\r\n"

static struct sip_parser *parser;
static struct sip_message message;

static void
setup(void)
{
	parser = sip_parser_new();
	ck_assert_ptr_nonnull(parser);
	counter_reset();
}

static void
teardown(void)
{
	sip_parser_free(parser);
}

static enum counter_id
parse(const char *string)
{
	size_t size = strlen(string);
	uint8_t *bytes = malloc(size);
	enum counter_id refused;

	/* The texts must outlive these bytes. */
	ck_assert_ptr_nonnull(bytes);
	memcpy(bytes, string, size);
	refused = sip_parse(parser, bytes, size, &message);
	memset(bytes, '#', size);
	free(bytes);
	return refused;
}

START_TEST(all_of_a_request_is_read)
{
	static const char string[] = HEAD
	    "Contact: <<<bad\r\nReason: Q.850;cause=16\r\nServer: no\r\n"
	    "User-Agent: phone, v1\r\nContent-Type: Application/SDP ;x=y\r\n"
	    "Content-Length: 29\r\n\r\n" SDP "beyond";

	ck_assert_counter(parse(string), COUNTER_NONE);
	ck_assert(message.is_request);
	ck_assert_int_eq(message.method, SIP_METHOD_INVITE);
	ck_assert_text(message.method_name, "INVITE");
	ck_assert_uint_eq(message.status, 0);
	ck_assert_text(message.request_uri, "sip:bob@example.net");
	ck_assert_text(message.call_id, "a84b4c76e66710@192.0.2.1");
	ck_assert_text(message.from.display, "Alice");
	ck_assert_text(message.from.uri, "sip:alice@example.org");
	ck_assert_text(message.from.user, "alice");
	ck_assert_text(message.from.host, "example.org");
	ck_assert_text(message.from.tag, "f1");
	ck_assert_text(message.to.tag, "t1");
	ck_assert_uint_eq(message.cseq, 314159);
	ck_assert_text(message.branch, "z9hG4bK7");
	ck_assert_text(message.user_agent, "phone, v1");
	ck_assert_text(message.reason, "Q.850;cause=16");
	ck_assert_text(message.content_type, "application/sdp");
	ck_assert_text(message.body, SDP);
	ck_assert_text(message.sdp, SDP);
	ck_assert_text(message.bytes, string);
	ck_assert(!message.body_cut);
}
END_TEST

START_TEST(responses_take_their_method_from_the_cseq)
{
	static const struct {
		const char *start;
		unsigned status;
		const char *phrase;
	} cases[] = {
	    {"SIP/2.0 180 Ringing", 180, "Ringing"},
	    {"SIP/2.0 200 ", 200, ""},
	    {"SIP/2.0 200", 200, ""},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char string[500];

		snprintf(string, sizeof string,
		    "%s\r\n" VIA FROM TO CALL_ID
		    "CSeq: 7 BYE\r\nServer: pbx\r\n\r\n",
		    cases[i].start);
		ck_assert_counter(parse(string), COUNTER_NONE);
		ck_assert(!message.is_request);
		ck_assert_uint_eq(message.status, cases[i].status);
		ck_assert_text(message.reason_phrase, cases[i].phrase);
		ck_assert_int_eq(message.method, SIP_METHOD_BYE);
		ck_assert_text(message.method_name, "BYE");
		ck_assert_text(message.branch, "z9hG4bK7");
		ck_assert_text(message.user_agent, "pbx");
		ck_assert_text(message.request_uri, "");
	}
}
END_TEST

START_TEST(methods_are_known_by_their_exact_name)
{
	static const struct {
		const char *name;
		enum sip_method method;
	} cases[] = {{"INVITE", SIP_METHOD_INVITE}, {"ACK", SIP_METHOD_ACK},
	    {"BYE", SIP_METHOD_BYE}, {"CANCEL", SIP_METHOD_CANCEL},
	    {"OPTIONS", SIP_METHOD_OPTIONS}, {"REGISTER", SIP_METHOD_REGISTER},
	    {"PRACK", SIP_METHOD_PRACK}, {"UPDATE", SIP_METHOD_UPDATE},
	    {"INFO", SIP_METHOD_INFO}, {"REFER", SIP_METHOD_REFER},
	    {"NOTIFY", SIP_METHOD_NOTIFY}, {"SUBSCRIBE", SIP_METHOD_SUBSCRIBE},
	    {"MESSAGE", SIP_METHOD_MESSAGE}, {"PUBLISH", SIP_METHOD_PUBLISH},
	    {"invite", SIP_METHOD_OTHER}, {"INVITED", SIP_METHOD_OTHER}};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char string[500];

		snprintf(string, sizeof string,
		    "%s sip:b SIP/2.0\r\n" VIA FROM TO CALL_ID
		    "CSeq: 0 %s\r\n\r\n",
		    cases[i].name, cases[i].name);
		ck_assert_counter(parse(string), COUNTER_NONE);
		ck_assert_int_eq(message.method, cases[i].method);
		ck_assert_text(message.method_name, cases[i].name);
	}
}
END_TEST

START_TEST(parties_come_in_many_shapes)
{
	static const struct {
		const char *value, *display, *uri, *user, *host, *tag;
	} cases[] = {
	    {"sip:a@b.org;tag=1", "", "sip:a@b.org", "a", "b.org", "1"},
	    {"<sips:a@b.org>;x;TAG = 1", "", "sips:a@b.org", "a", "b.org", "1"},
	    {"\"A \\\" <x>\" <sip:a@b.org>", "A \\\" <x>", "sip:a@b.org", "a",
		"b.org", ""},
	    {"J. M\xc3\xbcller, Dr <sip:a@b.org>;;tag=1 ; ;",
		"J. M\xc3\xbcller, Dr", "sip:a@b.org", "a", "b.org", "1"},
	    {"\"\" <sip:a:pw@b.org:5061;user=phone?x=y>;tag=\"q\"", "",
		"sip:a:pw@b.org:5061;user=phone?x=y", "a", "b.org", "\"q\""},
	    {"<sip:x%40y;z@[2001:db8::1]:5060>;tag=1", "",
		"sip:x%40y;z@[2001:db8::1]:5060", "x%40y;z", "2001:db8::1",
		"1"},
	    {"<sip:b.example;lr>;tag=", "", "sip:b.example;lr", "", "b.example",
		""},
	    {"<tel:+49-30-1;phone-context=x>;tag=1", "",
		"tel:+49-30-1;phone-context=x", "+49-30-1", "", "1"},
	    {"tel:112;tag=1", "", "tel:112", "112", "", "1"},
	    {"<urn:service:sos>;tag=1", "", "urn:service:sos", "", "", "1"},
	    {"\"open <sip:a@b.org>;tag=1", "open", "sip:a@b.org", "a", "b.org",
		"1"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char string[500];

		snprintf(string, sizeof string,
		    INVITE VIA "f: %s\r\n" TO CALL_ID "CSeq: 1 INVITE\r\n\r\n",
		    cases[i].value);
		ck_assert_counter(parse(string), COUNTER_NONE);
		ck_assert_text(message.from.display, cases[i].display);
		ck_assert_text(message.from.uri, cases[i].uri);
		ck_assert_text(message.from.user, cases[i].user);
		ck_assert_text(message.from.host, cases[i].host);
		ck_assert_text(message.from.tag, cases[i].tag);
	}
}
END_TEST

START_TEST(each_refusal_has_its_name)
{
	static const struct {
		const char *string;
		enum counter_id expected;
	} cases[] = {
	    {HEAD "\r\n", COUNTER_NONE},
	    {HEAD, COUNTER_NONE}, /* no blank line */
	    {INVITE VIA FROM TO CALL_ID "CSeq: 000000000007 INVITE\r\n\r\n",
		COUNTER_NONE},
	    {INVITE VIA FROM TO CALL_ID "\r\n", COUNTER_sip_mandatory_missing},
	    {INVITE VIA FROM TO "CSeq: 1 INVITE\r\n\r\n",
		COUNTER_sip_mandatory_missing},
	    {INVITE VIA FROM TO "Call-ID: \r\nCSeq: 1 INVITE\r\n\r\n",
		COUNTER_sip_mandatory_missing},
	    {INVITE VIA FROM CALL_ID "CSeq: 1 INVITE\r\n\r\n",
		COUNTER_sip_mandatory_missing},
	    {INVITE VIA TO CALL_ID "CSeq: 1 INVITE\r\n\r\n",
		COUNTER_sip_mandatory_missing},
	    {INVITE FROM TO CALL_ID "CSeq: 1 INVITE\r\n\r\n",
		COUNTER_sip_mandatory_missing},
	    {INVITE VIA FROM TO CALL_ID "CSeq: 1 ACK\r\n\r\n",
		COUNTER_sip_header_bad},
	    {INVITE VIA FROM TO CALL_ID "CSeq: x INVITE\r\n\r\n",
		COUNTER_sip_header_bad},
	    {INVITE VIA FROM TO CALL_ID "CSeq: 4294967296 INVITE\r\n\r\n",
		COUNTER_sip_header_bad},
	    {INVITE VIA FROM TO CALL_ID "CSeq: 1\r\n\r\n",
		COUNTER_sip_header_bad},
	    {INVITE VIA TO CALL_ID "From: <>\r\nCSeq: 1 INVITE\r\n\r\n",
		COUNTER_sip_header_bad},
	    {INVITE VIA TO CALL_ID "From: Bob\r\nCSeq: 1 INVITE\r\n\r\n",
		COUNTER_sip_header_bad},
	    {"HELLO\r\n\r\n", COUNTER_sip_start_line_bad},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		ck_assert_counter(parse(cases[i].string), cases[i].expected);
}
END_TEST

START_TEST(headers_that_are_not_needed_cost_nothing)
{
	static const char *const lines[] = {"Contact: <<<>;;,,\r\n",
	    "From: <sip:second@example.org>;tag=no\r\n", "t: junk\r\n",
	    "Via: rubbish\r\n", "no colon\r\n", ": no name\r\n",
	    "Content-Length: 1\r\nContent-Length: 1\r\n", "e: gzip\r\n",
	    "Content-Type: ;;;\r\n", "Route: \"\r\n", "Call-ID: other\r\n",
	    "\x80\xff: \x80\xff\r\n", "CSeq: 9\r\n", "m: *\r\ns:\r\nk:\r\n"};

	for (size_t i = 0; i < COUNT(lines); i++) {
		char string[600];

		snprintf(string, sizeof string, HEAD "%s\r\n", lines[i]);
		ck_assert_counter(parse(string), COUNTER_NONE);
		ck_assert_text(message.from.user, "alice");
		ck_assert_text(message.from.tag, "f1");
		ck_assert_text(message.to.user, "bob");
		ck_assert_text(message.branch, "z9hG4bK7");
		ck_assert_text(message.call_id, "a84b4c76e66710@192.0.2.1");
		ck_assert_uint_eq(message.cseq, 314159);
	}
}
END_TEST

START_TEST(a_bad_via_costs_the_branch_only)
{
	ck_assert_counter(
	    parse(INVITE "Via: rubbish;branch=1\r\n" FROM TO CALL_ID
			 "CSeq: 1 INVITE\r\n\r\n"),
	    COUNTER_NONE);
	ck_assert_text(message.branch, "");
	ck_assert_counter(
	    parse(INVITE "v: SIP / 2.0 / UDP h ;;BRANCH=1,x\r\n" FROM TO CALL_ID
			 "CSeq: 1 INVITE\r\n\r\n"),
	    COUNTER_NONE);
	ck_assert_text(message.branch, "1");
}
END_TEST

START_TEST(content_length_ends_the_body)
{
	static const struct {
		const char *header, *body;
		bool cut;
	} cases[] = {
	    {"Content-Length: 4\r\n", "v=0\r", false},
	    {"l:8\r\n", "v=0\r\na=b", false},
	    {"l: 9\r\n", "v=0\r\na=b", true},
	    {"l: 4294967295\r\n", "v=0\r\na=b", true},
	    {"Content-Length: 0\r\n", "", false},
	    {"Content-Length: -1\r\n", "v=0\r\na=b", false},
	    {"Content-Length: abc\r\n", "v=0\r\na=b", false},
	    {"Content-Length: 99999999999\r\n", "v=0\r\na=b", false},
	    {"", "v=0\r\na=b", false},
	};
	unsigned cut = 0;

	for (size_t i = 0; i < COUNT(cases); i++) {
		char string[600];

		snprintf(string, sizeof string,
		    HEAD "c: application/sdp\r\n%s\r\nv=0\r\na=b",
		    cases[i].header);
		ck_assert_counter(parse(string), COUNTER_NONE);
		ck_assert_text(message.body, cases[i].body);
		ck_assert_text(message.sdp, cases[i].body);
		ck_assert(message.body_cut == cases[i].cut);
		cut += cases[i].cut;
		ck_assert_uint_eq(counter_get(COUNTER_sip_body_cut), cut);
	}
}
END_TEST

START_TEST(the_session_description_is_found)
{
	static const struct {
		const char *rest, *type, *sdp;
	} cases[] = {
	    {"c: application/sdp\r\n\r\n" SDP, "application/sdp", SDP},
	    {"\r\n" SDP, "", SDP},
	    {"\r\nhello", "", ""},
	    {"c: text/plain\r\n\r\n" SDP, "text/plain", ""},
	    {"c: MULTIPART/mixed;boundary=b\r\n\r\n--b\r\n"
	     "c: application/sdp\r\n\r\n" SDP "\r\n--b--",
		"multipart/mixed", SDP},
	    {"c: multipart/mixed\r\n\r\n--b\r\n", "multipart/mixed", ""},
	    {"c: application/sdp\r\n\r\n", "application/sdp", ""},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char string[600];

		snprintf(string, sizeof string, HEAD "%s", cases[i].rest);
		ck_assert_counter(parse(string), COUNTER_NONE);
		ck_assert_text(message.content_type, cases[i].type);
		ck_assert_text(message.sdp, cases[i].sdp);
	}
}
END_TEST

START_TEST(sip_is_told_from_all_else)
{
	static const struct {
		const char *string;
		bool expected;
	} cases[] = {
	    {INVITE, true},
	    {"\r\n" INVITE, true},
	    {"SIP/2.0 200 OK\r\n", true},
	    {"sip/2.0 200", true},
	    {"X sip:b SIP/2.0", true},
	    {"INVITE a b SIP/2.0  \n", true},
	    {"INVITE sip:b\r\nSIP/2.0\r\n", false},
	    {"\r\n\r\n", false},
	    {"", false},
	    {"SIP/2.0", false},
	    {"GET / HTTP/1.1\r\n", false},
	    {"\x80\x01 SIP/2.0", false},
	    {"HEP3 binary SIP/2.0x", false},
	    {" INVITE sip:b SIP/2.0", false},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		ck_assert_msg(
		    sip_looks_like_message((const uint8_t *)cases[i].string,
			strlen(cases[i].string)) == cases[i].expected,
		    "%s", cases[i].string);
}
END_TEST

START_TEST(a_parser_can_be_used_again)
{
	ck_assert_counter(
	    parse(HEAD "c: application/sdp\r\n\r\n" SDP), COUNTER_NONE);
	ck_assert_counter(parse("BYE sip:b SIP/2.0\r\n" VIA FROM TO CALL_ID
				"CSeq: 2 BYE\r\n\r\n"),
	    COUNTER_NONE);
	ck_assert_text(message.sdp, "");
	ck_assert_text(message.content_type, "");
	ck_assert_text(message.user_agent, "");
	ck_assert_counter(parse("BYE\r\n"), COUNTER_sip_start_line_bad);
	sip_parser_free(NULL);
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
	Suite *suite = suite_create("parse");

	add_case(suite, "request", all_of_a_request_is_read);
	add_case(suite, "response", responses_take_their_method_from_the_cseq);
	add_case(suite, "method", methods_are_known_by_their_exact_name);
	add_case(suite, "party", parties_come_in_many_shapes);
	add_case(suite, "refused", each_refusal_has_its_name);
	add_case(suite, "unneeded", headers_that_are_not_needed_cost_nothing);
	add_case(suite, "via", a_bad_via_costs_the_branch_only);
	add_case(suite, "content_length", content_length_ends_the_body);
	add_case(suite, "sdp", the_session_description_is_found);
	add_case(suite, "looks_like", sip_is_told_from_all_else);
	add_case(suite, "again", a_parser_can_be_used_again);
	return run_suite(suite);
}
