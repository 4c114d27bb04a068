/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements that write a row of any kind, within storage/ only. */
#ifndef STORAGE_ROW_SQL_H
#define STORAGE_ROW_SQL_H

#include <stdbool.h>

#include "storage/row_kind.h"

#define ROW_SQL_SIZE 4096

/* Which columns of a row a statement has. */
enum row_columns {
	ROW_ALL,
	ROW_STEADY,
	ROW_MOVING, /* all others but the identifier */
};

/* Has it the column of field 'i'? */
bool row_has_column(
    const struct row_layout *layout, enum row_columns which, unsigned i);

/*
 * Writes what ROW_STEP_STEADY or ROW_STEP_MOVING of a row with an identifier
 * runs, which is the first parameter; for any other step, what inserts a row.
 * Values follow in the order of the fields. False: it is too long.
 */
bool
row_sql(const struct row_layout *layout, unsigned step, char out[ROW_SQL_SIZE]);

#endif
