/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * (1) Whatever is changed is in the audit, by the same transaction.
 * (2) A transaction waits for nobody while it is open: neither for a person
 *     nor for a file.
 */
#include "storage/annotate_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "storage/catalogue.h"

#define INDEX_CALLS 20 /* at a time */

/* Has the catalogue brought up to date, as a recorder does. */
static int
bring_up_to_date(const char *folder)
{
	struct catalogue *catalogue;
	int error = catalogue_open(folder, CATALOGUE_WRITE, &catalogue);

	return error ? error : catalogue_close(catalogue);
}

int
annotate_open(const char *folder, struct annotator **out)
{
	struct annotator *annotator = calloc(1, sizeof *annotator);
	int error;

	*out = NULL;
	if (!annotator)
		return ENOMEM;
	annotator->dir_fd = -1;
	error = catalogue_open_beside(folder, &annotator->db);
	if (error == ESTALE) {
		error = bring_up_to_date(folder);
		if (!error)
			error = catalogue_open_beside(folder, &annotator->db);
	}
	if (!error) {
		annotator->dir_fd =
		    open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (annotator->dir_fd < 0) {
			error = errno;
			log_warn("%s", folder);
		}
	}
	if (error) {
		annotate_close(annotator);
		return error;
	}
	*out = annotator;
	return 0;
}

void
annotate_close(struct annotator *annotator)
{
	if (!annotator)
		return;
	search_work_clear(&annotator->search);
	database_close(annotator->db);
	if (annotator->dir_fd >= 0)
		close(annotator->dir_fd);
	free(annotator);
}

static int
find_call(struct annotator *annotator, const char *uid, struct annotated *call)
{
	struct statement *s;
	bool found = false;
	int error = database_prepare(annotator->db, SLOT_ANNOTATE_CALL,
	    "SELECT id, hold, state NOT IN ('ringing', 'active'), started_us "
	    "FROM call WHERE uid = ?",
	    &s);

	if (error)
		return error;
	bind_text(s, uid);
	error = statement_step(s, &found);
	if (!error && found) {
		call->id = column_int(s);
		call->held = column_int(s) != 0;
		call->over = column_int(s) != 0;
		call->started_us = column_int(s);
	}
	statement_reset(s);
	return error || found ? error : ENOENT;
}

static int
add_audit(struct annotator *annotator, const struct annotation_by *by,
    const struct annotate_change *change)
{
	struct statement *s;
	int error = database_prepare(annotator->db, SLOT_ANNOTATE_AUDIT,
	    "INSERT INTO audit (time_us, user, address, action, call_uid, "
	    "detail) VALUES (?, coalesce(?, 'unknown'), ?, ?, ?, ?)",
	    &s);

	if (error)
		return error;
	bind_int(s, by->now_us);
	bind_text(s, by->user);
	bind_text(s, by->address);
	bind_text(s, change->action);
	bind_text(s, change->uid);
	bind_text(s, change->detail);
	return statement_write(s);
}

/* Ends a transaction: all of it, or after an error nothing. */
static int
end(struct annotator *annotator, int error)
{
	if (!error)
		error = database_commit(annotator->db, 0);
	if (error)
		database_rollback(annotator->db);
	else if (database_checkpoint(annotator->db))
		log_debug("a reader keeps the log of the catalogue");
	return error;
}

int
annotate_do(struct annotator *annotator, const struct annotation_by *by,
    const struct annotate_change *change)
{
	struct annotated call;
	unsigned indexed;
	int error = database_begin(annotator->db);

	if (error)
		return error;
	if (change->run) {
		error = find_call(annotator, change->uid, &call);
		if (!error)
			error = change->run(annotator, &call, by, change->text);
	}
	if (!error && change->action)
		error = add_audit(annotator, by, change);
	/* With the words of what changed, also when no recorder runs. */
	if (!error && change->run)
		error = search_step(
		    annotator->db, &annotator->search, INDEX_CALLS, &indexed);
	return end(annotator, error);
}

