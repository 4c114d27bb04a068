/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue: what is written, replaced, locked and seen by readers. */
#include "tests/storage/fixture.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/counter.h"

START_TEST(same_rows_make_the_same_file)
{
	static char first[1 << 20], second[1 << 20];
	size_t size = 0;

	for (int run = 0; run < 2; run++) {
		struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
		FILE *file;

		add_samples(catalogue, 20);
		ck_assert_int_eq(catalogue_close(catalogue), 0);
		file = fopen(path_of(""), "r");
		size = fread(run ? second : first, 1, sizeof first, file);
		fclose(file);
		unlink(path_of(""));
	}
	ck_assert_uint_gt(size, 10000);
	ck_assert_mem_eq(first, second, size);
}
END_TEST

START_TEST(an_earlier_run_of_the_call_is_replaced)
{
	struct catalogue *catalogue;

	for (int run = 0; run < 3; run++) {
		catalogue = open_as(CATALOGUE_WRITE);
		add_samples(catalogue, 3);
		ck_assert_int_eq(catalogue_close(catalogue), 0);
	}
	catalogue = open_as(CATALOGUE_READ);
	ck_assert_int_eq(calls_in(catalogue), 3);
	ck_assert_int_eq(number_of(catalogue, "SELECT count(*) FROM leg"), 3);
	ck_assert_int_eq(number_of(catalogue, "SELECT count(*) FROM gap"), 3);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM sip_message"), 6);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(the_same_id_is_brought_up_to_date_and_keeps_its_rows)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct sample sample = {.number = 1};
	struct sample_ids ids;

	ck_assert_int_eq(sample_add(catalogue, &sample, &ids), 0);
	sample.failed = true;
	ck_assert_int_eq(sample_call(catalogue, &sample, 5, ids.call), 0);
	ck_assert_int_eq(number_of(catalogue,
			     "SELECT count(*) FROM call WHERE state = 'failed' "
			     "AND started_us = 5 AND answered_us IS NULL"),
	    1);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM stream"), 2);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

/* Of a row that was there a moment ago not all is written again. */
START_TEST(a_row_is_as_it_was_put_last)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct number_plan plan = NUMBER_PLAN_DEFAULT;
	struct sample sample = {.number = 1, .caller = "030123456"};
	struct database *other;
	struct sample_ids ids;
	struct leg_row leg;

	ck_assert_int_eq(sample_add(catalogue, &sample, &ids), 0);
	leg = (struct leg_row){
	    .id = ids.leg, .call_id = ids.call, .started_us = 7};
	ck_assert_int_eq(catalogue_put_leg(catalogue, &leg), 0);
	leg.sip_call_id = "another";
	ck_assert_int_eq(catalogue_put_leg(catalogue, &leg), 0);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM leg WHERE "
				 "sip_call_id = 'another' AND started_us = 7"),
	    1);
	/* Numbers are read in another way, */
	snprintf(plan.country_code, sizeof plan.country_code, "49");
	snprintf(plan.national, sizeof plan.national, "0");
	ck_assert_int_eq(
	    sample_call(catalogue, &sample, SAMPLE_START_US, ids.call), 0);
	catalogue_set_number_plan(catalogue, &plan);
	ck_assert_int_eq(
	    sample_call(catalogue, &sample, SAMPLE_START_US, ids.call), 0);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM call WHERE "
				 "caller_number_normalised = '+4930123456'"),
	    1);
	/* or another program has written. */
	ck_assert_int_eq(catalogue_open_beside(folder, &other), 0);
	ck_assert_int_eq(
	    database_exec(other, "UPDATE call SET retention = 'x'"), 0);
	database_close(other);
	ck_assert_int_eq(
	    sample_call(catalogue, &sample, SAMPLE_START_US, ids.call), 0);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM call WHERE retention "
				 "IS NULL"),
	    1);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(numbers_are_normalised_and_reversed)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct sample_ids ids;
	struct sample samples[] = {{.number = 0, .caller = "+49 (30) 12-34"},
	    {.number = 1, .caller = "alice7"},
	    {.number = 2, .caller = "0301234;phone-context=+49"}};

	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(sample_add(catalogue, &samples[i], &ids), 0);
	ck_assert_int_eq(
	    number_of(catalogue,
		"SELECT count(*) FROM call WHERE caller_number_normalised = "
		"'+49301234' AND caller_number_reversed = '43210394+'"),
	    1);
	ck_assert_int_eq(
	    number_of(catalogue,
		"SELECT count(*) FROM call WHERE caller_number = 'alice7' "
		"AND caller_number_normalised IS NULL"),
	    1);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM call "
				 "WHERE caller_number_normalised = '0301234'"),
	    1);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(texts_become_utf8)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct sample sample = {
	    .number = 1, .name = "a\xff\xc3\xbc\xed\xa0\x80"};
	struct sample_ids ids;

	ck_assert_int_eq(sample_add(catalogue, &sample, &ids), 0);
	ck_assert_int_eq(number_of(catalogue,
			     "SELECT count(*) FROM call WHERE caller_name = "
			     "'a' || char(0xfffd) || char(0xfc) || "
			     "char(0xfffd, 0xfffd, 0xfffd)"),
	    1);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(malformed_rows_are_refused_and_the_batch_goes_on)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct sample bad = {.uid = "0123"};
	struct event_row event = {.call_id = 77, .kind = "end"};
	struct sample_ids ids;

	add_samples(catalogue, 1);
	ck_assert_int_eq(sample_add(catalogue, &bad, &ids), EINVAL);
	bad.uid = "0123456789ABCDEF";
	ck_assert_int_eq(sample_add(catalogue, &bad, &ids), EINVAL);
	ck_assert_int_eq(catalogue_add_event(catalogue, &event), 0);
	ck_assert_int_eq(catalogue_commit(catalogue), EINVAL);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	ck_assert_uint_eq(counter_get(COUNTER_catalogue_failed), 1);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	catalogue = open_as(CATALOGUE_READ);
	ck_assert_int_eq(calls_in(catalogue), 1);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(readers_see_what_was_committed_and_hold_up_nobody)
{
	struct catalogue *writer = open_as(CATALOGUE_WRITE);
	struct catalogue *reader;

	add_samples(writer, 2);
	ck_assert_int_eq(catalogue_commit(writer), 0);
	reader = open_as(CATALOGUE_READ);
	ck_assert_int_eq(calls_in(reader), 2);
	add_samples(writer, 3);
	ck_assert_int_eq(calls_in(reader), 2);
	ck_assert_int_eq(catalogue_commit(writer), 0);
	ck_assert_int_eq(calls_in(reader), 3);
	ck_assert_int_eq(catalogue_close(writer), 0);
	ck_assert_int_eq(catalogue_close(reader), 0);
}
END_TEST

