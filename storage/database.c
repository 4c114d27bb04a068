/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The database behind the catalogue; the only file that knows SQLite.
 * catalogue_open.c decides how to open it, row_write.c and query*.c hold the
 * statements.
 *
 * (1) Rows are written in a transaction that is begun IMMEDIATE, so that it
 *     waits for another writer instead of failing halfway.
 * (2) Nothing of a transaction is written to the disk before its end
 *     (cache_spill is off).
 * (3) It is only ended when the disk has room for it. Without room it is
 *     taken back, and who began it still has its rows.
 * (4) A reader makes no file, merges no log and never waits for the writer.
 */
#include "storage/database.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/log.h"
#include "storage/utf8.h"

#define BUSY_TIMEOUT_MS 5000
#define ROOM_SPARE (64 << 10) /* bytes wanted beyond the batch itself */

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
failed(const struct database *db, int code)
{
	int error = errno_of(db->sqlite, code);

	if (error == EBUSY)
		log_warnx("%s: another program has locked it (%s)", db->path,
		    sqlite3_errstr(code));
	else
		log_warnx(
		    "%s: %s (%d)", db->path, sqlite3_errmsg(db->sqlite), code);
	return error;
}

int
database_exec(struct database *db, const char *sql)
{
	int code = sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? 0 : failed(db, code);
}

int
database_number(struct database *db, const char *sql, int64_t *out)
{
	sqlite3_stmt *stmt = NULL;
	int code = sqlite3_prepare_v2(db->sqlite, sql, -1, &stmt, NULL);

	*out = 0;
	if (code == SQLITE_OK)
		code = sqlite3_step(stmt);
	if (code == SQLITE_ROW)
		*out = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return errno_of(db->sqlite, code) ? failed(db, code) : 0;
}

/* Opens the file; nothing is read from it yet. */
static int
connect_to(struct database *db, enum database_way way)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	int code;

	if (way == DATABASE_WRITE)
		flags |= SQLITE_OPEN_READWRITE;
	else
		flags |= SQLITE_OPEN_READONLY;
	if (way == DATABASE_FROZEN)
		flags |= SQLITE_OPEN_URI;
	code = sqlite3_open_v2(db->path, &db->sqlite, flags, NULL);
	if (code == SQLITE_OK)
		return 0;
	return db->sqlite ? failed(db, code) : ENOMEM;
}

/* The settings that SQLite keeps for each connection. */
static int
set_up(struct database *db, enum database_way way)
{
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
		    db->sqlite, settings[i].option, settings[i].value, NULL);
	database_set_patience(db, BUSY_TIMEOUT_MS);
	if (way != DATABASE_WRITE) {
		sqlite3_db_config(
		    db->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		return database_exec(db, "PRAGMA query_only=ON");
	}
	return database_exec(db,
	    "PRAGMA synchronous=FULL; PRAGMA cache_spill=OFF;"
	    "PRAGMA temp_store=MEMORY");
}

int
database_open(const char *path, enum database_way way, struct database **out)
{
	struct database *db = calloc(1, sizeof *db);
	struct stat st;
	int error = ENOMEM;

	if (!db)
		return ENOMEM;
	db->path = strdup(path);
	if (db->path)
		error = connect_to(db, way);
	if (!error && !stat(path, &st)) {
		db->dev = st.st_dev;
		db->ino = st.st_ino;
	}
	if (!error)
		error = set_up(db, way);
	if (error) {
		database_close(db);
		return error;
	}
	*out = db;
	return 0;
}

void
database_close(struct database *db)
{
	if (!db)
		return;
	for (int i = 0; i < SLOT_COUNT; i++)
		sqlite3_finalize(db->slot[i].stmt);
	sqlite3_close(db->sqlite);
	free(db->path);
	free(db);
}

void
database_abandon(struct database *db)
{
	if (db)
		sqlite3_db_config(
		    db->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	database_close(db);
}

int
database_check(struct database *db)
{
	static const char magic[16] = "SQLite format 3";
	sqlite3_file *file = NULL;
	char header[sizeof magic];
	struct stat st;

	if (stat(db->path, &st))
		return errno == ENOENT ? ESTALE : errno;
	if (st.st_dev != db->dev || st.st_ino != db->ino)
		return ESTALE;
	/* By the library's own descriptor: closing another one of the same
	 * file would give up its locks. */
	if (sqlite3_file_control(
		db->sqlite, "main", SQLITE_FCNTL_FILE_POINTER, &file) ||
	    !file || !file->pMethods)
		return EIO;
	if (file->pMethods->xRead(file, header, sizeof header, 0) ||
	    memcmp(header, magic, sizeof magic) != 0)
		return EBADMSG;
	return 0;
}

int
database_copy(struct database *db, const char *path)
{
	char *sql = sqlite3_mprintf("VACUUM INTO %Q", path);
	int error = sql ? database_exec(db, sql) : ENOMEM;

	sqlite3_free(sql);
	return error;
}

void
database_set_patience(struct database *db, int ms)
{
	sqlite3_busy_timeout(db->sqlite, ms);
}

/* (3) Is there room on the disk for what is pending? */
static bool
has_room(const struct database *db)
{
	struct statvfs disk;
	int cached = 0, highest = 0;

	if (sqlite3_db_status(
		db->sqlite, SQLITE_DBSTATUS_CACHE_USED, &cached, &highest, 0) ||
	    statvfs(db->path, &disk))
		return true;
	return (uint64_t)disk.f_bavail * disk.f_frsize >=
	       (uint64_t)cached + ROOM_SPARE;
}

int
database_begin(struct database *db)
{
	int code =
	    sqlite3_exec(db->sqlite, "BEGIN IMMEDIATE", NULL, NULL, NULL);

	if (code == SQLITE_OK)
		return 0;
	return (code & 0xff) == SQLITE_BUSY ? EBUSY : failed(db, code);
}

int
database_commit(struct database *db)
{
	if (!has_room(db))
		return ENOSPC;
	/* A statement that failed may have ended the transaction. */
	if (sqlite3_get_autocommit(db->sqlite))
		return EIO;
	return database_exec(db, "COMMIT");
}

void
database_rollback(struct database *db)
{
	if (!sqlite3_get_autocommit(db->sqlite))
		(void)sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
}

struct statement *
database_prepared(struct database *db, enum statement_slot slot)
{
	struct statement *statement = &db->slot[slot];

	return statement->stmt ? statement : NULL;
}

int
database_prepare(struct database *db, enum statement_slot slot, const char *sql,
    struct statement **out)
{
	struct statement *statement = &db->slot[slot];
	int code;

	*out = statement;
	if (statement->stmt)
		return 0;
	statement->db = db;
	code = sqlite3_prepare_v3(db->sqlite, sql, -1,
	    SQLITE_PREPARE_PERSISTENT, &statement->stmt, NULL);
	return code == SQLITE_OK ? 0 : failed(db, code);
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
	if (errno_of(statement->db->sqlite, code))
		return failed(statement->db, code);
	*row = code == SQLITE_ROW;
	return 0;
}

int
statement_write(struct statement *statement)
{
	bool row;
	int error = statement_step(statement, &row);

	statement_reset(statement);
	return error;
}

bool
statement_wants(const struct statement *statement)
{
	return statement->next < sqlite3_bind_parameter_count(statement->stmt);
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
