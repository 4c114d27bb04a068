/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spanview show: all that is known of one call. The text is made whole in
 * memory and printed afterwards, so that no query waits for a reader.
 */
#include "browse/browse.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "base/tstamp.h"
#include "browse/json.h"
#include "browse/pick.h"
#include "browse/sheet.h"
#include "browse/table.h"
#include "browse/time.h"

#define NOTE_ROW_SIZE 1024 /* what is shown of a line of a note */

static void
line_party(
    struct sheet *sheet, const char *label, const struct party_row *party)
{
	sheet_format(sheet, label, "%s%s%s", or_dash(party->number),
	    party->name ? "  " : "", party->name ? party->name : "");
	sheet_line(sheet, "", party->uri);
	sheet_line(sheet, "", party->address);
}

static void
show_call(struct sheet *sheet, const struct call_view *view)
{
	const struct call_row *call = &view->call;

	screen_colour(&sheet->screen, sheet->out, COLOUR_BOLD);
	fprintf(sheet->out, "Call %s", call->uid);
	screen_colour(&sheet->screen, sheet->out, COLOUR_NONE);
	putc('\n', sheet->out);
	sheet_line(sheet, "state", call->state);
	if (call->final_status)
		sheet_format(sheet, "SIP status", "%d", call->final_status);
	sheet_line(sheet, "audio", call->completeness);
	sheet_line(sheet, "reason", call->reason);
	sheet_line(sheet, "direction", call->direction);
	line_party(sheet, "caller", &call->caller);
	line_party(sheet, "callee", &call->callee);
	sheet_line(sheet, "diverted from", call->diverted_from);
	sheet_time(sheet, "started", call->started_us);
	sheet_time(sheet, "ringing", call->ringing_us);
	sheet_time(sheet, "answered", call->answered_us);
	sheet_time(sheet, "ended", call->ended_us);
	if (call->answered_us != ROW_NO_TIME && call->ended_us != ROW_NO_TIME)
		sheet_format(sheet, "duration", "%" PRId64 ":%02d.%03d",
		    view->duration_ms / 60000,
		    (int)(view->duration_ms / 1000 % 60),
		    (int)(view->duration_ms % 1000));
	sheet_line(sheet, "ended by", call->ended_by);
	sheet_line(sheet, "rule", call->rule);
	sheet_line(sheet, "retention", call->retention);
	sheet_line(sheet, "legal hold", view->held ? "yes" : NULL);
}

static int
show_tag(const struct tag_row *tag, void *arg)
{
	struct sheet *sheet = arg;
	char added[TIME_LOCAL_SIZE];

	time_format_local(tag->added_us, added);
	sheet_format(sheet, tag->name, "%s%s%s", added,
	    tag->added_by ? " by " : "", tag->added_by ? tag->added_by : "");
	return 0;
}

static int
show_note(const struct note_view *note, void *arg)
{
	struct sheet *sheet = arg;
	struct text rest = text_of(note->body);
	char added[TIME_LOCAL_SIZE], row[NOTE_ROW_SIZE];

	if (sheet->count++)
		putc('\n', sheet->out);
	time_format_local(note->time_us, added);
	sheet_format(sheet, added, "%s", or_dash(note->author));
	while (rest.len) {
		text_copy(row, sizeof row, text_cut(&rest, '\n'));
		sheet_line(sheet, "", row);
	}
	return 0;
}

static int
show_source_view(const struct source_view *view, void *arg)
{
	struct sheet *sheet = arg;

	sheet_line(sheet, "source", view->text);
	if (view->source.vlan)
		sheet_format(sheet, "VLAN", "%d", view->source.vlan);
	return 0;
}

/* Where a leg or a stream came from. */
static int
show_source(struct sheet *sheet, int64_t source_id)
{
	return source_id == 0 ? 0
			      : query_source(sheet->catalogue, source_id,
				    show_source_view, sheet);
}

