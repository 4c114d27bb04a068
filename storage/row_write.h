/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows into the database, within storage/ only. Errors as in catalogue.h. */
#ifndef STORAGE_ROW_WRITE_H
#define STORAGE_ROW_WRITE_H

#include "storage/database.h"
#include "storage/number.h"

/*
 * Writes a row, as a part of the open transaction. Numbers are normalised by
 * 'plan', which a row of kind ROW_NUMBER_PLAN changes. EINVAL: it cannot be
 * stored; the transaction goes on.
 */
int row_write(struct database *db, enum row_kind kind, const union row *row,
    struct number_plan *plan) __attribute__((warn_unused_result));

#endif
