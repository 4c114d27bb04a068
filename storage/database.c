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
 * (5) The log has an end: it is brought into the database as soon as readers
 *     let that happen, and beyond LOG_PAGES_MAX nothing is added to it.
 */
#include "storage/database_int.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/log.h"

#define BUSY_TIMEOUT_MS 5000

/*
 * Pages of 4 KiB in the log: from when on they are brought into the database;
 * then also if readers have to be waited for; and the most there may be while
 * one does not end.
 */
#define LOG_PAGES 1000
#define LOG_PAGES_LONG 16384
#define LOG_PAGES_MAX 65536
#define LOG_PATIENCE_MS 100

#define ROOM_SPARE (64 << 10) /* bytes wanted beyond the batch itself */

int
database_errno(sqlite3 *db, int code)
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

int
database_failed(const struct database *db, int code)
{
	int error = database_errno(db->sqlite, code);

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

	return code == SQLITE_OK ? 0 : database_failed(db, code);
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
	return database_errno(db->sqlite, code) ? database_failed(db, code) : 0;
}

int64_t
database_last_id(const struct database *db)
{
	return sqlite3_last_insert_rowid(db->sqlite);
}

/* Once for the process: without statistics, memory takes no lock. */
static void
configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
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
	return db->sqlite ? database_failed(db, code) : ENOMEM;
}

/* A transaction was added to the log, which has 'pages' now. */
static int
note_log(void *arg, sqlite3 *sqlite, const char *name, int pages)
{
	struct database *db = arg;

	(void)sqlite;
	(void)name;
	db->log_pages = pages;
	return SQLITE_OK;
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
	sqlite3_wal_hook(db->sqlite, note_log, db);
	db->log_pages_max = LOG_PAGES_MAX;
	if (way != DATABASE_WRITE) {
		sqlite3_db_config(
		    db->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
		return database_exec(db, "PRAGMA query_only=ON");
	}
	return database_exec(db,
	    "PRAGMA synchronous=FULL; PRAGMA cache_spill=OFF;"
	    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384;"
	    "PRAGMA journal_size_limit=67108864");
}

int
database_open(const char *path, enum database_way way, struct database **out)
{
	struct database *db = calloc(1, sizeof *db);
	static pthread_once_t configured = PTHREAD_ONCE_INIT;
	struct stat st;
	int error = ENOMEM;

	pthread_once(&configured, configure);
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
	db->patience_ms = ms;
	sqlite3_busy_timeout(db->sqlite, ms);
}

/* (3) Is there room on the disk for what takes that many bytes at least? */
static bool
has_room(const struct database *db, size_t bytes)
{
	struct statvfs disk;

	return statvfs(db->path, &disk) ||
	       (uint64_t)disk.f_bavail * disk.f_frsize >=
		   (uint64_t)bytes + ROOM_SPARE;
}

/* Waits for readers as well, for a moment, so that the log begins anew. */
static int
restart_log(struct database *db)
{
	bool is_full = db->log_pages > db->log_pages_max;
	int code;

	sqlite3_busy_timeout(db->sqlite, LOG_PATIENCE_MS);
	code = sqlite3_wal_checkpoint_v2(
	    db->sqlite, "main", SQLITE_CHECKPOINT_RESTART, NULL, NULL);
	sqlite3_busy_timeout(db->sqlite, db->patience_ms);
	if (code == SQLITE_OK) {
		db->log_pages = db->log_pages_try = 0;
		return 0;
	}
	if ((code & 0xff) != SQLITE_BUSY)
		return database_failed(db, code);
	if (is_full && db->log_pages_try <= db->log_pages_max)
		log_warnx("%s: its log is full, since a program has been "
			  "reading it for long",
		    db->path);
	db->log_pages_try = db->log_pages + LOG_PAGES;
	return is_full ? EBUSY : 0;
}

int
database_checkpoint(struct database *db)
{
	bool is_full = db->log_pages > db->log_pages_max;
	int code;

	if (is_full || (db->log_pages >= LOG_PAGES_LONG &&
			   db->log_pages >= db->log_pages_try))
		return restart_log(db);
	if (db->log_pages < LOG_PAGES)
		return 0;
	code = sqlite3_wal_checkpoint_v2(
	    db->sqlite, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	return code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY
		   ? 0
		   : database_failed(db, code);
}

void
database_set_log_limit(struct database *db, int pages)
{
	db->log_pages_max = pages;
}

int
database_begin(struct database *db)
{
	int code =
	    sqlite3_exec(db->sqlite, "BEGIN IMMEDIATE", NULL, NULL, NULL);

	if (code == SQLITE_OK)
		return 0;
	return (code & 0xff) == SQLITE_BUSY ? EBUSY : database_failed(db, code);
}

int
database_commit(struct database *db, size_t bytes)
{
	if (!has_room(db, bytes))
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
