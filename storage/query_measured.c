/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was heard beside speech: reports, keys, faxes. */
#include "storage/catalogue_int.h"
#include "storage/query.h"

int
query_rtcp(
    struct catalogue *catalogue, int64_t stream_id, struct rtcp_view *out)
{
	static const char sql[] =
	    "SELECT count(*) FILTER (WHERE method = 'rtcp'), "
	    "sum(packets) FILTER (WHERE method = 'rtcp'), "
	    "sum(lost) FILTER (WHERE method = 'rtcp'), "
	    "avg(jitter_ms) FILTER (WHERE method = 'rtcp'), "
	    "max(jitter_ms) FILTER (WHERE method = 'rtcp'), "
	    "avg(round_trip_ms), avg(mos), count(*) FROM quality "
	    "WHERE stream_id = ? AND method IN ('rtcp', 'rtcp-xr')";
	struct statement *s;
	bool row = false;
	int error = statement_prepare(catalogue, SLOT_RTCP, sql, &s);

	*out = (struct rtcp_view){.reports = 0};
	if (error)
		return error;
	bind_int(s, stream_id);
	error = statement_step(s, &row);
	if (!error && row) {
		out->reports = (uint64_t)column_int(s);
		out->packets = (uint64_t)column_int(s);
		out->lost = (uint64_t)column_int(s);
		out->has_jitter = !column_is_null(s);
		out->jitter_ms = column_real(s);
		out->jitter_max_ms = column_real(s);
		out->has_round_trip = !column_is_null(s);
		out->round_trip_ms = column_real(s);
		out->has_mos = !column_is_null(s);
		out->mos = column_real(s);
		out->extended = (uint64_t)column_int(s) - out->reports;
	}
	statement_reset(s);
	return error;
}

int
query_keys(
    struct catalogue *catalogue, int64_t call_id, query_key_fn *each, void *arg)
{
	static const char sql[] =
	    "SELECT stream_id, time_us, side, digit, duration_ms, method "
	    "FROM dtmf WHERE call_id = ? ORDER BY time_us, id";
	struct statement *s;
	bool more = false;
	int error = statement_prepare(catalogue, SLOT_KEYS, sql, &s);

	if (error)
		return error;
	bind_int(s, call_id);
	error = statement_step(s, &more);
	while (!error && more) {
		struct dtmf_row row = {.call_id = call_id};

		row.stream_id = column_int(s);
		row.time_us = column_time(s);
		row.side = column_text(s);
		row.digit = column_text(s);
		row.duration_ms = column_int(s);
		row.method = column_text(s);
		error = each(&row, arg);
		if (!error)
			error = statement_step(s, &more);
	}
	statement_reset(s);
	return error;
}

int
query_faxes(
    struct catalogue *catalogue, int64_t call_id, query_fax_fn *each, void *arg)
{
	static const char sql[] =
	    "SELECT side, path, pages, started_us, bytes, sha256 "
	    "FROM fax WHERE call_id = ? ORDER BY started_us, id";
	struct statement *s;
	bool more = false;
	int error = statement_prepare(catalogue, SLOT_FAXES, sql, &s);

	if (error)
		return error;
	bind_int(s, call_id);
	error = statement_step(s, &more);
	while (!error && more) {
		struct fax_row row = {.call_id = call_id};

		row.side = column_text(s);
		row.path = column_text(s);
		row.pages = (int)column_int(s);
		row.started_us = column_time(s);
		row.bytes = (uint64_t)column_int(s);
		row.sha256 = column_text(s);
		error = each(&row, arg);
		if (!error)
			error = statement_step(s, &more);
	}
	statement_reset(s);
	return error;
}
