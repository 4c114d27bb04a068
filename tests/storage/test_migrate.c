/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Catalogues of earlier versions: brought up to date, or read as they are. */
#include "tests/storage/fixture.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>

#define DUMP_SIZE (1 << 17)

/* Reads tests/storage/version-N.sql; the caller frees it. */
static char *
read_dump(int version)
{
	const char *top = getenv("top_srcdir");
	char path[4096];
	char *text = calloc(1, DUMP_SIZE);
	FILE *file;

	snprintf(path, sizeof path, "%s/tests/storage/version-%d.sql",
	    top ? top : ".", version);
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(text);
	ck_assert_uint_gt(fread(text, 1, DUMP_SIZE - 1, file), 1000);
	ck_assert(feof(file));
	fclose(file);
	return text;
}

/* Makes 'folder' hold a catalogue of that version, and keeps it open. */
static struct database *
make_version(int version)
{
	struct database *db = NULL;
	char *dump = read_dump(version);
	FILE *file = fopen(path_of(""), "w");

	ck_assert_ptr_nonnull(file);
	fclose(file);
	ck_assert_int_eq(database_open(path_of(""), DATABASE_WRITE, &db), 0);
	ck_assert_int_eq(database_exec(db, dump), 0);
	free(dump);
	return db;
}

static int
note_leg(const struct leg_row *row, void *arg)
{
	ck_assert_str_eq(row->sip_call_id, "1-29396@192.0.2.10");
	(*(int *)arg)++;
	return 0;
}

static int
note_stream(const struct stream_row *row, void *arg)
{
	ck_assert_uint_eq(row->packets, 146);
	ck_assert(row->recorded);
	ck_assert_uint_eq(row->mirror_duplicates, 0);
	(*(int *)arg)++;
	return 0;
}

static int
note_stat(const char *group, const char *name, int64_t value, void *arg)
{
	if (!strcmp(group, "streams") && !strcmp(name, "packets"))
		*(int64_t *)arg = value;
	return 0;
}

/* What any reader gets out of the two calls. */
static void
read_all(struct catalogue *catalogue)
{
	struct call_filter all = {.limit = 0};
	int legs = 0, streams = 0;
	int64_t packets = 0;

	ck_assert_int_eq(calls_in(catalogue), 2);
	ck_assert_int_eq(query_legs(catalogue, 2, note_leg, &legs), 0);
	ck_assert_int_eq(legs, 1);
	ck_assert_int_eq(query_streams(catalogue, 2, note_stream, &streams), 0);
	ck_assert_int_eq(streams, 2);
	ck_assert_int_eq(query_stats(catalogue, &all, note_stat, &packets), 0);
	ck_assert_int_eq(packets, 292);
}

