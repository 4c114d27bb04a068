/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spanview list: one line, or one object, for each call. Each is printed as
 * it is read, so that a list of any length takes the same memory.
 */
#include "browse/browse.h"
#include "browse/list.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "browse/csv.h"
#include "browse/json.h"
#include "browse/table.h"
#include "browse/time.h"

#define CODECS_SIZE 64 /* names of a call's codecs */
#define ID_SHOWN 8     /* digits of an id */

/* What a line says about the streams of its call. */
struct media {
	char codecs[CODECS_SIZE]; /* "PCMU/opus" */
	uint64_t packets;
	uint64_t lost;
};

enum {
	COLUMN_STARTED,
	COLUMN_LENGTH,
	COLUMN_CALLER,
	COLUMN_ARROW,
	COLUMN_CALLEE,
	COLUMN_STATE,
	COLUMN_STATUS,
	COLUMN_COMPLETENESS,
	COLUMN_CODEC,
	COLUMN_LOSS,
	COLUMN_ID,
	COLUMN_COUNT
};

/* min, max, rank */
static const struct column columns[COLUMN_COUNT] = {
    [COLUMN_STARTED] = {"STARTED", 19, 19, 1, false},
    [COLUMN_LENGTH] = {"LENGTH", 6, 6, 7, true},
    [COLUMN_CALLER] = {"CALLER", 8, 24, 2, false},
    [COLUMN_ARROW] = {"", 1, 2, 4, false},
    [COLUMN_CALLEE] = {"CALLEE", 8, 24, 3, false},
    [COLUMN_STATE] = {"STATE", 11, 11, 6, false},
    [COLUMN_STATUS] = {"SIP", 3, 3, 9, true},
    [COLUMN_COMPLETENESS] = {"AUDIO", 11, 11, 8, false},
    [COLUMN_CODEC] = {"CODEC", 5, 12, 10, false},
    [COLUMN_LOSS] = {"LOSS", 6, 6, 11, true},
    [COLUMN_ID] = {"ID", ID_SHOWN, ID_SHOWN, 5, false},
};

/* Adds the codec to the names, unless it is among them. */
static void
add_codec(struct media *media, const char *codec)
{
	size_t len = strlen(media->codecs);
	const char *found = strstr(media->codecs, codec);

	if (found)
		return;
	snprintf(media->codecs + len, sizeof media->codecs - len, "%s%s",
	    len ? "/" : "", codec);
}

static int
add_stream(const struct stream_row *row, void *arg)
{
	struct media *media = arg;

	if (row->codec)
		add_codec(media, row->codec);
	media->packets += row->packets;
	media->lost += row->lost;
	return 0;
}

/* "0.25%" of what was sent; "" when nothing was. */
static void
format_loss(const struct media *media, char *out, size_t size)
{
	double sent = (double)media->packets + (double)media->lost;

	out[0] = '\0';
	if (sent > 0)
		snprintf(out, size, "%.2f%%", (double)media->lost * 100 / sent);
}

/* "12:34" in minutes and seconds; "-" when there was no conversation. */
static void
format_length(const struct call_view *view, char *out, size_t size)
{
	long long seconds = (view->duration_ms + 500) / 1000;

	if (view->call.answered_us == ROW_NO_TIME ||
	    view->call.ended_us == ROW_NO_TIME)
		snprintf(out, size, "-");
	else
		snprintf(out, size, "%lld:%02lld", seconds / 60, seconds % 60);
}

/* What people know a party by. */
static const char *
party_label(const struct party_row *party)
{
	if (party->number)
		return party->number;
	if (party->name)
		return party->name;
	return party->uri ? party->uri : party->address;
}

static enum colour
state_colour(const char *state)
{
	if (state &&
	    (!strcmp(state, "failed") || !strcmp(state, "interrupted")))
		return COLOUR_RED;
	if (state && (!strcmp(state, "active") || !strcmp(state, "ringing")))
		return COLOUR_BOLD;
	return COLOUR_NONE;
}

static enum colour
audio_colour(const char *completeness)
{
	if (!completeness)
		return COLOUR_NONE;
	if (!strcmp(completeness, "complete"))
		return COLOUR_GREEN;
	return strcmp(completeness, "missing") ? COLOUR_YELLOW : COLOUR_RED;
}

