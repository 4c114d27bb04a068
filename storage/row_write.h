/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows into the database, within storage/ only. Errors as in catalogue.h. */
#ifndef STORAGE_ROW_WRITE_H
#define STORAGE_ROW_WRITE_H

#include "storage/database.h"
#include "storage/number.h"
#include "storage/row_known.h"

/* What is known of the rows that are there, by who alone writes them. */
struct row_writer {
	struct number_plan plan;                /* of the numbers in rows */
	int64_t highest[CATALOGUE_TABLE_COUNT]; /* identifier; a row with a
	                                           higher one is new */
	int64_t indexed; /* the highest identifier of a call that may have a
	                    search_key */
	struct row_known *known; /* or NULL */
	int64_t version;         /* of the database: what others did was seen */
};

/* Looks at the rows that the database has; to be done whenever it is opened. */
int row_writer_open(struct row_writer *writer, struct database *db)
    __attribute__((warn_unused_result));

/* Likewise, at the begin of a transaction: have others changed something? Who
 * adds a tag may index calls as well (storage/annotate.h). */
int row_writer_begin(struct row_writer *writer, struct database *db)
    __attribute__((warn_unused_result));

/* The transaction was taken back, or somebody else has written to the database
 * by the same connection. */
void row_writer_forget(struct row_writer *writer);

void row_writer_close(struct row_writer *writer);

/*
 * Writes a row, as a part of the open transaction. Numbers are normalised by
 * the plan, which a row of kind ROW_NUMBER_PLAN changes. EINVAL: it cannot be
 * stored; the transaction goes on.
 */
int
row_write(struct database *db, struct row_writer *writer, enum row_kind kind,
    const union row *row) __attribute__((warn_unused_result));

/* Reads the highest identifiers that are taken. */
int row_highest_ids(struct database *db, int64_t highest[CATALOGUE_TABLE_COUNT])
    __attribute__((warn_unused_result));

#endif
