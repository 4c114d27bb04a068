/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How rows are written: the SQL is made of a table's column names, once for
 * each connection; the values are bound in the same order.
 */
#include "storage/catalogue_row.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

#define SQL_SIZE 4096

/* What is written of the SQL; too long a text sets 'full'. */
struct sql {
	char text[SQL_SIZE];
	size_t len;
	bool full;
};

static void
sql_add(struct sql *sql, const char *text, size_t len)
{
	if (sql->full || len >= sizeof sql->text - sql->len) {
		sql->full = true;
		return;
	}
	memcpy(sql->text + sql->len, text, len);
	sql->len += len;
	sql->text[sql->len] = '\0';
}

/*
 * Adds 'format' once for each of 'columns', with commas between; a % in it
 * stands for the column.
 */
static void
sql_add_columns(struct sql *sql, const char *columns, const char *format)
{
	struct text rest = text_of(columns);
	bool first = true;

	while (rest.len) {
		struct text name = text_cut(&rest, ',');

		name = text_trim(name);
		if (!first)
			sql_add(sql, ", ", 2);
		first = false;
		for (const char *at = format; *at; at++) {
			if (*at == '%')
				sql_add(sql, name.at, name.len);
			else
				sql_add(sql, at, 1);
		}
	}
}

static void
sql_add_string(struct sql *sql, const char *string)
{
	sql_add(sql, string, strlen(string));
}

/* "INSERT INTO t (a, b) VALUES (?, ?)", and what to do with the same id. */
static void
sql_insert(struct sql *sql, const struct target *target)
{
	const char *columns = target->columns;

	*sql = (struct sql){.len = 0};
	sql_add_string(sql, "INSERT INTO ");
	sql_add_string(sql, target->table);
	sql_add_string(sql, " (");
	sql_add_columns(sql, columns, "%");
	sql_add_string(sql, ") VALUES (");
	sql_add_columns(sql, columns, "?");
	sql_add_string(sql, ")");
	if (target->has_id) {
		sql_add_string(sql, " ON CONFLICT (id) DO UPDATE SET ");
		sql_add_columns(sql, columns, "% = excluded.%");
	}
}

int
row_begin(struct catalogue *catalogue, const struct target *target,
    struct statement **out)
{
	struct sql sql;
	int error = batch_begin(catalogue);

	if (error)
		return error;
	*out = statement_get(catalogue, target->slot);
	if (*out)
		return 0;
	sql_insert(&sql, target);
	if (sql.full)
		return EINVAL;
	return statement_prepare(catalogue, target->slot, sql.text, out);
}

void
bind_time(struct statement *statement, int64_t us)
{
	if (us == ROW_NO_TIME)
		bind_null(statement);
	else
		bind_int(statement, us);
}

void
bind_nonzero(struct statement *statement, int64_t value)
{
	if (value == 0)
		bind_null(statement);
	else
		bind_int(statement, value);
}

void
bind_count(struct statement *statement, uint64_t count)
{
	bind_int(statement, count > INT64_MAX ? INT64_MAX : (int64_t)count);
}

void
bind_known(struct statement *statement, bool known, double value)
{
	if (known)
		bind_real(statement, value);
	else
		bind_null(statement);
}

int64_t
catalogue_next_id(struct catalogue *catalogue, enum catalogue_table table)
{
	static const char *const newest[CATALOGUE_TABLE_COUNT] = {
	    [CATALOGUE_CALL] = "SELECT max(id) FROM call",
	    [CATALOGUE_LEG] = "SELECT max(id) FROM leg",
	    [CATALOGUE_STREAM] = "SELECT max(id) FROM stream",
	    [CATALOGUE_RECORDING] = "SELECT max(id) FROM recording",
	    [CATALOGUE_SOURCE] = "SELECT max(id) FROM source",
	};
	int64_t *next = database_next_id(catalogue, table);

	if (*next == 0) {
		if (database_number(catalogue, newest[table], next))
			return 0;
		(*next)++;
	}
	return (*next)++;
}

void
catalogue_set_number_plan(
    struct catalogue *catalogue, const struct number_plan *plan)
{
	*database_number_plan(catalogue) = *plan;
}