static int
show_leg(const struct leg_row *leg, void *arg)
{
	struct sheet *sheet = arg;

	if (sheet->count < LEGS_NUMBERED)
		sheet->leg_ids[sheet->count] = leg->id;
	if (sheet->count++)
		putc('\n', sheet->out);
	if (sheet->leg_count > 1)
		sheet_format(sheet, "leg", "%d", sheet->count);
	sheet_line(sheet, "Call-ID", leg->sip_call_id);
	if (leg->caller_number || leg->callee_number)
		sheet_format(sheet, "parties", "%s %s %s",
		    or_dash(leg->caller_number), screen_arrow(&sheet->screen),
		    or_dash(leg->callee_number));
	sheet_format(sheet, "way", "%s %s %s %s", or_dash(leg->src),
	    screen_arrow(&sheet->screen), or_dash(leg->dst),
	    or_dash(leg->transport));
	sheet_line(sheet, "caller agent", leg->caller_agent);
	sheet_line(sheet, "callee agent", leg->callee_agent);
	sheet_time(sheet, "started", leg->started_us);
	sheet_time(sheet, "answered", leg->answered_us);
	sheet_time(sheet, "ended", leg->ended_us);
	if (leg->final_status)
		sheet_format(sheet, "SIP status", "%d", leg->final_status);
	return show_source(sheet, leg->source_id);
}

/* The number of a leg as it is shown; 0 when it is not among the first. */
static int
leg_number(const struct sheet *sheet, int64_t id)
{
	for (int i = 0; i < sheet->leg_count && i < LEGS_NUMBERED; i++)
		if (sheet->leg_ids[i] == id)
			return i + 1;
	return 0;
}

/* "leg 2: of leg 1, by numbers, score 0.80" */
static int
show_link(const struct link_view *view, void *arg)
{
	struct sheet *sheet = arg;
	const struct link_row *link = &view->link;
	int other = leg_number(sheet, link->other_leg_id);
	char label[24], what[40] = "another leg";

	snprintf(
	    label, sizeof label, "leg %d", leg_number(sheet, link->leg_id));
	if (view->other_call_uid)
		snprintf(what, sizeof what, "call %s", view->other_call_uid);
	else if (other)
		snprintf(what, sizeof what, "leg %d", other);
	sheet_format(sheet, label, "%s %s, by %s, score %.2f%s",
	    view->other_call_uid ? "from" : "of", what, or_dash(link->method),
	    link->score, view->undone ? " (undone)" : "");
	return 0;
}

/* What the receiver of a stream reported of it. */
static int
show_rtcp(struct sheet *sheet, int64_t stream_id)
{
	struct rtcp_view view;
	char jitter[64] = "", round_trip[48] = "", mos[32] = "";
	int error = query_rtcp(sheet->catalogue, stream_id, &view);
	uint64_t sent = view.packets + view.lost;

	if (error || view.reports + view.extended == 0)
		return error;
	if (view.has_jitter)
		snprintf(jitter, sizeof jitter,
		    ", jitter %.2f ms, at most %.2f ms", view.jitter_ms,
		    view.jitter_max_ms);
	if (view.has_round_trip)
		snprintf(round_trip, sizeof round_trip, ", round trip %.1f ms",
		    view.round_trip_ms);
	if (view.has_mos)
		snprintf(mos, sizeof mos, ", MOS %.2f", view.mos);
	sheet_format(sheet, "RTCP",
	    "lost %" PRIu64 " of %" PRIu64 " (%.1f %%)%s%s%s", view.lost, sent,
	    sent ? 100.0 * (double)view.lost / (double)sent : 0, jitter,
	    round_trip, mos);
	return 0;
}

