/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Removing recordings, files before rows. */
#include "storage/expire_int.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "base/tstamp.h"
#include "storage/remove.h"

/* So many calls are removed at a time. */
#define CALLS 1000
#define CALLS_TEXT "1000"
#define PAUSE_US 100000

/* Begins a transaction, when the log has room for it. */
static int
begin(struct expire_run *run)
{
	int error = database_checkpoint(run->db);

	return error ? error : database_begin(run->db);
}

/* Sets the state of all recordings of the page. One whose file is there stays
 * when a hold was set since it was read; its 'id' is 0 then. */
static int
set_states(struct expire_run *run, struct expire_page *page, const char *state)
{
	struct statement *s;
	int64_t changed;
	int error = database_prepare(run->db, SLOT_EXPIRE_STATE,
	    "UPDATE recording SET state = ?2, "
	    "bytes = iif(?2 = 'expired', 0, bytes) WHERE id = ?1 AND "
	    "(?2 = 'expired' OR "
	    "(SELECT hold FROM call WHERE call.id = call_id) = 0)",
	    &s);

	for (size_t i = 0; !error && i < page->count; i++) {
		if (page->rows[i].id == 0)
			continue;
		bind_int(s, page->rows[i].id);
		bind_text(s, state);
		error = statement_write(s);
		if (!error)
			error = database_number(
			    run->db, "SELECT changes()", &changed);
		if (!error && changed == 0)
			page->rows[i].id = 0;
	}
	return error;
}

/* Notes each removal, for the auditor and in its call. */
static int
note_all(struct expire_run *run, const struct expire_page *page)
{
	char detail[RECORDING_PATH_SIZE + EXPIRE_REASON_SIZE + 4];
	struct statement *audit, *event;
	int error = database_prepare(run->db, SLOT_EXPIRE_AUDIT,
	    "INSERT INTO audit (time_us, user, action, call_uid, detail) "
	    "VALUES (?, 'spanrec', 'expire', ?, ?)",
	    &audit);

	if (!error)
		error = database_prepare(run->db, SLOT_EXPIRE_EVENT,
		    "INSERT INTO event (call_id, time_us, kind, detail) "
		    "VALUES (?, ?, 'expired', ?)",
		    &event);
	for (size_t i = 0; !error && i < page->count; i++) {
		const struct expire_page_row *row = &page->rows[i];

		if (row->id == 0)
			continue;
		snprintf(
		    detail, sizeof detail, "%s: %s", row->path, row->reason);
		bind_int(audit, run->pass->now_us);
		bind_text(audit, row->uid);
		bind_text(audit, detail);
		error = statement_write(audit);
		bind_int(event, row->call_id);
		bind_int(event, run->pass->now_us);
		bind_text(event, row->reason);
		if (!error)
			error = statement_write(event);
	}
	return error;
}

/* One transaction: all are 'state', which is noted when it is the last. */
static int
put_states(struct expire_run *run, struct expire_page *page, const char *state,
    bool last)
{
	int error = begin(run);

	if (error)
		return error;
	error = set_states(run, page, state);
	if (!error && last)
		error = note_all(run, page);
	if (!error)
		error = database_commit(run->db, 0);
	if (error)
		database_rollback(run->db);
	return error;
}

/* The recording stays as it is: for the next pass. */
static void
give_up(struct expire_page_row *row, int error)
{
	errno = error;
	log_warn("%s: cannot be removed", row->path);
	row->id = 0;
}

/* Are the files of both in one folder? */
static bool
is_beside(
    const struct expire_page_row *row, const struct expire_page_row *other)
{
	const char *slash = strrchr(row->path, '/');
	size_t size = slash ? (size_t)(slash - row->path) + 1 : 0;

	return !strncmp(row->path, other->path, size) &&
	       !strchr(other->path + size, '/');
}

/* What was removed of one folder, 'count' rows, is gone for good after that;
 * then the folder goes, when it is an old one. */
static void
sync_folder(struct expire_run *run, struct expire_page_row *rows, size_t count)
{
	int error = remove_sync(run->pass->dir_fd, rows->path);

	for (size_t i = 0; error && i < count; i++)
		if (rows[i].id)
			give_up(&rows[i], error);
	if (!error && run->pass->now_us - rows->started_us > 2 * DAY_US)
		remove_folders(run->pass->dir_fd, rows->path);
}

