/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Capture time as text (ISO 8601, RFC 3339). */
#include "base/tstamp.h"

#include <stdio.h>
#include <time.h>

void
tstamp_format_iso(int64_t us, char out[TSTAMP_ISO_SIZE])
{
	int64_t fraction = us % 1000000;
	time_t seconds = us / 1000000;
	struct tm tm;
	int n;

	if (fraction < 0) {
		fraction += 1000000;
		seconds--;
	}
	out[0] = '\0';
	if (!gmtime_r(&seconds, &tm) || tm.tm_year < -1900 ||
	    tm.tm_year > 9999 - 1900)
		return;
	n = snprintf(out, TSTAMP_ISO_SIZE,
	    "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
	    (int)fraction);
	if (n != TSTAMP_ISO_SIZE - 1)
		out[0] = '\0';
}
