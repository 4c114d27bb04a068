/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Work on one device: what it has, what it should have, the difference, and
 * the steps from one to the other with the journal beside them.
 */
#ifndef SPANCTL_WORK_H
#define SPANCTL_WORK_H

#include "spanctl/backend.h"
#include "spanctl/guards.h"
#include "spanctl/journal.h"
#include "spanctl/load.h"

struct work {
	const struct plan *plan;
	const struct device *device;
	const struct backend *backend;
	void *state; /* of the backend; NULL: not connected */
	struct journal *journal;
	struct session_list have;
	struct session_list want;  /* of the ids that matter */
	struct session_list gone;  /* ids that should not be there */
	struct session_list keeps; /* of 'have', what stays as it is */
	struct loads loads;        /* of the ports of 'want' and 'keeps' */
	struct change_list changes;
	struct findings findings;
	unsigned measure_s; /* for 'loads'; 0: they stay empty */
	unsigned guard_s;   /* the device is to undo it after; 0: not */
};

/*
 * Opens the journal, connects, reads what is there. 0, or a positive errno
 * after a message. work_close() it in any case.
 */
int work_open(const struct plan *plan, const struct device *device,
    struct work *work) __attribute__((warn_unused_result));

void work_close(struct work *work);

/*
 * Finds the changes towards the plan, or with 'nothing' towards no session of
 * ours, and looks at them, for which it measures what their ports carry when
 * 'measure_s' says so. With 'adopt' sessions that somebody else made may be
 * changed.
 */
int work_plan(struct work *work, bool nothing, bool adopt)
    __attribute__((warn_unused_result));

/* Finds the ports of hosts that the plan names as sources, and adds them to
 * 'want'; 0, or a positive errno after a message. */
int work_add_hosts(struct work *work) __attribute__((warn_unused_result));

/* Finds the changes back to what the newest entry of the journal kept. */
int work_plan_back(struct work *work) __attribute__((warn_unused_result));

/*
 * Makes the changes: journal, changes, reading back, comparing as sets. When
 * something fails the former state is restored as far as the device lets. 0,
 * or a positive errno after a message. The journal's entry is APPLIED then.
 */
int
work_apply(struct work *work, bool save) __attribute__((warn_unused_result));

/* Makes the changes of work_plan_back(), and marks the entry as undone. */
int work_undo(struct work *work, bool save) __attribute__((warn_unused_result));

#endif
