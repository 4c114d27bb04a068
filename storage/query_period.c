/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals by time, and why calls are not recorded whole. */
#include "storage/query.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "storage/catalogue_int.h"
#include "storage/filter.h"

#define IS(completeness) "sum(completeness = '" completeness "'), "

/* The length of a period is a number of ours: it needs no parameter. */
static const char periods_sql[] =
    "SELECT started_us - (started_us %% %lld + %lld) %% %lld, count(*), "
    "sum(answered_us IS NOT NULL OR completeness IS NOT NULL), " IS("complete")
	IS("partial") IS("missing") IS("undecodable")
	    IS("skipped") "sum(state = 'failed'), sum(max(ended_us - "
			  "answered_us, 0) / 1000) "
			  "FROM call WHERE %s GROUP BY 1 ORDER BY 1";

/* Reasons have figures in them, which would make nearly each one its own. */
/* clang-format off */
#define WITHOUT(digit, text) "replace(" text ", '" digit "', '')"
#define WITHOUT_DIGITS(text) \
	WITHOUT("0", WITHOUT("1", WITHOUT("2", WITHOUT("3", WITHOUT("4", \
	WITHOUT("5", WITHOUT("6", WITHOUT("7", WITHOUT("8", WITHOUT("9", \
	text))))))))))
/* clang-format on */

static const char reasons_sql[] =
    "SELECT completeness, min(reason), count(*) FROM call WHERE %s AND "
    "completeness IN ('partial', 'missing', 'undecodable', 'skipped') "
    "GROUP BY 1, " WITHOUT_DIGITS("reason") " ORDER BY 3 DESC, 1, 2 "
					    "LIMIT " REASONS_TEXT;

/* Prepares 'sql', whose parameters are those of the filter, and binds it. */
static int
prepare(struct catalogue *catalogue, enum statement_slot slot,
    const struct filter_sql *filter, const char *sql, struct statement **s)
{
	int error = statement_prepare_again(catalogue, slot, sql, s);

	if (!error)
		filter_bind(*s, filter);
	return error;
}

static void
read_period(struct statement *s, struct period_view *view)
{
	view->from_us = column_int(s);
	view->calls = column_int(s);
	view->answered = column_int(s);
	view->complete = column_int(s);
	view->partial = column_int(s);
	view->missing = column_int(s);
	view->undecodable = column_int(s);
	view->skipped = column_int(s);
	view->failed = column_int(s);
	view->talk_ms = column_int(s);
}

int
query_periods(struct catalogue *catalogue, const struct call_filter *filter,
    int64_t length_us, query_period_fn *each, void *arg)
{
	long long length = length_us;
	struct filter_sql where;
	struct period_view view;
	struct statement *s;
	char *sql = NULL;
	bool row = true;
	int error = filter_build(filter, &where);

	if (error)
		return error;
	if (asprintf(&sql, periods_sql, length, length, length, where.text) < 0)
		return ENOMEM;
	error = prepare(catalogue, SLOT_PERIODS, &where, sql, &s);
	free(sql);
	if (error)
		return error;
	while (!error && (error = statement_step(s, &row)) == 0 && row) {
		read_period(s, &view);
		error = each(&view, arg);
	}
	statement_reset(s);
	return error;
}

int
query_reasons(struct catalogue *catalogue, const struct call_filter *filter,
    query_reason_fn *each, void *arg)
{
	struct filter_sql where;
	struct statement *s;
	char *sql = NULL;
	bool row = true;
	int error = filter_build(filter, &where);

	if (error)
		return error;
	if (asprintf(&sql, reasons_sql, where.text) < 0)
		return ENOMEM;
	error = prepare(catalogue, SLOT_REASONS, &where, sql, &s);
	free(sql);
	if (error)
		return error;
	while (!error && (error = statement_step(s, &row)) == 0 && row) {
		const char *completeness = column_text(s);
		const char *reason = column_text(s);

		error = each(completeness, reason, column_int(s), arg);
	}
	statement_reset(s);
	return error;
}
