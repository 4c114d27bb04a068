/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals: one statement, so that they are of one moment and add up. */
#include "storage/query.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "storage/catalogue_int.h"
#include "storage/filter.h"

/* One count for each value of a column. */
#define COUNT_EACH(place, group, column, from)                                 \
	"SELECT " #place ", '" group "', coalesce(" column                     \
	", 'none'), count(*) FROM " from " GROUP BY " column

/* One number: the value of an expression over all. */
#define TOTAL(place, group, name, expression, from)                            \
	"SELECT " #place ", '" group "', '" name "', coalesce(" expression     \
	", 0) FROM " from

#define STREAMS "chosen JOIN stream ON stream.call_id = chosen.id"
#define RECORDINGS "chosen JOIN recording ON recording.call_id = chosen.id"
/* An answered call has an answer that was seen, or an entry in the ledger. */
#define ANSWERED "sum(answered_us IS NOT NULL OR completeness IS NOT NULL)"

/* clang-format off */
static const char stats_sql[] =
    "WITH chosen AS MATERIALIZED (SELECT id, state, completeness, "
    "final_status, answered_us, ended_us FROM call WHERE %s) "
    TOTAL(1, "calls", "total", "count(*)", "chosen") " UNION ALL "
    TOTAL(2, "calls", "answered", ANSWERED, "chosen") " UNION ALL "
    TOTAL(3, "calls", "talk_ms",
        "sum(max(ended_us - answered_us, 0) / 1000)", "chosen") " UNION ALL "
    TOTAL(4, "calls", "legs", "count(*)",
        "chosen JOIN leg ON leg.call_id = chosen.id") " UNION ALL "
    COUNT_EACH(5, "state", "state", "chosen") " UNION ALL "
    COUNT_EACH(6, "completeness", "completeness", "chosen") " UNION ALL "
    COUNT_EACH(7, "codec", "codec", STREAMS) " UNION ALL "
    COUNT_EACH(8, "final_status", "final_status", "chosen") " UNION ALL "
    TOTAL(9, "streams", "count", "count(*)", STREAMS) " UNION ALL "
    TOTAL(10, "streams", "packets", "sum(packets)", STREAMS) " UNION ALL "
    TOTAL(11, "streams", "lost", "sum(lost)", STREAMS) " UNION ALL "
    TOTAL(12, "streams", "duplicates", "sum(duplicates)", STREAMS)
    " UNION ALL "
    TOTAL(13, "streams", "mirror_duplicates", "sum(mirror_duplicates)", STREAMS)
    " UNION ALL "
    TOTAL(14, "streams", "reordered", "sum(reordered)", STREAMS) " UNION ALL "
    TOTAL(15, "recordings", "count", "count(*)", RECORDINGS) " UNION ALL "
    TOTAL(16, "recordings", "bytes", "sum(bytes)", RECORDINGS) " UNION ALL "
    TOTAL(17, "recordings", "duration_ms", "sum(duration_ms)", RECORDINGS)
    " ORDER BY 1, 3";
/* clang-format on */

#define TALK_MS "coalesce(max(ended_us - answered_us, 0) / 1000, 0)"
#define EACH_COMPLETENESS                                                      \
	"sum(coalesce(completeness, '') = 'complete'), "                       \
	"sum(coalesce(completeness, '') = 'partial'), "                        \
	"sum(coalesce(completeness, '') = 'missing'), "                        \
	"sum(coalesce(completeness, '') = 'undecodable'), "                    \
	"sum(coalesce(completeness, '') = 'skipped')"
#define STATS_BY(from)                                                         \
	"SELECT " from ", count(*), " ANSWERED ", " EACH_COMPLETENESS ", "     \
	"sum(state = 'failed'), sum(" TALK_MS ") "                             \
	"FROM call WHERE %s GROUP BY 1 ORDER BY 1"

static const char *const stats_by_sql[] = {
    [STATS_BY_HOUR] = STATS_BY("(started_us - (started_us % 3600000000 + "
			       "3600000000) % 3600000000)"),
    [STATS_BY_DAY] =
	STATS_BY("CAST(strftime('%s', started_us / 1000000, 'unixepoch', "
		 "'localtime', 'start of day', 'utc') AS INTEGER) * 1000000"),
};

