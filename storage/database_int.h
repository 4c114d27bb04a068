/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What database.c and statement.c share, which alone know SQLite. */
#ifndef STORAGE_DATABASE_INT_H
#define STORAGE_DATABASE_INT_H

#include <sqlite3.h>
#include <sys/types.h>

#include "storage/database.h"

struct statement {
	struct database *db;
	sqlite3_stmt *stmt; /* NULL: not yet prepared */
	int next;           /* parameter bound, or column read, last */
	int code;           /* first SQLite error of a bind */
};

struct database {
	sqlite3 *sqlite;
	char *path; /* of the file, or its URI */
	dev_t dev;  /* which file that was when it was opened */
	ino_t ino;
	int log_pages;     /* in the log, as of the last transaction */
	int log_pages_max; /* more are not written */
	int log_pages_try; /* readers are waited for again from then on */
	int patience_ms;
	struct statement slot[SLOT_COUNT];
};

/* The errno for a result of SQLite; catalogue.h says what each means. */
int database_errno(sqlite3 *db, int code);

/* Logs the error 'code' with SQLite's text, and returns its errno. */
int database_failed(const struct database *db, int code);

#endif
