/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who asks too often, and who has to wait behind wrong passwords. */
#include "serve/limits.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "tests/check_main.h"

#define FLOOD 20000 /* more than are remembered */

static struct limits *limits;

static void
set_up(void)
{
	limits = limits_new();
	ck_assert_ptr_nonnull(limits);
}

static void
tear_down(void)
{
	limits_free(limits);
}

static const char *
network_of(const char *address)
{
	static char text[INET6_ADDRSTRLEN];
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	const void *from = &v6;

	if (inet_pton(AF_INET, address, &v4.sin_addr) == 1)
		from = &v4;
	else
		ck_assert_int_eq(
		    inet_pton(AF_INET6, address, &v6.sin6_addr), 1);
	limits_network(from, text);
	return text;
}

START_TEST(an_address_has_a_network)
{
	ck_assert_str_eq(network_of("192.0.2.1"), "192.0.2.1");
	ck_assert_str_eq(network_of("::ffff:192.0.2.1"), "192.0.2.1");
	ck_assert_str_eq(network_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
	ck_assert_str_eq(network_of("2001:db8:1:2:ffff::"), "2001:db8:1:2::");
	ck_assert_str_eq(network_of("2001:db8:1:3::1"), "2001:db8:1:3::");
	ck_assert_str_eq(network_of("::1"), "::");
}
END_TEST

START_TEST(so_many_requests_are_free)
{
	unsigned taken = 0;

	while (taken < 2000 && limits_take(limits, LIMIT_ADDRESS, "a"))
		taken++;
	ck_assert_uint_ge(taken, 1000);
	ck_assert_uint_lt(taken, 2000);
	ck_assert(limits_take(limits, LIMIT_ADDRESS, "b"));
	ck_assert(limits_take(limits, LIMIT_USER, "a"));
}
END_TEST

static void
add_wrong(enum limit limit, const char *key, unsigned times)
{
	while (times--)
		limits_failed(limits, limit, key);
}

START_TEST(wrong_passwords_have_to_wait)
{
	add_wrong(LIMIT_SIGN_IN, "a", 4);
	ck_assert_uint_eq(limits_wait(limits, LIMIT_SIGN_IN, "a"), 0);
	add_wrong(LIMIT_SIGN_IN, "a", 6);
	ck_assert_uint_ge(limits_wait(limits, LIMIT_SIGN_IN, "a"), 31);
	ck_assert_uint_eq(limits_wait(limits, LIMIT_SIGN_IN, "b"), 0);
	ck_assert_uint_eq(limits_wait(limits, LIMIT_SIGN_IN_USER, "a"), 0);
	limits_passed(limits, LIMIT_SIGN_IN, "b");
	limits_passed(limits, LIMIT_SIGN_IN, "a");
	ck_assert_uint_eq(limits_wait(limits, LIMIT_SIGN_IN, "a"), 0);
}
END_TEST

/* However many addresses ask, the wrong passwords of a user stay counted; nor
 * do names push each other out that are only asked for. */
START_TEST(a_flood_pushes_no_count_of_another_kind_out)
{
	char key[32];

	add_wrong(LIMIT_SIGN_IN_USER, "admin", 60);
	for (unsigned i = 0; i < FLOOD; i++) {
		snprintf(key, sizeof key, "2001:db8:0:%x::", i);
		limits_take(limits, LIMIT_ADDRESS, key);
		limits_failed(limits, LIMIT_SIGN_IN_ADDRESS, key);
		limits_failed(limits, LIMIT_SIGN_IN, key);
		ck_assert_uint_eq(
		    limits_wait(limits, LIMIT_SIGN_IN_USER, key), 0);
	}
	ck_assert_uint_ge(
	    limits_wait(limits, LIMIT_SIGN_IN_USER, "admin"), 800);
}
END_TEST

/* Of more keys than there is room for, those that were quiet are forgotten. */
START_TEST(the_longest_quiet_are_forgotten)
{
	char key[32];

	add_wrong(LIMIT_SIGN_IN_USER, "quiet", 60);
	for (unsigned i = 0; i < FLOOD; i++) {
		snprintf(key, sizeof key, "%u", i);
		limits_failed(limits, LIMIT_SIGN_IN_USER, key);
	}
	ck_assert_uint_eq(limits_wait(limits, LIMIT_SIGN_IN_USER, "quiet"), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("limits");

	add_test(suite, "limits_network", an_address_has_a_network);
	add_test_between(
	    suite, "limits_take", so_many_requests_are_free, set_up, tear_down);
	add_test_between(suite, "limits_wait", wrong_passwords_have_to_wait,
	    set_up, tear_down);
	add_test_between(suite, "limits_wait",
	    a_flood_pushes_no_count_of_another_kind_out, set_up, tear_down);
	add_test_between(suite, "limits_wait", the_longest_quiet_are_forgotten,
	    set_up, tear_down);
	return run_suite(suite);
}
