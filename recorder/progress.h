/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A progress bar on standard error, where that is a terminal. */
#ifndef RECORDER_PROGRESS_H
#define RECORDER_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool enabled;        /* standard error is a terminal */
	bool shown;          /* something stands on the line */
	unsigned calls;      /* of progress_is_due() since it looked */
	uint64_t size_bytes; /* of the whole; 0: not known */
	int64_t start_ms;    /* wall clock */
	int64_t shown_ms;    /* when it was last drawn */
};

void progress_start(struct progress *progress, bool quiet, uint64_t size_bytes);

/* Is it time to draw? Cheap enough to ask for each packet. */
bool progress_is_due(struct progress *progress);

/* Draws: 'done_bytes' of the whole are read. */
void progress_show(struct progress *progress, uint64_t done_bytes);

/* Clears the line. */
void progress_end(struct progress *progress);

#endif
