/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of "spanview show": sections of labels and values. */
#ifndef BROWSE_SHEET_H
#define BROWSE_SHEET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "browse/table.h"

#define LEGS_NUMBERED 64 /* legs that links can name */

struct catalogue;

/* The call that is shown, and where its text goes. */
struct sheet {
	struct catalogue *catalogue;
	struct screen screen;
	FILE *out;          /* in memory */
	int64_t started_us; /* of the call */
	const char *title;  /* of a section without a line yet, or NULL */
	int count;          /* rows in the section so far */
	int leg_count;      /* of the call */
	int64_t leg_ids[LEGS_NUMBERED]; /* leg.id of the first ones */
};

/* Begins a section, whose title stands before its first line: an empty one has
 * none. */
void sheet_section(struct sheet *sheet, const char *title);

/* "  label        value"; nothing when there is no value. */
void sheet_line(struct sheet *sheet, const char *label, const char *value);
void sheet_format(struct sheet *sheet, const char *label, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* Local time, and how long after the call's beginning. */
void sheet_time(struct sheet *sheet, const char *label, int64_t us);

/* Seconds since the call began, with a sign: "+12.345". */
void
sheet_offset(const struct sheet *sheet, int64_t us, char *out, size_t size);

static inline const char *
or_dash(const char *text)
{
	return text ? text : "-";
}

#endif
