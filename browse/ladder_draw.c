/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/ladder_draw.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "browse/time.h"

#define TEXT_SIZE 512
#define JOINED_SIZE 1200
#define SEGMENTS_MAX 8
#define STEP_MIN 10 /* columns between two lines */
#define STEP_MAX 60
#define STEP_FREE 40 /* ... when there is no width to keep to */
#define LAST_MIN 15  /* columns for the rightmost name: an IPv4 address */
#define LAST_MAX 24
#define WIDE 100       /* columns from which on there is the time of day */
#define TIME_OF_DAY 12 /* columns of "14:03:12.123", */
#define OFFSET 9       /* of "+3600.000" */
#define DELTA 8        /* and of "3600.000" */
#define LEG 3

/* What is drawn, and where. */
struct drawing {
	const struct ladder *ladder;
	const struct screen *screen;
	FILE *out;
	bool wide;
	bool legs; /* are told apart by their numbers */
	int left;  /* columns in front of the first line */
	int step;  /* from one line to the next */
	const struct ladder_row **streams;
	size_t stream_count;
	int64_t last_us;                    /* time of the row before */
	bool busy[LADDER_PARTICIPANTS_MAX]; /* audio comes or goes here */
};

/* Something in a row that is over the lines: from column 'x' on, 'width'
 * columns, 'text' and then 'fill' again and again. */
struct segment {
	int x, width;
	const char *text;
	const char *fill;
	enum colour colour;
};

struct segments {
	struct segment list[SEGMENTS_MAX];
	int count; /* from left to right */
};

static void
add(struct segments *to, struct segment segment)
{
	if (to->count < SEGMENTS_MAX && segment.width > 0)
		to->list[to->count++] = segment;
}

/* The column of a participant's line. */
static int
column_of(const struct drawing *drawing, int place)
{
	return drawing->left + place * drawing->step;
}

static void
put_spaces(FILE *out, int count)
{
	fprintf(out, "%*s", count > 0 ? count : 0, "");
}

static void
put_segment(const struct drawing *drawing, const struct segment *it)
{
	int used = 0;

	screen_colour(drawing->screen, drawing->out, it->colour);
	if (it->text)
		used = screen_text(
		    drawing->screen, drawing->out, it->text, it->width);
	for (; it->fill && used < it->width; used++)
		fputs(it->fill, drawing->out);
	if (it->colour != COLOUR_NONE)
		screen_colour(drawing->screen, drawing->out, COLOUR_NONE);
	/* A wide character may leave a column. */
	if (used < it->width)
		put_spaces(drawing->out, it->width - used);
}

static const char *
line_glyph(const struct drawing *drawing, int place)
{
	if (drawing->busy[place])
		return drawing->screen->utf8 ? "\xe2\x94\x83" : "#";
	return drawing->screen->utf8 ? "\xe2\x94\x82" : "|";
}

/* Draws the lines, and segments over them, from the column 'x' on. */
static void
put_line(const struct drawing *drawing, int x, const struct segments *segments)
{
	int next = 0, place = 0;

	for (;;) {
		const struct segment *segment = &segments->list[next];
		bool more = next < segments->count;
		int count = drawing->ladder->participant_count;

		while (place < count && column_of(drawing, place) < x)
			place++;
		if (more && (place == count ||
				segment->x <= column_of(drawing, place))) {
			put_spaces(drawing->out, segment->x - x);
			put_segment(drawing, segment);
			x = segment->x + segment->width;
			next++;
		} else if (place < count) {
			put_spaces(drawing->out, column_of(drawing, place) - x);
			fputs(line_glyph(drawing, place), drawing->out);
			x = column_of(drawing, place) + 1;
		} else {
			break;
		}
	}
	putc('\n', drawing->out);
}

/* Seconds in at most 'width' columns, with or without a sign. */
static void
put_seconds(FILE *out, int64_t us, int width, bool sign)
{
	double seconds = (double)us / 1e6;
	int digits = seconds < 9999 && seconds > -999 ? 3
		     : seconds < 999999               ? 1
						      : 0;

	if (sign)
		fprintf(out, "%+*.*f", width, digits, seconds);
	else
		fprintf(out, "%*.*f", width, digits, seconds);
}

/* Times in front of a row; what time it is, since the call began, and since
 * the row before. */
