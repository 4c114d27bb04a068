/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A struct call_filter as a condition of SQL on rows of 'call', within
 * storage/ only. Its values are the parameters 1 to 'value_count' of the
 * statement; what else that has follows them.
 */
#ifndef STORAGE_FILTER_H
#define STORAGE_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/number.h"
#include "storage/query.h"

#define FILTER_SQL_SIZE 16384
#define FILTER_VALUES_MAX (FILTER_NUMBERS_MAX + 40)

struct filter_value {
	const char *text; /* NULL: it is a number */
	int64_t number;
};

struct filter_sql {
	char text[FILTER_SQL_SIZE]; /* "1 AND state = ?1 AND ..." */
	size_t len;
	bool full; /* something did not find room */
	struct filter_value values[FILTER_VALUES_MAX];
	unsigned value_count;
	char words[FILTER_TEXT_SIZE]; /* of the free text, each with a NUL */
	const char *word[FILTER_WORDS_MAX];
	unsigned word_count;
	unsigned word_value;  /* parameter of the first of them */
	struct number number; /* the one that is looked for */
};

struct statement;

/* Makes the condition; E2BIG when it is too long. It borrows from 'filter'. */
int filter_build(const struct call_filter *filter, struct filter_sql *out)
    __attribute__((warn_unused_result));

/* Binds the values, which are the first parameters of 's'. */
void filter_bind(struct statement *s, const struct filter_sql *sql);

#endif
