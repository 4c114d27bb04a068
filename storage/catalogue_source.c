/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources, and what a run counted of them, into the catalogue. */
#include "storage/catalogue_row.h"

static const struct target source_target = {SLOT_PUT_SOURCE, true, "source",
    "id, parent_id, kind, name, encapsulation, vlan, link_type, first_us, "
    "last_us, packets, bytes"};

static const struct target capture_stat_target = {SLOT_ADD_CAPTURE_STAT, false,
    "capture_stat", "time_us, source_id, name, value"};

static const struct target duplicate_target = {SLOT_ADD_DUPLICATE, false,
    "duplicate", "source_id, copy_source_id, packets"};

int
catalogue_put_source(struct catalogue *catalogue, const struct source_row *row)
{
	struct statement *s;
	int error = row_begin(catalogue, &source_target, &s);

	if (error)
		return error;
	bind_int(s, row->id);
	bind_nonzero(s, row->parent_id);
	bind_text(s, row->kind);
	bind_text(s, row->name);
	bind_text(s, row->encapsulation);
	bind_nonzero(s, row->vlan);
	bind_text(s, row->link_type);
	bind_time(s, row->first_us);
	bind_time(s, row->last_us);
	bind_count(s, row->packets);
	bind_count(s, row->bytes);
	return statement_write(s);
}

/* clang-format off */
static const char same_source_sql[] =
    "SELECT id FROM source WHERE name = ? AND kind IS ? AND parent_id IS ? "
    "AND encapsulation IS ? AND link_type IS ? AND first_us IS ? "
    "ORDER BY id DESC LIMIT 1";

static const char delete_duplicate_sql[] =
    "DELETE FROM duplicate WHERE source_id = ? AND copy_source_id = ?";

static const char delete_capture_stat_sql[] =
    "DELETE FROM capture_stat WHERE time_us = ? AND source_id IS ? "
    "AND name = ? AND value = ?";
/* clang-format on */

int64_t
catalogue_source_id(struct catalogue *catalogue, const struct source_row *row)
{
	struct statement *s;
	bool found = false;
	int64_t id = 0;

	if (statement_prepare(catalogue, SLOT_SAME_SOURCE, same_source_sql, &s))
		return 0;
	bind_text(s, row->name);
	bind_text(s, row->kind);
	bind_nonzero(s, row->parent_id);
	bind_text(s, row->encapsulation);
	bind_text(s, row->link_type);
	bind_time(s, row->first_us);
	if (!statement_step(s, &found) && found)
		id = column_int(s);
	statement_reset(s);
	return id ? id : catalogue_next_id(catalogue, CATALOGUE_SOURCE);
}

/* Begins a statement of the batch that takes rows away. */
static int
delete_begin(struct catalogue *catalogue, enum statement_slot slot,
    const char *sql, struct statement **s)
{
	int error = batch_begin(catalogue);

	return error ? error : statement_prepare(catalogue, slot, sql, s);
}

static int
delete_capture_stat(
    struct catalogue *catalogue, const struct capture_stat_row *row)
{
	struct statement *s;
	int error = delete_begin(
	    catalogue, SLOT_DELETE_CAPTURE_STAT, delete_capture_stat_sql, &s);

	if (error)
		return error;
	bind_int(s, row->time_us);
	bind_nonzero(s, row->source_id);
	bind_text(s, row->name);
	bind_count(s, row->value);
	return statement_write(s);
}

int
catalogue_drop_duplicates(
    struct catalogue *catalogue, int64_t source_id, int64_t copy_source_id)
{
	struct statement *s;
	int error = delete_begin(
	    catalogue, SLOT_DELETE_DUPLICATE, delete_duplicate_sql, &s);

	if (error)
		return error;
	bind_int(s, source_id);
	bind_int(s, copy_source_id);
	return statement_write(s);
}

int
catalogue_add_capture_stat(
    struct catalogue *catalogue, const struct capture_stat_row *row)
{
	struct statement *s;
	int error = delete_capture_stat(catalogue, row);

	if (!error)
		error = row_begin(catalogue, &capture_stat_target, &s);
	if (error)
		return error;
	bind_int(s, row->time_us);
	bind_nonzero(s, row->source_id);
	bind_text(s, row->name);
	bind_count(s, row->value);
	return statement_write(s);
}

int
catalogue_add_duplicate(
    struct catalogue *catalogue, const struct duplicate_row *row)
{
	struct statement *s;
	int error = row_begin(catalogue, &duplicate_target, &s);

	if (error)
		return error;
	bind_int(s, row->source_id);
	bind_int(s, row->copy_source_id);
	bind_count(s, row->packets);
	return statement_write(s);
}