static void
put_times(struct drawing *drawing, const struct ladder_row *row)
{
	FILE *out = drawing->out;
	char local[TIME_LOCAL_SIZE];
	int64_t us = row->time_us, since;

	screen_colour(drawing->screen, out, COLOUR_DIM);
	if (drawing->wide) {
		time_format_local(us, local);
		if (strlen(local) == strlen("2026-11-20 14:03:12"))
			fprintf(out, "%s.%03d ", local + strlen("2026-11-20 "),
			    (int)(us / 1000 % 1000 + 1000) % 1000);
		else
			fprintf(out, "%*s ", TIME_OF_DAY, "-");
	}
	if (__builtin_sub_overflow(us, drawing->ladder->started_us, &since))
		fprintf(out, "%*s", OFFSET, "-");
	else
		put_seconds(out, since, OFFSET, true);
	putc(' ', out);
	if (drawing->last_us == ROW_NO_TIME ||
	    __builtin_sub_overflow(us, drawing->last_us, &since))
		fprintf(out, "%*s", DELTA, "");
	else
		put_seconds(out, since, DELTA, false);
	if (drawing->legs && row->leg)
		fprintf(out, " %*d", LEG, row->leg);
	else if (drawing->legs)
		fprintf(out, " %*s", LEG, "");
	screen_colour(drawing->screen, out, COLOUR_NONE);
	fputs("  ", out);
	drawing->last_us = us;
}

static enum colour
colour_of(const struct ladder_row *row)
{
	static const enum colour legs[] = {COLOUR_CYAN, COLOUR_YELLOW,
	    COLOUR_MAGENTA, COLOUR_GREEN, COLOUR_BLUE};

	if (row->kind == LADDER_EVENT)
		return COLOUR_BOLD;
	if (row->status >= 400)
		return COLOUR_RED;
	if (row->leg == 0)
		return COLOUR_NONE;
	return legs[(size_t)(row->leg - 1) % (sizeof legs / sizeof *legs)];
}

/* An arrow between two lines with text on it; what is left of the text goes
 * into the line below. */
static void
put_arrow(struct drawing *drawing, const struct ladder_row *row,
    const char *text, const char *detail)
{
	bool forth = row->from < row->to, utf8 = drawing->screen->utf8;
	bool audio = row->kind == LADDER_STREAM;
	const char *shaft = audio  ? (utf8 ? "\xe2\x95\x90" : "=")
			    : utf8 ? "\xe2\x94\x80"
				   : "-";
	int x = column_of(drawing, forth ? row->from : row->to) + 1;
	int end = column_of(drawing, forth ? row->to : row->from);
	int room = end - x - 4; /* for the text on it */
	enum colour colour = colour_of(row);
	struct segments arrow = {.count = 0}, below = {.count = 0};
	char joined[JOINED_SIZE];
	int used;

	snprintf(joined, sizeof joined, " %s%s%s ", text, *detail ? "  " : "",
	    detail);
	used = screen_width(drawing->screen, joined, room);
	if (used > room) {
		snprintf(joined, sizeof joined, " %s ", text);
		used = screen_width(drawing->screen, joined, room);
		if (*detail)
			add(&below, (struct segment){x + 2, end - x - 2, detail,
					" ", COLOUR_DIM});
	}
	used = used > room ? room : used;
	if (!forth)
		add(&arrow, (struct segment){x, 1, "<", NULL, colour});
	add(&arrow,
	    (struct segment){x + !forth, 1 + forth, NULL, shaft, colour});
	add(&arrow, (struct segment){x + 2, used, joined, NULL, colour});
	add(&arrow, (struct segment){x + 2 + used, end - x - 2 - used - forth,
			NULL, shaft, colour});
	if (forth)
		add(&arrow, (struct segment){end - 1, 1, ">", NULL, colour});
	put_times(drawing, row);
	put_line(drawing, drawing->left, &arrow);
	if (below.count) {
		put_spaces(drawing->out, drawing->left);
		put_line(drawing, drawing->left, &below);
	}
}

/* Text at the line of a participant: to the right of it, but of the last one
 * to the left. */
static void
put_note(struct drawing *drawing, const struct ladder_row *row,
    const char *text, const char *detail)
{
	int place = row->from >= 0 ? row->from : row->to;
	bool last =
	    place > 0 && place == drawing->ladder->participant_count - 1;
	int x = column_of(drawing, place > 0 ? place : 0);
	int width = drawing->screen->width, used;
	char joined[JOINED_SIZE];
	struct segments note = {.count = 0};

	snprintf(joined, sizeof joined, "%s%s%s%s%s", last ? "" : "* ", text,
	    *detail ? ": " : "", detail, last ? " *" : "");
	used = screen_width(drawing->screen, joined, 0);
	if (last) {
		used = used > x - drawing->left ? x - drawing->left : used;
		x -= used;
	} else {
		x++;
		used = width && used > width - x ? width - x : used;
	}
	if (drawing->ladder->participant_count == 0)
		x = drawing->left;
	add(&note, (struct segment){x, used, joined, " ", colour_of(row)});
	put_times(drawing, row);
	put_line(drawing, drawing->left, &note);
}

