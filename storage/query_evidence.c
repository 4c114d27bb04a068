/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tells how a call was put together, and how well it was captured. */
#include "storage/query.h"

#include "storage/catalogue_int.h"

/* clang-format off */
static const char links_sql[] =
    "SELECT link.leg_id, link.other_leg_id, link.method, link.score, "
    "link.undone, link.merged_uid, "
    "CASE WHEN call.id <> leg.call_id THEN call.uid END FROM link "
    "JOIN leg ON leg.id = link.leg_id "
    "JOIN leg AS other ON other.id = link.other_leg_id "
    "JOIN call ON call.id = other.call_id "
    "WHERE leg.call_id = ? ORDER BY link.id";

static const char qualities_sql[] =
    "SELECT from_us, to_us, packets, lost, late, jitter_ms, mos, method, "
    "round_trip_ms FROM quality WHERE stream_id = ? ORDER BY from_us, id";

/* Which keys is nobody's business who asks how many. */
static const char keys_sql[] =
    "SELECT side, method, count(*) FROM dtmf WHERE call_id = ? "
    "GROUP BY side, method ORDER BY min(time_us), side, method";

/* A run writes its counters when it ends, after all of its calls. */
static const char counters_sql[] =
    "SELECT name, value FROM capture_stat WHERE source_id IS NULL "
    "AND time_us = (SELECT min(time_us) FROM capture_stat "
    "WHERE time_us >= ? AND source_id IS NULL) GROUP BY name "
    "HAVING id = max(id) ORDER BY name";
/* clang-format on */

/* The rows of a statement, and whether it stands on one. */
struct rows {
	struct statement *s;
	bool row;
};

/* Prepares a statement with one parameter, and moves to its first row. */
static int
begin(struct rows *rows, struct catalogue *catalogue, enum statement_slot slot,
    const char *sql, int64_t parameter)
{
	int error;

	*rows = (struct rows){0};
	error = statement_prepare(catalogue, slot, sql, &rows->s);
	if (error)
		return error;
	bind_int(rows->s, parameter);
	return statement_step(rows->s, &rows->row);
}

/* Moves on, unless there was an error. */
static int
next(struct rows *rows, int error)
{
	return error ? error : statement_step(rows->s, &rows->row);
}

/* Lets go of the rows; gives 'error' back. */
static int
end(struct rows *rows, int error)
{
	if (rows->s)
		statement_reset(rows->s);
	return error;
}

int
query_links(struct catalogue *catalogue, int64_t call_id, query_link_fn *each,
    void *arg)
{
	struct rows rows;
	int error = begin(&rows, catalogue, SLOT_LINKS, links_sql, call_id);

	while (!error && rows.row) {
		struct link_view view = {0};

		view.link.leg_id = column_int(rows.s);
		view.link.other_leg_id = column_int(rows.s);
		view.link.method = column_text(rows.s);
		view.link.score = column_real(rows.s);
		view.undone = column_int(rows.s) != 0;
		view.link.merged_uid = column_text(rows.s);
		view.other_call_uid = column_text(rows.s);
		error = next(&rows, each(&view, arg));
	}
	return end(&rows, error);
}

int
query_qualities(struct catalogue *catalogue, int64_t stream_id,
    query_quality_fn *each, void *arg)
{
	struct rows rows;
	int error =
	    begin(&rows, catalogue, SLOT_QUALITIES, qualities_sql, stream_id);

	while (!error && rows.row) {
		struct quality_row quality = {.stream_id = stream_id};

		quality.from_us = column_int(rows.s);
		quality.to_us = column_int(rows.s);
		quality.packets = (uint64_t)column_int(rows.s);
		quality.lost = (uint64_t)column_int(rows.s);
		quality.late = (uint64_t)column_int(rows.s);
		quality.has_jitter = !column_is_null(rows.s);
		quality.jitter_ms = column_real(rows.s);
		quality.has_mos = !column_is_null(rows.s);
		quality.mos = column_real(rows.s);
		quality.method = column_text(rows.s);
		quality.has_round_trip = !column_is_null(rows.s);
		quality.round_trip_ms = column_real(rows.s);
		error = next(&rows, each(&quality, arg));
	}
	return end(&rows, error);
}

int
query_key_counts(struct catalogue *catalogue, int64_t call_id,
    query_key_count_fn *each, void *arg)
{
	struct rows rows;
	int error = begin(&rows, catalogue, SLOT_KEY_COUNTS, keys_sql, call_id);

	while (!error && rows.row) {
		const char *side = column_text(rows.s);
		const char *method = column_text(rows.s);

		error = next(&rows,
		    each(side, method, (uint64_t)column_int(rows.s), arg));
	}
	return end(&rows, error);
}

int
query_counters(struct catalogue *catalogue, int64_t time_us,
    query_counter_fn *each, void *arg)
{
	struct rows rows;
	int error =
	    begin(&rows, catalogue, SLOT_COUNTERS, counters_sql, time_us);

	while (!error && rows.row) {
		const char *name = column_text(rows.s);

		error =
		    next(&rows, each(name, (uint64_t)column_int(rows.s), arg));
	}
	return end(&rows, error);
}
