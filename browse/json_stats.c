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
