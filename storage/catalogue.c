/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The database behind the catalogue; the only file that knows SQLite.
 * catalogue_open.c decides how to open it, catalogue_write.c and query*.c
 * hold the statements.
 *
 * (1) Rows are written in a transaction that is begun IMMEDIATE, so that it
 *     waits for another writer instead of failing halfway.
 * (2) A transaction is ended when it holds BATCH_ROWS rows or BATCH_BYTES
 *     bytes, and nothing is written to the disk before (cache_spill is off).
 * (3) It is only ended when the disk has room for it: SQLite would drop it
 *     otherwise. Until there is room the rows wait, and no others are taken.
 * (4) A reader makes no file, merges no log and never waits for the writer.
 */
#include "storage/catalogue_int.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/log.h"
#include "storage/utf8.h"

#define BATCH_ROWS 4096
#define BATCH_BYTES (4 << 20)
#define BUSY_TIMEOUT_MS 5000
#define ROOM_SPARE (64 << 10) /* bytes wanted beyond the batch itself */

struct statement {
	struct catalogue *catalogue; /* whose it is */
	sqlite3_stmt *stmt;          /* NULL: not yet prepared */
	int next;                    /* parameter bound, or column read, last */
	int code;                    /* first SQLite error of a bind */
	size_t size;                 /* bytes of text and blobs bound */
};

struct catalogue {
	sqlite3 *db;
	char *path;    /* of the database, or its URI */
	int lock_fd;   /* holds the writer's lock; -1: none */
	bool in_batch; /* a transaction is open */
	unsigned rows; /* written in it */
	size_t size;   /* bytes bound in it */
	int64_t next_id[CATALOGUE_TABLE_COUNT]; /* 0: not yet known */
	struct number_plan plan;                /* of the numbers in it */
	struct statement slot[SLOT_COUNT];
};

/* The errno for a result of SQLite; catalogue.h says what each means. */
static int
errno_of(sqlite3 *db, int code)
{
	int error;

	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return 0;
	case SQLITE_FULL:
		return ENOSPC;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return EROFS;
	case SQLITE_CANTOPEN:
		error = db ? sqlite3_system_errno(db) : 0;
		return error > 0 ? error : EACCES;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return EBUSY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return EBADMSG;
	case SQLITE_NOMEM:
		return ENOMEM;
	case SQLITE_CONSTRAINT:
	case SQLITE_MISMATCH:
	case SQLITE_RANGE:
	case SQLITE_TOOBIG:
		return EINVAL;
	default:
		return EIO;
	}
}

/* Logs the error 'code' with SQLite's text, and returns its errno. */
static int
failed(const struct catalogue *catalogue, int code)
{
	int error = errno_of(catalogue->db, code);

	if (error == EBUSY)
		log_warnx("%s: another program has locked it (%s)",
		    catalogue->path, sqlite3_errstr(code));
	else
		log_warnx("%s: %s (%d)", catalogue->path,
		    sqlite3_errmsg(catalogue->db), code);
	return error;
}

int
database_exec(struct catalogue *catalogue, const char *sql)
{
	int code = sqlite3_exec(catalogue->db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? 0 : failed(catalogue, code);
}

int
database_number(struct catalogue *catalogue, const char *sql, int64_t *out)
{
	sqlite3_stmt *stmt = NULL;
	int code = sqlite3_prepare_v2(catalogue->db, sql, -1, &stmt, NULL);

	*out = 0;
	if (code == SQLITE_OK)
		code = sqlite3_step(stmt);
	if (code == SQLITE_ROW)
		*out = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return errno_of(catalogue->db, code) ? failed(catalogue, code) : 0;
}

/* Opens the file; nothing is read from it yet. */
static int
connect_to(struct catalogue *catalogue, enum database_way way)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	int code;

	if (way == DATABASE_WRITE)
		flags |= SQLITE_OPEN_READWRITE;
	else
		flags |= SQLITE_OPEN_READONLY;
	if (way == DATABASE_FROZEN)
		flags |= SQLITE_OPEN_URI;
	code = sqlite3_open_v2(catalogue->path, &catalogue->db, flags, NULL);
	if (code == SQLITE_OK)
		return 0;
	return catalogue->db ? failed(catalogue, code) : ENOMEM;
}

