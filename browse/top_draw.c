/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen of spanview top. All texts out of the network are screened. */
#include "browse/top.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "browse/time.h"

#define LINE_SIZE (PATH_MAX + 128)
#define ALARMS_SHOWN 3
#define ID_SHOWN 8 /* digits of an id */
#define CLEAR_LINE "\033[K"
#define REVERSE "\033[7m"
#define NORMAL "\033[0m"

/* min, max, rank */
static const struct column columns[TOP_COLUMN_COUNT] = {
    [TOP_STARTED] = {"STARTED", 8, 8, 7, false},
    [TOP_STATE] = {"STATE", 7, 7, 4, false},
    [TOP_LENGTH] = {"LENGTH", 8, 8, 3, true},
    [TOP_CALLER] = {"CALLER", 8, 28, 1, false},
    [TOP_ARROW] = {"", 1, 2, 5, false},
    [TOP_CALLEE] = {"CALLEE", 8, 28, 2, false},
    [TOP_STREAMS] = {"STREAMS", 7, 7, 9, true},
    [TOP_AUDIO] = {"AUDIO", 8, 8, 6, false},
    [TOP_ID] = {"ID", ID_SHOWN, ID_SHOWN, 8, false},
};

/* A line of the screen, which may not be longer than that. */
struct pen {
	const struct screen *screen;
	FILE *out;
	bool whole; /* the screen is drawn over: rests of lines go */
	int lines;
};

static void
end_line(struct pen *pen)
{
	fputs(pen->whole ? CLEAR_LINE "\n" : "\n", pen->out);
	pen->lines++;
}

static void
put_line(struct pen *pen, const char *text, enum colour colour)
{
	screen_colour(pen->screen, pen->out, colour);
	screen_text(pen->screen, pen->out, text, pen->screen->width);
	screen_colour(pen->screen, pen->out, COLOUR_NONE);
	end_line(pen);
}

static json_int_t
count_at(const json_t *object, const char *group, const char *key)
{
	return json_integer_value(
	    json_object_get(json_object_get(object, group), key));
}

static void
put_alarms(const struct top *top, struct pen *pen)
{
	const json_t *alarms = json_object_get(top->status, "alarms");
	size_t count = json_array_size(alarms);

	for (size_t i = 0; i < count && i < ALARMS_SHOWN; i++) {
		const json_t *alarm = json_array_get(alarms, i);
		const char *text =
		    json_string_value(json_object_get(alarm, "text"));
		char line[LINE_SIZE];

		snprintf(line, sizeof line, "Alarm: %s", text ? text : "?");
		if (count > ALARMS_SHOWN && i == ALARMS_SHOWN - 1)
			snprintf(
			    line, sizeof line, "Alarm: %zu more", count - i);
		put_line(pen, line, COLOUR_RED);
	}
}

static void
put_head(const struct top *top, struct pen *pen)
{
	char line[LINE_SIZE], rate[48] = "", local[TIME_LOCAL_SIZE];

	if (!top->status || top->error) {
		snprintf(line, sizeof line, "%s: %s", top->path,
		    top->error == ENOENT || top->error == ECONNREFUSED
			? "no spanrec answers there"
			: strerror(top->error));
		put_line(pen, line, COLOUR_RED);
		return;
	}
	time_format_local(top->now_us, local);
	if (top->packets_s >= 0)
		snprintf(rate, sizeof rate, ", %.0f packets/s", top->packets_s);
	snprintf(line, sizeof line,
	    "%s  %" JSON_INTEGER_FORMAT " active, %" JSON_INTEGER_FORMAT
	    " ringing, %" JSON_INTEGER_FORMAT " recorded, %" JSON_INTEGER_FORMAT
	    " done%s",
	    local, count_at(top->status, "calls", "active"),
	    count_at(top->status, "calls", "ringing"),
	    count_at(top->status, "calls", "recorded"),
	    count_at(top->status, "calls", "filed"), rate);
	put_line(pen, line, COLOUR_BOLD);
	put_alarms(top, pen);
}

/* "1:02:03" of the conversation; "-" before an answer. */
static void
format_length(
    const struct top *top, const struct top_call *call, char *out, size_t size)
{
	int64_t seconds;

	if (call->answered_us == ROW_NO_TIME) {
		snprintf(out, size, "-");
		return;
	}
	seconds = (top->now_us - call->answered_us) / 1000000;
	seconds = seconds < 0 ? 0 : seconds;
	if (seconds >= 3600)
		snprintf(out, size, "%" PRId64 ":%02d:%02d", seconds / 3600,
		    (int)(seconds / 60 % 60), (int)(seconds % 60));
	else
		snprintf(out, size, "%d:%02d", (int)(seconds / 60),
		    (int)(seconds % 60));
}

