/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of recordings: what comes from the network stays out of them. */
#include "tests/check_main.h"

#include <stdint.h>
#include <string.h>

#include "storage/number.h"
#include "storage/path.h"

#define START_US INT64_C(1795183392500000) /* 2026-11-20T14:03:12.5Z */
#define UID "0123456789abcdef"

START_TEST(a_path_tells_when_who_and_which)
{
	char path[RECORDING_PATH_SIZE];

	recording_path(path, START_US, "+4930123", "200", UID, 1, ".wav");
	ck_assert_str_eq(path, "audio/2026/11/20/20261120T140312_+4930123_200_"
			       "0123456789abcdef.wav");
	recording_path(path, START_US, "a-b*1#", NULL, UID, 2, ".flac");
	ck_assert_str_eq(path, "audio/2026/11/20/20261120T140312_a-b*1#_"
			       "unknown_0123456789abcdef-2.flac");
}
END_TEST

START_TEST(hostile_numbers_leave_nothing_that_leads_elsewhere)
{
	static const char *const numbers[] = {"../../x", "/etc/passwd",
	    "a/../b", "..", ".", "", "\n", "\x1b[2J", "J\xc3\xbcrgen",
	    "\xff\xfe", "a b;c|d&e$f`g", "C:\\x", "%2e%2e%2f", "con\ttrol"};

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		char path[RECORDING_PATH_SIZE];
		const char *name;

		recording_path(path, START_US, numbers[i], numbers[i],
		    "../../0123", 1, "/../.wav");
		ck_assert_int_eq(
		    strncmp(path, "audio/2026/11/20/20261120T140312_", 33), 0);
		name = path + 17;
		ck_assert_ptr_null(strchr(name, '/'));
		ck_assert_uint_eq(
		    strspn(name, "0123456789abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ_+-*#."),
		    strlen(name));
	}
}
END_TEST

START_TEST(long_numbers_are_cut)
{
	char number[501], path[RECORDING_PATH_SIZE];

	memset(number, '7', 500);
	number[500] = '\0';
	recording_path(
	    path, START_US, number, number, UID, UINT32_MAX, ".opus");
	ck_assert_uint_lt(strlen(path), RECORDING_PATH_SIZE - 1);
	ck_assert_ptr_nonnull(
	    strstr(path, "_77777777777777777777777777777777_"));
	ck_assert_str_eq(
	    path + strlen(path) - 33, "_0123456789abcdef-4294967295.opus");
}
END_TEST

START_TEST(every_time_gives_a_date)
{
	static const struct {
		int64_t us;
		const char *folder;
	} cases[] = {
	    {0, "audio/1970/01/01/19700101T000000_"},
	    {-1, "audio/1969/12/31/19691231T235959_"},
	    {INT64_MIN, "audio/1970/01/01/19700101T000000_"},
	    {INT64_MAX, "audio/1970/01/01/19700101T000000_"},
	    {INT64_C(-62135596800000000), "audio/0001/01/01/00010101T000000_"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char path[RECORDING_PATH_SIZE];

		recording_path(path, cases[i].us, "1", "2", UID, 0, ".wav");
		ck_assert_msg(!strncmp(path, cases[i].folder, 33),
		    "%s is not %s", path, cases[i].folder);
	}
}
END_TEST

START_TEST(numbers_are_normalised)
{
	static const char *const cases[][3] = {
	    {"+49 (30) 12-34", "+49301234", "43210394+"},
	    {"0049301;ext=5", "0049301", "1039400"},
	    {"0049301234;npdi", "+49301234", "43210394+"},
	    {"%2B49-30-1234", "+49301234", "43210394+"},
	    {"%2b1", "+1", "1+"},
	    {"030123456", "030123456", "654321030"},
	    {"1+2", "12", "21"},
	    {"alice7", "", ""},
	    {"7\xc3\xbc", "", ""},
	    {"*21*5#", "215", "512"},
	    {"", "", ""},
	};
	struct number number;
	char longest[200];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		number_normalise(cases[i][0], &NUMBER_PLAN_DEFAULT, &number);
		ck_assert_str_eq(number.normalised, cases[i][1]);
		ck_assert_str_eq(number.reversed, cases[i][2]);
	}
	memset(longest, '1', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	number_normalise(longest, &NUMBER_PLAN_DEFAULT, &number);
	ck_assert_uint_eq(strlen(number.normalised), NUMBER_SIZE - 1);
}
END_TEST

START_TEST(numbers_are_those_of_a_plan)
{
	static const struct number_plan germany = {"49", "00", "0"};
	static const struct number_plan america = {"1", "011", "1"};
	static const struct number_plan denmark = {"45", "00", ""};
	static const struct number_plan closed = {.country_code = ""};
	static const struct {
		const struct number_plan *plan;
		const char *raw, *normalised;
	} cases[] = {
	    {&germany, "030123456", "+4930123456"},
	    {&germany, "0049 30 123456", "+4930123456"},
	    {&germany, "+4930123456", "+4930123456"},
	    {&germany, "0033123456789", "+33123456789"},
	    /* Not of the public network: an extension, a short code. */
	    {&germany, "201", "201"},
	    {&germany, "0815", "0815"},
	    {&germany, "00110", "00110"},
	    {&germany, "000123456", "000123456"},
	    /* Too long for E.164. */
	    {&germany, "0123456789012345", "0123456789012345"},
	    {&america, "1 212 555 0100", "+12125550100"},
	    {&america, "011 49 30 123456", "+4930123456"},
	    /* Without a national prefix nothing tells them apart. */
	    {&denmark, "12345678", "12345678"},
	    {&denmark, "004512345678", "+4512345678"},
	    {&closed, "0049301234567", "0049301234567"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct number number;

		number_normalise(cases[i].raw, cases[i].plan, &number);
		ck_assert_str_eq(number.normalised, cases[i].normalised);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("storage/path");

	add_test(suite, "path", a_path_tells_when_who_and_which);
	add_test(suite, "hostile",
	    hostile_numbers_leave_nothing_that_leads_elsewhere);
	add_test(suite, "long", long_numbers_are_cut);
	add_test(suite, "time", every_time_gives_a_date);
	add_test(suite, "number", numbers_are_normalised);
	add_test(suite, "number", numbers_are_those_of_a_plan);
	return run_suite(suite);
}
