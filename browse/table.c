/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables on a terminal. Rows are printed as they come, at fixed widths. */
#include "browse/table.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "base/text.h"
#include "base/utf8.h"

#define GAP 2 /* columns between two cells */
#define WIDTH_MAX 1000
#define MARKS_MAX 2 /* characters without width after another */

/* The terminal's width, or what COLUMNS says; 0 when nobody knows. */
static int
find_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	unsigned long width;

	if (columns && text_number(text_of(columns), WIDTH_MAX, &width) &&
	    width > 0)
		return (int)width;
	if (isatty(STDOUT_FILENO) && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) &&
	    size.ws_col > 0)
		return size.ws_col;
	return 0;
}

struct screen
screen_find(void)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	bool plain =
	    (no_colour && *no_colour) || !term || !strcmp(term, "dumb");

	return (struct screen){
	    .width = find_width(),
	    .colour = isatty(STDOUT_FILENO) && !plain,
	    .utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8"),
	};
}

/* How the next character of a text is shown. */
struct glyph {
	const char *bytes; /* what is printed */
	size_t size;       /* bytes printed */
	size_t taken;      /* bytes of the text that it stands for */
	int width;         /* columns */
};

static struct glyph
next_glyph(const struct screen *screen, const char *text, size_t size)
{
	uint32_t character;
	bool valid;
	size_t taken = utf8_decode(text, size, &character, &valid);
	struct glyph glyph = {text, taken, taken, 1};

	if (character >= 0x20 && character < 0x7f)
		return glyph;
	if (valid && screen->utf8 && utf8_may_be_shown(character)) {
		glyph.width = wcwidth((wchar_t)character);
		if (glyph.width >= 0)
			return glyph;
	}
	glyph.bytes = screen->utf8 ? "\xef\xbf\xbd" : "?";
	glyph.size = strlen(glyph.bytes);
	glyph.width = 1;
	return glyph;
}

int
screen_width(const struct screen *screen, const char *text, int limit)
{
	size_t left = strlen(text);
	int width = 0;

	while (left > 0 && (limit == 0 || width <= limit)) {
		struct glyph glyph = next_glyph(screen, text, left);

		width += glyph.width;
		text += glyph.taken;
		left -= glyph.taken;
	}
	return width;
}

int
screen_text(const struct screen *screen, FILE *out, const char *text, int width)
{
	bool cut = width > 0 && screen_width(screen, text, width) > width;
	size_t left = strlen(text);
	int used = 0, marks = 0;

	while (left > 0) {
		struct glyph glyph = next_glyph(screen, text, left);

		if (cut && used + glyph.width > width - 1)
			break;
		marks = glyph.width == 0 ? marks + 1 : 0;
		if (marks <= MARKS_MAX)
			fwrite(glyph.bytes, 1, glyph.size, out);
		used += glyph.width;
		text += glyph.taken;
		left -= glyph.taken;
	}
	if (cut) {
		fputs(screen->utf8 ? "\xe2\x80\xa6" : ">", out);
		used++;
	}
	return used;
}

const char *
screen_arrow(const struct screen *screen)
{
	return screen->utf8 ? "\xe2\x86\x92" : "->";
}

void
screen_colour(const struct screen *screen, FILE *out, enum colour colour)
{
	static const char *const codes[COLOUR_COUNT] = {
	    [COLOUR_NONE] = "\033[0m",
	    [COLOUR_BOLD] = "\033[1m",
	    [COLOUR_DIM] = "\033[2m",
	    [COLOUR_RED] = "\033[31m",
	    [COLOUR_GREEN] = "\033[32m",
	    [COLOUR_YELLOW] = "\033[33m",
	    [COLOUR_BLUE] = "\033[34m",
	    [COLOUR_MAGENTA] = "\033[35m",
	    [COLOUR_CYAN] = "\033[36m",
	};

	if (screen->colour)
		fputs(codes[colour], out);
}

/* What the columns that are shown need together. */
static int
total_width(const struct table *table)
{
	int total = 0;

	for (int i = 0; i < table->count; i++) {
		if (table->width[i] > 0)
			total += table->width[i] + (total > 0 ? GAP : 0);
	}
	return total;
}

/* Leaves out the least important column; false when one is left. */
static bool
leave_one_out(struct table *table)
{
	int last = -1, shown = 0;

	for (int i = 0; i < table->count; i++) {
		if (table->width[i] == 0)
			continue;
		shown++;
		if (last < 0 ||
		    table->columns[i].rank > table->columns[last].rank)
			last = i;
	}
	if (shown < 2)
		return false;
	table->width[last] = 0;
	return true;
}

/* Gives the room that is left to the columns, the important ones first. */
static void
share_room(struct table *table)
{
	int room = table->screen->width - total_width(table);

	for (int rank = 1; rank <= table->count && room > 0; rank++) {
		for (int i = 0; i < table->count; i++) {
			const struct column *column = &table->columns[i];
			int more = column->max - table->width[i];

			if (column->rank != rank || table->width[i] == 0)
				continue;
			more = more < room ? more : room;
			table->width[i] += more;
			room -= more;
		}
	}
}

static void
fit(struct table *table)
{
	bool all = table->screen->width == 0;

	for (int i = 0; i < table->count; i++)
		table->width[i] =
		    all ? table->columns[i].max : table->columns[i].min;
	if (all)
		return;
	while (total_width(table) > table->screen->width) {
		if (!leave_one_out(table))
			break;
	}
	share_room(table);
}

static void
print_spaces(FILE *out, int count)
{
	fprintf(out, "%*s", count > 0 ? count : 0, "");
}

void
table_row(const struct table *table, const struct cell *cells)
{
	int pending = 0; /* spaces that only stand before another cell */

	for (int i = 0; i < table->count; i++) {
		const char *text = cells[i].text ? cells[i].text : "-";
		int width = table->width[i];
		int used;

		if (width == 0)
			continue;
		print_spaces(table->out, pending);
		used = screen_width(table->screen, text, width);
		used = used < width ? used : width;
		if (table->columns[i].right)
			print_spaces(table->out, width - used);
		if (cells[i].colour != COLOUR_NONE)
			screen_colour(
			    table->screen, table->out, cells[i].colour);
		used = screen_text(table->screen, table->out, text, width);
		if (cells[i].colour != COLOUR_NONE)
			screen_colour(table->screen, table->out, COLOUR_NONE);
		pending = GAP;
		if (!table->columns[i].right)
			pending += width - used;
	}
	putc('\n', table->out);
}

void
table_begin(struct table *table, const struct screen *screen, FILE *out,
    const struct column *columns, int count)
{
	struct cell titles[TABLE_COLUMNS_MAX];

	*table = (struct table){
	    .screen = screen, .out = out, .columns = columns, .count = count};
	fit(table);
	for (int i = 0; i < count; i++)
		titles[i] = (struct cell){columns[i].title, COLOUR_BOLD};
	table_row(table, titles);
}