START_TEST(full_batches_are_committed_by_themselves)
{
	struct catalogue *writer = open_as(CATALOGUE_WRITE);
	struct catalogue *reader;

	add_samples(writer, 4000);
	reader = open_as(CATALOGUE_READ);
	while (calls_in(reader) == 0)
		usleep(10000);
	ck_assert_int_gt(calls_in(reader), 1200);
	ck_assert_int_lt(calls_in(reader), 4000);
	ck_assert_int_eq(catalogue_close(reader), 0);
	ck_assert_int_eq(catalogue_close(writer), 0);
}
END_TEST

START_TEST(children_of_every_kind_are_kept)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct sample sample = {.number = 1};
	struct sample_ids ids;
	struct link_row link = {.method = "refer", .score = 0.5};
	struct dtmf_row dtmf = {.side = "caller", .digit = "5"};
	struct fax_row fax = {.side = "caller", .path = "a.tiff", .pages = 2};
	struct quality_row quality = {.stream_id = 1,
	    .packets = 500,
	    .lost = 5,
	    .has_mos = true,
	    .mos = 4.1,
	    .method = "rtcp"};

	ck_assert_int_eq(sample_add(catalogue, &sample, &ids), 0);
	link.leg_id = link.other_leg_id = ids.leg;
	dtmf.call_id = fax.call_id = ids.call;
	ck_assert_int_eq(catalogue_add_link(catalogue, &link), 0);
	ck_assert_int_eq(catalogue_add_dtmf(catalogue, &dtmf), 0);
	ck_assert_int_eq(catalogue_add_fax(catalogue, &fax), 0);
	ck_assert_int_eq(catalogue_add_quality(catalogue, &quality), 0);
	ck_assert_int_eq(number_of(catalogue,
			     "SELECT count(*) FROM link, dtmf, fax, quality "
			     "WHERE score = 0.5 AND undone = 0 "
			     "AND digit = '5' AND dtmf.stream_id IS NULL "
			     "AND duration_ms IS NULL AND pages = 2 "
			     "AND packets = 500 AND lost = 5 AND mos = 4.1 "
			     "AND jitter_ms IS NULL AND round_trip_ms IS NULL"),
	    1);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(calls_are_merged_with_all_their_rows)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	char sql[128];

	add_samples(catalogue, 3);
	ck_assert_int_eq(catalogue_merge_calls(catalogue, 2, 1), 0);
	ck_assert_int_eq(calls_in(catalogue), 2);
	for (int id = 1; id <= 2; id++) {
		static const char *const tables[] = {
		    "leg", "sip_message", "stream", "event", "recording"};

		for (size_t i = 0; i < 5; i++) {
			int64_t here, all;

			snprintf(sql, sizeof sql,
			    "SELECT count(*) FROM %s WHERE call_id = %d",
			    tables[i], id);
			here = number_of(catalogue, sql);
			snprintf(sql, sizeof sql, "SELECT count(*) FROM %s",
			    tables[i]);
			all = number_of(catalogue, sql);
			ck_assert_int_gt(all, 0);
			ck_assert_int_eq(here, id == 1 ? all * 2 / 3 : 0);
		}
	}
	/* A call is not merged away into itself. */
	ck_assert_int_eq(catalogue_merge_calls(catalogue, 1, 1), 0);
	ck_assert_int_eq(calls_in(catalogue), 2);
	ck_assert_int_eq(number_of(catalogue,
			     "SELECT count(*) FROM pragma_foreign_key_check"),
	    0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(there_is_one_writer)
{
	struct catalogue *writer = open_as(CATALOGUE_WRITE);
	struct catalogue *second = NULL;

	ck_assert_int_eq(
	    catalogue_open(folder, CATALOGUE_WRITE, &second), EBUSY);
	ck_assert_ptr_null(second);
	ck_assert_int_eq(catalogue_close(writer), 0);
	writer = open_as(CATALOGUE_WRITE);
	ck_assert_int_eq(catalogue_close(writer), 0);
}
END_TEST

/* Waits the five seconds that catalogue.h promises. */
START_TEST(a_lock_of_another_program_is_waited_for_then_reported)
{
	struct catalogue *writer = open_as(CATALOGUE_WRITE);
	struct database *other = NULL;
	struct sample sample = {.number = 1};
	struct sample_ids ids;

	ck_assert_int_eq(database_open(path_of(""), DATABASE_WRITE, &other), 0);
	ck_assert_int_eq(database_exec(other, "BEGIN IMMEDIATE"), 0);
	ck_assert_int_eq(sample_add(writer, &sample, &ids), 0);
	ck_assert_int_eq(catalogue_commit(writer), EBUSY);
	ck_assert_int_eq(database_exec(other, "COMMIT"), 0);
	ck_assert_int_eq(catalogue_commit(writer), 0);
	ck_assert_int_eq(calls_in(writer), 1);
	database_close(other);
	ck_assert_int_eq(catalogue_close(writer), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("storage/catalogue");

	add_in_folder(suite, "children", children_of_every_kind_are_kept);
	add_in_folder(suite, "merge", calls_are_merged_with_all_their_rows);
	add_in_folder(suite, "same_rows", same_rows_make_the_same_file);
	add_in_folder(
	    suite, "replaced", an_earlier_run_of_the_call_is_replaced);
	add_in_folder(suite, "updated",
	    the_same_id_is_brought_up_to_date_and_keeps_its_rows);
	add_in_folder(suite, "put_last", a_row_is_as_it_was_put_last);
	add_in_folder(suite, "numbers", numbers_are_normalised_and_reversed);
	add_in_folder(suite, "utf8", texts_become_utf8);
	add_in_folder(suite, "malformed",
	    malformed_rows_are_refused_and_the_batch_goes_on);
	add_in_folder(suite, "readers",
	    readers_see_what_was_committed_and_hold_up_nobody);
	add_in_folder(
	    suite, "batches", full_batches_are_committed_by_themselves);
	add_in_folder(suite, "one_writer", there_is_one_writer);
	add_in_folder(suite, "locked",
	    a_lock_of_another_program_is_waited_for_then_reported);
	return run_suite(suite);
}
