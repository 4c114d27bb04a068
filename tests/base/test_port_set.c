/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/port_set.h"

#include "tests/check_main.h"

START_TEST(a_list_adds_its_ports_and_no_others)
{
	static const uint16_t in[] = {1, 5060, 5080, 5085, 5090, 65535};
	static const uint16_t out[] = {0, 2, 5059, 5061, 5079, 5091, 65534};
	struct port_set set = {{0}};

	ck_assert(
	    port_set_parse(text_of("5060, 5080-5090,1,65535-65535"), &set));
	for (size_t i = 0; i < sizeof in / sizeof *in; i++)
		ck_assert(port_set_has(&set, in[i]));
	for (size_t i = 0; i < sizeof out / sizeof *out; i++)
		ck_assert(!port_set_has(&set, out[i]));
}
END_TEST

START_TEST(all_ports_are_a_range)
{
	struct port_set set = {{0}};

	ck_assert(port_set_parse(text_of("1-65535"), &set));
	for (unsigned port = 1; port <= 65535; port++)
		ck_assert(port_set_has(&set, (uint16_t)port));
	ck_assert(!port_set_has(&set, 0));
}
END_TEST

START_TEST(what_is_no_list_is_refused)
{
	static const char *const bad[] = {"", ",", "5060,", ",5060", "0", "-1",
	    "65536", "5060-", "-5060", "5090-5080", "sip", "5060;5061", "1-2-3",
	    "5060,,5061"};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct port_set set = {{0}};

		ck_assert_msg(
		    !port_set_parse(text_of(bad[i]), &set), "%s", bad[i]);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("port_set");

	add_test(suite, "port_set_parse", a_list_adds_its_ports_and_no_others);
	add_test(suite, "port_set_parse", all_ports_are_a_range);
	add_test(suite, "port_set_parse", what_is_no_list_is_refused);
	return run_suite(suite);
}
