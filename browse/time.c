/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points in time: ISO 8601 (RFC 3339 with more freedom), and shorter words. */
#include "browse/time.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "storage/rows.h"

#define US_PER_SEC INT64_C(1000000)

/* Takes exactly 'digits' digits off the front of 'rest'. */
static bool
take_digits(struct text *rest, size_t digits, int *out)
{
	unsigned long value;

	if (rest->len < digits ||
	    !text_number((struct text){rest->at, digits}, 9999, &value))
		return false;
	*out = (int)value;
	rest->at += digits;
	rest->len -= digits;
	return true;
}

/* Takes 'c' off the front of 'rest', if it stands there. */
static bool
take(struct text *rest, char c)
{
	if (rest->len == 0 || *rest->at != c)
		return false;
	rest->at++;
	rest->len--;
	return true;
}

static bool
take_date(struct text *rest, struct tm *tm)
{
	int year, month;

	if (!take_digits(rest, 4, &year) || !take(rest, '-') ||
	    !take_digits(rest, 2, &month) || !take(rest, '-') ||
	    !take_digits(rest, 2, &tm->tm_mday))
		return false;
	tm->tm_year = year - 1900;
	tm->tm_mon = month - 1;
	return true;
}

/* ".5": takes the digits, of which six count. */
static bool
take_fraction(struct text *rest, int64_t *us)
{
	int64_t scale = US_PER_SEC / 10;
	int digit;

	if (!take_digits(rest, 1, &digit))
		return false;
	do {
		*us += digit * scale;
		scale /= 10;
	} while (take_digits(rest, 1, &digit));
	return true;
}

/* "14:03", "14:03:12", "14:03:12.5". */
static bool
take_clock(struct text *rest, struct tm *tm, int64_t *us)
{
	if (!take_digits(rest, 2, &tm->tm_hour) || !take(rest, ':') ||
	    !take_digits(rest, 2, &tm->tm_min))
		return false;
	if (!take(rest, ':'))
		return true;
	if (!take_digits(rest, 2, &tm->tm_sec))
		return false;
	return !take(rest, '.') || take_fraction(rest, us);
}

/* "Z", "+01:00", "-0330", "+01": seconds east of Greenwich. */
static bool
take_zone(struct text *rest, int *east)
{
	bool west;
	int hours, minutes = 0;

	*east = 0;
	if (take(rest, 'Z') || take(rest, 'z'))
		return true;
	west = take(rest, '-');
	if ((!west && !take(rest, '+')) || !take_digits(rest, 2, &hours))
		return false;
	if (rest->len) {
		take(rest, ':');
		if (!take_digits(rest, 2, &minutes))
			return false;
	}
	*east = (hours * 60 + minutes) * (west ? -60 : 60);
	return hours < 24 && minutes < 60;
}

/* Was 'tm' a date and time that exists, as far as its fields tell? */
static bool
is_real(const struct tm *tm)
{
	static const int days[] = {
	    31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year = tm->tm_year + 1900;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (tm->tm_mon < 0 || tm->tm_mon > 11 || tm->tm_mday < 1 ||
	    tm->tm_mday > days[tm->tm_mon])
		return false;
	if (tm->tm_mon == 1 && tm->tm_mday == 29 && !leap)
		return false;
	return tm->tm_hour < 24 && tm->tm_min < 60 && tm->tm_sec <= 60;
}

static bool
parse_date(struct text rest, int64_t *out)
{
	struct tm tm = {.tm_isdst = -1};
	int64_t us = 0, seconds;
	int east = 0;

	if (!take_date(&rest, &tm))
		return false;
	if (rest.len > 0) {
		if (!take(&rest, 'T') && !take(&rest, 't') && !take(&rest, ' '))
			return false;
		if (!take_clock(&rest, &tm, &us))
			return false;
	}
	if (!is_real(&tm))
		return false;
	if (rest.len == 0) {
		seconds = mktime(&tm);
	} else {
		if (!take_zone(&rest, &east) || rest.len > 0)
			return false;
		tm.tm_isdst = 0;
		seconds = timegm(&tm) - east;
	}
	*out = seconds * US_PER_SEC + us;
	return true;
}

/* "2h": how many seconds. */
static bool
parse_span(struct text rest, int64_t *seconds)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = {
	    {'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
	unsigned long count;

	if (rest.len < 2)
		return false;
	rest.len--;
	if (!text_number(rest, 1000000000, &count))
		return false;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (units[i].unit == rest.at[rest.len]) {
			*seconds = (int64_t)count * units[i].seconds;
			return true;
		}
	}
	return false;
}

/* "-2h" */
static bool
parse_before(struct text rest, int64_t now_us, int64_t *out)
{
	int64_t seconds;

	if (!take(&rest, '-') || !parse_span(rest, &seconds))
		return false;
	*out = now_us - seconds * US_PER_SEC;
	return true;
}

bool
time_parse_span(const char *text, int64_t *ms)
{
	struct text trimmed = text_trim(text_of(text));
	int64_t seconds;
	unsigned long count;

	if (text_number(trimmed, 1000000000, &count))
		seconds = (int64_t)count;
	else if (!parse_span(trimmed, &seconds))
		return false;
	*ms = seconds * 1000;
	return true;
}

/* Midnight, 'days' before the day of 'now_us', in local time. */
static int64_t
midnight(int64_t now_us, int days)
{
	time_t seconds = now_us / US_PER_SEC;
	struct tm now = {.tm_mday = 1}, day = {.tm_isdst = -1};

	localtime_r(&seconds, &now);
	day.tm_year = now.tm_year;
	day.tm_mon = now.tm_mon;
	day.tm_mday = now.tm_mday - days;
	return (int64_t)mktime(&day) * US_PER_SEC;
}

bool
time_parse(const char *text, int64_t now_us, int64_t *out)
{
	struct text trimmed = text_trim(text_of(text));

	if (text_is(trimmed, "now"))
		*out = now_us;
	else if (text_is(trimmed, "today"))
		*out = midnight(now_us, 0);
	else if (text_is(trimmed, "yesterday"))
		*out = midnight(now_us, 1);
	else
		return parse_before(trimmed, now_us, out) ||
		       parse_date(trimmed, out);
	return true;
}

bool
time_parse_position(const char *text, int64_t *us)
{
	struct text rest = text_trim(text_of(text));
	int64_t total = 0, fraction = 0;

	for (int parts = 0; parts < 3; parts++) {
		struct text number = rest;
		unsigned long value;

		while (rest.len && *rest.at >= '0' && *rest.at <= '9') {
			rest.at++;
			rest.len--;
		}
		number.len -= rest.len;
		if (!text_number(number, parts ? 59 : 10000000, &value))
			return false;
		total = total * 60 + (int64_t)value;
		if (!take(&rest, ':'))
			break;
	}
	if (take(&rest, '.') && !take_fraction(&rest, &fraction))
		return false;
	*us = total * US_PER_SEC + fraction;
	return rest.len == 0;
}

void
time_format_local(int64_t us, char out[TIME_LOCAL_SIZE])
{
	time_t seconds = us / US_PER_SEC;
	struct tm tm;

	if (us % US_PER_SEC < 0)
		seconds--;
	if (us == ROW_NO_TIME || !localtime_r(&seconds, &tm) ||
	    !strftime(out, TIME_LOCAL_SIZE, "%Y-%m-%d %H:%M:%S", &tm))
		text_copy(out, TIME_LOCAL_SIZE, text_of("-"));
}

int64_t
time_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * US_PER_SEC + now.tv_nsec / 1000;
}
