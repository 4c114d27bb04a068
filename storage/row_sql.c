/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQL that is made of the columns of a kind of row. */
#include "storage/row_sql.h"

#include <stdio.h>
#include <string.h>

/* What is written of the SQL; too long a text sets 'full'. */
struct sql {
	char *text; /* of ROW_SQL_SIZE */
	size_t len;
	bool full;
};

static void
sql_add(struct sql *sql, const char *string)
{
	size_t len = strlen(string);

	if (sql->full || len >= ROW_SQL_SIZE - sql->len) {
		sql->full = true;
		return;
	}
	memcpy(sql->text + sql->len, string, len + 1);
	sql->len += len;
}

bool
row_has_column(
    const struct row_layout *layout, enum row_columns which, unsigned i)
{
	if (which == ROW_ALL)
		return true;
	return i > 0 && layout->fields[i].is_steady == (which == ROW_STEADY);
}

/* Adds 'format' for a column: a % in it stands for its name, a # for the number
 * of its parameter. */
static void
sql_add_column(
    struct sql *sql, const char *format, const char *name, int number)
{
	char text[16];

	for (; *format; format++) {
		if (*format == '%') {
			sql_add(sql, name);
			continue;
		}
		if (*format == '#')
			snprintf(text, sizeof text, "?%d", number);
		else
			snprintf(text, sizeof text, "%c", *format);
		sql_add(sql, text);
	}
}

/* Adds 'format' once for each of the columns, with commas between. The first
 * parameter is the identifier. */
static void
sql_add_columns(struct sql *sql, const struct row_layout *layout,
    enum row_columns which, const char *format)
{
	static const char *const suffixes[] = {"", "_normalised", "_reversed"};
	int first = which == ROW_ALL ? 1 : 2, number = first;
	char name[64];

	for (unsigned i = 0; i < layout->field_count; i++) {
		const struct row_field *field = &layout->fields[i];

		if (!row_has_column(layout, which, i))
			continue;
		for (int part = 0; part < (field->is_number ? 3 : 1); part++) {
			snprintf(name, sizeof name, "%s%s", field->column,
			    suffixes[part]);
			if (number > first)
				sql_add(sql, ", ");
			sql_add_column(sql, format, name, number++);
		}
	}
}

/* "INSERT INTO t (a, b) VALUES (?1, ?2)" */
static void
sql_insert(struct sql *sql, const struct row_layout *layout)
{
	sql_add(sql, "INSERT INTO ");
	sql_add(sql, layout->table);
	sql_add(sql, " (");
	sql_add_columns(sql, layout, ROW_ALL, "%");
	sql_add(sql, ") VALUES (");
	sql_add_columns(sql, layout, ROW_ALL, "#");
	sql_add(sql, ")");
}

/*
 * "UPDATE t SET a = ?2, b = ?3 WHERE id = ?1"; of what is steady only "AND
 * (a, b) IS NOT (?2, ?3)", which then touches neither index nor parent.
 */
static void
sql_update(
    struct sql *sql, const struct row_layout *layout, enum row_columns which)
{
	sql_add(sql, "UPDATE ");
	sql_add(sql, layout->table);
	sql_add(sql, " SET ");
	sql_add_columns(sql, layout, which, "% = #");
	sql_add(sql, " WHERE id = ?1");
	if (which != ROW_STEADY)
		return;
	sql_add(sql, " AND (");
	sql_add_columns(sql, layout, which, "%");
	sql_add(sql, ") IS NOT (");
	sql_add_columns(sql, layout, which, "#");
	sql_add(sql, ")");
}

bool
row_sql(const struct row_layout *layout, unsigned step, char out[ROW_SQL_SIZE])
{
	struct sql sql = {.text = out};

	if (step == ROW_STEP_STEADY)
		sql_update(&sql, layout, ROW_STEADY);
	else if (step == ROW_STEP_MOVING)
		sql_update(&sql, layout, ROW_MOVING);
	else
		sql_insert(&sql, layout);
	return !sql.full;
}
