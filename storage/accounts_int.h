/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the accounts share, within storage/ only. */
#ifndef STORAGE_ACCOUNTS_INT_H
#define STORAGE_ACCOUNTS_INT_H

#include <pthread.h>

#include "storage/accounts.h"
#include "storage/database.h"

struct accounts {
	pthread_mutex_t lock; /* of the database */
	struct database *db;
};

extern const char accounts_schema[];

/* Takes the lock and prepares 'sql'; after an error it is not held. */
int accounts_begin(struct accounts *accounts, enum statement_slot slot,
    const char *sql, struct statement **out)
    __attribute__((warn_unused_result));

/* Lets go of the statement and of the lock. */
void accounts_end(struct accounts *accounts, struct statement *statement);

/* Runs a statement that changes rows, and ends it. */
int accounts_write(struct accounts *accounts, struct statement *statement)
    __attribute__((warn_unused_result));

/* As accounts_write(); ENOENT when no row was changed. */
int accounts_change(struct accounts *accounts, struct statement *statement)
    __attribute__((warn_unused_result));

/* Reads ACCOUNT_COLUMNS. */
#define ACCOUNT_COLUMNS                                                        \
	"user.id, user.name, user.role, user.numbers, user.password"
void accounts_read(struct statement *statement, struct account *out);

/* The next column, at most 'size' - 1 bytes of it. */
void accounts_text(struct statement *statement, char *out, size_t size);

#endif
