/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text for a terminal: tables that fit its width, and names out of the
 * network that must not steer it. Control characters, hidden ones and bytes
 * that are no UTF-8 are shown as a replacement.
 */
#ifndef BROWSE_TABLE_H
#define BROWSE_TABLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define TABLE_COLUMNS_MAX 16

/* What standard output is. */
struct screen {
	int width;   /* columns; 0: as many as are wanted */
	bool colour; /* understands colours, and they are wanted */
	bool utf8;   /* shows UTF-8 */
};

enum colour {
	COLOUR_NONE,
	COLOUR_BOLD,
	COLOUR_DIM,
	COLOUR_RED,
	COLOUR_GREEN,
	COLOUR_YELLOW,
	COLOUR_BLUE,
	COLOUR_MAGENTA,
	COLOUR_CYAN,
	COLOUR_COUNT
};

/* A column of a table. */
struct column {
	const char *title;
	int min;    /* width below which it is left out instead */
	int max;    /* width that it never needs more than */
	int rank;   /* 1 is the last to be left out */
	bool right; /* to the right */
};

/* A cell of a row. */
struct cell {
	const char *text; /* NULL is "-" */
	enum colour colour;
};

struct table {
	const struct screen *screen;
	FILE *out;
	const struct column *columns;
	int count;                    /* of the columns */
	int width[TABLE_COLUMNS_MAX]; /* of each; 0: left out */
};

/* Finds out what standard output is; setlocale() was called. */
struct screen screen_find(void);

/*
 * Prints 'text' on at most 'width' columns (0: all of it) with an ellipsis
 * for what is cut off; returns the columns used.
 */
int screen_text(
    const struct screen *screen, FILE *out, const char *text, int width);

/* Columns that screen_text() needs for 'text'; stops counting above 'limit'
 * (0: none). */
int screen_width(const struct screen *screen, const char *text, int limit);

/* "→" and the like, or what stands for it without UTF-8. */
const char *screen_arrow(const struct screen *screen);

/* Begins or, with COLOUR_NONE, ends a colour. */
void screen_colour(const struct screen *screen, FILE *out, enum colour colour);

/* Fits the columns to the screen and prints their titles. */
void table_begin(struct table *table, const struct screen *screen, FILE *out,
    const struct column *columns, int count);

/* Prints a row of as many cells as the table has columns. */
void table_row(const struct table *table, const struct cell *cells);

#endif
