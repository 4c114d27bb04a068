/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue: opening, writing, replacing, and what can go wrong. */
#include "tests/check_main.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/catalogue_int.h"
#include "storage/query.h"
#include "tests/storage/sample.h"

#define NOBODY 65534

static char folder[64];

static void
make_folder(void)
{
	snprintf(folder, sizeof folder, "/tmp/spanrec-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void
remove_folder(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};
	char path[128];

	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		snprintf(path, sizeof path, "%s/%s%s", folder, CATALOGUE_FILE,
		    suffixes[i]);
		unlink(path);
	}
	rmdir(folder);
}

static const char *
path_of(const char *suffix)
{
	static char path[128];

	snprintf(path, sizeof path, "%s/%s%s", folder, CATALOGUE_FILE, suffix);
	return path;
}

static struct catalogue *
open_as(enum catalogue_mode mode)
{
	struct catalogue *catalogue = NULL;

	ck_assert_int_eq(catalogue_open(folder, mode, &catalogue), 0);
	return catalogue;
}

/* Adds the samples 0 to count - 1. */
static void
add_samples(struct catalogue *catalogue, unsigned count)
{
	struct sample_ids ids;

	for (unsigned i = 0; i < count; i++) {
		struct sample sample = {.number = i};

		ck_assert_int_eq(sample_add(catalogue, &sample, &ids), 0);
	}
}

static int
count_call(const struct call_view *view, void *arg)
{
	(void)view;
	(*(int *)arg)++;
	return 0;
}

static int
calls_in(struct catalogue *catalogue)
{
	struct call_filter all = {.limit = 0};
	int count = 0;

	ck_assert_int_eq(query_calls(catalogue, &all, count_call, &count), 0);
	return count;
}

static int64_t
number_of(struct catalogue *catalogue, const char *sql)
{
	int64_t number;

	ck_assert_int_eq(database_number(catalogue, sql, &number), 0);
	return number;
}

static int
files_in_folder(void)
{
	DIR *dir = opendir(folder);
	int count = 0;

	ck_assert_ptr_nonnull(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count - 2;
}

static void
write_file(const char *text, size_t size)
{
	FILE *file = fopen(path_of(""), "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(text, 1, size, file), size);
	fclose(file);
}

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
	ck_assert_int_eq(catalogue_add_event(catalogue, &event), EINVAL);
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

	add_samples(writer, 1000);
	reader = open_as(CATALOGUE_READ);
	ck_assert_int_gt(calls_in(reader), 300);
	ck_assert_int_lt(calls_in(reader), 1000);
	ck_assert_int_eq(catalogue_close(reader), 0);
	ck_assert_int_eq(catalogue_close(writer), 0);
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
	struct catalogue *other = NULL;
	struct sample sample = {.number = 1};
	struct sample_ids ids;

	ck_assert_int_eq(
	    database_open(path_of(""), DATABASE_WRITE, -1, &other), 0);
	ck_assert_int_eq(database_exec(other, "BEGIN IMMEDIATE"), 0);
	ck_assert_int_eq(sample_add(writer, &sample, &ids), EBUSY);
	ck_assert_int_eq(database_exec(other, "COMMIT"), 0);
	ck_assert_int_eq(sample_add(writer, &sample, &ids), 0);
	database_close(other);
	ck_assert_int_eq(catalogue_close(writer), 0);
}
END_TEST

START_TEST(what_is_no_catalogue_is_refused_and_left_alone)
{
	static const char garbage[] = "this is a letter and no database, and "
				      "it is long enough for a header, which "
				      "has one hundred bytes ...............";
	struct catalogue *catalogue = NULL;
	struct catalogue *other = NULL;

	ck_assert_int_eq(
	    catalogue_open(folder, CATALOGUE_READ, &catalogue), ENOENT);
	ck_assert_int_eq(files_in_folder(), 0);
	ck_assert_int_eq(
	    catalogue_open("/nowhere", CATALOGUE_WRITE, &catalogue), ENOENT);
	write_file("", 0);
	ck_assert_int_eq(
	    catalogue_open(folder, CATALOGUE_READ, &catalogue), EBADMSG);
	write_file(garbage, sizeof garbage);
	ck_assert_int_eq(
	    catalogue_open(folder, CATALOGUE_READ, &catalogue), EBADMSG);
	ck_assert_int_eq(
	    catalogue_open(folder, CATALOGUE_WRITE, &catalogue), EBADMSG);
	write_file("", 0);
	ck_assert_int_eq(
	    database_open(path_of(""), DATABASE_WRITE, -1, &other), 0);
	ck_assert_int_eq(database_exec(other, "CREATE TABLE call (id)"), 0);
	database_close(other);
	ck_assert_int_eq(
	    catalogue_open(folder, CATALOGUE_READ, &catalogue), EBADMSG);
	ck_assert_int_eq(
	    catalogue_open(folder, CATALOGUE_WRITE, &catalogue), EBADMSG);
	ck_assert_ptr_null(catalogue);
	ck_assert_int_eq(files_in_folder(), 1);
}
END_TEST

START_TEST(a_newer_version_is_not_touched)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);

	ck_assert_int_eq(
	    database_exec(catalogue, "PRAGMA user_version=1000"), 0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	ck_assert_int_eq(
	    catalogue_open(folder, CATALOGUE_WRITE, &catalogue), EPROTO);
	ck_assert_int_eq(
	    catalogue_open(folder, CATALOGUE_READ, &catalogue), EPROTO);
}
END_TEST

