/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A catalogue that cannot be written: what is put meanwhile is there in the
 * end, once, and nobody waits for it (promise 10).
 */
#include "tests/storage/trouble.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "storage/row_queue.h"
#include "storage/spool.h"

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Another process, which locks the catalogue when it is told to. It begins
 * before this one opens the catalogue: SQLite cannot be taken over a fork. */
struct locker {
	pid_t pid;
	int tell, told; /* pipes to it, and from it */
};

static void
locker_run(int tell, int told, unsigned seconds)
{
	struct database *db;
	int tries = 1000; /* the catalogue may be writing */
	char c;

	if (read(tell, &c, 1) != 1 ||
	    database_open(path_of(""), DATABASE_WRITE, &db))
		_exit(1);
	while (database_exec(db, "BEGIN IMMEDIATE"))
		if (--tries == 0 || usleep(50000))
			_exit(1);
	if (write(told, "x", 1) != 1)
		_exit(1);
	sleep(seconds);
	_exit(0);
}

static struct locker
locker_begin(unsigned seconds)
{
	int tell[2], told[2];
	struct locker locker;

	ck_assert_int_eq(pipe(tell), 0);
	ck_assert_int_eq(pipe(told), 0);
	locker = (struct locker){fork(), tell[1], told[0]};
	ck_assert_int_ge(locker.pid, 0);
	if (locker.pid == 0)
		locker_run(tell[0], told[1], seconds);
	close(tell[0]);
	close(told[1]);
	return locker;
}

/* It has locked the catalogue, until its time is over. */
static void
locker_lock(struct locker *locker)
{
	char c;

	ck_assert_int_eq(write(locker->tell, "x", 1), 1);
	ck_assert_int_eq(read(locker->told, &c, 1), 1);
	close(locker->tell);
	close(locker->told);
}

static void
await(pid_t child, int expected)
{
	int status;

	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, expected);
}

/* Somebody who does nothing but sleep for a moment, again and again. */
struct bystander {
	pthread_t thread;
	_Atomic bool is_over;
	_Atomic int64_t late_ms; /* how late it woke at the worst */
};

static void *
stand_by(void *arg)
{
	struct bystander *bystander = arg;

	while (!bystander->is_over) {
		int64_t before = now_ms(), late;

		usleep(10000);
		late = now_ms() - before - 10;
		if (late > bystander->late_ms)
			bystander->late_ms = late;
	}
	return NULL;
}

/* To where a sync takes no time, whatever else this machine does. */
static void
move_to_memory(void)
{
	remove_folder();
	snprintf(folder, sizeof folder, "/dev/shm/spanrec-test-XXXXXX");
	if (!mkdtemp(folder))
		make_folder();
}

