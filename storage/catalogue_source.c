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

int
catalogue_add_capture_stat(
    struct catalogue *catalogue, const struct capture_stat_row *row)
{
	struct statement *s;
	int error = row_begin(catalogue, &capture_stat_target, &s);

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
