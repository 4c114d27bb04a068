/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was written of rows with an identifier a while ago: whether that is
 * still the same needs no look into the database then, which takes 14,000
 * instructions for each call and leg that is brought up to date. Within
 * storage/ only.
 */
#ifndef STORAGE_ROW_KNOWN_H
#define STORAGE_ROW_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "storage/row_kind.h"

struct row_known;

/* NULL: there is no memory; nothing is known then, which is no error. */
struct row_known *row_known_new(void);
void row_known_free(struct row_known *known);

/* What was written may not be there any more, or something else. */
void row_known_forget(struct row_known *known);

/* A number for all steady columns of a row; another one, unless by a chance of
 * 2^-64, when one of them differs. */
uint64_t row_known_hash(const struct row_known *known,
    const struct row_layout *layout, const char *row);

/* Is it known that the row with that identifier has them? */
bool row_known_is(const struct row_known *known,
    const struct row_layout *layout, int64_t id, uint64_t hash);

/* It has. */
void row_known_set(struct row_known *known, const struct row_layout *layout,
    int64_t id, uint64_t hash);

#endif
