/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/ladder_int.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define ROWS_FIRST 64
#define FOLD_LOOK_BACK                                                         \
	500 /* rows among which the first of a repeated message
                              is looked for */

/* A copy; NULL of NULL, and 'error' noted without memory. */
static char *
copy(const char *text, int *error)
{
	char *out = text ? strdup(text) : NULL;

	if (text && !out)
		*error = ENOMEM;
	return out;
}

static const char *
side_name(const char *side)
{
	if (side && !strcmp(side, "caller"))
		return "caller";
	return side && !strcmp(side, "callee") ? "callee" : NULL;
}

/* What is none has port 0. */
static struct endpoint
endpoint_of(const char *text)
{
	struct endpoint endpoint = {.port = 0};

	if (!endpoint_parse(text_of(text), &endpoint))
		endpoint.port = 0;
	return endpoint;
}

struct ladder_row *
ladder_add_row(struct ladder *ladder, enum ladder_kind kind)
{
	struct ladder_row *row;

	if (ladder->row_count == LADDER_ROWS_MAX) {
		ladder->truncated = true;
		return NULL;
	}
	if (ladder->row_count == ladder->row_room) {
		size_t room =
		    ladder->row_room ? 2 * ladder->row_room : ROWS_FIRST;

		row = reallocarray(ladder->rows, room, sizeof *row);
		if (!row)
			return NULL;
		ladder->rows = row;
		ladder->row_room = room;
	}
	row = &ladder->rows[ladder->row_count++];
	*row = (struct ladder_row){.kind = kind,
	    .from = LADDER_NOBODY,
	    .to = LADDER_NOBODY,
	    .count = 1};
	return row;
}

/* Why there is no row. */
static int
no_row(const struct ladder *ladder)
{
	return ladder->truncated ? 0 : ENOMEM;
}

static int
add_leg(const struct leg_row *leg, void *arg)
{
	struct ladder_maker *maker = arg;
	struct ladder *ladder = maker->ladder;
	struct ladder_leg *legs =
	    reallocarray(ladder->legs, ladder->leg_count + 1, sizeof *legs);
	int error = 0;

	if (!legs)
		return ENOMEM;
	ladder->legs = legs;
	legs[ladder->leg_count++] = (struct ladder_leg){
	    .id = leg->id,
	    .sip_call_id = copy(leg->sip_call_id, &error),
	    .caller_number = copy(leg->caller_number, &error),
	    .callee_number = copy(leg->callee_number, &error),
	    .caller_agent = copy(leg->caller_agent, &error),
	    .callee_agent = copy(leg->callee_agent, &error),
	    .caller_is_callee =
		leg->caller_side && !strcmp(leg->caller_side, "callee"),
	    .datagrams = leg->transport && !strcmp(leg->transport, "udp"),
	    .started_us = leg->started_us,
	    .src = endpoint_of(leg->src),
	    .dst = endpoint_of(leg->dst),
	    .from = LADDER_NOBODY,
	    .to = LADDER_NOBODY,
	};
	return error;
}

/* The number of a leg; 0: none of this call. */
static int
leg_number(const struct ladder *ladder, int64_t id)
{
	for (size_t i = 0; i < ladder->leg_count; i++) {
		if (ladder->legs[i].id == id)
			return (int)i + 1;
	}
	return 0;
}

static bool
is_same(const struct ladder_row *a, const struct ladder_row *b)
{
	return a->kind == LADDER_MESSAGE && a->cseq == b->cseq &&
	       a->status == b->status && a->leg == b->leg &&
	       endpoint_equal(&a->src, &b->src) &&
	       endpoint_equal(&a->dst, &b->dst) && !strcmp(a->word, b->word);
}

/* Counts a message that was sent again to the row of its first; false when
 * there is none. 'row' is the last one. */
static bool
fold(struct ladder *ladder, const struct ladder_row *row)
{
	struct ladder_row *first = ladder->rows + ladder->row_count - 1;

	for (int i = 0; i < FOLD_LOOK_BACK && first > ladder->rows; i++) {
		first--;
		if (is_same(first, row)) {
			first->again++;
			return true;
		}
	}
	return false;
}

