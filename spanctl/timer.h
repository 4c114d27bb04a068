/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undoes changes that nobody confirms: the dead man's handle of "apply". */
#ifndef SPANCTL_TIMER_H
#define SPANCTL_TIMER_H

#include "spanctl/plan.h"

/*
 * Starts a process of its own that outlives the terminal, and at the deadline
 * of entry 'number' brings back the former state of 'device', unless that
 * entry was confirmed or undone. Its messages go to DEVICE.undo.log in the
 * folder of the journal. It waits 'grace_s' longer where the device has a
 * timer of its own. 0 or an errno after a message.
 */
int timer_start(const struct plan *plan, const struct device *device,
    unsigned number, unsigned grace_s, bool save)
    __attribute__((warn_unused_result));

#endif
