/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "browse/sheet.h"

#include <stdarg.h>

#include "browse/time.h"
#include "storage/rows.h"

#define LABEL_WIDTH 14
#define VALUE_SIZE 2048

void
sheet_section(struct sheet *sheet, const char *title)
{
	sheet->count = 0;
	sheet->title = title;
}

/* Prints the title of a section before its first line, so that an empty one
 * has none. */
static void
begin_line(struct sheet *sheet)
{
	if (!sheet->title)
		return;
	putc('\n', sheet->out);
	screen_colour(&sheet->screen, sheet->out, COLOUR_BOLD);
	fputs(sheet->title, sheet->out);
	screen_colour(&sheet->screen, sheet->out, COLOUR_NONE);
	putc('\n', sheet->out);
	sheet->title = NULL;
}

void
sheet_line(struct sheet *sheet, const char *label, const char *value)
{
	int used;

	if (!value || !*value)
		return;
	begin_line(sheet);
	fputs("  ", sheet->out);
	used = screen_text(&sheet->screen, sheet->out, label, 0);
	fprintf(sheet->out, "%*s ", used < LABEL_WIDTH ? LABEL_WIDTH - used : 0,
	    "");
	screen_text(&sheet->screen, sheet->out, value, 0);
	putc('\n', sheet->out);
}

__attribute__((format(printf, 3, 4))) void
sheet_format(struct sheet *sheet, const char *label, const char *format, ...)
{
	char value[VALUE_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(value, sizeof value, format, args);
	va_end(args);
	sheet_line(sheet, label, value);
}

void
sheet_offset(const struct sheet *sheet, int64_t us, char *out, size_t size)
{
	int64_t since;

	if (us == ROW_NO_TIME ||
	    __builtin_sub_overflow(us, sheet->started_us, &since))
		snprintf(out, size, "-");
	else
		snprintf(out, size, "%+.3f", (double)since / 1e6);
}

void
sheet_time(struct sheet *sheet, const char *label, int64_t us)
{
	char local[TIME_LOCAL_SIZE], offset[32];

	if (us == ROW_NO_TIME)
		return;
	time_format_local(us, local);
	sheet_offset(sheet, us, offset, sizeof offset);
	if (us == sheet->started_us)
		sheet_line(sheet, label, local);
	else
		sheet_format(sheet, label, "%s (%s s)", local, offset);
}
