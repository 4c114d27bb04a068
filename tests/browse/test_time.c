/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points in time as people write them. */
#include "tests/check_main.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/tstamp.h"
#include "browse/time.h"
#include "storage/rows.h"

#define NOW_US INT64_C(1795183392500000) /* 2026-11-20T14:03:12.5Z */

/* What 'text' means in the zone of Berlin, in UTC; "" when it is no time. */
static const char *
meaning(const char *text)
{
	static char iso[TSTAMP_ISO_SIZE];
	int64_t us;

	setenv("TZ", "Europe/Berlin", 1);
	tzset();
	iso[0] = '\0';
	if (time_parse(text, NOW_US, &us))
		tstamp_format_iso(us, iso);
	return iso;
}

START_TEST(times_mean_what_they_say)
{
	static const char *const cases[][2] = {
	    {"2026-11-20", "2026-11-19T23:00:00.000000Z"},
	    {"2026-07-01", "2026-06-30T22:00:00.000000Z"},
	    {"2026-11-20 14:03", "2026-11-20T13:03:00.000000Z"},
	    {"2026-11-20 14:03:12", "2026-11-20T13:03:12.000000Z"},
	    {"2026-11-20T14:03:12", "2026-11-20T13:03:12.000000Z"},
	    {"2026-11-20T14:03:12Z", "2026-11-20T14:03:12.000000Z"},
	    {"2026-11-20t14:03z", "2026-11-20T14:03:00.000000Z"},
	    {"2026-11-20T14:03:12.25Z", "2026-11-20T14:03:12.250000Z"},
	    {"2026-11-20T14:03:12.123456789Z", "2026-11-20T14:03:12.123456Z"},
	    {"2026-11-20T14:03:12+05:30", "2026-11-20T08:33:12.000000Z"},
	    {"2026-11-20T14:03:12-0330", "2026-11-20T17:33:12.000000Z"},
	    {"2026-11-20T14:03:12+01", "2026-11-20T13:03:12.000000Z"},
	    {"2024-02-29", "2024-02-28T23:00:00.000000Z"},
	    {"now", "2026-11-20T14:03:12.500000Z"},
	    {"today", "2026-11-19T23:00:00.000000Z"},
	    {"yesterday", "2026-11-18T23:00:00.000000Z"},
	    {"-30s", "2026-11-20T14:02:42.500000Z"},
	    {"-30m", "2026-11-20T13:33:12.500000Z"},
	    {"-2h", "2026-11-20T12:03:12.500000Z"},
	    {"-3d", "2026-11-17T14:03:12.500000Z"},
	    {"-1w", "2026-11-13T14:03:12.500000Z"},
	    {" Today ", "2026-11-19T23:00:00.000000Z"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		ck_assert_msg(!strcmp(meaning(cases[i][0]), cases[i][1]),
		    "%s: %s", cases[i][0], meaning(cases[i][0]));
}
END_TEST

START_TEST(other_words_are_refused)
{
	static const char *const cases[] = {"", " ", "-", "-h", "-2", "-2y",
	    "2h", "+2h", "tomorrow", "2026", "2026-11", "2026-1-1",
	    "2026-02-29", "2026-02-30", "2026-04-31x", "2026-13-01",
	    "2026-00-10", "2026-01-00", "2026-11-20T", "2026-11-20 24:00",
	    "2026-11-20 14", "2026-11-20 14:60",
	    "2026-11-20 14:03:", "2026-11-20 14:03:12.", "2026-11-20 14:03:12+",
	    "14:03", "2026-11-20 14:03:12+24:00", "2026-11-20 14:03:12 Z",
	    "2026-11-20Z", "20261120", "-99999999999h"};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		ck_assert_msg(!*meaning(cases[i]), "%s is a time", cases[i]);
}
END_TEST

START_TEST(times_are_shown_in_the_zone_of_the_reader)
{
	char text[TIME_LOCAL_SIZE];

	setenv("TZ", "Europe/Berlin", 1);
	tzset();
	time_format_local(NOW_US, text);
	ck_assert_str_eq(text, "2026-11-20 15:03:12");
	time_format_local(-1, text);
	ck_assert_str_eq(text, "1970-01-01 00:59:59");
	time_format_local(ROW_NO_TIME, text);
	ck_assert_str_eq(text, "-");
}
END_TEST

START_TEST(places_in_a_call_are_read)
{
	static const struct {
		const char *text;
		int64_t us;
	} good[] = {{"0", 0}, {"75.5", 75500000}, {"1:15.5", 75500000},
	    {" 90 ", 90000000}, {"1:02:03.000001", 3723000001},
	    {"100:00", 6000000000}};
	static const char *const bad[] = {"", ".", ".5", "1.", "1:", ":1",
	    "1:60", "-1", "+1", "1:2:3:4", "1e3", "1:2x", "99999999999"};
	int64_t us;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		ck_assert_msg(
		    time_parse_position(good[i].text, &us), "%s", good[i].text);
		ck_assert_int_eq(us, good[i].us);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(!time_parse_position(bad[i], &us), "%s", bad[i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("browse/time");

	add_test(suite, "meaning", times_mean_what_they_say);
	add_test(suite, "refused", other_words_are_refused);
	add_test(suite, "local", times_are_shown_in_the_zone_of_the_reader);
	add_test(suite, "time_parse_position", places_in_a_call_are_read);
	return run_suite(suite);
}
