/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an administrator must know of: a state that is wrong and lasts until it
 * is right again. An alarm is raised, and later cleared, for a subject such as
 * an interface; each change is one line on standard error that programs read:
 *
 *     alarm=interface-down state=raised subject=eth1 text="cable pulled"
 *
 * Raising what is raised already says nothing, so callers may just repeat what
 * they see, each second if they like. A state that changes to and fro is told
 * at most once in ALARM_QUIET_NS; what was left out is counted in the next
 * line (suppressed=7), and the last state is always told in the end. One that
 * lasts is told again each ALARM_REMIND_NS (state=still).
 *
 * Like the log, alarms are the program's and not of a run. They belong to the
 * engine thread: others hand over what they found, and the engine raises it.
 * Never put a telephone number or a key into the text (promise 9).
 */
#ifndef RECORDER_ALARM_H
#define RECORDER_ALARM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/tstamp.h"

enum alarm_kind {
	ALARM_DROPS,          /* packets were lost before we had them */
	ALARM_ONE_WAY,        /* too many calls lack one direction */
	ALARM_NO_PACKETS,     /* an interface delivers nothing */
	ALARM_DISK_LOW,       /* what may be deleted is, or soon will be */
	ALARM_DISK_FULL,      /* no new audio is written */
	ALARM_CATALOGUE,      /* rows cannot be stored; they are spooled */
	ALARM_OVERLOAD,       /* calls are given up, or lose their audio */
	ALARM_INTERFACE_DOWN, /* down, vanished, or not to be opened */
	ALARM_TEE,            /* the copy of the capture has holes */
	ALARM_SETTINGS,       /* a new file of settings was refused */
	ALARM_KINDS,
};

#define ALARM_SUBJECT_SIZE 64
#define ALARM_TEXT_SIZE 256

#define ALARMS_MAX 64 /* raised at once; beyond it: alarm_limit */
#define ALARM_QUIET_NS (60 * NS_PER_SEC)
#define ALARM_REMIND_NS (3600 * NS_PER_SEC)

/*
 * Says that something is wrong with 'subject' (copied; "" when there is only
 * one). The text says what, and what to do, in one line.
 */
void alarm_raise(enum alarm_kind kind, const char *subject, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* It is right again; nothing happens when it was not raised. */
void alarm_clear(enum alarm_kind kind, const char *subject, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* Is it raised? */
bool alarm_is_raised(enum alarm_kind kind, const char *subject);

/*
 * Sets the time by which alarms are limited, and tells what is due. To be
 * called about once a second: live with a clock that is never set back, in a
 * replay, if at all, with the time of the packets.
 */
void alarm_tick(struct tstamp now);

/* "disk-full" */
const char *alarm_kind_name(enum alarm_kind kind);

/* One that is raised. */
struct alarm {
	enum alarm_kind kind;
	char subject[ALARM_SUBJECT_SIZE];
	char text[ALARM_TEXT_SIZE]; /* the newest */
	struct tstamp since;        /* by the clock of alarm_tick() */
};

typedef void alarm_fn(const struct alarm *alarm, void *arg);

/* Gives each alarm that is raised, the oldest first. Returns how many. */
size_t alarm_each(alarm_fn *each, void *arg);

/* How often an alarm of 'kind' was raised since the start. */
uint64_t alarm_raised_count(enum alarm_kind kind);

/* Forgets all, as at the start. */
void alarm_reset(void);

#endif
