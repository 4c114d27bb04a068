/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON objects, by jansson. What there is no memory for is left out. */
#include "browse/json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/tstamp.h"
#include "browse/json_set.h"
#include "browse/source.h"

/* Digits that a measured value is worth. */
#define REAL_DIGITS 9

/* Where the details of a call go. */
struct details {
	struct catalogue *catalogue;
	json_t *call; /* the object */
	bool all;     /* more than lists give */
	struct source_list sources;
};

/* Adds 'object' to the array 'key' of 'to'. */
static int
append(json_t *to, const char *key, json_t *object)
{
	if (json_array_append_new(json_object_get(to, key), object))
		return ENOMEM;
	return 0;
}

static json_t *
party_object(const struct party_row *party)
{
	json_t *object = json_object();

	set_text(object, "number", party->number);
	set_text(object, "name", party->name);
	set_text(object, "uri", party->uri);
	set_text(object, "address", party->address);
	return object;
}

static int
set_source_view(const struct source_view *view, void *arg)
{
	json_t *object = arg;

	set_text(object, "source", view->text);
	set_nonzero(object, "vlan", view->source.vlan);
	return 0;
}

/* Says where a leg or a stream came from. */
static int
set_source(const struct details *details, json_t *object, int64_t source_id)
{
	set_text(object, "source", NULL);
	set_nonzero(object, "vlan", 0);
	return source_id == 0 ? 0
			      : query_source(details->catalogue, source_id,
				    set_source_view, object);
}

/* What the receiver of a stream reported of it; null: nothing. */
static int
set_rtcp(const struct details *details, json_t *object, int64_t stream_id)
{
	struct rtcp_view view;
	int error = query_rtcp(details->catalogue, stream_id, &view);
	uint64_t sent = view.packets + view.lost;
	json_t *rtcp;

	if (error || view.reports + view.extended == 0) {
		set(object, "rtcp", json_null());
		return error;
	}
	rtcp = json_object();
	set_count(rtcp, "reports", view.reports);
	set_count(rtcp, "extended_reports", view.extended);
	set_count(rtcp, "packets", view.packets);
	set_count(rtcp, "lost", view.lost);
	set_real(rtcp, "lost_percent", sent > 0,
	    sent ? 100.0 * (double)view.lost / (double)sent : 0);
	set_real(rtcp, "jitter_ms", view.has_jitter, view.jitter_ms);
	set_real(rtcp, "jitter_max_ms", view.has_jitter, view.jitter_max_ms);
	set_real(
	    rtcp, "round_trip_ms", view.has_round_trip, view.round_trip_ms);
	set_real(rtcp, "mos", view.has_mos, view.mos);
	set(object, "rtcp", rtcp);
	return 0;
}

static int
add_stream(const struct stream_row *row, void *arg)
{
	struct details *details = arg;
	json_t *object = json_object();
	char ssrc[16];
	int error =
	    source_list_add(&details->sources, row->source_id, row->first_us);

	snprintf(ssrc, sizeof ssrc, "0x%08x", row->ssrc);
	set_text(object, "side", row->side);
	set_text(object, "codec", row->codec);
	set_int(object, "payload_type", row->payload_type);
	set_text(object, "ssrc", ssrc);
	set_text(object, "src", row->src);
	set_text(object, "dst", row->dst);
	set_time(object, "first", row->first_us);
	set_time(object, "last", row->last_us);
	set_count(object, "packets", row->packets);
	set_count(object, "payload_bytes", row->bytes);
	set_count(object, "lost", row->lost);
	set_count(object, "duplicates", row->duplicates);
	set_count(object, "reordered", row->reordered);
	set_count(object, "late", row->late);
	set_real(object, "jitter_ms", true, row->jitter_ms);
	set_real(object, "jitter_max_ms", true, row->jitter_max_ms);
	set_real(object, "drift_ppm", row->has_drift, row->drift_ppm);
	set_real(object, "mos", row->has_mos, row->mos);
	set_bool(object, "recorded", row->recorded);
	if (details->all) {
		set_count(object, "mirror_duplicates", row->mirror_duplicates);
		if (!error)
			error = set_source(details, object, row->source_id);
		set_text(object, "cname", row->cname);
		if (!error)
			error = set_rtcp(details, object, row->id);
	}
	if (append(details->call, "streams", object))
		return ENOMEM;
	return error;
}

static int
add_recording(const struct recording_row *row, void *arg)
{
	struct details *details = arg;
	json_t *object = json_object();

	set_text(object, "path", row->path);
	set_text(object, "format", row->format);
	set_text(object, "state", row->state);
	set_int(object, "channels", row->channels);
	set_int(object, "rate_hz", row->rate_hz);
	set_time(object, "started", row->started_us);
	set_int(object, "duration_ms", row->duration_ms);
	set_count(object, "frames", row->frames);
	set_count(object, "bytes", row->bytes);
	set_text(object, "sha256", row->sha256);
	return append(details->call, "recordings", object);
}