START_TEST(files_are_private)
{
	struct catalogue *catalogue;
	struct stat st;

	umask(0);
	catalogue = open_as(CATALOGUE_WRITE);
	ck_assert_int_eq(stat(path_of(""), &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0640);
	ck_assert_int_eq(stat(path_of("-wal"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0640);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

/* How 'run' ends in a process of its own, as 'user' (0: as is): its status,
 * or 128 and the signal. */
static int
run_apart(int (*run)(void), uid_t user)
{
	int status = -1;
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		if (user && (setgid(user) || setuid(user)))
			_exit(99);
		_exit(run());
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

/* How many calls can be read; 100 when the catalogue does not open. */
static int
read_calls(void)
{
	struct catalogue *catalogue = NULL;
	int count;

	if (catalogue_open(folder, CATALOGUE_READ, &catalogue))
		return 100;
	count = calls_in(catalogue);
	return catalogue_close(catalogue) ? 101 : count;
}

START_TEST(a_stopped_catalogue_is_read_in_a_folder_that_is_read_only)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);

	add_samples(catalogue, 4);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	ck_assert_int_eq(files_in_folder(), 1);
	ck_assert_int_eq(read_calls(), 4);
	ck_assert_int_eq(files_in_folder(), 1);
	ck_assert_int_eq(chmod(folder, 0555), 0);
	ck_assert_int_eq(chmod(path_of(""), 0444), 0);
	ck_assert_int_eq(run_apart(read_calls, geteuid() == 0 ? NOBODY : 0), 4);
	ck_assert_int_eq(chmod(folder, 0700), 0);
	ck_assert_int_eq(files_in_folder(), 1);
}
END_TEST

static int
write_and_crash(void)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);

	add_samples(catalogue, 4);
	if (!catalogue_commit(catalogue))
		kill(getpid(), SIGKILL);
	return 1;
}

START_TEST(a_crash_loses_nothing_that_was_committed)
{
	struct catalogue *catalogue;
	struct stat before, after;

	ck_assert_int_eq(run_apart(write_and_crash, 0), 128 + SIGKILL);
	ck_assert_int_eq(files_in_folder(), 3);
	ck_assert_int_eq(stat(path_of("-wal"), &before), 0);
	ck_assert_int_gt(before.st_size, 0);
	ck_assert_int_eq(read_calls(), 4);
	ck_assert_int_eq(stat(path_of("-wal"), &after), 0);
	ck_assert_int_eq(before.st_size, after.st_size);
	catalogue = open_as(CATALOGUE_WRITE);
	ck_assert_int_eq(calls_in(catalogue), 4);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	ck_assert_int_eq(files_in_folder(), 1);
}
END_TEST

/* A small disk of its own at 'folder'; false when that is not allowed. */
static bool
mount_small_disk(void)
{
	return !unshare(CLONE_NEWNS) &&
	       !mount("none", "/", "none", MS_REC | MS_PRIVATE, "") &&
	       !mount("tmpfs", folder, "tmpfs", 0, "size=1m");
}

START_TEST(a_full_disk_loses_no_row_that_was_taken)
{
	struct catalogue *catalogue;
	struct sample_ids ids;
	unsigned taken = 0;
	char ballast[128];
	int fd, error = 0;

	if (geteuid() != 0 || !mount_small_disk())
		return;
	catalogue = open_as(CATALOGUE_WRITE);
	snprintf(ballast, sizeof ballast, "%s/ballast", folder);
	fd = open(ballast, O_WRONLY | O_CREAT, 0600);
	ck_assert_int_eq(posix_fallocate(fd, 0, 600 << 10), 0);
	close(fd);
	while (!error && taken < 5000) {
		struct sample sample = {.number = taken};

		error = sample_add(catalogue, &sample, &ids);
		taken += !error;
	}
	ck_assert_int_eq(error, ENOSPC);
	ck_assert_uint_gt(taken, 100);
	ck_assert_int_eq(catalogue_commit(catalogue), ENOSPC);
	unlink(ballast);
	ck_assert_int_eq(
	    mount("tmpfs", folder, "tmpfs", MS_REMOUNT, "size=64m"), 0);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	ck_assert_int_ge(calls_in(catalogue), (int)taken);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	umount(folder);
}
END_TEST

static void
add(Suite *suite, const char *name, const TTest *test)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, make_folder, remove_folder);
	tcase_add_test(tcase, test);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
}

int
main(void)
{
	Suite *suite = suite_create("storage/catalogue");

	add(suite, "same_rows", same_rows_make_the_same_file);
	add(suite, "replaced", an_earlier_run_of_the_call_is_replaced);
	add(suite, "updated",
	    the_same_id_is_brought_up_to_date_and_keeps_its_rows);
	add(suite, "numbers", numbers_are_normalised_and_reversed);
	add(suite, "utf8", texts_become_utf8);
	add(suite, "malformed",
	    malformed_rows_are_refused_and_the_batch_goes_on);
	add(suite, "readers",
	    readers_see_what_was_committed_and_hold_up_nobody);
	add(suite, "batches", full_batches_are_committed_by_themselves);
	add(suite, "one_writer", there_is_one_writer);
	add(suite, "locked",
	    a_lock_of_another_program_is_waited_for_then_reported);
	add(suite, "no_catalogue",
	    what_is_no_catalogue_is_refused_and_left_alone);
	add(suite, "newer", a_newer_version_is_not_touched);
	add(suite, "private", files_are_private);
	add(suite, "read_only",
	    a_stopped_catalogue_is_read_in_a_folder_that_is_read_only);
	add(suite, "crash", a_crash_loses_nothing_that_was_committed);
	add(suite, "full_disk", a_full_disk_loses_no_row_that_was_taken);
	return run_suite(suite);
}
