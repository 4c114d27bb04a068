/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Direction of calls: networks, patterns of numbers, and hops. */
#include "calls/direction.h"

#include "tests/check_main.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct addr
addr_of(const char *text)
{
	struct addr addr;

	ck_assert_msg(addr_parse(text_of(text), &addr), "%s", text);
	return addr;
}

START_TEST(networks_have_their_addresses)
{
	static const struct {
		const char *network, *address;
		bool has;
	} cases[] = {
	    {"192.0.2.0/24", "192.0.2.255", true},
	    {"192.0.2.0/24", "192.0.3.0", false},
	    {"192.0.2.128/25", "192.0.2.127", false},
	    {"192.0.2.4/30", "192.0.2.7", true},
	    {"192.0.2.4/30", "192.0.2.8", false},
	    {"192.0.2.1", "192.0.2.1", true},
	    {"192.0.2.1", "192.0.2.2", false},
	    {"0.0.0.0/0", "203.0.113.1", true},
	    {"0.0.0.0/0", "2001:db8::1", false},
	    {"::/0", "203.0.113.1", true},
	    {"2001:db8::/32", "2001:db8:ffff::1", true},
	    {"2001:db8::/33", "2001:db8:8000::1", false},
	    {"2001:db8::1", "2001:db8::1", true},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct addr addr = addr_of(cases[i].address);
		struct network network;

		ck_assert(network_parse(text_of(cases[i].network), &network));
		ck_assert_msg(network_has(&network, &addr) == cases[i].has,
		    "%s in %s", cases[i].address, cases[i].network);
	}
}
END_TEST

START_TEST(what_is_no_network_is_refused)
{
	static const char *const bad[] = {"", "/", "/24", "192.0.2.0/",
	    "192.0.2.0/33", "192.0.2.1/24", "192.0.2.0/24/", "192.0.2.0/-1",
	    "192.0.2/24", "2001:db8::/129", "2001:db8::1/64", "example.org",
	    "192.0.2.0/0x8"};
	struct network network;

	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(
		    !network_parse(text_of(bad[i]), &network), "%s", bad[i]);
}
END_TEST

START_TEST(patterns_have_their_numbers)
{
	static const struct {
		const char *pattern, *number;
		bool matches;
	} cases[] = {
	    {"2xx", "200", true},
	    {"2xx", "299", true},
	    {"2xx", "2000", false},
	    {"2xx", "20", false},
	    {"2xx", "300", false},
	    {"2XX", "212", true},
	    {"1[0-4]x", "149", true},
	    {"1[0-4]x", "150", false},
	    {"+4930123xxx", "+4930123456", true},
	    {"+4930123xxx", "4930123456", false},
	    {"4930123xxx", "+4930123456", false},
	    {"200-399", "200", true},
	    {"200-399", "399", true},
	    {"200-399", "400", false},
	    {"200-399", "0300", false},
	    {"200-399", "+30", false},
	    {"length:3", "123", true},
	    {"length:3", "+12", false},
	    {"length:3", "1234", false},
	    {"length:3-5", "12345", true},
	    {"length:3-5", "12", false},
	    {"length:0-64", "", true},
	    {"2xx", "", false},
	    {"112", "112", true},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct number_pattern pattern;

		ck_assert_msg(
		    number_pattern_parse(text_of(cases[i].pattern), &pattern),
		    "%s", cases[i].pattern);
		ck_assert_msg(number_pattern_matches(&pattern,
				  cases[i].number) == cases[i].matches,
		    "%s of %s", cases[i].number, cases[i].pattern);
	}
}
END_TEST

START_TEST(what_is_no_pattern_is_refused)
{
	static const char *const bad[] = {"", "+", "2yy", "2**", "[5-2]",
	    "[2-5", "[2]", "2-", "-3", "20-399", "399-200", "2-3-4",
	    "length:", "length:x", "length:5-3", "length:3-", "length:66",
	    "++1", "1+", "1234567890123456789012345678901234567890"};
	struct number_pattern pattern;

	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(!number_pattern_parse(text_of(bad[i]), &pattern),
		    "%s", bad[i]);
}
END_TEST