/* The settings that SQLite keeps for each connection. */
static int
set_up(struct catalogue *catalogue, enum database_way way)
{
	sqlite3 *db = catalogue->db;
	static const struct {
		int option;
		int value;
	} settings[] = {
	    {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
	    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
	    {SQLITE_DBCONFIG_DQS_DML, 0},
	    {SQLITE_DBCONFIG_DQS_DDL, 0},
	    {SQLITE_DBCONFIG_DEFENSIVE, 1},
	};

	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
		sqlite3_db_config(
		    db, settings[i].option, settings[i].value, NULL);
	sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
	if (way != DATABASE_WRITE) {
		sqlite3_db_config(
		    db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		return database_exec(catalogue, "PRAGMA query_only=ON");
	}
	return database_exec(catalogue,
	    "PRAGMA synchronous=FULL; PRAGMA cache_spill=OFF;"
	    "PRAGMA temp_store=MEMORY");
}

int
database_open(const char *path, enum database_way way, int lock_fd,
    struct catalogue **out)
{
	struct catalogue *catalogue = calloc(1, sizeof *catalogue);
	int error = ENOMEM;

	if (!catalogue) {
		if (lock_fd >= 0)
			close(lock_fd);
		return ENOMEM;
	}
	catalogue->lock_fd = lock_fd;
	catalogue->plan = NUMBER_PLAN_DEFAULT;
	catalogue->path = strdup(path);
	if (catalogue->path)
		error = connect_to(catalogue, way);
	if (!error)
		error = set_up(catalogue, way);
	if (error) {
		database_close(catalogue);
		return error;
	}
	*out = catalogue;
	return 0;
}

void
database_close(struct catalogue *catalogue)
{
	if (!catalogue)
		return;
	for (int i = 0; i < SLOT_COUNT; i++)
		sqlite3_finalize(catalogue->slot[i].stmt);
	sqlite3_close(catalogue->db);
	if (catalogue->lock_fd >= 0)
		close(catalogue->lock_fd);
	free(catalogue->path);
	free(catalogue);
}

int64_t *
database_next_id(struct catalogue *catalogue, enum catalogue_table table)
{
	return &catalogue->next_id[table];
}

struct number_plan *
database_number_plan(struct catalogue *catalogue)
{
	return &catalogue->plan;
}

/* (3) Is there room on the disk for what is pending? */
static bool
has_room(const struct catalogue *catalogue)
{
	struct statvfs disk;
	int cached = 0, highest = 0;

	if (sqlite3_db_status(catalogue->db, SQLITE_DBSTATUS_CACHE_USED,
		&cached, &highest, 0) ||
	    statvfs(catalogue->path, &disk))
		return true;
	return (uint64_t)disk.f_bavail * disk.f_frsize >=
	       (uint64_t)cached + ROOM_SPARE;
}

int
catalogue_commit(struct catalogue *catalogue)
{
	int error;

	if (!catalogue->in_batch)
		return 0;
	if (!has_room(catalogue)) {
		log_warnx("%s: the disk is full; %u rows wait in memory",
		    catalogue->path, catalogue->rows);
		return ENOSPC;
	}
	error = database_exec(catalogue, "COMMIT");
	catalogue->in_batch = !sqlite3_get_autocommit(catalogue->db);
	if (error && !catalogue->in_batch)
		log_warnx(
		    "%s: %u rows are lost", catalogue->path, catalogue->rows);
	if (!catalogue->in_batch) {
		catalogue->rows = 0;
		catalogue->size = 0;
	}
	return error;
}

int
batch_begin(struct catalogue *catalogue)
{
	int error = 0;

	if (catalogue->rows >= BATCH_ROWS || catalogue->size >= BATCH_BYTES)
		error = catalogue_commit(catalogue);
	if (error || catalogue->in_batch)
		return error;
	error = database_exec(catalogue, "BEGIN IMMEDIATE");
	catalogue->in_batch = !error;
	return error;
}

int
catalogue_close(struct catalogue *catalogue)
{
	int error;

	if (!catalogue)
		return 0;
	error = catalogue_commit(catalogue);
	database_close(catalogue);
	return error;
}

struct statement *
statement_get(struct catalogue *catalogue, enum statement_slot slot)
{
	struct statement *statement = &catalogue->slot[slot];

	return statement->stmt ? statement : NULL;
}

int
statement_prepare(struct catalogue *catalogue, enum statement_slot slot,
    const char *sql, struct statement **out)
{
	struct statement *statement = &catalogue->slot[slot];
	int code;

	*out = statement;
	if (statement->stmt)
		return 0;
	statement->catalogue = catalogue;
	code = sqlite3_prepare_v3(catalogue->db, sql, -1,
	    SQLITE_PREPARE_PERSISTENT, &statement->stmt, NULL);
	return code == SQLITE_OK ? 0 : failed(catalogue, code);
}

/* Keeps the first error of the binds. */
static void
bound(struct statement *statement, int code)
{
	if (statement->code == SQLITE_OK)
		statement->code = code;
}

void
bind_null(struct statement *statement)
{
	bound(statement, sqlite3_bind_null(statement->stmt, ++statement->next));
}

void
bind_int(struct statement *statement, int64_t value)
{
	bound(statement,
	    sqlite3_bind_int64(statement->stmt, ++statement->next, value));
}

void
bind_real(struct statement *statement, double value)
{
	bound(statement,
	    sqlite3_bind_double(statement->stmt, ++statement->next, value));
}

void
bind_blob(struct statement *statement, const void *bytes, size_t size)
{
	statement->size += size;
	bound(statement, sqlite3_bind_blob64(statement->stmt, ++statement->next,
			     bytes ? bytes : "", size, SQLITE_STATIC));
}

/* Binds 'text' with its broken bytes replaced. */
static void
bind_repaired(struct statement *statement, const char *text, size_t size)
{
	char *repaired = malloc(size * UTF8_REPLACEMENT_SIZE);

	statement->next++;
	if (!repaired) {
		bound(statement, SQLITE_NOMEM);
		return;
	}
	size = utf8_repair(text, size, repaired);
	bound(statement, sqlite3_bind_text64(statement->stmt, statement->next,
			     repaired, size, free, SQLITE_UTF8));
}

static void
bind_any_text(
    struct statement *statement, const char *text, sqlite3_destructor_type life)
{
	size_t size = text ? strlen(text) : 0;

	statement->size += size;
	if (size == 0)
		bind_null(statement);
	else if (!utf8_valid(text, size))
		bind_repaired(statement, text, size);
	else
		bound(statement,
		    sqlite3_bind_text64(statement->stmt, ++statement->next,
			text, size, life, SQLITE_UTF8));
}

void
bind_text(struct statement *statement, const char *text)
{
	bind_any_text(statement, text, SQLITE_STATIC);
}

void
bind_text_copy(struct statement *statement, const char *text)
{
	bind_any_text(statement, text, SQLITE_TRANSIENT);
}

int
statement_step(struct statement *statement, bool *row)
{
	int code = statement->code;

	*row = false;
	statement->next = 0;
	if (code == SQLITE_OK)
		code = sqlite3_step(statement->stmt);
	if (errno_of(statement->catalogue->db, code))
		return failed(statement->catalogue, code);
	*row = code == SQLITE_ROW;
	return 0;
}

int
statement_write(struct statement *statement)
{
	struct catalogue *catalogue = statement->catalogue;
	bool row;
	int error = statement_step(statement, &row);

	catalogue->in_batch = !sqlite3_get_autocommit(catalogue->db);
	catalogue->size += statement->size;
	catalogue->rows++;
	if (!catalogue->in_batch) {
		log_warnx(
		    "%s: %u rows are lost", catalogue->path, catalogue->rows);
		catalogue->rows = 0;
		catalogue->size = 0;
	}
	statement_reset(statement);
	return error;
}

int
statement_scans(const struct statement *statement)
{
	return sqlite3_stmt_status(
		   statement->stmt, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0) +
	       sqlite3_stmt_status(statement->stmt, SQLITE_STMTSTATUS_SORT, 0);
}

void
statement_reset(struct statement *statement)
{
	sqlite3_reset(statement->stmt);
	sqlite3_clear_bindings(statement->stmt);
	statement->next = 0;
	statement->code = SQLITE_OK;
	statement->size = 0;
}

int64_t
column_int(struct statement *statement)
{
	return sqlite3_column_int64(statement->stmt, statement->next++);
}

double
column_real(struct statement *statement)
{
	return sqlite3_column_double(statement->stmt, statement->next++);
}

bool
column_is_null(const struct statement *statement)
{
	return sqlite3_column_type(statement->stmt, statement->next) ==
	       SQLITE_NULL;
}

int64_t
column_time(struct statement *statement)
{
	bool never = column_is_null(statement);
	int64_t us = column_int(statement);

	return never ? ROW_NO_TIME : us;
}

const char *
column_text(struct statement *statement)
{
	return (const char *)sqlite3_column_text(
	    statement->stmt, statement->next++);
}

const void *
column_blob(struct statement *statement, size_t *size)
{
	int column = statement->next++;
	const void *bytes = sqlite3_column_blob(statement->stmt, column);

	*size = (size_t)sqlite3_column_bytes(statement->stmt, column);
	return bytes;
}
