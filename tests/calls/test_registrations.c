/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registrations out of REGISTER and its responses. RFC 3261 section 10. */
#include "calls/registrations.h"

#include "base/counter.h"
#include "sip/parse.h"
#include "tests/check_main.h"

#define LIMIT 4

static struct sip_parser *parser;
static struct registrations *all;
static struct flow to_registrar, to_phone;

static struct addr
addr_of(const char *text)
{
	struct addr addr;

	ck_assert(addr_parse(text_of(text), &addr));
	return addr;
}

static void
setup(void)
{
	counter_reset();
	parser = sip_parser_new();
	ck_assert_ptr_nonnull(parser);
	all = registrations_new(NULL, LIMIT);
	ck_assert_ptr_nonnull(all);
	to_registrar = (struct flow){
	    .src = {addr_of("192.0.2.11"), 5060},
	    .dst = {addr_of("192.0.2.10"), 5060},
	};
	to_phone =
	    (struct flow){to_registrar.dst, to_registrar.src, TRANSPORT_UDP};
}

static void
teardown(void)
{
	registrations_free(all);
	sip_parser_free(parser);
}

/* Pushes the message of 'start' and 'lines' at 'seconds'. */
static void
push(const char *start, const char *lines, int64_t seconds)
{
	static char string[4000];
	bool is_response = !strncmp(start, "SIP", 3);
	struct sip_message message;

	snprintf(string, sizeof string,
	    "%s\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nCSeq: 1 REGISTER\r\n"
	    "%s\r\n",
	    start, lines);
	ck_assert_str_eq(counter_name(sip_parse(parser, (const uint8_t *)string,
			     strlen(string), &message)),
	    counter_name(COUNTER_NONE));
	registrations_push(all, &message,
	    is_response ? &to_phone : &to_registrar,
	    (struct tstamp){seconds * NS_PER_SEC});
}

#define REQUEST "REGISTER sip:example.org SIP/2.0"
#define OK "SIP/2.0 200 OK"
#define ALICE                                                                  \
	"From: <sip:201@example.org>;tag=1\r\n"                                \
	"To: \"Alice \\\"A\\\"\" <sip:201@Example.ORG>\r\nCall-ID: a\r\n"
#define BOB                                                                    \
	"From: \"Bob\" <sip:202@example.org>;tag=1\r\n"                        \
	"To: <sip:202@example.org>\r\nCall-ID: b\r\n"

/* Who is found by "user@host"; "" for nobody. */
static const char *
name_of(const char *user, const char *host)
{
	struct registrant found;

	return registrations_find(all, text_of(user), text_of(host), &found)
		   ? found.name
		   : "";
}

/* The user that registered from 192.0.2.'host'; "" for none. */
static const char *
user_at(const char *address)
{
	struct addr addr = addr_of(address);
	struct registrant found;

	return registrations_find_address(all, &addr, &found) ? found.user : "";
}

START_TEST(a_200_registers)
{
	push(REQUEST, ALICE "Contact: <sip:201@192.0.2.11:5062>\r\n", 0);
	ck_assert_str_eq(name_of("201", "example.org"), "");
	push("SIP/2.0 401 Unauthorized", ALICE, 0);
	ck_assert_str_eq(name_of("201", "example.org"), "");
	push(OK, ALICE "Contact: <sip:201@192.0.2.11:5062>;expires=60\r\n", 1);
	ck_assert_str_eq(name_of("201", "EXAMPLE.org"), "Alice \"A\"");
	ck_assert_str_eq(name_of("%3201", "example.org"), "Alice \"A\"");
	/* By the contact, too. */
	ck_assert_str_eq(name_of("201", "192.0.2.11"), "Alice \"A\"");
	ck_assert_str_eq(name_of("202", "example.org"), "");
	ck_assert_str_eq(user_at("192.0.2.11"), "201");
	ck_assert_str_eq(user_at("192.0.2.10"), "");
}
END_TEST

START_TEST(it_ends_by_time)
{
	push(OK, ALICE "Contact: <sip:201@192.0.2.11>;expires=60\r\n", 0);
	registrations_tick(all, (struct tstamp){59 * NS_PER_SEC});
	ck_assert_str_eq(user_at("192.0.2.11"), "201");
	registrations_tick(all, (struct tstamp){60 * NS_PER_SEC});
	ck_assert_str_eq(user_at("192.0.2.11"), "");
	/* The header, and without any of both an hour. */
	push(OK, ALICE "Expires: 30\r\nContact: <sip:201@192.0.2.11>\r\n", 100);
	push(OK, BOB "Contact: <sip:202@192.0.2.12>\r\n", 100);
	registrations_tick(all, (struct tstamp){131 * NS_PER_SEC});
	ck_assert_str_eq(name_of("201", "example.org"), "");
	ck_assert_str_eq(name_of("202", "example.org"), "Bob");
	registrations_tick(all, (struct tstamp){3700 * NS_PER_SEC});
	ck_assert_str_eq(name_of("202", "example.org"), "");
}
END_TEST