static int
add_message(const struct sip_message_row *message, void *arg)
{
	struct ladder_maker *maker = arg;
	struct ladder *ladder = maker->ladder;
	size_t index = maker->messages++;
	struct ladder_row *row = ladder_add_row(ladder, LADDER_MESSAGE);
	struct sip_message_row known = *message;
	int error = 0;

	if (!row)
		return no_row(ladder);
	known.method = message->method ? message->method : "?";
	row->index = index;
	row->time_us = message->time_us;
	row->src = endpoint_of(message->src);
	row->dst = endpoint_of(message->dst);
	row->leg = leg_number(ladder, message->leg_id);
	row->status = message->status;
	row->cseq = message->cseq;
	row->word = copy(known.method, &error);
	if (error)
		return error;
	if (message->retransmission && fold(ladder, row)) {
		free(row->word);
		ladder->row_count--;
		return 0;
	}
	return ladder_read_message(maker, &known, row);
}

/* "251 packets, lost 3, 7.0 s, MOS 4.41" */
static char *
describe_stream(const struct stream_row *stream)
{
	char mos[24] = "", lost[32] = "", *text;
	double seconds = (double)(stream->last_us - stream->first_us) / 1e6;

	if (stream->has_mos)
		snprintf(mos, sizeof mos, ", MOS %.2f", stream->mos);
	if (stream->lost)
		snprintf(lost, sizeof lost, ", lost %" PRIu64, stream->lost);
	if (asprintf(&text, "%" PRIu64 " packet%s%s, %.1f s%s%s",
		stream->packets, stream->packets == 1 ? "" : "s", lost, seconds,
		mos, stream->recorded ? "" : ", not recorded") < 0)
		return NULL;
	return text;
}

static int
add_stream(const struct stream_row *stream, void *arg)
{
	struct ladder_maker *maker = arg;
	struct ladder *ladder = maker->ladder;
	size_t index = maker->streams++;
	struct ladder_row *row = ladder_add_row(ladder, LADDER_STREAM);
	int error = 0;

	if (!row)
		return no_row(ladder);
	row->index = index;
	row->time_us = stream->first_us;
	row->src = endpoint_of(stream->src);
	row->dst = endpoint_of(stream->dst);
	row->leg = leg_number(ladder, stream->leg_id);
	row->side = side_name(stream->side);
	row->stream = calloc(1, sizeof *row->stream);
	if (!row->stream)
		return ENOMEM;
	row->stream->codec = copy(stream->codec, &error);
	row->stream->end_us = stream->last_us;
	row->stream->packets = stream->packets;
	row->stream->lost = stream->lost;
	row->stream->has_mos = stream->has_mos;
	row->stream->mos = stream->mos;
	row->stream->recorded = stream->recorded;
	if (asprintf(&row->text, "RTP %s",
		stream->codec ? stream->codec : "?") < 0) {
		row->text = NULL;
		return ENOMEM;
	}
	row->detail = describe_stream(stream);
	return row->detail ? error : ENOMEM;
}

/* Events that a message tells, too. */
static bool
is_told(const struct ladder *ladder, const char *kind)
{
	static const char *const told[] = {
	    "ringing", "answer", "end", "rtcp-bye"};

	for (size_t i = 0; ladder->leg_count && i < sizeof told / sizeof *told;
	     i++) {
		if (!strcmp(told[i], kind))
			return true;
	}
	return false;
}

/* An event without its time; 'word' says what it is. */
static int
name_event(struct ladder_row *row, const char *word, const char *side)
{
	int error = 0;

	row->side = side_name(side);
	row->word = copy(word, &error);
	if (!error &&
	    asprintf(&row->text, "%s%s%s", word, row->side ? " by " : "",
		row->side ? row->side : "") < 0) {
		row->text = NULL;
		error = ENOMEM;
	}
	return error;
}

static int
add_event(const struct event_row *event, void *arg)
{
	struct ladder *ladder = ((struct ladder_maker *)arg)->ladder;
	struct ladder_row *row;
	int error;

	if (!event->kind || is_told(ladder, event->kind))
		return 0;
	row = ladder_add_row(ladder, LADDER_EVENT);
	if (!row)
		return no_row(ladder);
	row->index = ladder->row_count;
	row->time_us = event->time_us;
	error = name_event(row, event->kind, event->side);
	row->detail = copy(event->detail, &error);
	return error;
}

/* A key was pressed; which one, nobody is told here. */
static int
add_key(const struct dtmf_row *key, void *arg)
{
	struct ladder *ladder = ((struct ladder_maker *)arg)->ladder;
	struct ladder_row *row = ladder_add_row(ladder, LADDER_EVENT);
	int error;

	if (!row)
		return no_row(ladder);
	row->index = ladder->row_count;
	row->time_us = key->time_us;
	error = name_event(row, "key", key->side);
	row->detail = copy(key->method, &error);
	return error;
}

