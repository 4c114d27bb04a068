/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people said of calls, and did with them. */
#include <stdio.h>

#include "storage/catalogue_int.h"
#include "storage/query.h"

static const char tags_sql[] =
    "SELECT call_id, name, added_us, added_by FROM tag WHERE call_id = ? "
    "ORDER BY name";

static const char notes_sql[] =
    "SELECT id, time_us, author, body FROM note WHERE call_id = ? "
    "ORDER BY time_us, id";

int
query_tags(
    struct catalogue *catalogue, int64_t call_id, query_tag_fn *each, void *arg)
{
	struct tag_row row;
	struct statement *s;
	bool found = false;
	int error = statement_prepare(catalogue, SLOT_TAGS, tags_sql, &s);

	if (error)
		return error;
	bind_int(s, call_id);
	while (!error && !(error = statement_step(s, &found)) && found) {
		row.call_id = column_int(s);
		row.name = column_text(s);
		row.added_us = column_time(s);
		row.added_by = column_text(s);
		error = each(&row, arg);
	}
	statement_reset(s);
	return error;
}

int
query_notes(struct catalogue *catalogue, int64_t call_id, query_note_fn *each,
    void *arg)
{
	struct note_view view;
	struct statement *s;
	bool found = false;
	int error = statement_prepare(catalogue, SLOT_NOTES, notes_sql, &s);

	if (error)
		return error;
	bind_int(s, call_id);
	while (!error && !(error = statement_step(s, &found)) && found) {
		view.id = column_int(s);
		view.time_us = column_time(s);
		view.author = column_text(s);
		view.body = column_text(s);
		error = each(&view, arg);
	}
	statement_reset(s);
	return error;
}

/* The SQL for what the filter asks; an index each for a call, a user, all. */
static void
make_audit_sql(const struct audit_filter *filter, char *out, size_t size)
{
	snprintf(out, size,
	    "SELECT id, time_us, user, address, action, call_uid, detail "
	    "FROM audit WHERE time_us >= ?1 AND time_us < ?2 "
	    "AND (time_us, id) < (?3, ?4)%s%s "
	    "ORDER BY time_us DESC, id DESC LIMIT ?7",
	    filter->user ? " AND user = ?5" : "",
	    filter->call_uid ? " AND call_uid = ?6" : "");
}

int
query_audit(struct catalogue *catalogue, const struct audit_filter *filter,
    query_audit_fn *each, void *arg)
{
	struct audit_view view;
	struct statement *s;
	char sql[512];
	bool found = false;
	int error;

	make_audit_sql(filter, sql, sizeof sql);
	error = statement_prepare_again(catalogue, SLOT_AUDIT, sql, &s);
	if (error)
		return error;
	bind_int(s, filter->has_from ? filter->from_us : INT64_MIN);
	bind_int(s, filter->has_to ? filter->to_us : INT64_MAX);
	bind_int(s, filter->after ? filter->after->started_us : INT64_MAX);
	bind_int(s, filter->after ? filter->after->id : INT64_MAX);
	bind_text(s, filter->user);
	bind_text(s, filter->call_uid);
	bind_int(s, filter->limit ? (int64_t)filter->limit : -1);
	while (!error && !(error = statement_step(s, &found)) && found) {
		view.id = column_int(s);
		view.time_us = column_time(s);
		view.user = column_text(s);
		view.address = column_text(s);
		view.action = column_text(s);
		view.call_uid = column_text(s);
		view.detail = column_text(s);
		error = each(&view, arg);
	}
	statement_reset(s);
	return error;
}
