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

/* Which columns of a row a statement has. */
enum columns {
	COLUMNS_ALL,
	COLUMNS_STEADY,
	COLUMNS_MOVING, /* all others but the identifier */
};

static bool
has_column(const struct row_layout *layout, enum columns which, unsigned i)
{
	if (which == COLUMNS_ALL)
		return true;
	return i > 0 &&
	       layout->fields[i].is_steady == (which == COLUMNS_STEADY);
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
    enum columns which, const char *format)
{
	static const char *const suffixes[] = {"", "_normalised", "_reversed"};
	int first = which == COLUMNS_ALL ? 1 : 2, number = first;
	char name[64];

	for (unsigned i = 0; i < layout->field_count; i++) {
		const struct row_field *field = &layout->fields[i];

		if (!has_column(layout, which, i))
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
	sql_add_columns(sql, layout, COLUMNS_ALL, "%");
	sql_add(sql, ") VALUES (");
	sql_add_columns(sql, layout, COLUMNS_ALL, "#");
	sql_add(sql, ")");
}

/*
 * "UPDATE t SET a = ?2, b = ?3 WHERE id = ?1"; of what is steady only "AND
 * (a, b) IS NOT (?2, ?3)", which then touches neither index nor parent.
 */
static void
sql_update(struct sql *sql, const struct row_layout *layout, enum columns which)
{
	sql_add(sql, "UPDATE ");
	sql_add(sql, layout->table);
	sql_add(sql, " SET ");
	sql_add_columns(sql, layout, which, "% = #");
	sql_add(sql, " WHERE id = ?1");
	if (which != COLUMNS_STEADY)
		return;
	sql_add(sql, " AND (");
	sql_add_columns(sql, layout, which, "%");
	sql_add(sql, ") IS NOT (");
	sql_add_columns(sql, layout, which, "#");
	sql_add(sql, ")");
}

/* What is made of the layout. */
static void
sql_make(struct sql *sql, const struct row_layout *layout, unsigned step)
{
	*sql = (struct sql){.len = 0};
	if (step == ROW_STEP_STEADY)
		sql_update(sql, layout, COLUMNS_STEADY);
	else if (step == ROW_STEP_MOVING)
		sql_update(sql, layout, COLUMNS_MOVING);
	else
		sql_insert(sql, layout);
}

/* The statement of a step of 'kind'; 'sql' is NULL for what is made of its
 * layout. */
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
		sql_make(&made, row_layout(kind), step);
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

/* A row that is being written. */
struct writing {
	struct database *db;
	struct row_writer *writer;
	enum row_kind kind;
	const struct row_layout *layout;
	const char *row;
};

/* The identifier in a column, of which the first is 1. */
static int64_t
get_id(const struct writing *writing, unsigned column)
{
	return row_number(&writing->layout->fields[column - 1], writing->row);
}

/* Does a row want what comes before it? */
static int
is_due(const struct writing *writing, bool *due)
{
	const struct row_layout *layout = writing->layout;
	struct statement *s;
	int error;

	*due = layout->before != NULL;
	if (!layout->when)
		return 0;
	error = prepare(
	    writing->db, writing->kind, ROW_STEP_WHEN, layout->when, &s);
	if (error)
		return error;
	bind_row(s, layout, writing->row, &writing->writer->plan);
	error = statement_step(s, due);
	statement_reset(s);
	return error;
}

/* Runs what comes before the row; '*due' says whether it was wanted. */
static int
write_before(const struct writing *writing, bool *due)
{
	const struct row_layout *layout = writing->layout;
	struct statement *s;
	int error = is_due(writing, due);

	for (unsigned i = 0; !error && *due && layout->before[i]; i++) {
		error = prepare(
		    writing->db, writing->kind, i, layout->before[i], &s);
		if (error)
			return error;
		bind_row(s, layout, writing->row, &writing->writer->plan);
		error = statement_write(s);
	}
	return error;
}

/* Runs the statement of the row itself. */
static int
write_own(const struct writing *writing)
{
	const struct row_layout *layout = writing->layout;
	struct statement *s;
	int error =
	    prepare(writing->db, writing->kind, ROW_STEP_OWN, layout->sql, &s);

	if (error)
		return error;
	bind_row(s, layout, writing->row, &writing->writer->plan);
	return statement_write(s);
}

/* Inserts a row that is probably new; EINVAL, which is not logged, if it is
 * not, or in the way of another one. */
static int
try_new(const struct writing *writing)
{
	struct statement *s;
	int error = prepare(writing->db, writing->kind, ROW_STEP_OWN, NULL, &s);

	if (error)
		return error;
	bind_row(s, writing->layout, writing->row, &writing->writer->plan);
	return statement_try(s);
}

/* Brings some columns of the row with that identifier up to date. */
static int
update(const struct writing *writing, enum columns which, bool *found)
{
	const struct row_layout *layout = writing->layout;
	struct statement *s;
	int error = prepare(writing->db, writing->kind,
	    which == COLUMNS_STEADY ? ROW_STEP_STEADY : ROW_STEP_MOVING, NULL,
	    &s);

	if (error)
		return error;
	bind_int(s, get_id(writing, 1));
	for (unsigned i = 1; i < layout->field_count; i++) {
		if (has_column(layout, which, i))
			bind_field(s, &layout->fields[i], writing->row,
			    &writing->writer->plan);
	}
	return statement_change(s, found);
}

/* Brings the row with that identifier up to date, if there is one. */
static int
update_all(const struct writing *writing, bool *found)
{
	int error = update(writing, COLUMNS_STEADY, found);

	return error ? error : update(writing, COLUMNS_MOVING, found);
}

/*
 * A row with an identifier. One that is there is not replaced, nor written by
 * INSERT with ON CONFLICT DO UPDATE: that writes to each index, has SQLite keep
 * a copy of each page in case that it fails half done, and takes twice as many
 * instructions for a call from its beginning to its end. Nor is its identifier
 * set, as if it changed: each table that refers to it would be searched.
 */
static int
write_by_id(const struct writing *writing)
{
	int64_t *highest = &writing->writer->highest[writing->layout->ids];
	int64_t id = get_id(writing, 1);
	bool found = false, due = false;
	int error = EINVAL;

	if (id > *highest) {
		error = try_new(writing);
		if (error != EINVAL) {
			*highest = error ? *highest : id;
			return error;
		}
	}
	error = update_all(writing, &found);
	if (!error && !found)
		error = write_before(writing, &due);
	/* What comes before a call may have made its row. */
	if (!error && due)
		error = update_all(writing, &found);
	return error || found ? error : write_own(writing);
}

/*
 * (1) of storage/search.h: a call that changes, or has one more leg or stream,
 * or another one, is not as it is in the index. Triggers would say the same,
 * and take longer than the row.
 */
static int
mark_call(const struct writing *writing)
{
	struct statement *s;
	int64_t id;
	int error;

	if (writing->layout->call == 0)
		return 0;
	id = get_id(writing, writing->layout->call);
	if (id > writing->writer->indexed)
		return 0;
	error = prepare(writing->db, writing->kind, ROW_STEP_MARK,
	    "UPDATE call SET search_key = NULL WHERE id = ? "
	    "AND search_key IS NOT NULL",
	    &s);
	if (error)
		return error;
	bind_int(s, id);
	return statement_write(s);
}

int
row_write(struct database *db, struct row_writer *writer, enum row_kind kind,
    const union row *row)
{
	const struct writing writing = {.db = db,
	    .writer = writer,
	    .kind = kind,
	    .layout = row_layout(kind),
	    .row = (const char *)row};
	bool due;
	int error;

	if (kind == ROW_NUMBER_PLAN)
		return take_plan(&row->number_plan, &writer->plan);
	error = mark_call(&writing);
	if (error)
		return error;
	if (writing.layout->has_id)
		return write_by_id(&writing);
	error = write_before(&writing, &due);
	return error ? error : write_own(&writing);
}

int
row_highest_ids(struct database *db, int64_t highest[CATALOGUE_TABLE_COUNT])
{
	static const char *const newest[CATALOGUE_TABLE_COUNT] = {
	    [CATALOGUE_CALL] = "SELECT max(id) FROM call",
	    [CATALOGUE_LEG] = "SELECT max(id) FROM leg",
	    [CATALOGUE_STREAM] = "SELECT max(id) FROM stream",
	    [CATALOGUE_RECORDING] = "SELECT max(id) FROM recording",
	    [CATALOGUE_SOURCE] = "SELECT max(id) FROM source",
	};
	int error = 0;

	for (int i = 0; !error && i < CATALOGUE_TABLE_COUNT; i++)
		error = database_number(db, newest[i], &highest[i]);
	return error;
}

/* Any call may be in the index of words. */
static int
doubt_index(struct row_writer *writer, struct database *db)
{
	return database_number(
	    db, "SELECT max(id) FROM call", &writer->indexed);
}

int
row_writer_open(struct row_writer *writer, struct database *db)
{
	int error = row_highest_ids(db, writer->highest);

	if (!error)
		error = doubt_index(writer, db);
	return error ? error : database_version(db, &writer->version);
}

int
row_writer_begin(struct row_writer *writer, struct database *db)
{
	int64_t version;
	int error = database_version(db, &version);

	if (error || version == writer->version)
		return error;
	writer->version = version;
	return doubt_index(writer, db);
}