START_TEST(a_locked_catalogue_gets_its_rows_later)
{
	unsigned seconds = getenv("SPANREC_LONG") ? 60 : 10;
	struct catalogue_status status;
	struct bystander bystander = {.is_over = false};
	struct catalogue *catalogue;
	int64_t worst = 0;
	unsigned count = 0;
	struct locker other;
	int left;

	move_to_memory();
	other = locker_begin(seconds);
	catalogue = open_as(CATALOGUE_WRITE);
	ck_assert_int_eq(catalogue_go_live(catalogue), 0);
	add_from(catalogue, 0, 10);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	ck_assert_int_eq(
	    pthread_create(&bystander.thread, NULL, stand_by, &bystander), 0);
	locker_lock(&other);
	for (count = 10; !waitpid(other.pid, &left, WNOHANG); count += 10) {
		int64_t before = now_ms();

		add_from(catalogue, count, 10);
		worst = now_ms() - before > worst ? now_ms() - before : worst;
		usleep(50000);
		catalogue_get_status(catalogue, &status);
		ck_assert_uint_eq(status.rows_lost, 0);
	}
	bystander.is_over = true;
	pthread_join(bystander.thread, NULL);
	/* It waits for nothing but what keeps everybody from running. */
	ck_assert_int_lt(worst, 1000 + 2 * bystander.late_ms);
	ck_assert_uint_gt(count, 10 * seconds);
	ck_assert_uint_gt(status.rows_spooled, 0);
	ck_assert_int_eq(status.error, EBUSY);
	ck_assert_int_eq(files_like(SPOOL_FILE), 1);
	/* It comes back by itself. */
	for (int i = 0; i < 1000 && status.error; i++) {
		usleep(100000);
		catalogue_get_status(catalogue, &status);
	}
	ck_assert_int_eq(status.error, 0);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	check_whole_apart((int)count);
	ck_assert_int_eq(files_like(SPOOL_FILE), 0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

/* A process that is killed while its rows wait in the spool. */
static void
crash_with_spool(unsigned first, unsigned count)
{
	struct locker other = locker_begin(CASE_TIMEOUT_S);
	pid_t child;

	locker_lock(&other);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		struct catalogue *catalogue = open_as(CATALOGUE_WRITE);

		add_from(catalogue, first, count);
		if (catalogue_commit(catalogue) == EBUSY)
			kill(getpid(), SIGKILL);
		_exit(1);
	}
	await(child, SIGKILL);
	kill(other.pid, SIGKILL);
	await(other.pid, SIGKILL);
	ck_assert_int_eq(files_like(SPOOL_FILE), 1);
}

START_TEST(the_next_start_loads_the_spool_once)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct sample_ids ids;

	ck_assert_int_eq(catalogue_close(catalogue), 0);
	crash_with_spool(0, 3000);
	ck_assert_int_eq(link(name_of(SPOOL_FILE), path_of(".kept")), 0);
	for (int start = 0; start < 3; start++) {
		catalogue = open_as(CATALOGUE_WRITE);
		check_whole(catalogue, 3000);
		ck_assert_int_eq(files_like(SPOOL_FILE), 0);
		/* A crash came before the file was taken away. */
		if (start == 0)
			ck_assert_int_eq(
			    link(path_of(".kept"), name_of(SPOOL_FILE)), 0);
		ck_assert_int_eq(catalogue_close(catalogue), 0);
	}
	/* Identifiers in a spool are taken. */
	crash_with_spool(3000, 5);
	catalogue = open_as(CATALOGUE_WRITE);
	ids.call = catalogue_next_id(catalogue, CATALOGUE_CALL);
	ck_assert_int_eq(ids.call, 3006);
	check_whole(catalogue, 3005);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(garbage_before_the_start_is_put_aside_and_the_spool_goes_in)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);

	ck_assert_int_eq(catalogue_close(catalogue), 0);
	crash_with_spool(0, 20);
	unlink(path_of("-wal"));
	unlink(path_of("-shm"));
	write_garbage(path_of(""));
	catalogue = open_as(CATALOGUE_WRITE);
	check_whole(catalogue, 20);
	add_from(catalogue, 20, 1);
	check_whole(catalogue, 21);
	ck_assert_int_eq(files_like(damaged), 1);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM state WHERE "
				 "name = 'midway'"),
	    0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(garbage_while_it_runs_is_put_aside_and_calls_go_on)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct sample sample = {.number = 7};
	struct catalogue_status status;
	struct sample_ids ids;

	/* Call 1 is there; of call 2, leg and recording come later. */
	add_from(catalogue, 0, 2);
	ids = (struct sample_ids){2, 12, 12};
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	write_garbage(path_of(""));
	ck_assert_int_eq(sample_leg(catalogue, &ids, &sample, 5), 0);
	ck_assert_int_eq(sample_recording(catalogue, &ids, 5), 0);
	add_from(catalogue, 2, 5);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	ck_assert_int_eq(calls_in(catalogue), 5);
	catalogue_get_status(catalogue, &status);
	ck_assert_uint_eq(status.put_aside, 1);
	ck_assert_uint_eq(status.rows_refused, 0);
	ck_assert_int_eq(files_like(damaged), 3);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	catalogue = open_as(CATALOGUE_WRITE);
	ck_assert_int_eq(calls_in(catalogue), 6);
	ck_assert_int_eq(number_of(catalogue, "SELECT count(*) FROM gap"), 6);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM call WHERE id = 2 AND "
				 "state = 'recovered' AND started_us = 5"),
	    1);
	ck_assert_int_eq(number_of(catalogue,
			     "SELECT count(*) FROM pragma_foreign_key_check"),
	    0);
	ck_assert_int_eq(number_of(catalogue, "PRAGMA foreign_keys"), 1);
	ck_assert_int_eq(files_like(damaged), 3);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

/* Pages in the middle: the header is whole, and statements fail. */
START_TEST(damage_in_the_middle_is_found_when_it_is_read)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct catalogue_status status;
	struct stat st;
	char zeros[4096] = {0};
	int fd;

	add_from(catalogue, 0, 200);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	fd = open(path_of(""), O_WRONLY);
	ck_assert_int_eq(fstat(fd, &st), 0);
	for (off_t at = 4096; at < st.st_size; at += 4096)
		ck_assert_int_eq(pwrite(fd, zeros, sizeof zeros, at), 4096);
	close(fd);
	catalogue = open_as(CATALOGUE_WRITE);
	add_from(catalogue, 200, 10);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	catalogue_get_status(catalogue, &status);
	ck_assert_uint_eq(status.put_aside, 1);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	catalogue = open_as(CATALOGUE_WRITE);
	check_whole(catalogue, 10);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

