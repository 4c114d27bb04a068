/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points in time as people write them. */
#ifndef BROWSE_TIME_H
#define BROWSE_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TIME_LOCAL_SIZE 24 /* "2026-11-20 14:03:12" and its NUL */

/*
 * Reads "2026-11-20", "2026-11-20 14:03", "2026-11-20T14:03:12.5+01:00",
 * "now", "today", "yesterday", or "-2h" (before 'now_us'; s, m, h, d, w).
 * Without a zone it is local time, without a time the day's beginning. False
 * when it is none of these.
 */
bool time_parse(const char *text, int64_t now_us, int64_t *out);

/*
 * Reads how long something is: "90" and "90s" are seconds, and there are m, h,
 * d and w. '*ms' is in milliseconds. False when it is none.
 */
bool time_parse_span(const char *text, int64_t *ms);

/* Reads a place in a recording, in microseconds: "75.5", "1:15.5" or "1:02:03";
 * false when it is none. */
bool time_parse_position(const char *text, int64_t *us);

/* Writes 'us' in local time, without fractions; "-" for ROW_NO_TIME. */
void time_format_local(int64_t us, char out[TIME_LOCAL_SIZE]);

/* Now, in microseconds. */
int64_t time_now_us(void);

#endif
