/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The call that a path names. */
#ifndef SERVE_CALL_H
#define SERVE_CALL_H

#include "serve/exchange.h"
#include "storage/query.h"

/*
 * Runs 'each' for the call whose whole id is the first word of the path. 0,
 * ENOENT when there is none, what 'each' returned, or an errno of
 * storage/query.h.
 */
int call_find(struct exchange *exchange, query_call_fn *each, void *arg)
    __attribute__((warn_unused_result));

/* Is it the whole id of a call, by its form? */
bool call_id_is_whole(const char *text);

/* May who asks see it? 0, ENOENT: it is as if it were not there, or another
 * errno. */
int call_check(struct exchange *exchange, const struct call_view *view)
    __attribute__((warn_unused_result));

#endif
