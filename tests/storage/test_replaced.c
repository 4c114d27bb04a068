/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A catalogue whose file goes while it is written: taken away, replaced, or
 * damaged, and what stands in the way of the next one. No row is lost.
 */
#include "tests/storage/trouble.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>

#include "storage/row_store.h"

START_TEST(one_that_is_taken_away_is_written_again)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);

	add_from(catalogue, 0, 300);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	unlink(path_of(""));
	add_from(catalogue, 300, 100);
	check_whole(catalogue, 400);
	ck_assert_int_eq(files_like(damaged), 0);
	write_garbage(name_of("other"));
	ck_assert_int_eq(rename(name_of("other"), path_of("")), 0);
	add_from(catalogue, 400, 100);
	check_whole(catalogue, 500);
	ck_assert_int_eq(files_like(damaged), 1);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	catalogue = open_as(CATALOGUE_READ);
	check_whole(catalogue, 500);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

/* A folder is in the way of the copy. */
START_TEST(one_that_is_taken_away_is_kept_until_it_can_be_written_again)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);

	add_from(catalogue, 0, 300);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	ck_assert_int_eq(mkdir(path_of(".copy"), 0700), 0);
	unlink(path_of(""));
	add_from(catalogue, 300, 100);
	ck_assert_int_ne(catalogue_commit(catalogue), 0);
	ck_assert_int_eq(files_like(SPOOL_FILE), 1);
	ck_assert_int_eq(rmdir(path_of(".copy")), 0);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	check_whole(catalogue, 400);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

#define SOON_S 180

/* Takes all names that what is put aside soon can have, or gives them back. */
static void
block_names(bool blocked)
{
	char name[80], stamp[32];

	for (int i = 0; i < SOON_S * 100; i++) {
		static time_t begin;
		time_t then;
		struct tm utc;

		if (blocked && i == 0)
			begin = time(NULL);
		then = begin + i / 100;
		gmtime_r(&then, &utc);
		strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &utc);
		snprintf(name, sizeof name, "%s%s%s%.0d", damaged, stamp,
		    i % 100 ? "-" : "", i % 100);
		if (blocked)
			ck_assert_int_eq(
			    mknod(name_of(name), S_IFREG | 0600, 0), 0);
		else
			ck_assert_int_eq(unlink(name_of(name)), 0);
	}
}

/* Another file has its name, and cannot be put aside: the copy waits. */
START_TEST(one_that_was_replaced_is_not_lost_when_its_copy_gets_no_name)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);

	add_from(catalogue, 0, 300);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	block_names(true);
	write_garbage(name_of("other"));
	ck_assert_int_eq(rename(name_of("other"), path_of("")), 0);
	add_from(catalogue, 300, 100);
	ck_assert_int_eq(catalogue_commit(catalogue), EEXIST);
	ck_assert_int_eq(catalogue_commit(catalogue), EEXIST);
	ck_assert_int_eq(files_like(CATALOGUE_FILE ".copy"), 1);
	block_names(false);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	check_whole(catalogue, 400);
	ck_assert_int_eq(files_like(CATALOGUE_FILE ".copy"), 0);
	ck_assert_int_eq(files_like(damaged), 1);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

/* In a file system of its own, until nothing goes into it any more. */
static void
fill(const char *file)
{
	static const char zeros[4096];
	int fd = open(file, O_WRONLY | O_CREAT, 0600);

	ck_assert_int_ge(fd, 0);
	while (write(fd, zeros, sizeof zeros) > 0)
		;
	close(fd);
}

START_TEST(a_new_one_that_does_not_fit_at_once_takes_rows_of_calls_that_go_on)
{
	struct sample sample = {.number = 7};
	struct sample_ids ids = {2, 12, 12};
	struct catalogue_status status;
	struct catalogue *catalogue;

	if (geteuid() != 0 || unshare(CLONE_NEWNS) ||
	    mount("none", "/", "none", MS_REC | MS_PRIVATE, "") ||
	    mount("none", folder, "tmpfs", 0, "size=16m"))
		return;
	catalogue = open_as(CATALOGUE_WRITE);
	add_from(catalogue, 0, 2);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	write_garbage(path_of(""));
	fill(name_of("full"));
	ck_assert_int_eq(sample_leg(catalogue, &ids, &sample, 5), 0);
	ck_assert_int_eq(sample_recording(catalogue, &ids, 5), 0);
	ck_assert_int_eq(catalogue_commit(catalogue), ENOSPC);
	ck_assert_int_eq(files_like(damaged), 3);
	ck_assert_int_eq(unlink(name_of("full")), 0);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	catalogue_get_status(catalogue, &status);
	ck_assert_uint_eq(status.rows_refused, 0);
	ck_assert_int_eq(number_of(catalogue, "SELECT count(*) FROM leg"), 1);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	catalogue = open_as(CATALOGUE_WRITE);
	ck_assert_int_eq(calls_in(catalogue), 1);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	ck_assert_int_eq(umount2(folder, MNT_DETACH), 0);
}
END_TEST

START_TEST(a_new_one_is_indexed_also_when_the_index_was_damaged)
{
	int folder_fd = open(folder, O_RDONLY | O_DIRECTORY);
	struct row_store store;

	ck_assert_int_eq(row_store_open(&store, folder, folder_fd), 0);
	ck_assert_int_eq(database_exec(store.db, "DROP TABLE search_stale"), 0);
	ck_assert(!row_store_index(&store) && store.has_no_index);
	ck_assert_int_eq(row_store_renew(&store), 0);
	ck_assert(!row_store_index(&store) && !store.has_no_index);
	row_store_close(&store);
	close(folder_fd);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("storage/replaced");

	add_in_folder(suite, "away", one_that_is_taken_away_is_written_again);
	add_in_folder(suite, "kept",
	    one_that_is_taken_away_is_kept_until_it_can_be_written_again);
	add_in_folder(suite, "replaced",
	    one_that_was_replaced_is_not_lost_when_its_copy_gets_no_name);
	add_in_folder(suite, "index",
	    a_new_one_is_indexed_also_when_the_index_was_damaged);
	add_in_folder(suite, "no_room",
	    a_new_one_that_does_not_fit_at_once_takes_rows_of_calls_that_go_on);
	return run_suite(suite);
}