/* The legs of a list: their Call-IDs, each once, and where they came from. */
static int
add_sip_call_id(const struct leg_row *row, void *arg)
{
	struct details *details = arg;
	json_t *ids = json_object_get(details->call, "sip_call_ids");
	const char *id = row->sip_call_id;

	if (!(id && json_has_text(ids, id)) &&
	    json_array_append_new(ids, id ? json_string(id) : json_null()))
		return ENOMEM;
	return source_list_add(
	    &details->sources, row->source_id, row->started_us);
}

static int
add_leg(const struct leg_row *row, void *arg)
{
	struct details *details = arg;
	json_t *object = json_object();
	int error;

	set_int(object, "id", row->id);
	set_text(object, "sip_call_id", row->sip_call_id);
	set_text(object, "from_tag", row->from_tag);
	set_text(object, "to_tag", row->to_tag);
	set_text(object, "transport", row->transport);
	set_text(object, "src", row->src);
	set_text(object, "dst", row->dst);
	set_text(object, "caller_number", row->caller_number);
	set_text(object, "callee_number", row->callee_number);
	set_text(object, "caller_side", row->caller_side);
	set_text(object, "caller_agent", row->caller_agent);
	set_text(object, "callee_agent", row->callee_agent);
	set_time(object, "started", row->started_us);
	set_time(object, "answered", row->answered_us);
	set_time(object, "ended", row->ended_us);
	set_nonzero(object, "final_status", row->final_status);
	error = set_source(details, object, row->source_id);
	if (append(details->call, "legs_detail", object))
		return ENOMEM;
	return error;
}

static int
add_link(const struct link_view *view, void *arg)
{
	const struct link_row *row = &view->link;
	json_t *object = json_object();

	set_int(object, "leg", row->leg_id);
	set_int(object, "other_leg", row->other_leg_id);
	set_text(object, "other_call", view->other_call_uid);
	set_text(object, "method", row->method);
	set_real(object, "score", true, row->score);
	set_text(object, "merged_call", row->merged_uid);
	set_bool(object, "undone", view->undone);
	return append(((struct details *)arg)->call, "links", object);
}

static int
add_key(const struct dtmf_row *row, void *arg)
{
	struct details *details = arg;
	json_t *object = json_object();

	set_time(object, "time", row->time_us);
	set_text(object, "side", row->side);
	set_text(object, "digit", row->digit);
	set(object, "duration_ms",
	    row->duration_ms ? json_integer(row->duration_ms) : json_null());
	set_text(object, "method", row->method);
	return append(details->call, "dtmf", object);
}

static int
add_fax(const struct fax_row *row, void *arg)
{
	struct details *details = arg;
	json_t *object = json_object();

	set_text(object, "side", row->side);
	set_text(object, "path", row->path);
	set_int(object, "pages", row->pages);
	set_time(object, "started", row->started_us);
	set_count(object, "bytes", row->bytes);
	set_text(object, "sha256", row->sha256);
	return append(details->call, "fax", object);
}

static int
add_event(const struct event_row *row, void *arg)
{
	struct details *details = arg;
	json_t *object = json_object();

	set_time(object, "time", row->time_us);
	set_text(object, "kind", row->kind);
	set_text(object, "side", row->side);
	set_text(object, "detail", row->detail);
	return append(details->call, "events", object);
}

static int
add_message(const struct sip_message_row *row, void *arg)
{
	struct details *details = arg;
	json_t *object = json_object();

	set_time(object, "time", row->time_us);
	set_text(object, "src", row->src);
	set_text(object, "dst", row->dst);
	set_text(object, "method", row->method);
	set_nonzero(object, "status", row->status);
	set_int(object, "cseq", row->cseq);
	set_bool(object, "retransmission", row->retransmission);
	set_count(object, "bytes", row->size);
	return append(details->call, "messages", object);
}

/* A recording whose gaps are added, and where they go. */
struct gap_details {
	json_t *call;
	const char *path; /* of the recording */
};

static int
add_gap(const struct gap_row *row, void *arg)
{
	struct gap_details *details = arg;
	json_t *object = json_object();

	set_text(object, "recording", details->path);
	set_text(object, "side", row->side);
	set_int(object, "from_us", row->from_us);
	set_int(object, "to_us", row->to_us);
	set_text(object, "cause", row->cause);
	set_count(object, "count", row->count);
	return append(details->call, "gaps", object);
}

static int
add_gaps(const struct recording_row *row, void *arg)
{
	struct details *details = arg;
	struct gap_details gaps = {details->call, row->path};

	return query_gaps(details->catalogue, row->id, add_gap, &gaps);
}

