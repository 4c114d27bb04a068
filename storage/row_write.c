/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How rows are written: SQL is made of the columns of a kind of row, once for
 * each connection; the values are bound in the same order.
 */
#include "storage/row_write.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define SQL_SIZE 4096

/* What is written of the SQL; too long a text sets 'full'. */
struct sql {
	char text[SQL_SIZE];
	size_t len;
	bool full;
};

static void
sql_add(struct sql *sql, const char *string)
{
	size_t len = strlen(string);

	if (sql->full || len >= sizeof sql->text - sql->len) {
		sql->full = true;
		return;
	}
	memcpy(sql->text + sql->len, string, len + 1);
	sql->len += len;
}

/* Adds 'format' once for each column from 'first' on, with commas between; a %
 * in it stands for the column. */
static void
sql_add_columns(struct sql *sql, const struct row_layout *layout,
    unsigned first, const char *format)
{
	static const char *const suffixes[] = {"", "_normalised", "_reversed"};

	for (unsigned i = first; i < layout->field_count; i++) {
		const struct row_field *field = &layout->fields[i];

		for (int part = 0; part < (field->is_number ? 3 : 1); part++) {
			if (i > first || part)
				sql_add(sql, ", ");
			for (const char *at = format; *at; at++) {
				char literal[2] = {*at, '\0'};

				if (*at != '%') {
					sql_add(sql, literal);
					continue;
				}
				sql_add(sql, field->column);
				sql_add(sql, suffixes[part]);
			}
		}
	}
}

/* "INSERT INTO t (a, b) VALUES (?, ?)", and what to do with the same id. */
static void
sql_insert(struct sql *sql, const struct row_layout *layout)
{
	*sql = (struct sql){.len = 0};
	sql_add(sql, "INSERT INTO ");
	sql_add(sql, layout->table);
	sql_add(sql, " (");
	sql_add_columns(sql, layout, 0, "%");
	sql_add(sql, ") VALUES (");
	sql_add_columns(sql, layout, 0, "?");
	sql_add(sql, ")");
	/* Not the id itself: as if it changed, each table that refers to it
	   would be searched, and a call take half as long again. */
	if (layout->has_id) {
		sql_add(sql, " ON CONFLICT (id) DO UPDATE SET ");
		sql_add_columns(sql, layout, 1, "% = excluded.%");
	}
}

/* The statement of a step of 'kind'; 'sql' is NULL for what inserts it. */
static int
prepare(struct database *db, enum row_kind kind, unsigned step, const char *sql,
    struct statement **out)
{
	enum statement_slot slot =
	    (enum statement_slot)(SLOT_ROWS + kind * ROW_STEPS_MAX + step);
	struct sql made;

	*out = database_prepared(db, slot);
	if (*out)
		return 0;
	if (!sql) {
		sql_insert(&made, row_layout(kind));
		if (made.full)
			return EINVAL;
		sql = made.text;
	}
	return database_prepare(db, slot, sql, out);
}

static void
bind_phone_number(
    struct statement *s, const char *raw, const struct number_plan *plan)
{
	struct number number;

	number_normalise(raw, plan, &number);
	bind_text(s, raw);
	bind_text_copy(s, number.normalised);
	bind_text_copy(s, number.reversed);
}

static void
bind_number(struct statement *s, const struct row_field *field, int64_t value)
{
	if (field->null == FIELD_NO_ZERO && value == 0)
		bind_null(s);
	else if (field->null == FIELD_TIME && value == ROW_NO_TIME)
		bind_null(s);
	else
		bind_int(s, value);
}

static void
bind_double(struct statement *s, const struct row_field *field, const char *row)
{
	bool known = true;
	double value;

	memcpy(&value, row + field->at, sizeof value);
	if (field->null == FIELD_KNOWN)
		memcpy(&known, row + field->beside, sizeof known);
	if (known)
		bind_real(s, value);
	else
		bind_null(s);
}

static void
bind_field(struct statement *s, const struct row_field *field, const char *row,
    const struct number_plan *plan)
{
	int64_t value;
	const char *bytes;
	size_t size;

	switch (field->type) {
	case FIELD_TEXT:
		memcpy(&bytes, row + field->at, sizeof bytes);
		if (field->is_number)
			bind_phone_number(s, bytes, plan);
		else
			bind_text(s, bytes);
		break;
	case FIELD_BLOB:
		memcpy(&bytes, row + field->at, sizeof bytes);
		memcpy(&size, row + field->beside, sizeof size);
		bind_blob(s, bytes, size);
		break;
	case FIELD_DOUBLE:
		bind_double(s, field, row);
		break;
	default:
		value = row_number(field, row);
		/* SQLite's integers are signed: the largest stands for more. */
		if (field->type == FIELD_UINT64 && value < 0)
			value = INT64_MAX;
		bind_number(s, field, value);
	}
}

/* Binds the columns that 's' has. */
static void
bind_row(struct statement *s, const struct row_layout *layout, const char *row,
    const struct number_plan *plan)
{
	for (unsigned i = 0; i < layout->field_count && statement_wants(s); i++)
		bind_field(s, &layout->fields[i], row, plan);
}

static int
take_plan(const struct number_plan_row *row, struct number_plan *plan)
{
	snprintf(plan->country_code, sizeof plan->country_code, "%s",
	    row->country_code ? row->country_code : "");
	snprintf(plan->international, sizeof plan->international, "%s",
	    row->international ? row->international : "");
	snprintf(plan->national, sizeof plan->national, "%s",
	    row->national ? row->national : "");
	return 0;
}

/* Does a row want what comes before it? */
static int
is_due(struct statement *s, bool *due)
{
	int error = statement_step(s, due);

	statement_reset(s);
	return error;
}

int
row_write(struct database *db, enum row_kind kind, const union row *row,
    struct number_plan *plan)
{
	const struct row_layout *layout = row_layout(kind);
	const char *bytes = (const char *)row;
	struct statement *s;
	bool due = layout->before != NULL;
	unsigned step = 0;
	int error = 0;

	if (kind == ROW_NUMBER_PLAN)
		return take_plan(&row->number_plan, plan);
	if (layout->when) {
		error = prepare(db, kind, ROW_STEP_WHEN, layout->when, &s);
		if (error)
			return error;
		bind_row(s, layout, bytes, plan);
		error = is_due(s, &due);
	}
	for (; !error && due && layout->before[step]; step++) {
		error = prepare(db, kind, step, layout->before[step], &s);
		if (error)
			return error;
		bind_row(s, layout, bytes, plan);
		error = statement_write(s);
	}
	if (!error)
		error = prepare(db, kind, ROW_STEP_OWN, layout->sql, &s);
	if (error)
		return error;
	bind_row(s, layout, bytes, plan);
	return statement_write(s);
}