/* By time; of the same, messages first, and each kind as it was read. */
static int
compare_rows(const void *a, const void *b)
{
	const struct ladder_row *one = a, *other = b;

	if (one->time_us != other->time_us)
		return one->time_us < other->time_us ? -1 : 1;
	if (one->kind != other->kind)
		return one->kind < other->kind ? -1 : 1;
	return one->index < other->index ? -1 : one->index > other->index;
}

static void
clear_row(struct ladder_row *row)
{
	free(row->text);
	free(row->detail);
	free(row->word);
	if (row->sdp)
		free(row->sdp->codecs);
	free(row->sdp);
	if (row->stream)
		free(row->stream->codec);
	free(row->stream);
}

static bool
is_key(const struct ladder_row *row)
{
	return row->kind == LADDER_EVENT && !strcmp(row->word, "key");
}

/* Keys of a side one after the other become one row. */
static int
fold_keys(struct ladder *ladder)
{
	size_t kept = 0;

	for (size_t i = 0; i < ladder->row_count; i++) {
		struct ladder_row *row = &ladder->rows[i], *last;

		last = kept ? &ladder->rows[kept - 1] : NULL;
		if (last && is_key(row) && is_key(last) &&
		    row->side == last->side &&
		    !strcmp(row->detail ? row->detail : "",
			last->detail ? last->detail : "")) {
			last->count++;
			clear_row(row);
			continue;
		}
		ladder->rows[kept++] = *row;
	}
	ladder->row_count = kept;
	for (size_t i = 0; i < kept; i++) {
		struct ladder_row *row = &ladder->rows[i];

		if (row->count < 2)
			continue;
		free(row->text);
		if (asprintf(&row->text, "%" PRIu32 " keys%s%s", row->count,
			row->side ? " by " : "",
			row->side ? row->side : "") < 0) {
			row->text = NULL;
			return ENOMEM;
		}
	}
	return 0;
}

static int
read_all(struct catalogue *catalogue, int64_t id, struct ladder_maker *maker)
{
	int error = query_legs(catalogue, id, add_leg, maker);

	maker->offers =
	    calloc(maker->ladder->leg_count + 1, sizeof *maker->offers);
	if (!maker->offers)
		return ENOMEM;
	if (!error)
		error = query_streams(catalogue, id, add_stream, maker);
	if (!error)
		error = query_events(catalogue, id, add_event, maker);
	if (!error)
		error = query_keys(catalogue, id, add_key, maker);
	if (!error)
		error = query_messages(catalogue, id, add_message, maker);
	return error;
}

int
ladder_make(struct catalogue *catalogue, const struct call_view *view,
    struct ladder **out)
{
	struct ladder_maker *maker = calloc(1, sizeof *maker);
	struct ladder *ladder = calloc(1, sizeof *ladder);
	int error = maker && ladder ? 0 : ENOMEM;

	if (!error) {
		text_copy(
		    ladder->uid, sizeof ladder->uid, text_of(view->call.uid));
		ladder->started_us = view->call.started_us;
		ladder->number[0] = copy(view->call.caller.number, &error);
		ladder->number[1] = copy(view->call.callee.number, &error);
		maker->ladder = ladder;
	}
	if (!error)
		error = read_all(catalogue, view->call.id, maker);
	if (!error && ladder->row_count)
		qsort(ladder->rows, ladder->row_count, sizeof *ladder->rows,
		    compare_rows);
	if (!error)
		error = fold_keys(ladder);
	if (!error)
		ladder_find_participants(ladder);
	if (maker)
		free(maker->offers);
	free(maker);
	if (error) {
		ladder_free(ladder);
		return error;
	}
	*out = ladder;
	return 0;
}

void
ladder_free(struct ladder *ladder)
{
	if (!ladder)
		return;
	for (size_t i = 0; i < ladder->row_count; i++)
		clear_row(&ladder->rows[i]);
	free(ladder->rows);
	for (size_t i = 0; i < ladder->leg_count; i++) {
		free(ladder->legs[i].sip_call_id);
		free(ladder->legs[i].caller_number);
		free(ladder->legs[i].callee_number);
		free(ladder->legs[i].caller_agent);
		free(ladder->legs[i].callee_agent);
	}
	free(ladder->legs);
	free(ladder->number[0]);
	free(ladder->number[1]);
	free(ladder);
}

const char *
ladder_role_name(enum ladder_role role)
{
	static const char *const names[] = {
	    [LADDER_CALLER] = "caller",
	    [LADDER_CALLEE] = "callee",
	    [LADDER_PROXY] = "proxy",
	    [LADDER_B2BUA] = "b2bua",
	    [LADDER_MEDIA] = "media",
	    [LADDER_OTHER] = "other",
	};

	return names[role];
}
