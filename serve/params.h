/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of a query that say which calls are meant. */
#ifndef SERVE_PARAMS_H
#define SERVE_PARAMS_H

#include "serve/exchange.h"
#include "storage/query.h"

#define CALLS_LIMIT_DEFAULT 100
#define CALLS_LIMIT_MAX 1000

/*
 * Reads them into 'filter', which borrows from the exchange, and limits it to
 * what who asks may see. False when one is unknown, twice there or wrong: the
 * answer says which.
 */
bool params_filter(struct exchange *exchange, struct call_filter *filter);

/* Refuses parameters that a path does not have: 'names' ends with NULL. */
bool params_only(struct exchange *exchange, const char *const *names);

/* A whole number from 'min' to 'max'; false when 'text' is none. */
bool params_number(const char *text, unsigned long min, unsigned long max,
    unsigned long *out);

#endif
