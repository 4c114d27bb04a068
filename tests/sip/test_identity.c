/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who a message says that somebody is. RFC 3323, RFC 3325, RFC 3966, RFC 5806,
 * RFC 7044. */
#include "sip/identity.h"

#include "sip/address.h"
#include "sip/parse.h"
#include "tests/check_main.h"
#include "tests/sip/sip_check.h"

static struct sip_parser *parser;
static struct sip_message message;
static char string[4000];

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

/* An INVITE with the header lines 'lines'. */
static void
invite(const char *lines)
{
	snprintf(string, sizeof string,
	    "INVITE sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"
	    "From: <sip:a@h>;tag=1\r\nTo: <sip:b@h>\r\nCall-ID: c\r\n"
	    "CSeq: 1 INVITE\r\n%s\r\n",
	    lines);
	ck_assert_counter(sip_parse(parser, (const uint8_t *)string,
			      strlen(string), &message),
	    COUNTER_NONE);
}

START_TEST(lists_are_cut_at_their_own_commas)
{
	struct text list = text_of(
	    " \"a, b\" <sip:1@h;x=\"1,2\">;p=\"3,4\" ,, <sip:2,3@h>, tel:4 ,");
	struct text value;

	ck_assert(address_next(&list, &value));
	ck_assert_text(value, "\"a, b\" <sip:1@h;x=\"1,2\">;p=\"3,4\"");
	ck_assert(address_next(&list, &value));
	ck_assert_text(value, "<sip:2,3@h>");
	ck_assert(address_next(&list, &value));
	ck_assert_text(value, "tel:4");
	ck_assert(!address_next(&list, &value));
	/* What is never closed goes to the end. */
	list = text_of("<sip:1@h, <sip:2@h>, \"x, y");
	ck_assert(address_next(&list, &value));
	ck_assert_text(value, "<sip:1@h, <sip:2@h>");
	ck_assert(address_next(&list, &value));
	ck_assert_text(value, "\"x, y");
	ck_assert(!address_next(&list, &value));
}
END_TEST

START_TEST(parameters_are_found_by_name)
{
	struct text params = text_of(";a=1; B = \"x;c=2\" ;d;e=;f=3");
	bool found;

	ck_assert_text(address_parameter(params, "a", NULL), "1");
	ck_assert_text(address_parameter(params, "b", NULL), "x;c=2");
	ck_assert_text(address_parameter(params, "c", &found), "");
	ck_assert(!found);
	ck_assert_text(address_parameter(params, "d", &found), "");
	ck_assert(found);
	ck_assert_text(address_parameter(params, "e", &found), "");
	ck_assert(found);
	ck_assert_text(address_parameter(params, "f", NULL), "3");
	ck_assert_text(
	    address_uri_parameters(text_of("sip:1;x=0@h:5;y=1?Z=2;3")), "y=1");
	ck_assert_text(
	    address_uri_parameters(text_of("tel:1;phone-context=+49")),
	    "phone-context=+49");
	ck_assert_text(address_uri_parameters(text_of("sip:a@h")), "");
}
END_TEST

START_TEST(users_are_read_as_people_do)
{
	static const char *const cases[][2] = {
	    {"%2B49301234", "+49301234"},
	    {"+49301234;npdi", "+49301234"},
	    {"+49301234;isub=12;phone-context=example.com", "+49301234"},
	    {"1234;phone-context=+4930", "1234"},
	    {"(030) 12-34", "(030) 12-34"},
	    {"caf%C3%A9", "caf\xc3\xa9"},
	    {"a%00b%0ac", "a%00b%0ac"},
	    {"100%", "100%"},
	    {"100%2", "100%2"},
	    {"%zz", "%zz"},
	    {"", ""},
	};
	char out[40];

	for (size_t i = 0; i < COUNT(cases); i++) {
		address_read_user(text_of(cases[i][0]), out, sizeof out);
		ck_assert_str_eq(out, cases[i][1]);
	}
	address_read_user(text_of("123456"), out, 4);
	ck_assert_str_eq(out, "123");
	address_read_display(text_of("a \\\"b\\\\\\"), out, sizeof out);
	ck_assert_str_eq(out, "a \"b\\\\");
}
END_TEST

