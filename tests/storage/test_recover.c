/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recorder left behind, case by case: docs/architecture.md, the order of
 * files and rows. */
#include "tests/storage/fixture.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "storage/recover.h"
#include "storage/writer.h"

#define RATE 8000
#define DAY "audio/2026/11/21"
#define START INT64_C(1795255200000000) /* 2026-11-21 10:00:00 */
#define NAME(uid) DAY "/20261121T100000_201_+49305_" uid ".wav"
#define UID "0123456789abcdef"

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static void
remove_all(void)
{
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Leaves a file of 'seconds' by a process that ends while it is open. */
static void
leave_file(const char *path, int seconds)
{
	static int16_t samples[2 * RATE];
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		int dir_fd = open(folder, O_RDONLY | O_DIRECTORY);
		struct writer *writer = NULL;

		if (writer_open(dir_fd, path, AUDIO_PCM16, 2, RATE, &writer))
			_exit(1);
		for (int i = 0; i < seconds; i++)
			if (writer_write(writer, samples, RATE))
				_exit(1);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

static bool
is_there(const char *path)
{
	char whole[256];

	snprintf(whole, sizeof whole, "%s/%s", folder, path);
	return access(whole, F_OK) == 0;
}

/* Rows of a call that goes on, and of its recording. */
static void
leave_rows(const char *path)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct call_row call = {.id = 1,
	    .uid = UID,
	    .state = "active",
	    .started_us = START,
	    .ringing_us = ROW_NO_TIME,
	    .answered_us = START + 500000,
	    .ended_us = ROW_NO_TIME};
	struct recording_row recording = {.id = 1,
	    .call_id = 1,
	    .path = path,
	    .format = "pcm16",
	    .state = "open",
	    .channels = 2,
	    .rate_hz = RATE,
	    .started_us = START + 600000};
	struct event_row last = {
	    .call_id = 1, .time_us = START + 5000000, .kind = "hold"};

	ck_assert_int_eq(catalogue_put_call(catalogue, &call), 0);
	if (path)
		ck_assert_int_eq(
		    catalogue_put_recording(catalogue, &recording), 0);
	ck_assert_int_eq(catalogue_add_event(catalogue, &last), 0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}

static bool hashes = true; /* the sums of files are wanted */

/* The next start; gives what was done. */
static struct recovery
start(void)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	int dir_fd = open(folder, O_RDONLY | O_DIRECTORY);
	struct recovery recovery;

	ck_assert_int_eq(
	    recover(folder, dir_fd, catalogue, hashes, &recovery), 0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	close(dir_fd);
	return recovery;
}

/* Is that true of the catalogue? */
static void
ck_sql(const char *sql)
{
	struct catalogue *catalogue = open_as(CATALOGUE_READ);

	ck_assert_msg(number_of(catalogue, sql) == 1, "%s", sql);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
}

/* Rules 3 and 6. */
START_TEST(an_open_recording_is_recovered)
{
	struct recovery recovery;

	leave_rows(NAME(UID));
	leave_file(NAME(UID), 3);
	recovery = start();
	ck_assert_uint_eq(recovery.recordings, 1);
	ck_assert_uint_eq(recovery.calls, 1);
	ck_assert_int_eq(recovery.recorded_ms, 3000);
	ck_assert(is_there(NAME(UID)) && !is_there(NAME(UID) ".part"));
	ck_sql("SELECT count(*) FROM recording WHERE state = 'recovered' AND "
	       "duration_ms = 3000 AND bytes = 96044 AND "
	       "length(sha256) = 64");
	ck_sql("SELECT count(*) FROM call WHERE state = 'recovered' AND "
	       "completeness = 'partial' AND reason LIKE '%3.0 s were%' AND "
	       "ended_us = 1795255205000000");
	/* From the last sample to the last that is known of the run. */
	ck_sql("SELECT count(*) = 2 AND min(from_us) = 3000000 AND "
	       "max(to_us) = 4400000 AND min(cause) = 'crash' FROM gap");
	/* Nothing is left for another start. */
	recovery = start();
	ck_assert_uint_eq(recovery.recordings + recovery.calls, 0);
}
END_TEST

START_TEST(without_sums_it_is_recovered_too)
{
	hashes = false;
	leave_rows(NAME(UID));
	leave_file(NAME(UID), 3);
	ck_assert_uint_eq(start().recordings, 1);
	ck_sql("SELECT count(*) FROM recording WHERE state = 'recovered' AND "
	       "duration_ms = 3000 AND bytes = 96044 AND sha256 IS NULL");
	hashes = true;
}
END_TEST

START_TEST(one_that_was_named_already_is_measured)
{
	char from[256], to[256];

	leave_rows(NAME(UID));
	leave_file(NAME(UID), 2);
	snprintf(from, sizeof from, "%s/%s.part", folder, NAME(UID));
	snprintf(to, sizeof to, "%s/%s", folder, NAME(UID));
	ck_assert_int_eq(rename(from, to), 0);
	ck_assert_uint_eq(start().recordings, 1);
	ck_sql("SELECT count(*) FROM recording WHERE state = 'recovered' AND "
	       "duration_ms = 2000");
}
END_TEST

START_TEST(one_without_a_file_or_audio_is_lost)
{
	leave_rows(NAME(UID));
	if (_i)
		leave_file(NAME(UID), 0);
	ck_assert_uint_eq(start().lost, 1);
	ck_assert(!is_there(NAME(UID)) && !is_there(NAME(UID) ".part"));
	ck_sql("SELECT count(*) FROM recording WHERE state = 'lost' AND "
	       "bytes = 0 AND sha256 IS NULL");
	ck_sql("SELECT count(*) FROM call WHERE completeness = 'missing' AND "
	       "reason LIKE '%no audio was recovered'");
}
END_TEST

START_TEST(what_cannot_be_read_is_set_aside)
{
	char path[256];
	int fd;

	leave_rows(NAME(UID));
	leave_file(NAME(UID), 1);
	snprintf(path, sizeof path, "%s/%s.part", folder, NAME(UID));
	fd = open(path, O_WRONLY);
	ck_assert_int_eq(pwrite(fd, "XXXX", 4, 0), 4);
	close(fd);
	ck_assert_uint_eq(start().damaged, 1);
	ck_assert(is_there(NAME(UID) ".damaged"));
	ck_assert(!is_there(NAME(UID) ".part"));
	ck_sql("SELECT count(*) FROM recording WHERE state = 'lost'");
}
END_TEST

/* Rule 4. */
START_TEST(a_file_without_a_row_belongs_to_the_call_in_its_name)
{
	/* The second was begun when the call was recorded again. */
	static const char *const names[] = {NAME(UID), NAME(UID "r2-2")};

	leave_rows(NULL);
	leave_file(names[_i], 1);
	ck_assert_uint_eq(start().adopted, 1);
	ck_sql("SELECT count(*) FROM call JOIN recording ON call_id = call.id "
	       "WHERE uid = '" UID "' AND recording.state = 'recovered'");
	/* The second in its name is that of the answer. */
	ck_sql("SELECT count(*) FROM recording "
	       "WHERE started_us = 1795255200500000");
}
END_TEST

START_TEST(without_a_call_its_name_makes_one)
{
	leave_file(NAME(UID), 1);
	leave_file(DAY "/20261121T100001_201_+49305_" UID "-2.wav", 2);
	ck_assert_uint_eq(start().adopted, 2);
	ck_sql("SELECT count(*) FROM call WHERE uid = '" UID "' AND "
	       "state = 'recovered' AND completeness = 'partial' AND "
	       "caller_number = '201' AND callee_number = '+49305' AND "
	       "started_us = 1795255200000000 AND "
	       "ended_us = 1795255203000000");
	ck_sql("SELECT count(*) = 2 FROM recording WHERE call_id = "
	       "(SELECT id FROM call)");
}
END_TEST

START_TEST(names_that_are_not_ours_are_left_alone)
{
	char path[256];

	leave_file(NAME(UID), 1);
	snprintf(path, sizeof path, "%s/%s/notes.part", folder, DAY);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	snprintf(path, sizeof path, "%s/%s/link.wav.part", folder, DAY);
	ck_assert_int_eq(symlink("/etc/passwd", path), 0);
	start();
	ck_assert(is_there(DAY "/notes.part"));
	ck_sql("SELECT count(*) FROM recording");
}
END_TEST

START_TEST(an_open_call_without_an_answer_has_no_verdict)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct call_row call = {.id = 1,
	    .uid = UID,
	    .state = "ringing",
	    .started_us = START,
	    .ringing_us = ROW_NO_TIME,
	    .answered_us = ROW_NO_TIME,
	    .ended_us = ROW_NO_TIME};

	ck_assert_int_eq(catalogue_put_call(catalogue, &call), 0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	ck_assert_uint_eq(start().calls, 1);
	ck_sql("SELECT count(*) FROM call WHERE state = 'recovered' AND "
	       "completeness IS NULL AND reason IS NOT NULL");
}
END_TEST

/* What people said of a call stays when it is read again. */
START_TEST(a_call_that_is_replaced_keeps_its_hold)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	struct call_row call = {.id = 1,
	    .uid = UID,
	    .state = "ended",
	    .started_us = START,
	    .ringing_us = ROW_NO_TIME,
	    .answered_us = ROW_NO_TIME,
	    .ended_us = ROW_NO_TIME};

	ck_assert_int_eq(catalogue_put_call(catalogue, &call), 0);
	exec_in(catalogue, "UPDATE call SET hold = 1");
	exec_in(catalogue, "INSERT INTO tag (call_id, name, added_us) "
			   "VALUES (1, 'dispute', 0)");
	call.id = 2;
	ck_assert_int_eq(catalogue_put_call(catalogue, &call), 0);
	ck_assert_int_eq(catalogue_put_call(catalogue, &call), 0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	ck_sql("SELECT count(*) FROM call JOIN tag ON call_id = call.id "
	       "WHERE call.id = 2 AND uid = '" UID "' AND hold = 1");
	ck_sql("SELECT count(*) FROM call");
}
END_TEST

/* Rule 3: a million calls, and a start in half a second of a processor; by
 * default a fifth of both, unless SPANREC_LONG is set. */
START_TEST(a_large_catalogue_starts_at_once)
{
	struct catalogue *catalogue = open_as(CATALOGUE_WRITE);
	const int share = getenv("SPANREC_LONG") ? 1 : 5;
	struct timespec before, after;
	char sql[256];

	snprintf(sql, sizeof sql,
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
	    "WHERE i < %d) INSERT INTO call (id, uid, state, started_us) "
	    "SELECT i, printf('%%016x', i), 'ended', i FROM n",
	    1000000 / share);
	exec_in(catalogue, sql);
	exec_in(catalogue,
	    "INSERT INTO recording (call_id, path, format, state, channels, "
	    "rate_hz, started_us, duration_ms, frames, bytes) SELECT id, "
	    "'audio/' || uid, 'pcm16', 'complete', 2, 8000, started_us, 1, 8, "
	    "32 FROM call");
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
	start();
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
	ck_assert_int_lt((after.tv_sec - before.tv_sec) * 1000 +
			     (after.tv_nsec - before.tv_nsec) / 1000000,
	    500 / share);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("recover");
	TCase *tcase = tcase_create("recover");

	tcase_add_checked_fixture(tcase, make_folder, remove_all);
	tcase_set_timeout(tcase, CASE_TIMEOUT_S);
	tcase_add_test(tcase, an_open_recording_is_recovered);
	tcase_add_test(tcase, without_sums_it_is_recovered_too);
	tcase_add_test(tcase, one_that_was_named_already_is_measured);
	tcase_add_loop_test(tcase, one_without_a_file_or_audio_is_lost, 0, 2);
	tcase_add_test(tcase, what_cannot_be_read_is_set_aside);
	tcase_add_loop_test(
	    tcase, a_file_without_a_row_belongs_to_the_call_in_its_name, 0, 2);
	tcase_add_test(tcase, without_a_call_its_name_makes_one);
	tcase_add_test(tcase, names_that_are_not_ours_are_left_alone);
	tcase_add_test(tcase, an_open_call_without_an_answer_has_no_verdict);
	tcase_add_test(tcase, a_call_that_is_replaced_keeps_its_hold);
	tcase_add_test(tcase, a_large_catalogue_starts_at_once);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