static int
show_stream(const struct stream_row *stream, void *arg)
{
	struct sheet *sheet = arg;
	int error;

	if (sheet->count++)
		putc('\n', sheet->out);
	sheet_format(sheet, or_dash(stream->side), "%s (%d)  SSRC 0x%08x%s",
	    or_dash(stream->codec), stream->payload_type, stream->ssrc,
	    stream->recorded ? "" : "  not recorded");
	sheet_format(sheet, "way", "%s %s %s", or_dash(stream->src),
	    screen_arrow(&sheet->screen), or_dash(stream->dst));
	sheet_format(sheet, "packets",
	    "%" PRIu64 "  lost %" PRIu64 "  duplicates %" PRIu64
	    "  reordered %" PRIu64 "  late %" PRIu64,
	    stream->packets, stream->lost, stream->duplicates,
	    stream->reordered, stream->late);
	if (stream->mirror_duplicates)
		sheet_format(sheet, "mirror copies",
		    "%" PRIu64 " of the duplicates", stream->mirror_duplicates);
	sheet_format(sheet, "jitter", "%.2f ms, at most %.2f ms",
	    stream->jitter_ms, stream->jitter_max_ms);
	if (stream->has_drift)
		sheet_format(
		    sheet, "clock drift", "%+.1f ppm", stream->drift_ppm);
	if (stream->has_mos)
		sheet_format(sheet, "MOS", "%.2f", stream->mos);
	error = show_rtcp(sheet, stream->id);
	sheet_line(sheet, "CNAME", stream->cname);
	return error ? error : show_source(sheet, stream->source_id);
}

/* What the gaps of a recording come to, for each side. */
struct gap_sums {
	uint64_t count[2]; /* caller, callee and unknown */
	int64_t us[2];
	char causes[2][96]; /* each once: "mirror, loss" */
};

static void
add_cause(char *causes, size_t size, const char *cause)
{
	size_t len = strlen(causes);

	if (!cause || strstr(causes, cause))
		return;
	snprintf(causes + len, size - len, "%s%s", len ? ", " : "", cause);
}

static int
add_gap(const struct gap_row *gap, void *arg)
{
	struct gap_sums *sums = arg;
	int side = gap->side && !strcmp(gap->side, "caller") ? 0 : 1;

	sums->count[side] += gap->count;
	sums->us[side] += gap->to_us - gap->from_us;
	add_cause(sums->causes[side], sizeof sums->causes[side], gap->cause);
	return 0;
}

/* The sum of a file; or, where there is a file without one, words. */
static const char *
sum_of(const struct recording_row *recording)
{
	static const char *const with_file[] = {"complete", "cut", "recovered"};
	size_t count = sizeof with_file / sizeof *with_file;

	for (size_t i = 0; i < count && !recording->sha256; i++)
		if (recording->state && !strcmp(recording->state, with_file[i]))
			return "not made";
	return recording->sha256;
}

static int
show_recording(const struct recording_row *recording, void *arg)
{
	static const char *const labels[] = {"caller gaps", "callee gaps"};
	struct sheet *sheet = arg;
	struct gap_sums sums = {.count = {0, 0}};
	int error = query_gaps(sheet->catalogue, recording->id, add_gap, &sums);

	if (sheet->count++)
		putc('\n', sheet->out);
	sheet_line(sheet, "file", recording->path);
	sheet_format(sheet, "format", "%s, %d Hz, %d channel%s, %s",
	    or_dash(recording->format), recording->rate_hz, recording->channels,
	    recording->channels == 1 ? "" : "s", or_dash(recording->state));
	sheet_format(sheet, "length", "%.3f s, %" PRIu64 " bytes",
	    (double)recording->duration_ms / 1e3, recording->bytes);
	sheet_line(sheet, "sha256", sum_of(recording));
	for (int i = 0; i < 2; i++) {
		if (sums.count[i])
			sheet_format(sheet, labels[i],
			    "%" PRIu64 ", %.3f s in all%s%s", sums.count[i],
			    (double)sums.us[i] / 1e6,
			    sums.causes[i][0] ? ": " : "", sums.causes[i]);
	}
	return error;
}

static int
show_fax(const struct fax_row *fax, void *arg)
{
	struct sheet *sheet = arg;

	if (sheet->count++)
		putc('\n', sheet->out);
	sheet_line(sheet, "file", fax->path);
	sheet_format(sheet, "sent by", "%s, %d page%s, %" PRIu64 " bytes",
	    or_dash(fax->side), fax->pages, fax->pages == 1 ? "" : "s",
	    fax->bytes);
	sheet_line(sheet, "sha256", fax->sha256);
	return 0;
}

