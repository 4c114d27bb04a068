/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people said of calls, and did, as JSON. */
#include "browse/json.h"

#include <errno.h>

#include "browse/json_set.h"

static int
add_tag(const struct tag_row *tag, void *arg)
{
	json_t *object = json_object();

	set_text(object, "name", tag->name);
	set_time(object, "added", tag->added_us);
	set_text(object, "added_by", tag->added_by);
	return json_array_append_new(arg, object) ? ENOMEM : 0;
}

static int
add_note(const struct note_view *note, void *arg)
{
	json_t *object = json_object();

	set_int(object, "id", note->id);
	set_time(object, "time", note->time_us);
	set_text(object, "author", note->author);
	set_text(object, "body", note->body);
	return json_array_append_new(arg, object) ? ENOMEM : 0;
}

int
json_set_annotations(
    struct catalogue *catalogue, int64_t call_id, bool details, json_t *call)
{
	json_t *tags = json_array(), *notes;
	int error;

	set(call, "tags", tags);
	error = query_tags(catalogue, call_id, add_tag, tags);
	if (error || !details)
		return error;
	notes = json_array();
	set(call, "notes", notes);
	return query_notes(catalogue, call_id, add_note, notes);
}

json_t *
json_audit(const struct audit_view *view)
{
	json_t *object = json_object();

	set_int(object, "id", view->id);
	set_time(object, "time", view->time_us);
	set_text(object, "user", view->user);
	set_text(object, "address", view->address);
	set_text(object, "action", view->action);
	set_text(object, "call", view->call_uid);
	set_text(object, "detail", view->detail);
	return object;
}