int
list_line(const struct call_view *view, void *arg)
{
	struct list *list = arg;
	const struct call_row *call = &view->call;
	struct media media = {.codecs = ""};
	char started[TIME_LOCAL_SIZE], length[24], status[12], loss[16];
	char id[ID_SHOWN + 1];
	struct cell cells[COLUMN_COUNT] = {
	    [COLUMN_STARTED] = {started, COLOUR_NONE},
	    [COLUMN_LENGTH] = {length, COLOUR_NONE},
	    [COLUMN_CALLER] = {party_label(&call->caller), COLOUR_NONE},
	    [COLUMN_ARROW] = {screen_arrow(list->table.screen), COLOUR_DIM},
	    [COLUMN_CALLEE] = {party_label(&call->callee), COLOUR_NONE},
	    [COLUMN_STATE] = {call->state, state_colour(call->state)},
	    [COLUMN_STATUS] = {status, COLOUR_NONE},
	    [COLUMN_COMPLETENESS] = {call->completeness,
		audio_colour(call->completeness)},
	    [COLUMN_CODEC] = {media.codecs, COLOUR_NONE},
	    [COLUMN_LOSS] = {loss, COLOUR_NONE},
	    [COLUMN_ID] = {id, COLOUR_DIM},
	};
	int error =
	    query_streams(list->catalogue, call->id, add_stream, &media);

	if (error)
		return error;
	time_format_local(call->started_us, started);
	format_length(view, length, sizeof length);
	snprintf(status, sizeof status, "%d", call->final_status);
	if (!call->final_status)
		cells[COLUMN_STATUS].text = NULL;
	format_loss(&media, loss, sizeof loss);
	if (!media.codecs[0])
		cells[COLUMN_CODEC].text = NULL;
	if (!loss[0])
		cells[COLUMN_LOSS].text = NULL;
	text_copy(id, sizeof id, text_of(call->uid));
	table_row(&list->table, cells);
	list->count++;
	return 0;
}

void
list_begin(struct list *list, const struct screen *screen)
{
	table_begin(&list->table, screen, stdout, columns, COLUMN_COUNT);
}

static int
list_text(const struct request *request, struct list *list)
{
	struct screen screen = screen_find();
	int error;

	list_begin(list, &screen);
	error = query_calls(list->catalogue, &request->filter, list_line, list);
	if (!error && list->count == 0)
		fputs("No call matches.\n", stderr);
	return error;
}

static int
print_object(const struct call_view *view, void *arg)
{
	struct list *list = arg;
	json_t *object = NULL;
	int error = json_call(list->catalogue, view, false, &object);

	if (error)
		return error;
	fputs(list->count++ ? ",\n" : "\n", stdout);
	error = json_print(object, false);
	json_decref(object);
	return error;
}

/* One array, an object on each line. After an error it stays open. */
static int
list_json(const struct request *request, struct list *list)
{
	int error;

	putchar('[');
	error =
	    query_calls(list->catalogue, &request->filter, print_object, list);
	if (!error)
		fputs(list->count ? "\n]\n" : "]\n", stdout);
	return error;
}

/* Programs get it as it is; a terminal must not obey it. */
static int
print_csv(const struct call_view *view, void *arg)
{
	const struct screen *screen = arg;
	char line[CSV_LINE_SIZE];
	size_t len = csv_call(view, line);

	if (!screen) {
		fwrite(line, 1, len, stdout);
		return 0;
	}
	line[len - 2] = '\0'; /* its end */
	screen_text(screen, stdout, line, 0);
	putchar('\n');
	return 0;
}

static int
list_csv(const struct request *request, struct list *list)
{
	struct screen screen = screen_find();

	fputs(csv_head, stdout);
	return query_calls(list->catalogue, &request->filter, print_csv,
	    isatty(STDOUT_FILENO) ? &screen : NULL);
}

int
command_list(const struct request *request, struct catalogue *catalogue)
{
	struct list list = {.catalogue = catalogue};
	int error;

	if (request->csv)
		error = list_csv(request, &list);
	else if (request->json)
		error = list_json(request, &list);
	else
		error = list_text(request, &list);

	return error ? STATUS_FAILED : STATUS_DONE;
}