static void
put_row(struct drawing *drawing, const struct ladder_row *row)
{
	char text[TEXT_SIZE];

	memset(drawing->busy, 0, sizeof drawing->busy);
	for (size_t i = 0; i < drawing->stream_count; i++) {
		const struct ladder_row *stream = drawing->streams[i];

		if (stream->time_us > row->time_us)
			break;
		if (stream->stream->end_us < row->time_us)
			continue;
		if (stream->from >= 0)
			drawing->busy[stream->from] = true;
		if (stream->to >= 0)
			drawing->busy[stream->to] = true;
	}
	if (row->again)
		snprintf(text, sizeof text, "%s (%" PRIu32 " more)", row->text,
		    row->again);
	else
		snprintf(text, sizeof text, "%s", row->text);
	if (row->from >= 0 && row->to >= 0 && row->from != row->to)
		put_arrow(drawing, row, text, row->detail ? row->detail : "");
	else
		put_note(drawing, row, text, row->detail ? row->detail : "");
}

/* Who is who, above the lines. */
static void
put_names(const struct drawing *drawing)
{
	const struct ladder *ladder = drawing->ladder;
	char address[LADDER_PARTICIPANTS_MAX][ENDPOINT_TEXT_SIZE];
	int left = drawing->left;

	for (int line = 0; line < 2; line++) {
		int x = 0;

		screen_colour(drawing->screen, drawing->out, COLOUR_BOLD);
		for (int i = 0; i < ladder->participant_count; i++) {
			const struct ladder_participant *it =
			    &ladder->participants[i];
			const char *name =
			    it->label ? it->label : ladder_role_name(it->role);
			int column = left + i * drawing->step;
			int width = drawing->step - 1;

			if (i == ladder->participant_count - 1)
				width = drawing->screen->width
					    ? drawing->screen->width - column
					    : 0;
			if (line == 0)
				name = it->endpoint.port
					   ? endpoint_format(
						 &it->endpoint, address[i])
					   : addr_format(&it->endpoint.addr,
						 address[i]);
			put_spaces(drawing->out, column - x);
			x = column + screen_text(drawing->screen, drawing->out,
					 name, width < 1 ? 0 : width);
		}
		screen_colour(drawing->screen, drawing->out, COLOUR_NONE);
		putc('\n', drawing->out);
	}
}

static void
put_title(const struct drawing *drawing)
{
	const struct ladder *ladder = drawing->ladder;
	char started[TIME_LOCAL_SIZE], title[TEXT_SIZE];

	time_format_local(ladder->started_us, started);
	snprintf(title, sizeof title, "Call %s  %s  %s %s %s", ladder->uid,
	    started, ladder->number[0] ? ladder->number[0] : "-",
	    screen_arrow(drawing->screen),
	    ladder->number[1] ? ladder->number[1] : "-");
	screen_colour(drawing->screen, drawing->out, COLOUR_BOLD);
	screen_text(
	    drawing->screen, drawing->out, title, drawing->screen->width);
	screen_colour(drawing->screen, drawing->out, COLOUR_NONE);
	fputs("\n\n", drawing->out);
}

/* Shares out the width. */
static void
lay_out(struct drawing *drawing)
{
	const struct ladder *ladder = drawing->ladder;
	int width = drawing->screen->width, last = LAST_MIN;
	int gaps = ladder->participant_count - 1;

	drawing->wide = width == 0 || width >= WIDE;
	drawing->legs = drawing->wide && ladder->leg_count > 1;
	drawing->left = OFFSET + 1 + DELTA + 2;
	drawing->left += drawing->wide ? TIME_OF_DAY + 1 : 0;
	drawing->left += drawing->legs ? LEG + 1 : 0;
	drawing->step = STEP_FREE;
	if (width == 0 || gaps < 1)
		return;
	for (int i = 0; i < 2; i++) {
		char address[ENDPOINT_TEXT_SIZE];
		const struct ladder_participant *it =
		    &ladder->participants[gaps];
		int used =
		    (int)strlen(it->endpoint.port
				    ? endpoint_format(&it->endpoint, address)
				    : addr_format(&it->endpoint.addr, address));

		last = used > last ? used : last;
	}
	last = last > LAST_MAX ? LAST_MAX : last;
	drawing->step = (width - drawing->left - last) / gaps;
	if (drawing->step > STEP_MAX)
		drawing->step = STEP_MAX;
	if (drawing->step < STEP_MIN)
		drawing->step = STEP_MIN;
}

void
ladder_draw(const struct ladder *ladder, const struct screen *screen, FILE *out)
{
	struct drawing drawing = {.ladder = ladder,
	    .screen = screen,
	    .out = out,
	    .last_us = ROW_NO_TIME};

	drawing.streams =
	    calloc(ladder->row_count + 1, sizeof(const struct ladder_row *));
	for (size_t i = 0; drawing.streams && i < ladder->row_count; i++) {
		if (ladder->rows[i].kind == LADDER_STREAM)
			drawing.streams[drawing.stream_count++] =
			    &ladder->rows[i];
	}
	lay_out(&drawing);
	put_title(&drawing);
	put_names(&drawing);
	for (size_t i = 0; i < ladder->row_count; i++)
		put_row(&drawing, &ladder->rows[i]);
	if (ladder->truncated)
		fprintf(out,
		    "\nOnly the first %d messages and streams are "
		    "shown.\n",
		    LADDER_ROWS_MAX);
	free(drawing.streams);
}
