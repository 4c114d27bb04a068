/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What spanview top shows: the calls that go on, and how the recorder does;
 * between browse/top*.c. */
#ifndef BROWSE_TOP_H
#define BROWSE_TOP_H

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "browse/table.h"
#include "storage/rows.h"

#define TOP_TEXT_SIZE 64 /* of a search, or a filter */

enum top_column {
	TOP_STARTED,
	TOP_STATE,
	TOP_LENGTH,
	TOP_CALLER,
	TOP_ARROW,
	TOP_CALLEE,
	TOP_STREAMS,
	TOP_AUDIO,
	TOP_ID,
	TOP_COLUMN_COUNT
};

/* A call that goes on; the texts are of the answer that told of it. */
struct top_call {
	const char *uid, *state, *caller, *callee;
	const char *caller_address, *callee_address;
	int64_t started_us, answered_us; /* ROW_NO_TIME: not yet */
	int64_t streams;
	bool recorded, paused;
};

struct top {
	char path[PATH_MAX]; /* of the recorder's socket */
	json_t *calls_json;  /* what it said last, or NULL */
	json_t *status;
	int error;         /* why it says nothing */
	int64_t now_us;    /* by the packets */
	double packets_s;  /* a second; below 0: not known */
	int64_t packets;   /* at the last time ... */
	int64_t asked_us;  /* ... which was then */
	char message[256]; /* of what was done last */

	struct top_call *calls; /* that are shown, sorted */
	size_t count;
	size_t hidden; /* by the filter */
	enum top_column sort;
	bool descending;
	char filter[TOP_TEXT_SIZE], search[TOP_TEXT_SIZE];
	char selected[CALL_UID_LEN + 1]; /* id of a call, "" */
	size_t at;                       /* where it is */
	size_t first;                    /* the first line that is shown */
	const char *prompt;              /* that is typed at, or NULL */
	bool help;
};

/* Asks the recorder; afterwards 'error' says whether that was of use. */
void top_ask(struct top *top);

/* Makes 'calls' of what it said, as the filter and the order want them. */
void top_arrange(struct top *top);

/* Has the call 'text' in it, in capitals or not? */
bool top_matches(const struct top_call *call, const char *text);

/* Draws all of it on 'rows' lines (0: as many as it takes). */
void
top_draw(struct top *top, const struct screen *screen, int rows, FILE *out);

void top_clear(struct top *top);

#endif