START_TEST(a_writer_brings_an_older_one_up_to_date)
{
	int version = _i;
	struct catalogue *catalogue;

	database_close(make_version(version));
	catalogue = open_as(CATALOGUE_WRITE);
	ck_assert_int_eq(
	    number_of(catalogue, "PRAGMA user_version"), CATALOGUE_VERSION);
	ck_assert_int_eq(number_of(catalogue, "SELECT count(*) FROM source "
					      "WHERE parent_id IS NULL "
					      "AND packets IN (6, 306)"),
	    2);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM sip_message"), 8);
	read_all(catalogue);
	add_samples(catalogue, 3);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	catalogue = open_as(CATALOGUE_READ);
	ck_assert_int_eq(calls_in(catalogue), 5);
	ck_assert_int_eq(number_of(catalogue,
			     "SELECT count(*) FROM pragma_foreign_key_check"),
	    0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(a_migrated_catalogue_has_the_schema_of_a_new_one)
{
	int version = _i;
	struct catalogue *catalogue;
	char old[128], attach[160];

	database_close(make_version(version));
	ck_assert_int_eq(catalogue_close(open_as(CATALOGUE_WRITE)), 0);
	snprintf(old, sizeof old, "%s", path_of("-old"));
	ck_assert_int_eq(rename(path_of(""), old), 0);
	catalogue = open_as(CATALOGUE_WRITE);
	snprintf(attach, sizeof attach, "ATTACH '%s' AS old", old);
	exec_in(catalogue, attach);
	ck_assert_int_gt(
	    number_of(catalogue, "SELECT count(*) FROM main.sqlite_schema"),
	    30);
	ck_assert_int_eq(
	    number_of(catalogue,
		"SELECT count(*) FROM (SELECT type, name, sql "
		"FROM main.sqlite_schema EXCEPT SELECT type, name, sql "
		"FROM old.sqlite_schema)"),
	    0);
	ck_assert_int_eq(
	    number_of(catalogue,
		"SELECT (SELECT count(*) FROM main.sqlite_schema) - "
		"(SELECT count(*) FROM old.sqlite_schema)"),
	    0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	unlink(old);
}
END_TEST

START_TEST(a_reader_reads_an_older_one_and_changes_nothing)
{
	int version = _i;
	struct catalogue *catalogue;
	struct stat before, after;

	database_close(make_version(version));
	ck_assert_int_eq(stat(path_of(""), &before), 0);
	catalogue = open_as(CATALOGUE_READ);
	read_all(catalogue);
	ck_assert_int_eq(number_of(catalogue, "PRAGMA user_version"), version);
	ck_assert_int_eq(number_of(catalogue, "PRAGMA query_only"), 1);
	ck_assert_int_eq(files_in_folder(), 1);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	ck_assert_int_eq(stat(path_of(""), &after), 0);
	ck_assert_int_eq(before.st_size, after.st_size);
	ck_assert_int_eq(before.st_mtim.tv_sec, after.st_mtim.tv_sec);
	ck_assert_int_eq(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
}
END_TEST

/* A view must not hide the indexes. */
START_TEST(a_reader_of_an_older_one_reads_only_what_it_gives)
{
	int version = _i;
	static const enum statement_slot slots[] = {SLOT_CALLS, SLOT_LEGS};
	struct catalogue *catalogue;

	database_close(make_version(version));
	catalogue = open_as(CATALOGUE_READ);
	read_all(catalogue);
	for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
		ck_assert_int_eq(statement_scans(database_prepared(
				     catalogue_database(catalogue), slots[i])),
		    0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(a_reader_goes_on_beside_writers_and_the_migration)
{
	int version = _i;
	struct database *older = make_version(version);
	struct catalogue *reader = open_as(CATALOGUE_READ);
	struct catalogue *writer;
	struct call_filter failed = {.state = "failed"};
	int before = 0, calls = 0;

	read_all(reader);
	ck_assert_int_eq(query_calls(reader, &failed, count_call, &before), 0);
	ck_assert_int_eq(before, 1);
	database_close(older);
	writer = open_as(CATALOGUE_WRITE);
	read_all(reader);
	ck_assert_int_eq(query_calls(reader, &failed, count_call, &calls), 0);
	ck_assert_int_eq(calls, before);
	ck_assert_int_eq(
	    number_of(reader, "PRAGMA user_version"), CATALOGUE_VERSION);
	ck_assert_int_eq(catalogue_close(reader), 0);
	ck_assert_int_eq(catalogue_close(writer), 0);
}
END_TEST

START_TEST(a_step_that_fails_leaves_the_older_one)
{
	int version = _i;
	struct database *db = make_version(version);
	struct catalogue *catalogue = NULL;
	int64_t number;

	/* The last index of all is there: what is before it worked. */
	ck_assert_int_eq(
	    database_exec(
		db, "CREATE INDEX recording_expiring ON recording (path)"),
	    0);
	database_close(db);
	ck_assert_int_ne(
	    catalogue_open(folder, CATALOGUE_WRITE, &catalogue), 0);
	ck_assert_ptr_null(catalogue);
	ck_assert_int_eq(database_open(path_of(""), DATABASE_WRITE, &db), 0);
	ck_assert_int_eq(
	    database_number(db, "PRAGMA user_version", &number), 0);
	ck_assert_int_eq(number, version);
	ck_assert_int_eq(database_number(db,
			     "SELECT count(*) FROM pragma_table_info("
			     "'call') WHERE name = 'hold'",
			     &number),
	    0);
	ck_assert_int_eq(number, 0);
	ck_assert_int_eq(database_exec(db, "DROP INDEX recording_expiring"), 0);
	database_close(db);
	ck_assert_int_eq(catalogue_close(open_as(CATALOGUE_WRITE)), 0);
}
END_TEST

/* Adds 'test' for each earlier version, which is its '_i'. */
static void
add_for_each(Suite *suite, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, make_folder, remove_folder);
	tcase_add_loop_test(tcase, test, 1, CATALOGUE_VERSION);
	suite_add_tcase(suite, tcase);
}

int
main(void)
{
	Suite *suite = suite_create("storage/migrate");

	add_for_each(suite, "writer", a_writer_brings_an_older_one_up_to_date);
	add_for_each(
	    suite, "schema", a_migrated_catalogue_has_the_schema_of_a_new_one);
	add_for_each(
	    suite, "reader", a_reader_reads_an_older_one_and_changes_nothing);
	add_for_each(
	    suite, "plans", a_reader_of_an_older_one_reads_only_what_it_gives);
	add_for_each(
	    suite, "beside", a_reader_goes_on_beside_writers_and_the_migration);
	add_for_each(suite, "failed", a_step_that_fails_leaves_the_older_one);
	return run_suite(suite);
}
