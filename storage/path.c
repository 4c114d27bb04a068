/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of recordings, out of characters that mean nothing to a file system. */
#include "storage/path.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define NUMBER_LEN 32 /* characters kept of a number */
#define UID_LEN 32    /* characters kept of an id */
#define SUFFIX_LEN 8  /* characters kept of a suffix */

/* Copies at most 'limit' characters of 'from': letters, digits, 'extra'. */
static void
copy_plain(char *out, size_t limit, const char *from, const char *extra)
{
	static const char plain[] = "0123456789"
				    "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t len = 0;

	for (; from && *from && len < limit; from++) {
		if (strchr(plain, *from) || strchr(extra, *from))
			out[len++] = *from;
	}
	out[len] = '\0';
}

static void
copy_number(char out[NUMBER_LEN + 1], const char *number)
{
	copy_plain(out, NUMBER_LEN, number, "+-*#");
	if (out[0] == '\0')
		snprintf(out, NUMBER_LEN + 1, "unknown");
}

/* The date and time of 'us' in UTC; 1970 when no four-digit year has it. */
static struct tm
utc_of(int64_t us)
{
	time_t seconds = us / 1000000;
	struct tm tm;

	if (us % 1000000 < 0)
		seconds--;
	if (!gmtime_r(&seconds, &tm) || tm.tm_year < -1900 ||
	    tm.tm_year > 9999 - 1900) {
		seconds = 0;
		gmtime_r(&seconds, &tm);
	}
	return tm;
}

void
recording_path(char out[RECORDING_PATH_SIZE], int64_t started_us,
    const char *caller, const char *callee, const char *uid, unsigned part,
    const char *suffix)
{
	char from[NUMBER_LEN + 1], to[NUMBER_LEN + 1];
	char id[UID_LEN + 1], end[SUFFIX_LEN + 1];
	char part_text[12] = "";
	struct tm tm = utc_of(started_us);
	int year = tm.tm_year + 1900;
	char day[8], start[16];

	copy_number(from, caller);
	copy_number(to, callee);
	copy_plain(id, UID_LEN, uid, "");
	copy_plain(end, SUFFIX_LEN, suffix, ".");
	if (part > 1)
		snprintf(part_text, sizeof part_text, "-%u", part);
	strftime(day, sizeof day, "%m/%d", &tm);
	strftime(start, sizeof start, "%m%dT%H%M%S", &tm);
	snprintf(out, RECORDING_PATH_SIZE, "audio/%04d/%s/%04d%s_%s_%s_%s%s%s",
	    year, day, year, start, from, to, id, part_text, end);
}
