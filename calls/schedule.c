/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hours of the week. */
#include "calls/schedule.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define MINUTES_A_DAY 1440
#define DAYS 7
#define ALL_DAYS 0x7fu

/* Where the zones are that tzset(3) finds by name. */
#define ZONES "/usr/share/zoneinfo"

/* "mon", "Monday". */
static bool
read_day(struct text text, int *out)
{
	static const char *const names[DAYS] = {"sunday", "monday", "tuesday",
	    "wednesday", "thursday", "friday", "saturday"};

	text = text_trim(text);
	for (int day = 0; day < DAYS; day++) {
		struct text name = text_of(names[day]);

		if (text.len != 3 && text.len != name.len)
			continue;
		name.len = text.len;
		if (!text_equal_nocase(text, name))
			continue;
		*out = day;
		return true;
	}
	return false;
}

/* "mon-fri,sun" */
static bool
read_days(struct text text, unsigned *out)
{
	unsigned days = 0;

	while (text.len) {
		struct text rest = text_cut(&text, ',');
		size_t len = rest.len;
		struct text first = text_cut(&rest, '-');
		int day, last;

		if (!read_day(first, &day))
			return false;
		last = day;
		if (first.len != len && !read_day(rest, &last))
			return false;
		days |= 1u << day;
		while (day != last) {
			day = (day + 1) % DAYS;
			days |= 1u << day;
		}
	}
	*out = days;
	return days != 0;
}

/* "8:00", "24:00" */
static bool
read_time(struct text text, int *out)
{
	struct text minutes = text, hours = text_cut(&minutes, ':');
	unsigned long hour, minute;

	if (hours.len > 2 || minutes.len != 2 ||
	    !text_number(hours, 24, &hour) ||
	    !text_number(minutes, 59, &minute) || (hour == 24 && minute))
		return false;
	*out = (int)(hour * 60 + minute);
	return true;
}

/* "08:00-18:00" */
static bool
read_hours(struct text text, struct schedule *out)
{
	struct text to = text, from = text_cut(&to, '-');

	return read_time(from, &out->from) && read_time(to, &out->to) &&
	       out->from < MINUTES_A_DAY && out->to > 0 && out->from != out->to;
}

bool
schedule_parse(struct text text, struct schedule *out)
{
	struct text rest = text, first = text_word(&rest);
	struct text second = text_word(&rest);

	*out = (struct schedule){ALL_DAYS, 0, MINUTES_A_DAY};
	if (first.len == 0 || text_trim(rest).len)
		return false;
	if (second.len)
		return read_days(first, &out->days) && read_hours(second, out);
	return read_days(first, &out->days) || read_hours(first, out);
}

bool
schedule_has(const struct schedule *schedule, struct tstamp time)
{
	int64_t us = tstamp_us(time);
	time_t seconds = (time_t)(us / 1000000 - (us % 1000000 < 0));
	unsigned today, before;
	struct tm local;
	int minute;

	if (!localtime_r(&seconds, &local))
		return false;
	minute = local.tm_hour * 60 + local.tm_min;
	today = 1u << local.tm_wday;
	before = 1u << (local.tm_wday + DAYS - 1) % DAYS;
	if (schedule->from < schedule->to)
		return (schedule->days & today) && schedule->from <= minute &&
		       minute < schedule->to;
	return ((schedule->days & today) && schedule->from <= minute) ||
	       ((schedule->days & before) && minute < schedule->to);
}

/* No path to anywhere else. */
static bool
is_zone_name(const char *name)
{
	return *name && *name != '/' && !strstr(name, "..") &&
	       name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "abcdefghijklmnopqrstuvwxyz0123456789_+-/")] ==
		   '\0';
}

bool
schedule_set_zone(const char *name)
{
	char path[256];

	if (!is_zone_name(name))
		return false;
	if (strcmp(name, "UTC") != 0) {
		int len = snprintf(path, sizeof path, ZONES "/%s", name);

		if (len < 0 || (size_t)len >= sizeof path ||
		    access(path, R_OK) != 0)
			return false;
	}
	if (setenv("TZ", name, 1) != 0)
		return false;
	tzset();
	return true;
}