/* A site by its options, and what it makes of one hop. */
struct hop_case {
	const char *local, *trunk, *internal; /* NULL: not given */
	const char *src, *dst, *caller, *callee;
	enum direction direction;
	enum direction_proof proof;
};

#define PHONE "192.168.1.20"
#define PBX "192.168.1.2"
#define PRIVATE_TRUNK "10.9.9.1"
#define PROVIDER "203.0.113.9"

static const struct hop_case hops[] = {
    /* Nothing is configured. */
    {NULL, NULL, NULL, PBX, PROVIDER, "201", "030123456", DIRECTION_OUTBOUND,
	DIRECTION_BY_NETWORK},
    {NULL, NULL, NULL, PROVIDER, PBX, "+49172000000", "+493012345",
	DIRECTION_INBOUND, DIRECTION_BY_NETWORK},
    {NULL, NULL, NULL, PHONE, PBX, "201", "202", DIRECTION_INTERNAL,
	DIRECTION_BY_LOOKS},
    {NULL, NULL, NULL, PHONE, PBX, "alice", "bob", DIRECTION_INTERNAL,
	DIRECTION_BY_LOOKS},
    {NULL, NULL, NULL, PHONE, PBX, "201", "030123456", DIRECTION_OUTBOUND,
	DIRECTION_BY_LOOKS},
    {NULL, NULL, NULL, PBX, PHONE, "0172123456", "201", DIRECTION_INBOUND,
	DIRECTION_BY_LOOKS},
    {NULL, NULL, NULL, "fd00::1", "fe80::2", "201", "202", DIRECTION_INTERNAL,
	DIRECTION_BY_LOOKS},
    {NULL, NULL, NULL, "127.0.0.1", "127.0.0.1", "1", "2", DIRECTION_INTERNAL,
	DIRECTION_BY_LOOKS},
    {NULL, NULL, NULL, "100.64.0.1", "2001:db8::1", "1", "2",
	DIRECTION_OUTBOUND, DIRECTION_BY_NETWORK},
    /* System and trunk both private: two long numbers tell nothing. */
    {NULL, NULL, NULL, PBX, PRIVATE_TRUNK, "+493012345", "0172123456",
	DIRECTION_UNKNOWN, DIRECTION_NO_PROOF},
    {NULL, NULL, NULL, PBX, PRIVATE_TRUNK, NULL, "201", DIRECTION_UNKNOWN,
	DIRECTION_NO_PROOF},
    /* Both public. */
    {NULL, NULL, NULL, "198.51.100.1", PROVIDER, "201", "202",
	DIRECTION_UNKNOWN, DIRECTION_NO_PROOF},
    /* The trunk decides over all else. */
    {NULL, PRIVATE_TRUNK, NULL, PBX, PRIVATE_TRUNK, "+493012345", "0172123456",
	DIRECTION_OUTBOUND, DIRECTION_BY_TRUNK},
    {NULL, "10.9.9.0/24", NULL, PRIVATE_TRUNK, PBX, "201", "202",
	DIRECTION_INBOUND, DIRECTION_BY_TRUNK},
    {NULL, PRIVATE_TRUNK, "2xx", PRIVATE_TRUNK, PBX, "201", "202",
	DIRECTION_INBOUND, DIRECTION_BY_TRUNK},
    {NULL, "10.9.9.0/24", NULL, PRIVATE_TRUNK, "10.9.9.2", "201", "202",
	DIRECTION_UNKNOWN, DIRECTION_NO_PROOF},
    /* With trunks known, two long numbers inside are internal. */
    {NULL, PRIVATE_TRUNK, NULL, PHONE, PBX, "+493012345", "+493012346",
	DIRECTION_INTERNAL, DIRECTION_BY_LOOKS},
    {NULL, PRIVATE_TRUNK, NULL, PHONE, PBX, "201", "0172123456",
	DIRECTION_OUTBOUND, DIRECTION_BY_LOOKS},
    /* Patterns: a phone at home calls the office over the Internet. */
    {NULL, NULL, "2xx", PROVIDER, PBX, "201", "202", DIRECTION_INTERNAL,
	DIRECTION_BY_PATTERN},
    {NULL, NULL, "2xx", PBX, PRIVATE_TRUNK, "201", "0172123456",
	DIRECTION_OUTBOUND, DIRECTION_BY_PATTERN},
    {NULL, NULL, "2xx", PBX, PRIVATE_TRUNK, "0172123456", "201",
	DIRECTION_INBOUND, DIRECTION_BY_PATTERN},
    /* ... normalised, and as it was dialled. */
    {NULL, NULL, "+493012xxx", PBX, PRIVATE_TRUNK, "0049 30 12-345",
	"030 12-346", DIRECTION_INTERNAL, DIRECTION_BY_PATTERN},
    {NULL, NULL, "03012xxx", PBX, PRIVATE_TRUNK, "03012345", "03012346",
	DIRECTION_INTERNAL, DIRECTION_BY_PATTERN},
    /* A name is no number: the network decides. */
    {NULL, NULL, "2xx", PBX, PROVIDER, "alice", "202", DIRECTION_OUTBOUND,
	DIRECTION_BY_NETWORK},
    {NULL, NULL, "2xx", PHONE, PROVIDER, "0172123456", "0172123457",
	DIRECTION_OUTBOUND, DIRECTION_BY_NETWORK},
    /* Local networks that are given replace the private ones. */
    {"203.0.113.0/24", NULL, NULL, PROVIDER, PBX, "1", "2", DIRECTION_OUTBOUND,
	DIRECTION_BY_NETWORK},
    {"203.0.113.0/24", NULL, NULL, PHONE, PBX, "1", "2", DIRECTION_UNKNOWN,
	DIRECTION_NO_PROOF},
    {"203.0.113.0/24", NULL, NULL, PROVIDER, "203.0.113.10", "1", "2",
	DIRECTION_INTERNAL, DIRECTION_BY_LOOKS},
};

