/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How rows are written, within storage/ only. Errors as in catalogue.h. */
#ifndef STORAGE_CATALOGUE_ROW_H
#define STORAGE_CATALOGUE_ROW_H

#include "storage/catalogue_int.h"

/* How rows of a table are written. */
struct target {
	enum statement_slot slot;
	bool has_id; /* the first column is 'id', and a row with the
	                        same one is brought up to date */
	const char *table;
	const char *columns; /* separated by ", " */
};

/* The statement for 'target', with its batch begun and nothing bound: its
 * columns are bound in their order, then comes statement_write(). */
int row_begin(struct catalogue *catalogue, const struct target *target,
    struct statement **out) __attribute__((warn_unused_result));

/* ROW_NO_TIME becomes NULL. */
void bind_time(struct statement *statement, int64_t us);

/* An identifier, a SIP status or a VLAN, where 0 stands for "none". */
void bind_nonzero(struct statement *statement, int64_t value);

/* SQLite's integers are signed: the largest of them stands for more. */
void bind_count(struct statement *statement, uint64_t count);

/* NULL when it is not known. */
void bind_known(struct statement *statement, bool known, double value);

#endif
