/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/json_ladder.h"

#include "browse/json_set.h"
#include "browse/ladder.h"

/* "192.0.2.1", or with its port if it has one. */
static void
set_address(json_t *object, const char *key, const struct endpoint *endpoint)
{
	char text[ENDPOINT_TEXT_SIZE];

	set_text(object, key,
	    endpoint->port ? endpoint_format(endpoint, text)
			   : addr_format(&endpoint->addr, text));
}

static void
set_participant(json_t *object, const char *key, int place)
{
	set(object, key, place < 0 ? json_null() : json_integer(place));
}

static json_t *
participants_of(const struct ladder *ladder)
{
	json_t *array = json_array();

	for (int i = 0; i < ladder->participant_count; i++) {
		const struct ladder_participant *it = &ladder->participants[i];
		json_t *object = json_object();

		set_int(object, "id", i);
		set_address(object, "address", &it->endpoint);
		set_text(object, "label", it->label);
		set_text(object, "role", ladder_role_name(it->role));
		set_text(object, "agent", it->agent);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *
legs_of(const struct ladder *ladder)
{
	json_t *array = json_array();

	for (size_t i = 0; i < ladder->leg_count; i++) {
		const struct ladder_leg *leg = &ladder->legs[i];
		json_t *object = json_object();

		set_count(object, "number", i + 1);
		set_text(object, "sip_call_id", leg->sip_call_id);
		set_text(object, "caller_number", leg->caller_number);
		set_text(object, "callee_number", leg->callee_number);
		set_participant(object, "from", leg->from);
		set_participant(object, "to", leg->to);
		json_array_append_new(array, object);
	}
	return array;
}

static void
set_offset(json_t *object, const char *key, int64_t us, int64_t started_us)
{
	int64_t since;
	bool known = us != ROW_NO_TIME && started_us != ROW_NO_TIME &&
		     !__builtin_sub_overflow(us, started_us, &since);

	set_real(object, key, known, known ? (double)since / 1e3 : 0);
}

static json_t *
sdp_object(const struct ladder_sdp *sdp)
{
	json_t *object, *codecs;

	if (!sdp)
		return json_null();
	object = json_object();
	codecs = json_array();
	set_text(object, "kind", sdp->answers ? "answer" : "offer");
	set_text(object, "media", sdp->media);
	set(object, "address", json_null());
	if (sdp->address.port)
		set_address(object, "address", &sdp->address);
	set_text(object, "direction", sdp->direction);
	for (size_t i = 0; i < sdp->codec_count; i++)
		json_array_append_new(codecs, json_string(sdp->codecs[i]));
	set(object, "codecs", codecs);
	return object;
}

static void
set_message(json_t *object, const struct ladder_row *row)
{
	set_count(object, "message", row->index);
	set_text(object, "method", row->word);
	set_nonzero(object, "status", row->status);
	set_int(object, "cseq", row->cseq);
	set(object, "sdp", sdp_object(row->sdp));
}

static void
set_stream(
    json_t *object, const struct ladder_row *row, const struct ladder *ladder)
{
	const struct ladder_stream *stream = row->stream;

	set_count(object, "stream", row->index);
	set_time(object, "end", stream->end_us);
	set_offset(object, "end_offset_ms", stream->end_us, ladder->started_us);
	set_text(object, "side", row->side);
	set_text(object, "codec", stream->codec);
	set_count(object, "packets", stream->packets);
	set_count(object, "lost", stream->lost);
	set_real(object, "mos", stream->has_mos, stream->mos);
	set_bool(object, "recorded", stream->recorded);
}

static json_t *
row_object(const struct ladder *ladder, const struct ladder_row *row)
{
	static const char *const kinds[] = {
	    [LADDER_MESSAGE] = "message",
	    [LADDER_STREAM] = "media",
	    [LADDER_EVENT] = "event",
	};
	json_t *object = json_object();

	set_time(object, "time", row->time_us);
	set_offset(object, "offset_ms", row->time_us, ladder->started_us);
	set_text(object, "kind", kinds[row->kind]);
	set_participant(object, "from", row->from);
	set_participant(object, "to", row->to);
	set_text(object, "text", row->text);
	set_text(object, "detail", row->detail);
	set_nonzero(object, "leg", row->leg);
	set_int(object, "retransmissions", row->again);
	switch (row->kind) {
	case LADDER_MESSAGE:
		set_message(object, row);
		break;
	case LADDER_STREAM:
		set_stream(object, row, ladder);
		break;
	case LADDER_EVENT:
		set_text(object, "event", row->word);
		set_text(object, "side", row->side);
		set_int(object, "count", row->count);
		break;
	}
	return object;
}

int
json_ladder(
    struct catalogue *catalogue, const struct call_view *view, json_t **out)
{
	struct ladder *ladder;
	json_t *object, *rows;
	int error = ladder_make(catalogue, view, &ladder);

	if (error)
		return error;
	object = json_object();
	rows = json_array();
	set_text(object, "id", ladder->uid);
	set_time(object, "started", ladder->started_us);
	set_bool(object, "truncated", ladder->truncated);
	set(object, "participants", participants_of(ladder));
	set(object, "legs", legs_of(ladder));
	for (size_t i = 0; i < ladder->row_count; i++)
		json_array_append_new(
		    rows, row_object(ladder, &ladder->rows[i]));
	set(object, "rows", rows);
	ladder_free(ladder);
	*out = object;
	return 0;
}
