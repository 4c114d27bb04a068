/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small table of subjects: what holds for each, and what was told of it. */
#include "recorder/alarm.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/counter.h"
#include "base/log.h"

/* A line that logs take in one piece. */
#define LINE_SIZE (ALARM_SUBJECT_SIZE + ALARM_TEXT_SIZE + 128)

struct entry {
	struct alarm alarm;
	bool raised;        /* what holds */
	bool told_raised;   /* what the last line said */
	struct tstamp told; /* when that was */
	unsigned changes;   /* since then that no line told */
};

static const char *const names[ALARM_KINDS] = {
    [ALARM_DROPS] = "drops",
    [ALARM_ONE_WAY] = "one-way",
    [ALARM_NO_PACKETS] = "no-packets",
    [ALARM_DISK_LOW] = "disk-low",
    [ALARM_DISK_FULL] = "disk-full",
    [ALARM_CATALOGUE] = "catalogue",
    [ALARM_OVERLOAD] = "overload",
    [ALARM_INTERFACE_DOWN] = "interface-down",
    [ALARM_TEE] = "tee",
    [ALARM_SETTINGS] = "settings",
};

/* In the order in which they were raised first. */
static struct entry entries[ALARMS_MAX];
static size_t entry_count;
static struct tstamp clock_now;
static uint64_t raised_counts[ALARM_KINDS];

const char *
alarm_kind_name(enum alarm_kind kind)
{
	return names[kind];
}

/* What would break the line, or what reads it, becomes a dot. */
static void
make_plain(char *text, const char *unwanted)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f ||
		    strchr(unwanted, *text))
			*text = '.';
}

static void
set_subject(char out[ALARM_SUBJECT_SIZE], const char *subject)
{
	snprintf(out, ALARM_SUBJECT_SIZE, "%s", subject);
	make_plain(out, " \"=");
}

static struct entry *
find(enum alarm_kind kind, const char *subject)
{
	char wanted[ALARM_SUBJECT_SIZE];

	set_subject(wanted, subject);
	for (size_t i = 0; i < entry_count; i++)
		if (entries[i].alarm.kind == kind &&
		    !strcmp(entries[i].alarm.subject, wanted))
			return &entries[i];
	return NULL;
}

static void
tell(struct entry *entry, const char *state)
{
	const struct alarm *alarm = &entry->alarm;
	char line[LINE_SIZE];
	size_t len;

	len = (size_t)snprintf(
	    line, sizeof line, "alarm=%s state=%s", names[alarm->kind], state);
	if (alarm->subject[0])
		len += (size_t)snprintf(line + len, sizeof line - len,
		    " subject=%s", alarm->subject);
	if (entry->changes > 1)
		len += (size_t)snprintf(line + len, sizeof line - len,
		    " suppressed=%u", entry->changes - 1);
	snprintf(line + len, sizeof line - len, " text=\"%s\"", alarm->text);
	log_warnx("%s", line);
	entry->told = clock_now;
	entry->told_raised = entry->raised;
	entry->changes = 0;
}

/* Tells what is due of 'entry'. */
static void
tell_if_due(struct entry *entry)
{
	int64_t silent_ns = tstamp_diff_ns(clock_now, entry->told);

	if (entry->raised != entry->told_raised) {
		if (silent_ns >= ALARM_QUIET_NS)
			tell(entry, entry->raised ? "raised" : "cleared");
	} else if (entry->raised && silent_ns >= ALARM_REMIND_NS) {
		tell(entry, "still");
	}
}

/* An entry that holds nothing, and of which nothing is to be told. */
static bool
is_over(const struct entry *entry)
{
	return !entry->raised && !entry->told_raised &&
	       tstamp_diff_ns(clock_now, entry->told) >= ALARM_QUIET_NS;
}

static void
drop(size_t i)
{
	entry_count--;
	memmove(&entries[i], &entries[i + 1],
	    (entry_count - i) * sizeof entries[0]);
}

/* Room for one more; NULL when all are raised. */
static struct entry *
add(enum alarm_kind kind, const char *subject)
{
	struct entry *entry;

	for (size_t i = 0; entry_count == ALARMS_MAX && i < entry_count; i++)
		if (!entries[i].raised && !entries[i].told_raised)
			drop(i);
	if (entry_count == ALARMS_MAX) {
		counter_up(alarm_limit);
		return NULL;
	}
	entry = &entries[entry_count++];
	*entry = (struct entry){
	    .alarm.kind = kind,
	    .told = tstamp_add_ns(clock_now, -ALARM_QUIET_NS),
	};
	set_subject(entry->alarm.subject, subject);
	return entry;
}

static void __attribute__((format(printf, 2, 0)))
set_text(struct alarm *alarm, const char *format, va_list args)
{
	vsnprintf(alarm->text, sizeof alarm->text, format, args);
	make_plain(alarm->text, "\"");
}

void
alarm_raise(enum alarm_kind kind, const char *subject, const char *format, ...)
{
	struct entry *entry = find(kind, subject);
	va_list args;

	if (!entry)
		entry = add(kind, subject);
	if (!entry)
		return;
	va_start(args, format);
	set_text(&entry->alarm, format, args);
	va_end(args);
	if (entry->raised)
		return;
	entry->raised = true;
	entry->alarm.since = clock_now;
	entry->changes++;
	raised_counts[kind]++;
	tell_if_due(entry);
}

void
alarm_clear(enum alarm_kind kind, const char *subject, const char *format, ...)
{
	struct entry *entry = find(kind, subject);
	va_list args;

	if (!entry || !entry->raised)
		return;
	va_start(args, format);
	set_text(&entry->alarm, format, args);
	va_end(args);
	entry->raised = false;
	entry->changes++;
	tell_if_due(entry);
}

bool
alarm_is_raised(enum alarm_kind kind, const char *subject)
{
	const struct entry *entry = find(kind, subject);

	return entry && entry->raised;
}

void
alarm_tick(struct tstamp now)
{
	clock_now = now;
	for (size_t i = 0; i < entry_count;) {
		tell_if_due(&entries[i]);
		if (is_over(&entries[i]))
			drop(i);
		else
			i++;
	}
}

size_t
alarm_each(alarm_fn *each, void *arg)
{
	size_t count = 0;

	for (size_t i = 0; i < entry_count; i++) {
		if (!entries[i].raised)
			continue;
		each(&entries[i].alarm, arg);
		count++;
	}
	return count;
}

uint64_t
alarm_raised_count(enum alarm_kind kind)
{
	return raised_counts[kind];
}

void
alarm_reset(void)
{
	entry_count = 0;
	clock_now = (struct tstamp){0};
	memset(raised_counts, 0, sizeof raised_counts);
}