START_TEST(who_is_asserted)
{
	static const struct {
		const char *lines;
		enum sip_asserter by;
		const char *user, *display;
		bool is_private;
	} cases[] = {
	    {"", SIP_ASSERTED_BY_NONE, "", "", false},
	    {"P-Asserted-Identity: \"Cullen\" <sip:+1408@h>\r\n"
	     "P-Asserted-Identity: tel:+14085264000\r\n",
		SIP_ASSERTED_BY_PAI, "+1408", "Cullen", false},
	    /* The first that names a user. */
	    {"P-Asserted-Identity: <sip:gateway.h>, tel:+14085264000\r\n",
		SIP_ASSERTED_BY_PAI, "+14085264000", "", false},
	    {"P-Asserted-Identity: <sip:gateway.h>\r\n", SIP_ASSERTED_BY_PAI,
		"", "", false},
	    {"P-Preferred-Identity: <sip:1@h>\r\n"
	     "P-Asserted-Identity: <sip:2@h>\r\n"
	     "Remote-Party-ID: <sip:3@h>\r\n",
		SIP_ASSERTED_BY_PAI, "2", "", false},
	    {"P-Preferred-Identity: <sip:1@h>\r\n"
	     "Remote-Party-ID: \"J\" <sip:3@h>;party=calling;privacy=off\r\n",
		SIP_ASSERTED_BY_RPID, "3", "J", false},
	    {"P-Preferred-Identity: <sip:1@h>\r\n"
	     "Remote-Party-ID: <sip:3@h>;party=called\r\n",
		SIP_ASSERTED_BY_PPI, "1", "", false},
	    {"Remote-Party-ID: <sip:3@h>;party=called, "
	     "<sip:4@h>;party=calling;privacy=full;screen=yes\r\n",
		SIP_ASSERTED_BY_RPID, "4", "", true},
	    {"Privacy: id;critical\r\nP-Asserted-Identity: tel:+1\r\n",
		SIP_ASSERTED_BY_PAI, "+1", "", true},
	    {"Privacy: none\r\n", SIP_ASSERTED_BY_NONE, "", "", false},
	    {"Privacy: session; User\r\n", SIP_ASSERTED_BY_NONE, "", "", true},
	    {"P-Asserted-Identity: ,,\r\nP-Asserted-Identity: <>\r\n",
		SIP_ASSERTED_BY_NONE, "", "", false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sip_assertion *is = &message.assertion;

		invite(cases[i].lines);
		ck_assert_msg(is->by == cases[i].by, "%s", cases[i].lines);
		ck_assert_text(is->party.user, cases[i].user);
		ck_assert_text(is->party.display, cases[i].display);
		ck_assert_int_eq(is->is_private, cases[i].is_private);
	}
}
END_TEST

START_TEST(a_response_tells_of_the_called)
{
	static const char response[] =
	    "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:a@h>;tag=1\r\n"
	    "To: <sip:b@h>;tag=2\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n"
	    "Remote-Party-ID: <sip:1@h>;party=calling, <sip:2@h>;party=called"
	    "\r\n\r\n";

	ck_assert_counter(sip_parse(parser, (const uint8_t *)response,
			      strlen(response), &message),
	    COUNTER_NONE);
	ck_assert_text(message.assertion.party.user, "2");
}
END_TEST

START_TEST(who_hides)
{
	static const struct {
		const char *value;
		bool anonymous;
	} cases[] = {
	    {"\"Anonymous\" <sip:anonymous@anonymous.invalid>", true},
	    {"<sip:Anonymous@example.org>", true},
	    {"<sip:unavailable@unknown.invalid>", true},
	    {"<sip:c8oqz84zk7z@privacy.invalid>", true},
	    {"<sip:restricted@h>", true},
	    {"\"Anonymous\" <sip:+49301234@h>", false},
	    {"<sip:anonymouse@h>", false},
	    {"<sip:invalid>", false},
	    {"tel:+49301234", false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sip_party party =
		    sip_party_read(text_of(cases[i].value));

		ck_assert_msg(
		    sip_party_is_anonymous(&party) == cases[i].anonymous, "%s",
		    cases[i].value);
	}
}
END_TEST

START_TEST(who_was_called_first)
{
	static const struct {
		const char *lines;
		const char *user; /* NULL: not diverted */
		const char *reason;
	} cases[] = {
	    {"", NULL, ""},
	    {"Diversion: <sip:+4930200@h>;reason=no-answer;counter=1\r\n",
		"+4930200", "no-answer"},
	    /* The newest is on top (RFC 5806 section 5.1). */
	    {"Diversion: <sip:202@h>;reason=user-busy\r\n"
	     "Diversion: \"X\" <tel:201>;reason=\"unconditional\"\r\n",
		"201", "unconditional"},
	    {"Diversion: <sip:202@h>, <sip:201@h>\r\n", "201", ""},
	    /* Diversion goes before History-Info. */
	    {"History-Info: <sip:7@h>;index=1, <sip:8@h;cause=302>;index=1.1"
	     "\r\nDiversion: <sip:202@h>\r\n",
		"202", ""},
	    {"History-Info: <sip:7@h>;index=1,"
	     " <sip:8@h;cause=486>;index=1.1;mp=1\r\n"
	     "History-Info: <sip:9@h;cause=302>;index=1.2\r\n",
		"7", "486"},
	    {"History-Info: <sip:7@h>;index=1, <sip:8@h>;index=1.1;mp=1\r\n",
		"7", ""},
	    /* Routing to a contact of the same user is no diversion. */
	    {"History-Info: <sip:7@h>;index=1,"
	     " <sip:7@192.0.2.4>;index=1.1;rc=1\r\n",
		NULL, ""},
	    {"History-Info: <sip:7@h;cause=302>;index=1\r\n", NULL, ""},
	    {"Diversion: <>\r\nHistory-Info: ;;;\r\n", NULL, ""},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sip_diversion diversion;
		bool found;

		invite(cases[i].lines);
		found = sip_message_diverted(&message, &diversion);
		ck_assert_msg(
		    found == (cases[i].user != NULL), "%s", cases[i].lines);
		if (!found)
			continue;
		ck_assert_text(diversion.party.user, cases[i].user);
		ck_assert_text(diversion.reason, cases[i].reason);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("identity");

	add_test(suite, "next", lists_are_cut_at_their_own_commas);
	add_test(suite, "parameter", parameters_are_found_by_name);
	add_test(suite, "user", users_are_read_as_people_do);
	add_test_between(suite, "asserted", who_is_asserted, setup, teardown);
	add_test_between(
	    suite, "asserted", a_response_tells_of_the_called, setup, teardown);
	add_test(suite, "anonymous", who_hides);
	add_test_between(
	    suite, "diverted", who_was_called_first, setup, teardown);
	return run_suite(suite);
}