/* The call's own columns. */
static void
set_call(json_t *object, const struct call_view *view)
{
	const struct call_row *call = &view->call;

	set_text(object, "id", call->uid);
	set_text(object, "sip_call_id", view->sip_call_id);
	set(object, "sip_call_ids", json_array());
	set_text(object, "state", call->state);
	set_text(object, "completeness", call->completeness);
	set_text(object, "reason", call->reason);
	set_text(object, "direction", call->direction);
	set(object, "caller", party_object(&call->caller));
	set(object, "callee", party_object(&call->callee));
	set_time(object, "started", call->started_us);
	set_time(object, "ringing", call->ringing_us);
	set_time(object, "answered", call->answered_us);
	set_time(object, "ended", call->ended_us);
	if (call->answered_us != ROW_NO_TIME && call->ended_us == ROW_NO_TIME)
		set(object, "duration_ms", json_null());
	else
		set_int(object, "duration_ms", view->duration_ms);
	set_nonzero(object, "final_status", call->final_status);
	set_text(object, "ended_by", call->ended_by);
	set_nonzero(object, "sip_cause", call->sip_cause);
	set_nonzero(object, "q850_cause", call->q850_cause);
	set_text(object, "diverted_from", call->diverted_from);
	set_text(object, "rule", call->rule);
	set_text(object, "retention", call->retention);
	set_bool(object, "hold", view->held);
	set_text(object, "source", NULL);
	set_int(object, "legs", view->leg_count);
	set(object, "streams", json_array());
	set(object, "recordings", json_array());
}

static int
add_details(struct details *details, int64_t call_id)
{
	static const char *const lists[] = {"dtmf", "fax", "legs_detail",
	    "links", "events", "gaps", "messages"};
	struct catalogue *catalogue = details->catalogue;
	int error;

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		set(details->call, lists[i], json_array());
	error = query_legs(catalogue, call_id, add_leg, details);
	if (!error)
		error = query_links(catalogue, call_id, add_link, details);
	if (!error)
		error = query_keys(catalogue, call_id, add_key, details);
	if (!error)
		error = query_faxes(catalogue, call_id, add_fax, details);
	if (!error)
		error = query_events(catalogue, call_id, add_event, details);
	if (!error)
		error = query_recordings(catalogue, call_id, add_gaps, details);
	if (!error)
		error =
		    query_messages(catalogue, call_id, add_message, details);
	return error;
}

/* All sources that were noted, as one text. */
static int
set_sources(struct details *details)
{
	char *text = NULL;
	int error =
	    source_list_text(&details->sources, details->catalogue, &text);

	if (!error)
		set_text(details->call, "source", text);
	free(text);
	return error;
}

int
json_call(struct catalogue *catalogue, const struct call_view *view,
    bool details, json_t **out)
{
	struct details to = {
	    .catalogue = catalogue, .call = json_object(), .all = details};
	int64_t id = view->call.id;
	int error;

	set_call(to.call, view);
	error = query_legs(catalogue, id, add_sip_call_id, &to);
	if (!error)
		error = query_streams(catalogue, id, add_stream, &to);
	if (!error)
		error = query_recordings(catalogue, id, add_recording, &to);
	if (!error)
		error = set_sources(&to);
	if (!error)
		error = json_set_annotations(catalogue, id, details, to.call);
	if (!error && details)
		error = add_details(&to, id);
	source_list_clear(&to.sources);
	if (error) {
		json_decref(to.call);
		return error;
	}
	*out = to.call;
	return 0;
}

json_t *
json_registration(const struct registration_row *row)
{
	json_t *object = json_object();

	set_text(object, "aor", row->aor);
	set_text(object, "contact", row->contact);
	set_text(object, "name", row->name);
	set_text(object, "address", row->address);
	set_text(object, "agent", row->agent);
	set_time(object, "first", row->first_us);
	set_time(object, "last", row->last_us);
	set_time(object, "expires", row->expires_us);
	return object;
}

static int
dump(const json_t *value, size_t flags, FILE *out)
{
	if (json_dumpf(value, out, flags | JSON_REAL_PRECISION(REAL_DIGITS)))
		return errno ? errno : EIO;
	return 0;
}

int
json_write(const json_t *value, FILE *out)
{
	return dump(value, JSON_INDENT(2), out);
}

/* On a terminal all that is not ASCII is escaped: it could steer it. */
int
json_print_to(const json_t *value, bool indented, FILE *out)
{
	return dump(value,
	    (indented ? JSON_INDENT(2) : 0U) |
		(isatty(STDOUT_FILENO) ? JSON_ENSURE_ASCII : 0U),
	    out);
}

int
json_print(const json_t *value, bool indented)
{
	return json_print_to(value, indented, stdout);
}
