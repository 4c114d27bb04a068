/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Alarms that follow from figures: packets that were lost before we had them,
 * interfaces that deliver nothing, calls of which one direction is missing,
 * limits that were reached. Engine thread only.
 */
#ifndef RECORDER_WATCH_H
#define RECORDER_WATCH_H

#include "recorder/run.h"

/* An alarm about something that happens is over after so long without it. */
#define WATCH_CALM_NS (300 * NS_PER_SEC)

/* Fewer calls without a direction are no alarm, whatever their share. */
#define WATCH_ONE_WAY_MIN 5

struct watch;

struct watch *watch_new(void);        /* NULL without memory */
void watch_free(struct watch *watch); /* NULL is allowed */

/* Looks at the figures of 'run'. To be called each second; 'now' is of a clock
 * that is never set back. */
void watch_tick(struct watch *watch, const struct run *run, struct tstamp now);

#endif
