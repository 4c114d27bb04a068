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
	const char *user, *call; /* whose, and about which call; or NULL */
	const char *format, *mix;
	int64_t position_from_us, position_to_us;
	bool has_position_to;
	const char *by; /* "hour", "day" or NULL */
};

/*
 * Reads them into 'params', which borrows from the exchange, and limits it to
 * what who asks may see; newest first. False when one is unknown, twice there
 * or wrong: the answer says so.
 */
bool params_calls(struct exchange *exchange, struct params *params);

/* Likewise those of the audit, of which 'filter' has time, limit and cursor. */
bool params_audit(struct exchange *exchange, struct params *params);

/* Likewise those of an export: 'format', 'mix' and the positions. */
bool params_export(struct exchange *exchange, struct params *params);

/* Likewise those of totals: of calls, and 'by'. */
bool params_stats(struct exchange *exchange, struct params *params);

/* Moves the texts of a filter to 'memory', for what outlives the exchange. */
#define PARAMS_TEXTS_SIZE (16 * FILTER_TEXT_SIZE)
void params_keep(struct params *params, char memory[PARAMS_TEXTS_SIZE]);

/* All parameters as one text, as far as it has room, for the audit. */
void params_text(const struct exchange *exchange, char *out, size_t size);

/* A whole number from 'min' to 'max'; false when 'text' is none. */
bool params_number(
    const char *text, unsigned long min, unsigned long max, unsigned long *out);

#endif
