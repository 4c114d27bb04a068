/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much a count grew lately: it is noted at the beginning of each minute,
 * of packet time, for some minutes.
 */
#ifndef BASE_WINDOW_H
#define BASE_WINDOW_H

#include <stdint.h>

#include "base/tstamp.h"

#define WINDOW_MINUTES 5

/* A count at the beginnings of the last minutes. */
struct window {
	uint64_t noted[WINDOW_MINUTES];
};

static inline int64_t
window_minute(struct tstamp time)
{
	return time.ns / (60 * NS_PER_SEC);
}

/* Notes 'count' for the minutes behind 'last', up to 'minute': time may jump,
 * also back. */
static inline void
window_note(struct window *window, uint64_t count, int64_t last, int64_t minute)
{
	int64_t first = minute - WINDOW_MINUTES + 1;

	if (last < minute && last + 1 > first)
		first = last + 1;
	for (int64_t at = first; at <= minute; at++)
		window->noted[((at % WINDOW_MINUTES) + WINDOW_MINUTES) %
			      WINDOW_MINUTES] = count;
}

/* How much 'count', as it is now, grew since the oldest note. */
static inline uint64_t
window_recent(const struct window *window, uint64_t count)
{
	uint64_t oldest = window->noted[0];

	for (int i = 1; i < WINDOW_MINUTES; i++)
		if (window->noted[i] < oldest)
			oldest = window->noted[i];
	return count - oldest;
}

#endif
