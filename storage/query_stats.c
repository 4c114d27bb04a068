/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals: one statement, so that they are of one moment and add up. */
#include "storage/query.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

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

/* Prepares the totals over the calls that 'filter' wants, and binds it. */
static int
prepare(struct catalogue *catalogue, const struct filter_sql *filter,
    struct statement **s)
{
	size_t size = sizeof stats_sql + sizeof filter->text;
	char *sql = malloc(size);
	int error;

	if (!sql)
		return ENOMEM;
	snprintf(sql, size, stats_sql, filter->text);
	error = statement_prepare_again(catalogue, SLOT_STATS, sql, s);
	if (!error)
		filter_bind(*s, filter);
	free(sql);
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
		error = prepare(catalogue, &sql, &s);
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