START_TEST(a_hop_has_a_direction)
{
	const struct hop_case *is = &hops[_i];
	struct addr src = addr_of(is->src), dst = addr_of(is->dst);
	struct direction_hop hop = {
	    .src = &src,
	    .dst = &dst,
	    .caller = is->caller,
	    .callee = is->callee,
	};
	struct direction_verdict verdict;
	struct site site = {
	    .plan = {.international = "00",
		.national = "0",
		.country_code = "49"},
	    .local_count = is->local != NULL,
	    .trunk_count = is->trunk != NULL,
	    .internal_count = is->internal != NULL,
	};

	if (is->local)
		ck_assert(network_parse(text_of(is->local), site.local));
	if (is->trunk)
		ck_assert(network_parse(text_of(is->trunk), site.trunks));
	if (is->internal)
		ck_assert(
		    number_pattern_parse(text_of(is->internal), site.internal));
	verdict = direction_of(&site, &hop);
	ck_assert_msg(
	    verdict.direction == is->direction && verdict.proof == is->proof,
	    "%s to %s: %s, proof %d", is->src, is->dst,
	    direction_name(verdict.direction), (int)verdict.proof);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("direction");
	TCase *tcase = tcase_create("hop");

	add_test(suite, "network", networks_have_their_addresses);
	add_test(suite, "network", what_is_no_network_is_refused);
	add_test(suite, "pattern", patterns_have_their_numbers);
	add_test(suite, "pattern", what_is_no_pattern_is_refused);
	tcase_add_loop_test(tcase, a_hop_has_a_direction, 0, (int)COUNT(hops));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
