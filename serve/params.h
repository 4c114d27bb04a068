/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of a query that say which calls are meant. */
#ifndef SERVE_PARAMS_H
#define SERVE_PARAMS_H

#include "serve/exchange.h"
#include "storage/query.h"

/* Which calls are asked for, and what the filter points to. */
struct params {
	struct call_filter filter;
	struct call_cursor after;
	const char *numbers[FILTER_NUMBERS_MAX];
	char numbers_text[ACCOUNT_NUMBERS_SIZE];
};

/*
 * Reads them into 'params', which borrows from the exchange, and limits it to
 * what who asks may see; newest first. False when one is unknown, twice there
 * or wrong: the answer says so.
 */
bool params_calls(struct exchange *exchange, struct params *params);

/* A whole number from 'min' to 'max'; false when 'text' is none. */
bool params_number(
    const char *text, unsigned long min, unsigned long max, unsigned long *out);

#endif
