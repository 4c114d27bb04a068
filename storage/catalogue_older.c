/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A reader must not migrate what it reads. Views of its connection alone hide
 * the tables that have fewer columns now than they have in a new catalogue;
 * queries go through them to the tables and their indexes. What a new
 * catalogue is like, one in memory tells.
 */
#include "storage/catalogue_older.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define VIEW_SIZE 4096
#define NAME_SIZE 64

/* The view of one table, as it is written. */
struct view {
	char table[NAME_SIZE];
	bool is_there;   /* the older catalogue has the table */
	bool is_wanting; /* ... but not all of its columns */
	size_t len;      /* of 'columns'; VIEW_SIZE: too long */
	char columns[VIEW_SIZE];
};

/* Adds a column with the value that all its rows have. */
static void
add(struct view *view, const char *value, const char *column)
{
	size_t room = VIEW_SIZE - view->len;
	int n = snprintf(
	    view->columns + view->len, room, ", %s AS %s", value, column);

	view->len =
	    n < 0 || (size_t)n >= room ? VIEW_SIZE : view->len + (size_t)n;
}

/* Makes the view, unless the table is as it is in a new catalogue. */
static int
finish(struct database *db, const struct view *view)
{
	char sql[VIEW_SIZE + 256];

	if (view->len >= VIEW_SIZE)
		return ENOMEM;
	if (view->table[0] == '\0' || (view->is_there && !view->is_wanting))
		return 0;
	if (view->is_there)
		snprintf(sql, sizeof sql,
		    "CREATE TEMP VIEW %s AS SELECT *%s FROM main.%s",
		    view->table, view->columns, view->table);
	else
		snprintf(sql, sizeof sql,
		    "CREATE TEMP VIEW %s AS SELECT %s WHERE false", view->table,
		    view->columns + strlen(", "));
	return database_exec(db, sql);
}

/* Has 'table' a column of that name, or any when 'column' is NULL? */
static int
count_columns(
    struct database *db, const char *table, const char *column, bool *any)
{
	struct statement *s;
	int error = database_prepare(db, SLOT_HAS_COLUMN,
	    "SELECT count(*) FROM pragma_table_info(?1) "
	    "WHERE ?2 IS NULL OR name = ?2",
	    &s);

	if (error)
		return error;
	bind_text(s, table);
	bind_text(s, column);
	error = statement_step(s, any);
	if (!error)
		*any = column_int(s) > 0;
	statement_reset(s);
	return error;
}

/* One column of a new catalogue; those of a table come together. */
static int
take_column(struct database *db, struct view *view, struct statement *newest)
{
	const char *table = column_text(newest);
	const char *column = column_text(newest);
	const char *value = column_text(newest);
	bool has_column;
	int error = 0;

	if (strcmp(table, view->table) != 0) {
		error = finish(db, view);
		*view = (struct view){0};
		snprintf(view->table, sizeof view->table, "%s", table);
		if (!error)
			error = count_columns(db, table, NULL, &view->is_there);
	}
	if (!error)
		error = count_columns(db, table, column, &has_column);
	if (error || has_column)
		return error;
	view->is_wanting = true;
	add(view, value, column);
	return 0;
}

static int
make_views(struct database *db, struct database *newest)
{
	struct view view = {0};
	struct statement *s;
	bool found;
	int error = 0;

	for (int i = 0; !error && i < CATALOGUE_VERSION; i++)
		error = database_exec(newest, catalogue_schema[i]);
	if (!error)
		error = database_prepare(newest, SLOT_COLUMNS,
		    "SELECT t.name, c.name, coalesce(c.dflt_value, 'NULL') "
		    "FROM sqlite_schema AS t, pragma_table_info(t.name) AS c "
		    "WHERE t.type = 'table' ORDER BY t.name, c.cid",
		    &s);
	while (!error && !(error = statement_step(s, &found)) && found)
		error = take_column(db, &view, s);
	return error ? error : finish(db, &view);
}

int
catalogue_look_newer(struct database *db)
{
	struct database *newest = NULL;
	int error = database_exec(
	    db, "PRAGMA temp_store=MEMORY; PRAGMA query_only=OFF");

	if (!error)
		error = database_open(":memory:", DATABASE_WRITE, &newest);
	if (!error)
		error = make_views(db, newest);
	database_close(newest);
	return error ? error : database_exec(db, "PRAGMA query_only=ON");
}
