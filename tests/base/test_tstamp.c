/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tstamp.h"

#include "tests/check_main.h"

static void
expect_iso(int64_t us, const char *expected)
{
	char out[TSTAMP_ISO_SIZE];

	tstamp_format_iso(us, out);
	ck_assert_str_eq(out, expected);
}

START_TEST(times_are_written_as_iso_8601_in_utc)
{
	setenv("TZ", "America/New_York", 1);
	expect_iso(0, "1970-01-01T00:00:00.000000Z");
	expect_iso(INT64_C(1795183392123456), "2026-11-20T14:03:12.123456Z");
	expect_iso(INT64_C(951782400000000), "2000-02-29T00:00:00.000000Z");
}
END_TEST

START_TEST(times_before_1970_are_written_too)
{
	expect_iso(-1, "1969-12-31T23:59:59.999999Z");
	expect_iso(-1000000, "1969-12-31T23:59:59.000000Z");
}
END_TEST

START_TEST(a_year_that_does_not_fit_is_empty)
{
	expect_iso(INT64_C(253402300799999999), "9999-12-31T23:59:59.999999Z");
	expect_iso(INT64_C(253402300800000000), "");
	expect_iso(INT64_C(-62167219200000000), "0000-01-01T00:00:00.000000Z");
	expect_iso(INT64_C(-62167219200000001), "");
	expect_iso(INT64_MAX, "");
	expect_iso(INT64_MIN, "");
}
END_TEST

START_TEST(differences_saturate)
{
	const struct tstamp least = {INT64_MIN}, most = {INT64_MAX};
	const struct tstamp five = {5}, minus = {-5};

	ck_assert_int_eq(tstamp_diff_ns(five, minus), 10);
	ck_assert_int_eq(tstamp_diff_ns(minus, five), -10);
	ck_assert_int_eq(tstamp_diff_ns(most, minus), INT64_MAX);
	ck_assert_int_eq(tstamp_diff_ns(least, five), INT64_MIN);
	ck_assert_int_eq(tstamp_diff_ns(minus, least), INT64_MAX - 4);
	ck_assert_int_eq(tstamp_diff_ns(five, least), INT64_MAX);
}
END_TEST

START_TEST(sums_saturate)
{
	const struct tstamp least = {INT64_MIN}, most = {INT64_MAX};

	ck_assert_int_eq(tstamp_add_ns(most, 1).ns, INT64_MAX);
	ck_assert_int_eq(tstamp_add_ns(least, -1).ns, INT64_MIN);
	ck_assert_int_eq(tstamp_add_ns(most, -1).ns, INT64_MAX - 1);
	ck_assert_int_eq(tstamp_add_ns((struct tstamp){7}, -9).ns, -2);
}
END_TEST

START_TEST(microseconds_are_rounded_down)
{
	ck_assert_int_eq(tstamp_us((struct tstamp){1999}), 1);
	ck_assert_int_eq(tstamp_us((struct tstamp){0}), 0);
	ck_assert_int_eq(tstamp_us((struct tstamp){-1}), -1);
	ck_assert_int_eq(tstamp_us((struct tstamp){-1000}), -1);
	ck_assert_int_eq(tstamp_us((struct tstamp){-1001}), -2);
	ck_assert_int_eq(
	    tstamp_us((struct tstamp){INT64_MIN}), INT64_MIN / 1000 - 1);
}
END_TEST

START_TEST(before_is_strict)
{
	const struct tstamp a = {1}, b = {2};

	ck_assert(tstamp_before(a, b));
	ck_assert(!tstamp_before(b, a));
	ck_assert(!tstamp_before(a, a));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tstamp");

	add_test(
	    suite, "tstamp_format_iso", times_are_written_as_iso_8601_in_utc);
	add_test(suite, "tstamp_format_iso", times_before_1970_are_written_too);
	add_test(suite, "tstamp_format_iso", a_year_that_does_not_fit_is_empty);
	add_test(suite, "tstamp_diff_ns", differences_saturate);
	add_test(suite, "tstamp_add_ns", sums_saturate);
	add_test(suite, "tstamp_us", microseconds_are_rounded_down);
	add_test(suite, "tstamp_before", before_is_strict);
	return run_suite(suite);
}
