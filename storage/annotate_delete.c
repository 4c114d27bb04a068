/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Removing a call. As when recordings expire, its files are marked, removed,
 * and only then forgotten: a row that has no file any more says so, whenever
 * the power fails. What was marked and not removed, the next pass of the
 * retention removes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "storage/annotate_int.h"
#include "storage/remove.h"

/* The files of a call. */
struct files {
	char **path;
	size_t count, room;
};

static int
run_for_call(struct annotator *annotator, enum statement_slot slot,
    const char *sql, int64_t call_id)
{
	struct statement *s;
	int error = database_prepare(annotator->db, slot, sql, &s);

	if (error)
		return error;
	bind_int(s, call_id);
	return statement_write(s);
}

/* Is a file of it still being written? */
static int
check_closed(struct annotator *annotator, int64_t call_id)
{
	struct statement *s;
	bool found = false;
	int error = database_prepare(annotator->db, SLOT_DELETE_OPEN,
	    "SELECT 1 FROM recording WHERE call_id = ? AND state = 'open'", &s);

	if (error)
		return error;
	bind_int(s, call_id);
	error = statement_step(s, &found);
	statement_reset(s);
	return !error && found ? EINPROGRESS : error;
}

/* The first transaction: may it go? Then its recordings are marked. */
static int
mark(struct annotator *annotator, const struct annotated *call,
    const struct annotation_by *by, const char *text)
{
	int error = 0;

	(void)by;
	(void)text;
	if (call->held)
		return EPERM;
	if (!call->over)
		return EINPROGRESS;
	error = check_closed(annotator, call->id);
	if (!error)
		error = run_for_call(annotator, SLOT_DELETE_MARK,
		    "UPDATE recording SET state = 'expiring' WHERE call_id = ? "
		    "AND state NOT IN ('expired', 'lost')",
		    call->id);
	return error;
}

/* The second one: a hold that came meanwhile keeps what is left. */
static int
forget(struct annotator *annotator, const struct annotated *call,
    const struct annotation_by *by, const char *text)
{
	(void)by;
	(void)text;
	if (call->held)
		return run_for_call(annotator, SLOT_DELETE_EXPIRED,
		    "UPDATE recording SET state = 'expired', bytes = 0 "
		    "WHERE call_id = ? AND state = 'expiring'",
		    call->id);
	return run_for_call(annotator, SLOT_DELETE_CALL,
	    "DELETE FROM call WHERE id = ?", call->id);
}

static int
add_file(struct files *files, const char *path)
{
	if (files->count == files->room) {
		size_t room = files->room ? files->room * 2 : 16;
		char **grown = realloc(files->path, room * sizeof *grown);

		if (!grown)
			return ENOMEM;
		files->path = grown;
		files->room = room;
	}
	files->path[files->count] = strdup(path);
	if (!files->path[files->count])
		return ENOMEM;
	files->count++;
	return 0;
}

static int
read_files(struct annotator *annotator, const char *uid, struct files *files)
{
	struct statement *s;
	bool found = false;
	int error = database_prepare(annotator->db, SLOT_DELETE_FILES,
	    "SELECT path FROM recording WHERE state = 'expiring' AND call_id = "
	    "(SELECT id FROM call WHERE uid = ?1) "
	    "UNION ALL SELECT path FROM fax WHERE call_id = "
	    "(SELECT id FROM call WHERE uid = ?1)",
	    &s);

	if (error)
		return error;
	bind_text(s, uid);
	while (!error && !(error = statement_step(s, &found)) && found) {
		const char *path = column_text(s);

		error = path ? add_file(files, path) : ENOMEM;
	}
	statement_reset(s);
	return error;
}

static int
remove_files(struct annotator *annotator, const struct files *files)
{
	int first = 0;

	for (size_t i = 0; i < files->count; i++) {
		int error = remove_file(annotator->dir_fd, files->path[i]);

		if (!error)
			continue;
		errno = error;
		log_warn("%s: cannot be removed", files->path[i]);
		if (!first)
			first = error;
	}
	return first;
}

int
annotate_delete(struct annotator *annotator, const struct annotation_by *by,
    const char *uid)
{
	struct annotate_change change = {.uid = uid, .run = mark};
	struct files files = {.count = 0};
	char detail[48];
	int error = annotate_do(annotator, by, &change);

	if (!error)
		error = read_files(annotator, uid, &files);
	if (!error)
		error = remove_files(annotator, &files);
	if (!error) {
		snprintf(detail, sizeof detail, "with %zu files", files.count);
		change.run = forget;
		change.action = "delete";
		change.detail = detail;
		error = annotate_do(annotator, by, &change);
	}
	for (size_t i = 0; i < files.count; i++)
		free(files.path[i]);
	free(files.path);
	return error;
}
