/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The call that a person means. */
#ifndef BROWSE_PICK_H
#define BROWSE_PICK_H

#include "storage/query.h"

/*
 * Runs 'each' for the one call whose id begins with 'prefix'. When there is
 * none, or several, says so, with the several, and returns ENOENT or EEXIST;
 * 'each' is not run then.
 */
int pick_call(struct catalogue *catalogue, const char *prefix,
    query_call_fn *each, void *arg) __attribute__((warn_unused_result));

#endif
