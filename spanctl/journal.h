/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was there before: one file for each time that a device was changed,
 * written and synced before the first change, so that it can be taken back
 * after a crash of the host, the link or the device. It says also which
 * sessions are ours; nothing in it is a secret.
 *
 * (1) A file is whole or not there: it is written under another name, synced,
 *     renamed, and its folder synced.
 * (2) Nothing is changed on a device without its file.
 * (3) One spanctl at a time works on a device.
 */
#ifndef SPANCTL_JOURNAL_H
#define SPANCTL_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "spanctl/session.h"

enum journal_state {
	JOURNAL_NONE,    /* never changed, or all taken back */
	JOURNAL_BEGUN,   /* nobody knows how far it came */
	JOURNAL_APPLIED, /* done */
	JOURNAL_WAITING, /* done, to be undone unless confirmed */
	JOURNAL_UNDONE,  /* the former state is back */
};

struct journal;

/* What one change of a device is about. */
struct journal_entry {
	const struct session_list *before;  /* all that the device had */
	const struct session_list *touched; /* ids that change; no members */
	const struct session_list *owned;   /* ids that are ours afterwards */
	const struct mirror_ports *made;    /* beside the sessions */
	const char *config;                 /* for people; or NULL */
};

/*
 * Opens the journal of 'device' in 'folder', which is made when it is not
 * there. 0, EBUSY when another spanctl has it, or a positive errno, after a
 * message.
 */
int journal_open(const char *folder, const char *device,
    const struct port_names *names, struct journal **out)
    __attribute__((warn_unused_result));

void journal_close(struct journal *journal);

/* Of the newest entry that was not undone. */
enum journal_state journal_state(const struct journal *journal);
unsigned journal_number(const struct journal *journal);
int64_t journal_deadline(const struct journal *journal); /* seconds, UTC */
const struct session_list *journal_before(const struct journal *journal);
const struct session_list *journal_touched(const struct journal *journal);
const struct session_list *journal_owned(const struct journal *journal);
const struct mirror_ports *journal_made(const struct journal *journal);

/* Writes a new entry with the state JOURNAL_BEGUN, synced; 0 or an errno
 * after a message. Lists that journal_...() returned are not valid then. */
int journal_begin(struct journal *journal, const struct journal_entry *entry)
    __attribute__((warn_unused_result));

/* Says that the device itself undoes the newest entry; kept by the next
 * journal_set(). */
void journal_guard(struct journal *journal);
bool journal_guarded(const struct journal *journal);

/* Sets the state of the newest entry; 'deadline' with JOURNAL_WAITING. After
 * JOURNAL_UNDONE the entry before it is the newest. */
int journal_set(struct journal *journal, enum journal_state state,
    int64_t deadline) __attribute__((warn_unused_result));

#endif
