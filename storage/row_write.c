/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How rows are written: SQL is made of the columns of a kind of row, once for
 * each connection (row_sql.c); the values are bound in the same order.
 */
#include "storage/row_write.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "storage/row_sql.h"

/* The statement of a step of 'kind'; 'sql' is NULL for what is made of its
 * layout. */
static int
prepare(struct database *db, enum row_kind kind, unsigned step, const char *sql,
    struct statement **out)
{
	enum statement_slot slot =
	    (enum statement_slot)(SLOT_ROWS + kind * ROW_STEPS_MAX + step);
	char made[ROW_SQL_SIZE];

	*out = database_prepared(db, slot);
	if (*out)
		return 0;
	if (!sql) {
		if (!row_sql(row_layout(kind), step, made))
			return EINVAL;
		sql = made;
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
take_plan(const struct number_plan_row *row, struct row_writer *writer)
{
	struct number_plan *plan = &writer->plan;

	snprintf(plan->country_code, sizeof plan->country_code, "%s",
	    row->country_code ? row->country_code : "");
	snprintf(plan->international, sizeof plan->international, "%s",
	    row->international ? row->international : "");
	snprintf(plan->national, sizeof plan->national, "%s",
	    row->national ? row->national : "");
	row_known_forget(writer->known);
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
update(const struct writing *writing, enum row_columns which, bool *found)
{
	const struct row_layout *layout = writing->layout;
	struct statement *s;
	int error = prepare(writing->db, writing->kind,
	    which == ROW_STEADY ? ROW_STEP_STEADY : ROW_STEP_MOVING, NULL, &s);

	if (error)
		return error;
	bind_int(s, get_id(writing, 1));
	for (unsigned i = 1; i < layout->field_count; i++) {
		if (row_has_column(layout, which, i))
			bind_field(s, &layout->fields[i], writing->row,
			    &writing->writer->plan);
	}
	return statement_change(s, found);
}

/* Brings the row with that identifier up to date, if there is one. */
static int
update_all(const struct writing *writing, bool *found)
{
	const struct row_known *known = writing->writer->known;
	uint64_t hash = row_known_hash(known, writing->layout, writing->row);
	int error = 0;

	if (!row_known_is(known, writing->layout, get_id(writing, 1), hash))
		error = update(writing, ROW_STEADY, found);
	return error ? error : update(writing, ROW_MOVING, found);
}

/* Brings the row up to date, or makes it. */
static int
update_or_insert(const struct writing *writing)
{
	bool found, due;
	int error = update_all(writing, &found);

	if (error || found)
		return error;
	error = write_before(writing, &due);
	if (error || !due)
		return error ? error : write_own(writing);
	/* What comes before a call may have made its row. */
	row_known_forget(writing->writer->known);
	error = update_all(writing, &found);
	return error || found ? error : write_own(writing);
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
	struct row_writer *writer = writing->writer;
	const struct row_layout *layout = writing->layout;
	int64_t id = get_id(writing, 1);
	int error = EINVAL;

	if (id > writer->highest[layout->ids])
		error = try_new(writing);
	if (!error)
		writer->highest[layout->ids] = id;
	else if (error == EINVAL)
		error = update_or_insert(writing);
	if (!error)
		row_known_set(writer->known, layout, id,
		    row_known_hash(writer->known, layout, writing->row));
	return error;
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
		return take_plan(&row->number_plan, writer);
	/* It gives rows to another one. */
	if (kind == ROW_MERGE)
		row_known_forget(writer->known);
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

	if (!writer->known)
		writer->known = row_known_new();
	row_known_forget(writer->known);
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
	row_known_forget(writer->known);
	return doubt_index(writer, db);
}

void
row_writer_forget(struct row_writer *writer)
{
	row_known_forget(writer->known);
}

void
row_writer_close(struct row_writer *writer)
{
	row_known_free(writer->known);
	writer->known = NULL;
}
