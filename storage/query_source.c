/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where packets came from, and what came from two places. */
#include "storage/query.h"

#include "storage/catalogue_int.h"

/* clang-format off */
static const char source_sql[] =
    "SELECT id, parent_id, kind, name, encapsulation, vlan, link_type, "
    "first_us, last_us, packets, bytes, " SOURCE_TEXT("source")
    " FROM source WHERE id = ?";

/*
 * (1) Rows of the same two sources add up.
 * (2) A capture that was read again has sources of the same texts and first
 *     packets: only its last reading counts.
 * (3) Runs add up by the texts of the sources.
 * Parameters 1 and 2 are the time from which and before which the source must
 * have been heard; a NULL says nothing.
 */
static const char duplicates_sql[] =
    "WITH pair AS (SELECT source_id, copy_source_id, sum(packets) AS packets "
    "FROM duplicate GROUP BY source_id, copy_source_id), "
    "reading AS (SELECT max(source_id), pair.packets AS packets, "
    SOURCE_TEXT("source") " AS source_text, "
    SOURCE_TEXT("copy") " AS copy_text "
    "FROM pair JOIN source ON source.id = source_id "
    "JOIN source AS copy ON copy.id = copy_source_id "
    "WHERE (?1 IS NULL OR source.last_us IS NULL OR source.last_us >= ?1) "
    "AND (?2 IS NULL OR source.first_us IS NULL OR source.first_us < ?2) "
    "GROUP BY source_text, coalesce(source.first_us, -source.id), "
    "copy_text, coalesce(copy.first_us, -copy.id)) "
    "SELECT source_text, copy_text, sum(packets) FROM reading "
    "GROUP BY source_text, copy_text ORDER BY 3 DESC, 1, 2";
/* clang-format on */

static void
read_source(struct statement *s, struct source_view *view)
{
	struct source_row *row = &view->source;

	row->id = column_int(s);
	row->parent_id = column_int(s);
	row->kind = column_text(s);
	row->name = column_text(s);
	row->encapsulation = column_text(s);
	row->vlan = (int)column_int(s);
	row->link_type = column_text(s);
	row->first_us = column_time(s);
	row->last_us = column_time(s);
	row->packets = (uint64_t)column_int(s);
	row->bytes = (uint64_t)column_int(s);
	view->text = column_text(s);
}

int
query_source(struct catalogue *catalogue, int64_t source_id,
    query_source_fn *each, void *arg)
{
	struct source_view view;
	struct statement *s;
	bool row = false;
	int error = statement_prepare(catalogue, SLOT_SOURCE, source_sql, &s);

	if (error)
		return error;
	bind_int(s, source_id);
	error = statement_step(s, &row);
	if (!error && row) {
		read_source(s, &view);
		error = each(&view, arg);
	}
	statement_reset(s);
	return error;
}

int
query_duplicates(struct catalogue *catalogue, const struct call_filter *filter,
    query_duplicate_fn *each, void *arg)
{
	struct duplicate_view view;
	struct statement *s;
	bool row = false;
	int error =
	    statement_prepare(catalogue, SLOT_DUPLICATES, duplicates_sql, &s);

	if (error)
		return error;
	if (filter->has_from)
		bind_int(s, filter->from_us);
	else
		bind_null(s);
	if (filter->has_to)
		bind_int(s, filter->to_us);
	else
		bind_null(s);
	error = statement_step(s, &row);
	while (!error && row) {
		view.source = column_text(s);
		view.copy_source = column_text(s);
		view.packets = (uint64_t)column_int(s);
		error = each(&view, arg);
		if (!error)
			error = statement_step(s, &row);
	}
	statement_reset(s);
	return error;
}
