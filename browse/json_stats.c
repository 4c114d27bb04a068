/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals as JSON. */
#include "browse/json.h"

#include <errno.h>

#include "browse/json_set.h"

static int
add_stat(const char *group, const char *name, int64_t value, void *arg)
{
	json_t *stats = arg;
	json_t *object = json_object_get(stats, group);

	if (!object) {
		object = json_object();
		set(stats, group, object);
	}
	set_int(object, name, value);
	return 0;
}

static int
add_duplicate(const struct duplicate_view *view, void *arg)
{
	json_t *object = json_object();

	set_text(object, "source", view->source);
	set_text(object, "copy_source", view->copy_source);
	set_count(object, "packets", view->packets);
	return json_array_append_new(
		   json_object_get(arg, "mirror_duplicates"), object)
		   ? ENOMEM
		   : 0;
}

int
json_stats(
    struct catalogue *catalogue, const struct call_filter *filter, json_t **out)
{
	static const char *const groups[] = {"calls", "state", "completeness",
	    "codec", "final_status", "streams", "recordings"};
	json_t *stats = json_object();
	int error;

	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		set(stats, groups[i], json_object());
	set(stats, "mirror_duplicates", json_array());
	error = query_stats(catalogue, filter, add_stat, stats);
	if (!error)
		error =
		    query_duplicates(catalogue, filter, add_duplicate, stats);
	if (error) {
		json_decref(stats);
		return error;
	}
	*out = stats;
	return 0;
}

static int
add_row(const struct stats_view *view, void *arg)
{
	json_t *object = json_object();

	set_time(object, "from", view->from_us);
	set_int(object, "calls", view->calls);
	set_int(object, "answered", view->answered);
	set_int(object, "complete", view->complete);
	set_int(object, "partial", view->partial);
	set_int(object, "missing", view->missing);
	set_int(object, "undecodable", view->undecodable);
	set_int(object, "skipped", view->skipped);
	set_int(object, "failed", view->failed);
	set_int(object, "talk_ms", view->talk_ms);
	return json_array_append_new(arg, object) ? ENOMEM : 0;
}

static int
add_incomplete(
    const char *completeness, const char *reason, int64_t calls, void *arg)
{
	json_t *object = json_object();

	set_text(object, "completeness", completeness);
	set_text(object, "reason", reason);
	set_int(object, "calls", calls);
	return json_array_append_new(arg, object) ? ENOMEM : 0;
}

int
json_stats_by(struct catalogue *catalogue, const struct call_filter *filter,
    enum stats_by by, json_t **out)
{
	json_t *object = json_object(), *totals = NULL;
	json_t *rows = json_array(), *reasons = json_array();
	int error = json_stats(catalogue, filter, &totals);

	set(object, "totals", error ? json_null() : totals);
	set(object, "by", rows);
	set(object, "incomplete", reasons);
	if (!error)
		error = query_stats_by(catalogue, filter, by, add_row, rows);
	if (!error)
		error = query_incomplete(
		    catalogue, filter, add_incomplete, reasons);
	if (error) {
		json_decref(object);
		return error;
	}
	*out = object;
	return 0;
}
