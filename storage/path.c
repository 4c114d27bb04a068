/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of recordings, out of characters that mean nothing to a file system. */
#include "storage/path.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"

#define NUMBER_LEN RECORDING_NUMBER_LEN
#define UID_LEN 32   /* characters kept of an id */
#define SUFFIX_LEN 8 /* characters kept of a suffix */

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

/* "20261121T101112" in UTC. */
static bool
parse_start(struct text text, int64_t *us)
{
	struct tm tm = {.tm_isdst = 0};
	char string[16];

	if (text.len != sizeof string - 1 || text.at[8] != 'T')
		return false;
	memcpy(string, text.at, text.len);
	string[text.len] = '\0';
	for (size_t i = 0; i < text.len; i++)
		if (i != 8 && (string[i] < '0' || string[i] > '9'))
			return false;
	if (sscanf(string, "%4d%2d%2dT%2d%2d%2d", &tm.tm_year, &tm.tm_mon,
		&tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec) != 6)
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	*us = (int64_t)timegm(&tm) * 1000000;
	return true;
}

/* Copies a number; "unknown" is none. */
static bool
parse_number(struct text text, char out[NUMBER_LEN + 1])
{
	if (text.len == 0 || text.len > NUMBER_LEN)
		return false;
	if (text_equal(text, text_of("unknown")))
		text.len = 0;
	text_copy(out, NUMBER_LEN + 1, text);
	return true;
}

bool
recording_name_parse(const char *name, struct recording_name *out)
{
	struct text rest = text_of(name);
	struct text start = text_cut(&rest, '_');
	struct text caller = text_cut(&rest, '_');
	struct text callee = text_cut(&rest, '_');
	size_t uid = sizeof out->uid - 1;

	if (!parse_start(start, &out->started_us) ||
	    !parse_number(caller, out->caller) ||
	    !parse_number(callee, out->callee) || rest.len <= uid ||
	    (rest.at[uid] != '.' && rest.at[uid] != '-' && rest.at[uid] != 'r'))
		return false;
	memcpy(out->uid, rest.at, uid);
	out->uid[uid] = '\0';
	return strspn(out->uid, "0123456789abcdef") == uid;
}
