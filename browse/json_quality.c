/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/json_quality.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "browse/json_set.h"

/* Where the streams of a call go. */
struct list {
	struct catalogue *catalogue;
	json_t *streams;
};

static int
add_point(const struct quality_row *row, void *arg)
{
	json_t *point = json_object();

	set_time(point, "from", row->from_us);
	set_time(point, "to", row->to_us);
	set_count(point, "packets", row->packets);
	set_count(point, "lost", row->lost);
	set_count(point, "late", row->late);
	set_real(point, "jitter_ms", row->has_jitter, row->jitter_ms);
	set_real(point, "mos", row->has_mos, row->mos);
	set_real(
	    point, "round_trip_ms", row->has_round_trip, row->round_trip_ms);
	set_text(point, "method", row->method);
	return json_array_append_new(arg, point) ? ENOMEM : 0;
}

static int
add_stream(const struct stream_row *row, void *arg)
{
	struct list *list = arg;
	json_t *stream = json_object();
	json_t *points = json_array();
	char ssrc[sizeof "0x00000000"];

	snprintf(ssrc, sizeof ssrc, "0x%08" PRIx32, row->ssrc);
	set_int(stream, "id", row->id);
	set_text(stream, "side", row->side);
	set_text(stream, "codec", row->codec);
	set_text(stream, "ssrc", ssrc);
	set(stream, "points", points);
	if (json_array_append_new(list->streams, stream))
		return ENOMEM;
	return query_qualities(list->catalogue, row->id, add_point, points);
}

int
json_quality(
    struct catalogue *catalogue, const struct call_view *view, json_t **out)
{
	struct list list = {catalogue, json_array()};
	json_t *object = json_object();
	int error;

	set(object, "streams", list.streams);
	error = query_streams(catalogue, view->call.id, add_stream, &list);
	if (error) {
		json_decref(object);
		return error;
	}
	*out = object;
	return 0;
}