static void
put_call(
    const struct top *top, const struct table *table, const struct top_call *it)
{
	char started[TIME_LOCAL_SIZE], length[32], streams[24];
	char id[ID_SHOWN + 1];
	bool active = !strcmp(it->state, "active");
	struct cell cells[TOP_COLUMN_COUNT] = {
	    [TOP_STATE] = {it->state, active ? COLOUR_GREEN : COLOUR_YELLOW},
	    [TOP_LENGTH] = {length, COLOUR_NONE},
	    [TOP_CALLER] = {it->caller, COLOUR_NONE},
	    [TOP_ARROW] = {screen_arrow(table->screen), COLOUR_DIM},
	    [TOP_CALLEE] = {it->callee, COLOUR_NONE},
	    [TOP_STREAMS] = {streams, COLOUR_NONE},
	    [TOP_AUDIO] = {it->paused     ? "paused"
			   : it->recorded ? "recorded"
					  : NULL,
		it->paused ? COLOUR_YELLOW : COLOUR_NONE},
	    [TOP_ID] = {id, COLOUR_DIM},
	};

	time_format_local(it->started_us, started);
	/* Of "2026-11-20 14:03:12" the time alone. */
	cells[TOP_STARTED].text = strlen(started) > 11 ? started + 11 : NULL;
	format_length(top, it, length, sizeof length);
	text_copy(id, sizeof id, text_of(it->uid));
	snprintf(streams, sizeof streams, "%" PRId64, it->streams);
	table_row(table, cells);
}

/* Prints what was drawn in memory, each line ended as the screen wants it. */
static void
put_rows(struct pen *pen, char *text, int selected)
{
	char *rest = text, *line;

	for (int i = 0; (line = strsep(&rest, "\n")) && rest; i++) {
		if (i == selected)
			fputs(REVERSE, pen->out);
		fputs(line, pen->out);
		if (i == selected)
			fputs(NORMAL, pen->out);
		end_line(pen);
	}
}

/* The calls from the first that is shown, on 'rows' lines. */
static void
put_calls(struct top *top, struct pen *pen, int rows)
{
	struct screen plain = *pen->screen;
	size_t shown = rows > 1 ? (size_t)rows - 1 : 1;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct table table, selected;

	if (!out)
		return;
	if (top->at < top->first)
		top->first = top->at;
	if (rows && top->at >= top->first + shown)
		top->first = top->at - shown + 1;
	if (!rows)
		top->first = 0;
	plain.colour = false;
	table_begin(&table, pen->screen, out, columns, TOP_COLUMN_COUNT);
	selected = table;
	selected.screen = &plain;
	for (size_t i = top->first;
	     i < top->count && (!rows || i < top->first + shown); i++)
		put_call(top, pen->whole && i == top->at ? &selected : &table,
		    &top->calls[i]);
	fclose(out);
	put_rows(pen, text,
	    pen->whole && top->count ? (int)(top->at - top->first) + 1 : -1);
	free(text);
}

static void
put_help(struct pen *pen)
{
	static const char *const lines[] = {
	    "q, F10           leave",
	    "arrows, PgUp ... choose a call",
	    "Enter            show it; l: as a ladder",
	    "F3, /            find a call by a part of its numbers, names ...",
	    "n                the next one with it",
	    "F4, \\            show only those with it",
	    "F6, >, <         sort by the next column, or the one before",
	    "I                the other way round",
	    "p, r             pause its recording, and go on with it",
	    "F1, ?, h         this text",
	    "",
	    "Any key goes back.",
	};

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		put_line(pen, lines[i], COLOUR_NONE);
}

static void
put_foot(const struct top *top, struct pen *pen)
{
	char line[LINE_SIZE];

	if (top->prompt)
		snprintf(line, sizeof line, "%s: %s_", top->prompt,
		    !strcmp(top->prompt, "Filter") ? top->filter : top->search);
	else if (top->message[0])
		snprintf(line, sizeof line, "%s", top->message);
	else if (top->filter[0])
		snprintf(line, sizeof line,
		    "Filter: %s (%zu calls are not shown)", top->filter,
		    top->hidden);
	else
		snprintf(line, sizeof line,
		    "sorted by %s%s   F1 help  F3 find  F4 filter  F6 sort  "
		    "p pause  r resume  q quit",
		    columns[top->sort].title,
		    top->descending ? ", downwards" : "");
	screen_colour(pen->screen, pen->out, COLOUR_DIM);
	screen_text(pen->screen, pen->out, line, pen->screen->width);
	screen_colour(pen->screen, pen->out, COLOUR_NONE);
	fputs(CLEAR_LINE, pen->out);
}

void
top_draw(struct top *top, const struct screen *screen, int rows, FILE *out)
{
	struct pen pen = {screen, out, rows > 0, 0};

	if (pen.whole)
		fputs("\033[H", out);
	put_head(top, &pen);
	if (top->help)
		put_help(&pen);
	else
		put_calls(top, &pen, rows ? rows - pen.lines - 1 : 0);
	if (!pen.whole)
		return;
	while (pen.lines < rows - 1)
		end_line(&pen);
	put_foot(top, &pen);
	fputs("\033[J", out);
}
