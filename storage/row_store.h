/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where rows are kept: in the database, and in the spool while that cannot
 * take them. It belongs to the thread of the catalogue; within storage/ only.
 */
#ifndef STORAGE_ROW_STORE_H
#define STORAGE_ROW_STORE_H

#include "storage/database.h"
#include "storage/row_queue.h"
#include "storage/row_write.h"
#include "storage/search.h"
#include "storage/spool.h"

struct row_store {
	char *folder;        /* its path */
	int folder_fd;       /* borrowed */
	struct database *db; /* NULL: cannot be opened at the moment */
	struct spool spool;
	struct row_writer writer;
	struct search_work search; /* where the index of calls goes on */
	bool has_no_index;         /* an error was found in it */
	bool is_nameless;   /* its file was taken away, and it is all that
	                            there is of it */
	bool has_copy;      /* ... was, and all of it is in a copy that has
	                            not got the name yet */
	bool begins_anew;   /* a damaged one was put aside, and the new one
	                            does not know yet that calls go on */
	bool to_heal;       /* when the spool is in the database */
	int trouble;        /* why the database takes no rows; 0: it does */
	int refusal;        /* of the first row that was refused */
	uint64_t written;   /* rows in the database */
	uint64_t refused;   /* rows that cannot be stored */
	uint64_t spooled;   /* rows that went to the spool */
	unsigned put_aside; /* damaged catalogues */
};

/*
 * Opens database and spool of the folder, of which 'folder_fd' (borrowed) is
 * the descriptor. A damaged catalogue is put aside. One that cannot be written
 * at the moment is no error as long as it can be read: 'trouble' says why.
 */
int row_store_open(struct row_store *store, const char *folder, int folder_fd)
    __attribute__((warn_unused_result));

/* Puts the catalogue aside that turned out to be damaged after it was opened,
 * before there are rows of this run. */
int
row_store_renew(struct row_store *store) __attribute__((warn_unused_result));

/*
 * Before a round of work: finds out what became of the file, and tries to open
 * what is not open. A lock of another program is waited for 'patience_ms'.
 */
void row_store_begin(struct row_store *store, int patience_ms);

/* Keeps all rows of a batch, behind those that were kept before. After an
 * error none of them is kept: there is no room anywhere. */
int row_store_write(struct row_store *store, const struct row_batch *batch)
    __attribute__((warn_unused_result));

/* Do rows wait in the spool, or is there something to be put right? */
bool row_store_has_work(const struct row_store *store);

/* Does some of it, or sets 'trouble'. */
void row_store_load(struct row_store *store);

/* Brings the index of calls up to date for some of them, in one transaction.
 * False: there is nothing more to do, or it cannot be done at the moment. */
bool row_store_index(struct row_store *store);

/* The highest identifiers of rows in the spool go into 'highest', where they
 * are higher. */
int row_store_highest(struct row_store *store,
    int64_t highest[CATALOGUE_TABLE_COUNT]) __attribute__((warn_unused_result));

/* Closes both. */
void row_store_close(struct row_store *store);

#endif
