/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements of a database: their parameters, their rows, their columns. */
#include "storage/database_int.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

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
	return code == SQLITE_OK ? 0 : database_failed(db, code);
}

int
database_prepare_again(struct database *db, enum statement_slot slot,
    const char *sql, struct statement **out)
{
	struct statement *statement = &db->slot[slot];

	if (statement->stmt && strcmp(sqlite3_sql(statement->stmt), sql) != 0) {
		sqlite3_finalize(statement->stmt);
		*statement = (struct statement){.db = db};
	}
	return database_prepare(db, slot, sql, out);
}

int
database_version(struct database *db, int64_t *out)
{
	struct statement *s;
	bool found = false;
	int error =
	    database_prepare(db, SLOT_VERSION, "PRAGMA data_version", &s);

	if (error)
		return error;
	error = statement_step(s, &found);
	*out = found ? column_int(s) : 0;
	statement_reset(s);
	return error;
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
	if (database_errno(statement->db->sqlite, code))
		return database_failed(statement->db, code);
	*row = code == SQLITE_ROW;
	return 0;
}

/* What was not given a value is NULL, and not what it was the last time: that
 * is cheaper than to take all values away after each run. */
static void
bind_rest(struct statement *statement)
{
	while (statement_wants(statement))
		bind_null(statement);
}

/* Ends a run of which no value is looked at any more. */
static void
end_run(struct statement *statement)
{
	sqlite3_reset(statement->stmt);
	statement->next = 0;
	statement->code = SQLITE_OK;
}

int
statement_write(struct statement *statement)
{
	bool row;
	int error;

	bind_rest(statement);
	error = statement_step(statement, &row);
	end_run(statement);
	return error;
}

int
statement_try(struct statement *statement)
{
	struct database *db = statement->db;
	int code, error;

	bind_rest(statement);
	code = statement->code;
	if (code == SQLITE_OK)
		code = sqlite3_step(statement->stmt);
	error = database_errno(db->sqlite, code);
	if (error && error != EINVAL)
		error = database_failed(db, code);
	end_run(statement);
	return error;
}

int
statement_change(struct statement *statement, bool *any)
{
	int error = statement_write(statement);

	*any = !error && sqlite3_changes(statement->db->sqlite) > 0;
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