/* Also behind one that lasts longer, which is in front of it in the table. */
START_TEST(it_ends_by_its_own_time)
{
	push(OK, ALICE "Contact: <sip:201@192.0.2.11>;expires=3600\r\n", 0);
	push(OK, BOB "Contact: <sip:202@10.0.0.2>;expires=60\r\n", 1);
	registrations_tick(all, (struct tstamp){100 * NS_PER_SEC});
	ck_assert_str_eq(name_of("201", "example.org"), "Alice \"A\"");
	ck_assert_str_eq(name_of("202", "example.org"), "");
	ck_assert_str_eq(user_at("192.0.2.11"), "201");
}
END_TEST

START_TEST(it_ends_when_a_200_does_not_list_it)
{
	push(OK,
	    ALICE "Contact: <sip:201@192.0.2.11>;expires=60;q=0.5, "
		  "\"desk\" <sip:201@192.0.2.12>;expires=60\r\n",
	    0);
	ck_assert_str_eq(name_of("201", "192.0.2.11"), "Alice \"A\"");
	ck_assert_str_eq(name_of("201", "192.0.2.12"), "Alice \"A\"");
	push(OK, ALICE "Contact: <sip:201@192.0.2.12>;expires=60\r\n", 1);
	ck_assert_str_eq(name_of("201", "192.0.2.11"), "");
	ck_assert_str_eq(name_of("201", "192.0.2.12"), "Alice \"A\"");
	/* A refusal changes nothing; the wildcard ends all. */
	push("SIP/2.0 403 Forbidden", ALICE, 2);
	ck_assert_str_eq(name_of("201", "192.0.2.12"), "Alice \"A\"");
	push(REQUEST, ALICE "Contact: *\r\nExpires: 0\r\n", 3);
	push(OK, ALICE, 3);
	ck_assert_str_eq(name_of("201", "example.org"), "");
}
END_TEST

START_TEST(behind_a_proxy_an_address_is_nobody)
{
	push(OK, ALICE "Contact: <sip:201@10.0.0.1>;expires=60\r\n", 0);
	/* Behind NAT: it is where the response goes. */
	ck_assert_str_eq(user_at("192.0.2.11"), "201");
	push(OK, BOB "Contact: <sip:202@10.0.0.2>;expires=60\r\n", 0);
	ck_assert_str_eq(user_at("192.0.2.11"), "");
	ck_assert_str_eq(name_of("201", "example.org"), "Alice \"A\"");
	ck_assert_str_eq(name_of("202", "example.org"), "Bob");
}
END_TEST

/* Of the contacts of others the response does not tell where they are. */
START_TEST(the_address_is_of_the_contact_that_asked)
{
	push(REQUEST, ALICE "Contact: <sip:201@10.0.0.2>\r\n", 0);
	push(OK,
	    ALICE "Contact: <sip:201@192.0.2.77>;expires=60, "
		  "<sip:201@10.0.0.2>;expires=60\r\n",
	    0);
	ck_assert_str_eq(user_at("192.0.2.77"), "201");
	ck_assert_str_eq(user_at("192.0.2.11"), "201");
	ck_assert_str_eq(user_at("10.0.0.2"), "");
}
END_TEST

START_TEST(there_is_a_limit)
{
	char lines[300];

	for (int i = 0; i < 2 * LIMIT; i++) {
		snprintf(lines, sizeof lines,
		    "From: <sip:%d@h>;tag=1\r\nTo: \"N%d\" <sip:%d@h>\r\n"
		    "Call-ID: %d\r\nContact: <sip:%d@192.0.2.11>\r\n",
		    i, i, i, i, i);
		push(OK, lines, i);
	}
	ck_assert_uint_eq(counter_get(COUNTER_registration_limit), LIMIT);
	ck_assert_str_eq(name_of("3", "h"), "");
	ck_assert_str_eq(name_of("4", "h"), "N4");
	ck_assert_str_eq(name_of("7", "h"), "N7");
}
END_TEST

START_TEST(what_makes_no_sense_is_passed_over)
{
	char lines[1200], longest[600];

	memset(longest, 'x', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	snprintf(
	    lines, sizeof lines, ALICE "Contact: <sip:201@%s>\r\n", longest);
	push(OK, lines, 0);
	push(OK, ALICE "Contact: <>, ;;, <sip:201@h>;expires=0\r\n", 0);
	push(OK,
	    "From: <sip:a@h>;tag=1\r\nTo: <tel:1>\r\nCall-ID: c\r\n"
	    "Contact: <sip:1@h>\r\n",
	    0);
	ck_assert_str_eq(name_of("201", "example.org"), "");
	push(OK, ALICE "Contact: <sip:201@h>;expires=99999999999\r\n", 0);
	ck_assert_str_eq(name_of("201", "h"), "Alice \"A\"");
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
	Suite *suite = suite_create("registrations");

	add_case(suite, "push", a_200_registers);
	add_case(suite, "expires", it_ends_by_time);
	add_case(suite, "expires", it_ends_by_its_own_time);
	add_case(suite, "removed", it_ends_when_a_200_does_not_list_it);
	add_case(suite, "address", behind_a_proxy_an_address_is_nobody);
	add_case(suite, "address", the_address_is_of_the_contact_that_asked);
	add_case(suite, "limit", there_is_a_limit);
	add_case(suite, "odd", what_makes_no_sense_is_passed_over);
	return run_suite(suite);
}
