/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/flow.h"

#include "tests/check_main.h"

START_TEST(addresses_print_as_they_were_read)
{
	static const char *const literals[] = {
	    "192.0.2.1", "255.255.255.255", "0.0.0.0", "2001:db8::1", "::"};

	for (size_t i = 0; i < sizeof literals / sizeof *literals; i++) {
		char out[ADDR_TEXT_SIZE];
		struct addr addr;

		ck_assert(addr_parse(text_of(literals[i]), &addr));
		ck_assert_str_eq(addr_format(&addr, out), literals[i]);
	}
}
END_TEST

START_TEST(names_and_rubbish_are_no_addresses)
{
	static const char *const bad[] = {"", "example.org", "192.0.2",
	    "1.2.3.4.5", "2001:db8::1::2", "256.1.1.1",
	    "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb"};
	struct addr addr;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert(!addr_parse(text_of(bad[i]), &addr));
}
END_TEST

START_TEST(endpoints_print_with_their_port)
{
	char out[ENDPOINT_TEXT_SIZE];
	struct endpoint endpoint = {.port = 5060};

	ck_assert(addr_parse(text_of("192.0.2.1"), &endpoint.addr));
	ck_assert_str_eq(endpoint_format(&endpoint, out), "192.0.2.1:5060");
	ck_assert(addr_parse(text_of("2001:db8::1"), &endpoint.addr));
	ck_assert_str_eq(endpoint_format(&endpoint, out), "[2001:db8::1]:5060");
}
END_TEST

START_TEST(endpoints_are_read_back)
{
	static const char *const good[] = {
	    "192.0.2.1:5060", "[2001:db8::1]:65535", "0.0.0.0:0"};
	static const char *const bad[] = {"", ":", "192.0.2.1",
	    "192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:-1", "2001:db8::1:5060",
	    "[2001:db8::1]", "[]:5060", "[:1", "host:5060", "192.0.2.1:5060 "};
	char text[ENDPOINT_TEXT_SIZE];
	struct endpoint endpoint;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		ck_assert(endpoint_parse(text_of(good[i]), &endpoint));
		ck_assert_str_eq(endpoint_format(&endpoint, text), good[i]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(
		    !endpoint_parse(text_of(bad[i]), &endpoint), "%s", bad[i]);
	ck_assert(!endpoint_parse(text_of(NULL), &endpoint));
}
END_TEST

START_TEST(any_address_is_known_in_both_families)
{
	struct addr addr;

	ck_assert(addr_parse(text_of("0.0.0.0"), &addr));
	ck_assert(addr_is_any(&addr));
	ck_assert(addr_parse(text_of("::"), &addr));
	ck_assert(addr_is_any(&addr));
	ck_assert(addr_parse(text_of("0.0.0.1"), &addr));
	ck_assert(!addr_is_any(&addr));
}
END_TEST

START_TEST(private_addresses_are_those_of_the_rfcs)
{
	static const struct {
		const char *text;
		bool is_private;
	} cases[] = {
	    {"10.0.0.0", true},
	    {"9.255.255.255", false},
	    {"11.0.0.0", false},
	    {"172.15.255.255", false},
	    {"172.16.0.0", true},
	    {"172.31.255.255", true},
	    {"172.32.0.0", false},
	    {"192.167.255.255", false},
	    {"192.168.0.0", true},
	    {"192.169.0.0", false},
	    {"100.63.255.255", false},
	    {"100.64.0.0", true},
	    {"100.127.255.255", true},
	    {"100.128.0.0", false},
	    {"169.254.1.1", true},
	    {"203.0.113.7", false},
	    {"fc00::1", true},
	    {"fdff::1", true},
	    {"fe00::1", false},
	    {"fe80::1", true},
	    {"febf::1", true},
	    {"fec0::1", false},
	    {"2001:db8::1", false},
	};
	struct addr addr;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		ck_assert(addr_parse(text_of(cases[i].text), &addr));
		ck_assert_msg(addr_is_private(&addr) == cases[i].is_private,
		    "%s", cases[i].text);
	}
}
END_TEST

START_TEST(hash_depends_on_address_port_and_seed)
{
	struct endpoint a = {.port = 4000}, b;

	ck_assert(addr_parse(text_of("192.0.2.1"), &a.addr));
	b = a;
	ck_assert_uint_eq(endpoint_hash(&a, 1), endpoint_hash(&b, 1));
	b.port++;
	ck_assert_uint_ne(endpoint_hash(&a, 1), endpoint_hash(&b, 1));
	ck_assert_uint_ne(endpoint_hash(&a, 1), endpoint_hash(&a, 2));
	ck_assert_int_lt(endpoint_compare(&a, &b), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("flow");

	add_test(suite, "addr_format", addresses_print_as_they_were_read);
	add_test(suite, "addr_parse", names_and_rubbish_are_no_addresses);
	add_test(suite, "endpoint_format", endpoints_print_with_their_port);
	add_test(suite, "endpoint_parse", endpoints_are_read_back);
	add_test(suite, "addr_is_any", any_address_is_known_in_both_families);
	add_test(
	    suite, "addr_is_private", private_addresses_are_those_of_the_rfcs);
	add_test(suite, "endpoint_hash", hash_depends_on_address_port_and_seed);
	return run_suite(suite);
}