/* Zeros in place of the page that a table begins with. */
static void
damage_table(const char *table)
{
	struct catalogue *catalogue = open_as(CATALOGUE_READ);
	char sql[96], zeros[4096] = {0};
	int64_t page;
	int fd;

	snprintf(sql, sizeof sql,
	    "SELECT rootpage FROM sqlite_schema WHERE name = '%s'", table);
	page = number_of(catalogue, sql);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	fd = open(path_of(""), O_WRONLY);
	ck_assert_int_eq(
	    pwrite(fd, zeros, sizeof zeros, (off_t)(page - 1) * 4096), 4096);
	close(fd);
}

/* One that is read at the start, and one that is written to only. */
START_TEST(damage_of_one_table_is_found_when_it_is_used)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct catalogue_status status;

	add_from(catalogue, 0, 200);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	damage_table(_i ? "event" : "call");
	catalogue = open_as(CATALOGUE_WRITE);
	add_from(catalogue, 200, 10);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	catalogue_get_status(catalogue, &status);
	ck_assert_uint_eq(status.put_aside, 1);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	catalogue = open_as(CATALOGUE_WRITE);
	check_whole(catalogue, 10);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(damage_does_not_keep_rows_in_the_spool)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct catalogue_status status;

	add_from(catalogue, 0, 200);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	crash_with_spool(200, 10);
	damage_table("event");
	catalogue = open_as(CATALOGUE_WRITE);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	check_whole(catalogue, 10);
	catalogue_get_status(catalogue, &status);
	ck_assert_uint_eq(status.put_aside, 1);
	ck_assert_uint_eq(status.rows_refused, 0);
	ck_assert_int_eq(files_like(SPOOL_FILE), 0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

START_TEST(one_that_is_read_only_is_read_and_gets_its_rows_later)
{
	struct catalogue *catalogue;

	if (geteuid() != 0 || unshare(CLONE_NEWNS) ||
	    mount("none", "/", "none", MS_REC | MS_PRIVATE, ""))
		return;
	catalogue = open_as(CATALOGUE_WRITE);
	add_from(catalogue, 0, 3);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	ck_assert_int_eq(
	    mount(path_of(""), path_of(""), NULL, MS_BIND, NULL), 0);
	ck_assert_int_eq(mount(NULL, path_of(""), NULL,
			     MS_BIND | MS_REMOUNT | MS_RDONLY, NULL),
	    0);
	catalogue = open_as(CATALOGUE_WRITE);
	add_from(catalogue, 3, 3);
	ck_assert_int_eq(catalogue_commit(catalogue), EROFS);
	ck_assert_int_eq(catalogue_error(catalogue), 0);
	ck_assert_int_eq(files_like(SPOOL_FILE), 1);
	ck_assert_int_eq(umount2(path_of(""), MNT_DETACH), 0);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	check_whole(catalogue, 6);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

/* A reader that does not end keeps SQLite from using its log again. */
START_TEST(a_long_reader_does_not_make_the_log_grow_for_ever)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct database *reader = NULL;
	int64_t calls;
	struct stat st;

	add_from(catalogue, 0, 100);
	database_set_log_limit(catalogue_database(catalogue), 1000);
	ck_assert_int_eq(database_open(path_of(""), DATABASE_READ, &reader), 0);
	ck_assert_int_eq(database_exec(reader, "BEGIN"), 0);
	ck_assert_int_eq(
	    database_number(reader, "SELECT count(*) FROM call", &calls), 0);
	for (unsigned i = 100; i < 6100; i += 500) {
		add_from(catalogue, i, 500);
		if (catalogue_commit(catalogue))
			ck_assert_int_eq(catalogue_commit(catalogue), EBUSY);
	}
	ck_assert_int_eq(files_like(SPOOL_FILE), 1);
	ck_assert_int_eq(stat(path_of("-wal"), &st), 0);
	ck_assert_int_gt(st.st_size, 1000 * 4096);
	ck_assert_int_lt(st.st_size, 2500 * 4096);
	ck_assert_int_eq(
	    database_number(reader, "SELECT count(*) FROM call", &calls), 0);
	ck_assert_int_eq(calls, 100);
	ck_assert_int_eq(database_exec(reader, "COMMIT"), 0);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	check_whole(catalogue, 6100);
	ck_assert_int_eq(stat(path_of("-wal"), &st), 0);
	ck_assert_int_lt(st.st_size, 2500 * 4096);
	database_close(reader);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}
END_TEST

/* Each batch has room for many rows: the limit is one of rows. */
START_TEST(a_queue_that_is_stalled_gives_no_batch_that_is_not_full)
{
	struct row_queue *queue = row_queue_new(100000);
	struct event_row event = {.kind = "hold"};
	struct row_queue_work work;

	row_queue_set_way(queue, ROW_QUEUE_SHEDS);
	row_queue_stall(queue, ENOSPC);
	ck_assert_int_eq(row_queue_put(queue, ROW_EVENT, &event), 0);
	row_queue_take(queue, 1, &work);
	ck_assert_ptr_null(work.batches);
	row_queue_stall(queue, 0);
	row_queue_take(queue, 1, &work);
	ck_assert_ptr_nonnull(work.batches);
	ck_assert_uint_eq(work.batches->rows, 1);
	row_queue_release(queue, work.batches);
	row_queue_free(queue);
}
END_TEST

START_TEST(a_full_queue_gives_up_messages_before_calls)
{
	struct row_queue *queue = row_queue_new(100000);
	struct call_row call = {.id = 1, .uid = "0123456789abcdef"};
	static const char bytes[100] = SAMPLE_INVITE;
	struct sip_message_row message = {.bytes = bytes, .size = sizeof bytes};
	struct event_row event = {.kind = "hold"};
	struct row_queue_state state;
	size_t taken = 0;

	row_queue_set_way(queue, ROW_QUEUE_SHEDS);
	while (row_queue_put(queue, ROW_SIP_MESSAGE, &message) == 0)
		taken++;
	ck_assert_uint_gt(taken, 100);
	row_queue_get_state(queue, &state);
	ck_assert_uint_le(state.bytes, 50000);
	while (row_queue_put(queue, ROW_EVENT, &event) == 0)
		taken++;
	row_queue_get_state(queue, &state);
	ck_assert_uint_gt(state.bytes, 74000);
	ck_assert_uint_le(state.bytes, 75000);
	for (int i = 0; i < 50; i++)
		ck_assert_int_eq(row_queue_put(queue, ROW_CALL, &call), 0);
	ck_assert_int_eq(
	    row_queue_put(queue, ROW_SIP_MESSAGE, &message), ENOBUFS);
	while (row_queue_put(queue, ROW_CALL, &call) == 0)
		taken++;
	row_queue_get_state(queue, &state);
	ck_assert_uint_eq(state.shed[ROW_BULK], 2);
	ck_assert_uint_eq(state.shed[ROW_DETAIL], 1);
	ck_assert_uint_eq(state.shed[ROW_BASIS], 1);
	ck_assert_uint_le(state.bytes, 100000);
	row_queue_free(queue);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("storage/trouble");
	TCase *tables = tcase_create("tables");

	add_in_folder(suite, "locked", a_locked_catalogue_gets_its_rows_later);
	add_in_folder(suite, "once", the_next_start_loads_the_spool_once);
	add_in_folder(suite, "garbage_before",
	    garbage_before_the_start_is_put_aside_and_the_spool_goes_in);
	add_in_folder(suite, "garbage_within",
	    garbage_while_it_runs_is_put_aside_and_calls_go_on);
	add_in_folder(
	    suite, "middle", damage_in_the_middle_is_found_when_it_is_read);
	tcase_add_checked_fixture(tables, make_folder, remove_folder);
	tcase_add_loop_test(
	    tables, damage_of_one_table_is_found_when_it_is_used, 0, 2);
	suite_add_tcase(suite, tables);
	add_in_folder(
	    suite, "damaged_spool", damage_does_not_keep_rows_in_the_spool);
	add_in_folder(suite, "read_only",
	    one_that_is_read_only_is_read_and_gets_its_rows_later);
	add_in_folder(suite, "long_reader",
	    a_long_reader_does_not_make_the_log_grow_for_ever);
	add_in_folder(suite, "stalled",
	    a_queue_that_is_stalled_gives_no_batch_that_is_not_full);
	add_in_folder(
	    suite, "shed", a_full_queue_gives_up_messages_before_calls);
	return run_suite(suite);
}
