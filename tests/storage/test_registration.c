/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Registrations in the catalogue, and the numbers of a plan. */
#include "tests/storage/fixture.h"

#include <errno.h>

static struct registration_row
row_of(int64_t first_us, int64_t last_us, int64_t expires_us)
{
	return (struct registration_row){
	    .aor = "sip:201@example.org",
	    .contact = "sip:201@192.0.2.11",
	    .first_us = first_us,
	    .last_us = last_us,
	    .expires_us = expires_us,
	};
}

static int
expect_row(const struct registration_row *row, void *arg)
{
	struct registration_row *expected = arg;

	ck_assert_str_eq(row->aor, expected->aor);
	ck_assert_str_eq(row->contact, expected->contact);
	ck_assert_str_eq(row->name, expected->name);
	ck_assert_str_eq(row->address, expected->address);
	ck_assert_ptr_null(row->agent);
	ck_assert_int_eq(row->first_us, expected->first_us);
	ck_assert_int_eq(row->last_us, expected->last_us);
	ck_assert_int_eq(row->expires_us, expected->expires_us);
	expected->aor = NULL;
	return 0;
}

/* Captures are read in any order, and again: one row knows what all say. */
START_TEST(a_contact_has_one_row)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct registration_row later = row_of(500, 600, 900);
	struct registration_row earlier = row_of(100, 200, 300);
	struct registration_row expected = row_of(100, 600, 900);

	later.address = expected.address = "192.0.2.11";
	earlier.name = expected.name = "Alice";
	ck_assert_int_eq(catalogue_put_registration(catalogue, &later), 0);
	ck_assert_int_eq(catalogue_put_registration(catalogue, &earlier), 0);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT expires_us FROM registration"), 900);
	ck_assert_int_eq(catalogue_put_registration(catalogue, &later), 0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	catalogue = open_as(CATALOGUE_READ);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM registration"), 1);
	ck_assert_int_eq(
	    query_registrations(catalogue, expect_row, &expected), 0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(one_without_contact_is_refused)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct registration_row row = row_of(1, 2, 3);

	row.contact = NULL;
	ck_assert_int_eq(catalogue_put_registration(catalogue, &row), 0);
	ck_assert_int_eq(catalogue_commit(catalogue), EINVAL);
	row.contact = "sip:1@h";
	ck_assert_int_eq(catalogue_put_registration(catalogue, &row), 0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(numbers_are_those_of_the_plan)
{
	static const struct number_plan plan = {"49", "00", "0"};
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct call_row call = {
	    .id = 1,
	    .uid = "0123456789abcdef",
	    .state = "ended",
	    .caller = {.number = "030 123456"},
	    .callee = {.number = "0033 123456789"},
	};

	ck_assert_int_eq(catalogue_put_call(catalogue, &call), 0);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT caller_number_normalised = "
				 "'030123456' AND callee_number_normalised = "
				 "'+33123456789' FROM call"),
	    1);
	catalogue_set_number_plan(catalogue, &plan);
	ck_assert_int_eq(catalogue_put_call(catalogue, &call), 0);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT caller_number_normalised = "
				 "'+4930123456' AND caller_number = "
				 "'030 123456' FROM call"),
	    1);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("storage/registration");

	add_in_folder(suite, "put", a_contact_has_one_row);
	add_in_folder(suite, "refused", one_without_contact_is_refused);
	add_in_folder(suite, "plan", numbers_are_those_of_the_plan);
	return run_suite(suite);
}
