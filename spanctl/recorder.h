/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A running recorder, by its control socket: what it sees of its mirrors. */
#ifndef SPANCTL_RECORDER_H
#define SPANCTL_RECORDER_H

#include "spanctl/json.h"

#define RECORDER_CONTROL "/run/spanrec/control"

/*
 * Asks for the figures of all mirrors; the caller owns '*out'. 0; ENOENT or
 * ECONNREFUSED when no recorder runs there; EACCES when this user may not
 * ask; EPROTO when it answers otherwise; ETIMEDOUT, ENOMEM. No message.
 */
int recorder_figures(const char *path, json_t **out)
    __attribute__((warn_unused_result));

#endif