/* Removes the files, and syncs each folder once: rows come by their time, and
 * so those of a folder together. */
static void
remove_files(struct expire_run *run, struct expire_page *page)
{
	size_t next;

	for (size_t i = 0; i < page->count; i++) {
		struct expire_page_row *row = &page->rows[i];
		int error =
		    row->id ? remove_name(run->pass->dir_fd, row->path) : 0;

		if (error)
			give_up(row, error);
	}
	for (size_t i = 0; i < page->count; i = next) {
		for (next = i + 1; next < page->count &&
				   is_beside(&page->rows[i], &page->rows[next]);
		     next++)
			;
		sync_folder(run, &page->rows[i], next - i);
	}
}

int
expire_remove(struct expire_run *run, struct expire_page *page)
{
	int error = put_states(run, page, "expiring", false);

	if (error)
		return error;
	for (size_t i = 0; i < page->count; i++)
		page->rows[i].held = page->rows[i].id == 0;
	remove_files(run, page);
	return put_states(run, page, "expired", true);
}

/* The next page of what an earlier pass has begun, behind 'after'. */
static int
read_begun(struct expire_run *run, struct expire_page *page, int64_t after)
{
	struct statement *s;
	bool found = false;
	int error = database_prepare(run->db, SLOT_EXPIRE_GO_ON,
	    "SELECT r.id, r.call_id, r.started_us, r.path, c.uid "
	    "FROM recording AS r JOIN call AS c ON c.id = r.call_id "
	    "WHERE r.state = 'expiring' AND r.id > ? "
	    "ORDER BY r.id LIMIT " EXPIRE_PAGE_TEXT,
	    &s);

	page->count = 0;
	if (!error)
		bind_int(s, after);
	while (!error && !(error = statement_step(s, &found)) && found) {
		struct expire_page_row *row = &page->rows[page->count++];

		row->id = column_int(s);
		row->call_id = column_int(s);
		row->started_us = column_int(s);
		text_copy(row->path, sizeof row->path, text_of(column_text(s)));
		text_copy(row->uid, sizeof row->uid, text_of(column_text(s)));
		snprintf(row->reason, sizeof row->reason,
		    "its removal was interrupted");
	}
	if (!error)
		statement_reset(s);
	return error;
}

int
expire_go_on(struct expire_run *run, struct expire_page *page)
{
	size_t read = EXPIRE_PAGE_ROWS;
	int64_t after = 0;
	int error = 0;

	/* Those that a hold keeps are passed by. */
	while (!error && read == EXPIRE_PAGE_ROWS && !expire_is_stopped(run)) {
		error = read_begun(run, page, after);
		read = page->count;
		if (error || !read)
			break;
		after = page->rows[read - 1].id;
		error = expire_remove(run, page);
	}
	return error;
}

/* Removes some calls, in one transaction. */
static int
remove_calls(struct expire_run *run, int64_t *count)
{
	struct statement *s;
	int error = begin(run);

	if (error)
		return error;
	error = database_prepare(run->db, SLOT_EXPIRE_CALLS,
	    "DELETE FROM call WHERE id IN (SELECT id FROM call "
	    "WHERE started_us < ?1 AND hold = 0 "
	    "AND state NOT IN ('ringing', 'active') "
	    "AND NOT EXISTS (SELECT 1 FROM recording "
	    " WHERE recording.call_id = call.id "
	    " AND recording.state NOT IN ('expired', 'lost')) "
	    "AND NOT EXISTS (SELECT 1 FROM fax WHERE fax.call_id = call.id) "
	    "ORDER BY started_us LIMIT " CALLS_TEXT ")",
	    &s);
	if (!error) {
		bind_int(s, run->pass->now_us -
				run->pass->policy->call_age_ns / NS_PER_US);
		error = statement_write(s);
	}
	if (!error)
		error = database_number(run->db, "SELECT changes()", count);
	if (!error)
		error = database_commit(run->db, 0);
	if (error)
		database_rollback(run->db);
	else
		run->out->calls += (uint64_t)*count;
	return error;
}

int
expire_calls(struct expire_run *run)
{
	int64_t count = 0;
	int error = 0;

	if (run->pass->policy->call_age_ns == 0)
		return 0;
	do {
		/* Who waits for the lock looks each so often. */
		if (count)
			usleep(PAUSE_US);
		error = remove_calls(run, &count);
	} while (!error && count == CALLS && !expire_is_stopped(run));
	return error;
}
