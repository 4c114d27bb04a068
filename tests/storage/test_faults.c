/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue in trouble: no catalogue, no rights, a crash, a full disk. */
#include "tests/storage/fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define NOBODY 65534

static void
write_file(const char *text, size_t size)
{
	FILE *file = fopen(path_of(""), "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(text, 1, size, file), size);
	fclose(file);
}

START_TEST(what_is_no_catalogue_is_refused_and_left_alone)
{
	static const char garbage[] = "this is a letter and no database, and "
				      "it is long enough for a header, which "
				      "has one hundred bytes ...............";
	struct catalogue *catalogue = NULL;
	struct database *other = NULL;

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
	write_file("", 0);
	ck_assert_int_eq(database_open(path_of(""), DATABASE_WRITE, &other), 0);
	ck_assert_int_eq(database_exec(other, "CREATE TABLE call (id)"), 0);
	database_close(other);
	ck_assert_int_eq(
	    catalogue_open(folder, CATALOGUE_READ, &catalogue), EPROTO);
	ck_assert_int_eq(
	    catalogue_open(folder, CATALOGUE_WRITE, &catalogue), EPROTO);
	ck_assert_ptr_null(catalogue);
	ck_assert_int_eq(files_in_folder(), 1);
}
END_TEST

START_TEST(a_newer_version_is_not_touched)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);

	exec_in(catalogue, "PRAGMA user_version=1000");
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
	/* They wait in memory until that is full as well. */
	while (!error && taken < 100000) {
		struct sample sample = {.number = taken};

		error = sample_add(catalogue, &sample, &ids);
		taken += !error;
	}
	ck_assert_int_eq(error, ENOSPC);
	ck_assert_int_eq(catalogue_error(catalogue), ENOSPC);
	ck_assert_uint_gt(taken, 100);
	ck_assert_int_eq(catalogue_commit(catalogue), ENOSPC);
	unlink(ballast);
	ck_assert_int_eq(
	    mount("tmpfs", folder, "tmpfs", MS_REMOUNT, "size=256m"), 0);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	ck_assert_int_ge(calls_in(catalogue), (int)taken);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	umount(folder);
}
END_TEST

/* Puts the same call again, as one that was called from another number. */
static void
put_call_from(struct catalogue *catalogue, const char *number)
{
	struct sample sample = {.number = 1, .caller = number};

	ck_assert_int_eq(
	    sample_call(catalogue, &sample, SAMPLE_START_US, 1), 0);
}

/* What was written last is remembered, so that it need not be written again;
 * but not when its transaction was taken back. */
START_TEST(what_a_full_disk_took_back_is_written_again)
{
	struct catalogue *catalogue;
	char ballast[128];
	int fd;

	if (geteuid() != 0 || !mount_small_disk())
		return;
	catalogue = open_as(CATALOGUE_WRITE);
	put_call_from(catalogue, "100");
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	snprintf(ballast, sizeof ballast, "%s/ballast", folder);
	fd = open(ballast, O_WRONLY | O_CREAT, 0600);
	ck_assert_int_eq(posix_fallocate(fd, 0, 600 << 10), 0);
	close(fd);
	put_call_from(catalogue, "200");
	ck_assert_int_eq(catalogue_commit(catalogue), ENOSPC);
	unlink(ballast);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT caller_number FROM call"), 200);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	umount(folder);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("storage/faults");

	add_in_folder(suite, "no_catalogue",
	    what_is_no_catalogue_is_refused_and_left_alone);
	add_in_folder(suite, "newer", a_newer_version_is_not_touched);
	add_in_folder(suite, "private", files_are_private);
	add_in_folder(suite, "read_only",
	    a_stopped_catalogue_is_read_in_a_folder_that_is_read_only);
	add_in_folder(suite, "crash", a_crash_loses_nothing_that_was_committed);
	add_in_folder(
	    suite, "full_disk", a_full_disk_loses_no_row_that_was_taken);
	add_in_folder(
	    suite, "taken_back", what_a_full_disk_took_back_is_written_again);
	return run_suite(suite);
}
