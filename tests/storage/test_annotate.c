/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people say of calls: beside the recorder, and through a replay. */
#include "tests/storage/fixture.h"

#include <errno.h>
#include <sys/stat.h>

#include "storage/annotate.h"

#define AUDIO "audio/2026/11/20/a.wav"

static struct catalogue *catalogue;
static struct annotator *annotator;
static char uid[CALL_UID_LEN + 1];
static const struct annotation_by ann = {"ann", NULL, SAMPLE_START_US};

static void
touch(const char *name)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	for (char *at = path + strlen(folder) + 1; (at = strchr(at, '/'));
	     at++) {
		*at = '\0';
		mkdir(path, 0750);
		*at = '/';
	}
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs("RIFF", file);
	fclose(file);
}

static bool
is_there(const char *name)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return access(path, F_OK) == 0;
}

static void
set_up(void)
{
	make_folder();
	catalogue = open_as(CATALOGUE_WRITE);
	add_samples(catalogue, 3);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	touch(AUDIO);
	snprintf(uid, sizeof uid, "%08x%08x", 2654435761U, 1U);
	/* The recorder has it open all the time. */
	ck_assert_int_eq(annotate_open(folder, &annotator), 0);
}

static void
tear_down(void)
{
	char command[128];

	annotate_close(annotator);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
}

static int64_t
audit_of(const char *action)
{
	char sql[160];

	snprintf(sql, sizeof sql,
	    "SELECT count(*) FROM audit WHERE action = '%s' AND user = 'ann' "
	    "AND address IS NULL AND call_uid = '%s'",
	    action, uid);
	return number_of(catalogue, sql);
}

START_TEST(tags_come_and_go)
{
	char longest[TAG_LEN_MAX + 2];

	ck_assert_int_eq(annotate_tag(annotator, &ann, uid, "sales"), 0);
	ck_assert_int_eq(annotate_tag(annotator, &ann, uid, "sales"), 0);
	ck_assert_int_eq(annotate_tag(annotator, &ann, uid, "to check"), 0);
	ck_assert_int_eq(number_of(catalogue,
			     "SELECT count(*) FROM tag WHERE added_by = 'ann'"),
	    2);
	ck_assert_int_eq(annotate_untag(annotator, &ann, uid, "sales"), 0);
	ck_assert_int_eq(annotate_untag(annotator, &ann, uid, "sales"), 0);
	ck_assert_int_eq(number_of(catalogue, "SELECT count(*) FROM tag"), 1);
	ck_assert_int_eq(audit_of("tag"), 3);
	ck_assert_int_eq(audit_of("untag"), 2);
	memset(longest, 'x', sizeof longest);
	longest[TAG_LEN_MAX] = '\0';
	ck_assert_int_eq(annotate_tag(annotator, &ann, uid, longest), 0);
	longest[TAG_LEN_MAX] = 'x';
	longest[TAG_LEN_MAX + 1] = '\0';
	ck_assert_int_eq(annotate_tag(annotator, &ann, uid, longest), EINVAL);
	ck_assert_int_eq(annotate_tag(annotator, &ann, uid, ""), EINVAL);
	ck_assert_int_eq(annotate_tag(annotator, &ann, uid, " a"), EINVAL);
	ck_assert_int_eq(annotate_tag(annotator, &ann, uid, "a\x1f"), EINVAL);
	ck_assert_int_eq(
	    annotate_tag(annotator, &ann, "ffffffffffffffff", "a"), ENOENT);
	ck_assert_int_eq(
	    number_of(catalogue,
		"SELECT count(*) FROM audit WHERE call_uid LIKE 'ffff%'"),
	    0);
}
END_TEST

START_TEST(notes_are_kept_whole)
{
	const char *body = "First line\nsecond, with \"quotes\" and \xc3\xa9";

	ck_assert_int_eq(annotate_note(annotator, &ann, uid, body), 0);
	ck_assert_int_eq(annotate_note(annotator, &ann, uid, " \n"), EINVAL);
	ck_assert_int_eq(audit_of("note"), 1);
	ck_assert_int_eq(
	    number_of(catalogue,
		"SELECT count(*) FROM note WHERE author = 'ann' AND body LIKE "
		"'First line%second, with \"quotes\" and \xc3\xa9'"),
	    1);
}
END_TEST

