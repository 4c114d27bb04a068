/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user may be called, and which numbers are somebody's. */
#ifndef SERVE_ACCOUNT_NAME_H
#define SERVE_ACCOUNT_NAME_H

#include <stdbool.h>

#include "storage/accounts.h"
#include "storage/query.h"

/* 1 to 64 letters, digits and "._@-", and not "." or "-" first. */
bool account_name_allowed(const char *name);

/*
 * Numbers with 'separator' between, as an account keeps them: "\n" between,
 * none of them empty. 0, or EINVAL when they are too many (FILTER_NUMBERS_MAX)
 * or too long, which is logged.
 */
int account_numbers_parse(const char *text, char separator,
    char out[ACCOUNT_NUMBERS_SIZE]) __attribute__((warn_unused_result));

/* Cuts 'numbers' into single ones, which are in 'text'; how many. */
size_t account_numbers_split(const char *numbers,
    char text[ACCOUNT_NUMBERS_SIZE], const char *out[FILTER_NUMBERS_MAX]);

#endif
