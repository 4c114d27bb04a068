/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hours of the week, such as office hours, by the clock on the wall: a time of
 * capture is brought to the time zone of the settings.
 */
#ifndef CALLS_SCHEDULE_H
#define CALLS_SCHEDULE_H

#include <stdbool.h>

#include "base/text.h"
#include "base/tstamp.h"

/* Some days of the week, and the same hours of each of them. */
struct schedule {
	unsigned days; /* bit 0 is Sunday, as in tm_wday */
	int from;      /* minutes since midnight, 0 to 1439 ... */
	int to;        /* ... and when it is over, 1 to 1440; not above 'from':
	                  on the next day */
};

/*
 * Reads "mon-fri 08:00-18:00", "sat,sun" (all day) or "22:00-06:00" (every day;
 * it belongs to the day on which it begins). Days and ranges of days stand
 * between commas; a range may go over Sunday. False when it is none of these.
 */
bool schedule_parse(struct text text, struct schedule *out);

/* Is 'time' within it, where schedule_set_zone() said? */
bool schedule_has(const struct schedule *schedule, struct tstamp time);

/*
 * The time zone of all schedules: a name of the zone database such as
 * "Europe/Berlin", or "UTC"; without this call that of the machine. False, and
 * nothing is changed, when there is no such zone. It changes the environment of
 * the process: before any thread is started.
 */
bool schedule_set_zone(const char *name);

#endif