START_TEST(a_call_is_removed_file_before_row)
{
	ck_assert_int_eq(annotate_note(annotator, &ann, uid, "gone soon"), 0);
	ck_assert_int_eq(annotate_delete(annotator, &ann, uid), 0);
	ck_assert(!is_there(AUDIO));
	ck_assert_int_eq(calls_in(catalogue), 2);
	ck_assert_int_eq(number_of(catalogue, "SELECT count(*) FROM note"), 0);
	ck_assert_int_eq(
	    number_of(catalogue, "SELECT count(*) FROM recording"), 2);
	ck_assert_int_eq(audit_of("delete"), 1);
	ck_assert_int_eq(annotate_delete(annotator, &ann, uid), ENOENT);
	ck_assert_int_eq(audit_of("delete"), 1);
}
END_TEST

START_TEST(a_hold_keeps_a_call)
{
	ck_assert_int_eq(annotate_hold(annotator, &ann, uid, true), 0);
	ck_assert_int_eq(annotate_delete(annotator, &ann, uid), EPERM);
	ck_assert(is_there(AUDIO));
	ck_assert_int_eq(
	    number_of(catalogue,
		"SELECT count(*) FROM recording WHERE state = 'complete'"),
	    3);
	ck_assert_int_eq(audit_of("delete"), 0);
	ck_assert_int_eq(annotate_hold(annotator, &ann, uid, false), 0);
	ck_assert_int_eq(annotate_delete(annotator, &ann, uid), 0);
	ck_assert_int_eq(audit_of("hold") + audit_of("unhold"), 2);
}
END_TEST

START_TEST(a_call_that_goes_on_is_not_removed)
{
	exec_in(catalogue, "UPDATE call SET state = 'active'");
	ck_assert_int_eq(annotate_delete(annotator, &ann, uid), EINPROGRESS);
	exec_in(catalogue, "UPDATE call SET state = 'ended'; "
			   "UPDATE recording SET state = 'open'");
	ck_assert_int_eq(annotate_delete(annotator, &ann, uid), EINPROGRESS);
	ck_assert(is_there(AUDIO));
}
END_TEST

/* However many there are, none stays behind without a row. */
START_TEST(all_files_of_a_call_go_with_it)
{
	static const char last[] = "audio/2026/11/20/5000.wav";

	exec_in(catalogue,
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
	    "WHERE i < 5000) INSERT INTO recording (call_id, path, format, "
	    "state, channels, rate_hz, started_us, duration_ms, frames, bytes) "
	    "SELECT 2, 'audio/2026/11/20/' || i || '.wav', 'pcm16', "
	    "'complete', 2, 8000, 1, 1, 8, 48 FROM n");
	touch(last);
	ck_assert_int_eq(annotate_delete(annotator, &ann, uid), 0);
	ck_assert(!is_there(AUDIO));
	ck_assert(!is_there(last));
	ck_assert_int_eq(calls_in(catalogue), 2);
}
END_TEST

/* A folder in the place of the file cannot be removed as one. */
START_TEST(a_file_that_stays_keeps_its_call)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", folder, AUDIO);
	unlink(path);
	touch(AUDIO "/x");
	ck_assert_int_ne(annotate_delete(annotator, &ann, uid), 0);
	ck_assert_int_eq(calls_in(catalogue), 3);
	ck_assert_int_eq(
	    number_of(catalogue,
		"SELECT count(*) FROM recording WHERE state = 'expiring'"),
	    1);
	snprintf(path, sizeof path, "%s/%s/x", folder, AUDIO);
	unlink(path);
	snprintf(path, sizeof path, "%s/%s", folder, AUDIO);
	rmdir(path);
	ck_assert_int_eq(annotate_delete(annotator, &ann, uid), 0);
	ck_assert_int_eq(calls_in(catalogue), 2);
}
END_TEST