static int
add_tag(struct annotator *annotator, const struct annotated *call,
    const struct annotation_by *by, const char *text)
{
	struct statement *s;
	int error = database_prepare(annotator->db, SLOT_ANNOTATE_TAG,
	    "INSERT OR IGNORE INTO tag (call_id, name, added_us, added_by) "
	    "VALUES (?, ?, ?, ?)",
	    &s);

	if (error)
		return error;
	bind_int(s, call->id);
	bind_text(s, text);
	bind_int(s, by->now_us);
	bind_text(s, by->user);
	return statement_write(s);
}

static int
remove_tag(struct annotator *annotator, const struct annotated *call,
    const struct annotation_by *by, const char *text)
{
	struct statement *s;
	int error = database_prepare(annotator->db, SLOT_ANNOTATE_UNTAG,
	    "DELETE FROM tag WHERE call_id = ? AND name = ?", &s);

	(void)by;
	if (error)
		return error;
	bind_int(s, call->id);
	bind_text(s, text);
	return statement_write(s);
}

static int
add_note(struct annotator *annotator, const struct annotated *call,
    const struct annotation_by *by, const char *text)
{
	struct statement *s;
	int error = database_prepare(annotator->db, SLOT_ANNOTATE_NOTE,
	    "INSERT INTO note (call_id, time_us, author, body) "
	    "VALUES (?, ?, ?, ?)",
	    &s);

	if (error)
		return error;
	bind_int(s, call->id);
	bind_int(s, by->now_us);
	bind_text(s, by->user);
	bind_text(s, text);
	return statement_write(s);
}

static int
set_hold(struct annotator *annotator, const struct annotated *call,
    const struct annotation_by *by, const char *text)
{
	struct statement *s;
	int error = database_prepare(annotator->db, SLOT_ANNOTATE_HOLD,
	    "UPDATE call SET hold = ?2 IS NOT NULL WHERE id = ?1", &s);

	(void)by;
	if (error)
		return error;
	bind_int(s, call->id);
	bind_text(s, text);
	return statement_write(s);
}

/* Is it something to read, on one line, and not at its ends blank? */
static bool
is_tag(const char *name)
{
	size_t len = name ? strlen(name) : 0;

	if (len == 0 || len > TAG_LEN_MAX || name[0] == ' ' ||
	    name[len - 1] == ' ')
		return false;
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)name[i] < ' ' || name[i] == 0x7f)
			return false;
	}
	return true;
}

int
annotate_tag(struct annotator *annotator, const struct annotation_by *by,
    const char *uid, const char *name)
{
	const struct annotate_change change = {uid, "tag", name, name, add_tag};

	return is_tag(name) ? annotate_do(annotator, by, &change) : EINVAL;
}

int
annotate_untag(struct annotator *annotator, const struct annotation_by *by,
    const char *uid, const char *name)
{
	const struct annotate_change change = {
	    uid, "untag", name, name, remove_tag};

	return is_tag(name) ? annotate_do(annotator, by, &change) : EINVAL;
}

int
annotate_note(struct annotator *annotator, const struct annotation_by *by,
    const char *uid, const char *body)
{
	const struct annotate_change change = {
	    uid, "note", body, NULL, add_note};

	if (!body || body[strspn(body, " \t\r\n")] == '\0' ||
	    strlen(body) > NOTE_LEN_MAX)
		return EINVAL;
	return annotate_do(annotator, by, &change);
}

int
annotate_hold(struct annotator *annotator, const struct annotation_by *by,
    const char *uid, bool hold)
{
	const struct annotate_change change = {
	    uid, hold ? "hold" : "unhold", hold ? "yes" : NULL, NULL, set_hold};

	return annotate_do(annotator, by, &change);
}

int
annotate_audit(struct annotator *annotator, const struct annotation_by *by,
    const char *action, const char *uid, const char *detail)
{
	const struct annotate_change change = {uid, action, NULL, detail, NULL};

	return annotate_do(annotator, by, &change);
}

int
annotate_audits(struct annotator *annotator,
    const struct annotation_audit *rows, size_t count)
{
	int error = database_begin(annotator->db);

	if (error)
		return error;
	for (size_t i = 0; !error && i < count; i++) {
		const struct annotate_change change = {
		    rows[i].uid, rows[i].action, NULL, rows[i].detail, NULL};

		error = add_audit(annotator, &rows[i].by, &change);
	}
	return end(annotator, error);
}