/* Reasons have figures in them, which would make nearly each one its own. */
/* clang-format off */
#define WITHOUT(digit, text) "replace(" text ", '" digit "', '')"
#define WITHOUT_DIGITS(text) \
	WITHOUT("0", WITHOUT("1", WITHOUT("2", WITHOUT("3", WITHOUT("4", \
	WITHOUT("5", WITHOUT("6", WITHOUT("7", WITHOUT("8", WITHOUT("9", \
	text))))))))))
/* clang-format on */

static const char incomplete_sql[] =
    "SELECT completeness, min(reason), count(*) FROM call "
    "WHERE completeness IN ('partial', 'missing', 'undecodable', 'skipped') "
    "AND %s GROUP BY 1, " WITHOUT_DIGITS(
	"reason") " ORDER BY 3 DESC, 1, 2 LIMIT 50";

/* Prepares 'sql' with the filter in the place of "%s" (the last one), and binds
 * it. */
static int
prepare(struct catalogue *catalogue, enum statement_slot slot, const char *sql,
    const struct filter_sql *filter, struct statement **s)
{
	const char *place = strrchr(sql, '%');
	size_t size = strlen(sql) + sizeof filter->text;
	char *whole = malloc(size);
	int error;

	if (!whole)
		return ENOMEM;
	snprintf(whole, size, "%.*s%s%s", (int)(place - sql), sql, filter->text,
	    place + strlen("%s"));
	error = statement_prepare_again(catalogue, slot, whole, s);
	if (!error)
		filter_bind(*s, filter);
	free(whole);
	return error;
}

int
query_stats(struct catalogue *catalogue, const struct call_filter *filter,
    query_stat_fn *each, void *arg)
{
	struct filter_sql sql;
	struct statement *s;
	bool row = false;
	int error = filter_build(filter, &sql);

	if (!error)
		error = prepare(catalogue, SLOT_STATS, stats_sql, &sql, &s);
	if (error)
		return error;
	error = statement_step(s, &row);
	while (!error && row) {
		const char *group, *name;

		(void)column_int(s);
		group = column_text(s);
		name = column_text(s);
		error = each(group, name, column_int(s), arg);
		if (!error)
			error = statement_step(s, &row);
	}
	statement_reset(s);
	return error;
}

int
query_stats_by(struct catalogue *catalogue, const struct call_filter *filter,
    enum stats_by by, query_stats_by_fn *each, void *arg)
{
	struct filter_sql sql;
	struct stats_view view;
	struct statement *s;
	bool row = false;
	int error = filter_build(filter, &sql);

	if (!error && by == STATS_IN_ALL)
		return 0;
	if (!error)
		error = prepare(
		    catalogue, SLOT_STATS_BY, stats_by_sql[by], &sql, &s);
	if (error)
		return error;
	while (!error && !(error = statement_step(s, &row)) && row) {
		view.from_us = column_int(s);
		view.calls = column_int(s);
		view.answered = column_int(s);
		view.complete = column_int(s);
		view.partial = column_int(s);
		view.missing = column_int(s);
		view.undecodable = column_int(s);
		view.skipped = column_int(s);
		view.failed = column_int(s);
		view.talk_ms = column_int(s);
		error = each(&view, arg);
	}
	statement_reset(s);
	return error;
}

int
query_incomplete(struct catalogue *catalogue, const struct call_filter *filter,
    query_incomplete_fn *each, void *arg)
{
	struct filter_sql sql;
	struct statement *s;
	bool row = false;
	int error = filter_build(filter, &sql);

	if (!error)
		error = prepare(
		    catalogue, SLOT_INCOMPLETE, incomplete_sql, &sql, &s);
	if (error)
		return error;
	while (!error && !(error = statement_step(s, &row)) && row) {
		const char *completeness = column_text(s);
		const char *reason = column_text(s);

		error = each(completeness, reason, column_int(s), arg);
	}
	statement_reset(s);
	return error;
}