static int
count_audit(const struct audit_view *view, void *arg)
{
	struct call_cursor *last = arg;

	ck_assert(view->time_us < last->started_us ||
		  (view->time_us == last->started_us && view->id < last->id));
	*last = (struct call_cursor){view->time_us, view->id};
	return 0;
}

START_TEST(the_audit_tells_the_newest_first)
{
	struct call_cursor last = {INT64_MAX, INT64_MAX};
	const struct annotation_by bob = {"bob", "192.0.2.7", 5};
	struct audit_filter filter = {.user = "bob"};

	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(
		    annotate_audit(annotator, &bob, "play", uid, "x"), 0);
	ck_assert_int_eq(annotate_tag(annotator, &ann, uid, "x"), 0);
	ck_assert_int_eq(
	    query_audit(catalogue, &filter, count_audit, &last), 0);
	ck_assert_int_eq(last.started_us, 5);
	ck_assert_int_eq(statement_scans(database_prepared(
			     catalogue_database(catalogue), SLOT_AUDIT)),
	    0);
	last = (struct call_cursor){INT64_MAX, INT64_MAX};
	filter = (struct audit_filter){.limit = 2};
	ck_assert_int_eq(
	    query_audit(catalogue, &filter, count_audit, &last), 0);
	filter.after = &(struct call_cursor){last.started_us, last.id};
	ck_assert_int_eq(
	    query_audit(catalogue, &filter, count_audit, &last), 0);
	ck_assert_int_eq(last.id, 3);
}
END_TEST

/* The same capture again: other ids, the same public ones. */
START_TEST(what_people_gave_survives_a_replay)
{
	ck_assert_int_eq(annotate_tag(annotator, &ann, uid, "sales"), 0);
	ck_assert_int_eq(annotate_note(annotator, &ann, uid, "kept"), 0);
	ck_assert_int_eq(annotate_hold(annotator, &ann, uid, true), 0);
	ck_assert_int_eq(catalogue_close(catalogue), 0);
	catalogue = open_as(CATALOGUE_WRITE);
	add_samples(catalogue, 3);
	ck_assert_int_eq(catalogue_commit(catalogue), 0);
	ck_assert_int_eq(calls_in(catalogue), 3);
	ck_assert_int_eq(number_of(catalogue, "SELECT min(id) FROM call"), 4);
	ck_assert_int_eq(
	    number_of(catalogue,
		"SELECT count(*) FROM call JOIN tag ON tag.call_id = call.id "
		"JOIN note ON note.call_id = call.id WHERE hold = 1 "
		"AND tag.name = 'sales' AND note.body = 'kept'"),
	    1);
	ck_assert_int_eq(annotate_delete(annotator, &ann, uid), EPERM);
}
END_TEST

START_TEST(there_has_to_be_a_catalogue)
{
	struct annotator *other = NULL;

	ck_assert_int_eq(annotate_open("/nowhere", &other), ENOENT);
	ck_assert_ptr_null(other);
}
END_TEST

static void
add(Suite *suite, const char *name, const TTest *test)
{
	add_test_between(suite, name, test, set_up, tear_down);
}

int
main(void)
{
	Suite *suite = suite_create("storage/annotate");

	add(suite, "tags", tags_come_and_go);
	add(suite, "notes", notes_are_kept_whole);
	add(suite, "delete", a_call_is_removed_file_before_row);
	add(suite, "many", all_files_of_a_call_go_with_it);
	add(suite, "hold", a_hold_keeps_a_call);
	add(suite, "open", a_call_that_goes_on_is_not_removed);
	add(suite, "stuck", a_file_that_stays_keeps_its_call);
	add(suite, "audit", the_audit_tells_the_newest_first);
	add(suite, "replay", what_people_gave_survives_a_replay);
	add(suite, "absent", there_has_to_be_a_catalogue);
	return run_suite(suite);
}