static int
show_key(const struct dtmf_row *key, void *arg)
{
	struct sheet *sheet = arg;
	char offset[32], duration[32] = "";

	sheet_offset(sheet, key->time_us, offset, sizeof offset);
	if (key->duration_ms)
		snprintf(duration, sizeof duration, "  %" PRId64 " ms",
		    key->duration_ms);
	sheet_format(sheet, offset, "%s by %s%s  %s", or_dash(key->digit),
	    or_dash(key->side), duration, or_dash(key->method));
	return 0;
}

static int
show_event(const struct event_row *event, void *arg)
{
	struct sheet *sheet = arg;
	char offset[32];

	sheet_offset(sheet, event->time_us, offset, sizeof offset);
	sheet_format(sheet, offset, "%s%s%s%s%s", or_dash(event->kind),
	    event->side ? " by " : "", event->side ? event->side : "",
	    event->detail ? ": " : "", event->detail ? event->detail : "");
	return 0;
}

static int
show_message(const struct sip_message_row *message, void *arg)
{
	struct sheet *sheet = arg;
	char offset[32], what[64];

	sheet_offset(sheet, message->time_us, offset, sizeof offset);
	if (message->status)
		snprintf(what, sizeof what, "%d %s", message->status,
		    or_dash(message->method));
	else
		snprintf(what, sizeof what, "%s", or_dash(message->method));
	sheet_format(sheet, offset, "%-21s %s %-21s %s%s",
	    or_dash(message->src), screen_arrow(&sheet->screen),
	    or_dash(message->dst), what,
	    message->retransmission ? " (again)" : "");
	return 0;
}

static int
show_sections(struct sheet *sheet, int64_t call_id)
{
	struct catalogue *catalogue = sheet->catalogue;
	int error;

	sheet_section(sheet, "Tags");
	error = query_tags(catalogue, call_id, show_tag, sheet);
	sheet_section(sheet, "Notes");
	if (!error)
		error = query_notes(catalogue, call_id, show_note, sheet);
	sheet_section(sheet, "Legs");
	if (!error)
		error = query_legs(catalogue, call_id, show_leg, sheet);
	sheet_section(sheet, "Links");
	if (!error)
		error = query_links(catalogue, call_id, show_link, sheet);
	sheet_section(sheet, "Streams");
	if (!error)
		error = query_streams(catalogue, call_id, show_stream, sheet);
	sheet_section(sheet, "Recordings");
	if (!error)
		error =
		    query_recordings(catalogue, call_id, show_recording, sheet);
	sheet_section(sheet, "Fax");
	if (!error)
		error = query_faxes(catalogue, call_id, show_fax, sheet);
	sheet_section(sheet, "Keys");
	if (!error)
		error = query_keys(catalogue, call_id, show_key, sheet);
	sheet_section(sheet, "Events");
	if (!error)
		error = query_events(catalogue, call_id, show_event, sheet);
	sheet_section(sheet, "Messages");
	if (!error)
		error = query_messages(catalogue, call_id, show_message, sheet);
	return error;
}

static int
show_text(const struct call_view *view, void *arg)
{
	char *text = NULL;
	size_t size = 0;
	struct sheet sheet = {
	    .catalogue = arg,
	    .screen = screen_find(),
	    .out = open_memstream(&text, &size),
	    .started_us = view->call.started_us,
	    .leg_count = view->leg_count,
	};
	int error;

	if (!sheet.out)
		return ENOMEM;
	show_call(&sheet, view);
	error = show_sections(&sheet, view->call.id);
	if (fclose(sheet.out) && !error)
		error = ENOMEM;
	if (!error)
		fwrite(text, 1, size, stdout);
	free(text);
	return error;
}

static int
show_json(const struct call_view *view, void *arg)
{
	json_t *object = NULL;
	int error = json_call(arg, view, true, &object);

	if (error)
		return error;
	error = json_print(object, true);
	putchar('\n');
	json_decref(object);
	return error;
}

int
command_show(const struct request *request, struct catalogue *catalogue)
{
	int error = pick_call(catalogue, request->words[0],
	    request->json ? show_json : show_text, catalogue);

	return error ? STATUS_FAILED : STATUS_DONE;
}
