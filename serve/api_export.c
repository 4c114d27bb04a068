/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is taken away: a call, or a list of calls. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "browse/csv.h"
#include "browse/export_call.h"
#include "browse/export_say.h"
#include "serve/audit.h"
#include "serve/call.h"
#include "serve/params.h"
#include "serve/problem.h"
#include "serve/route.h"
#include "serve/sending.h"
#include "serve/server.h"

#define CSV_PAGE 500 /* calls that are read at once */

/* A call that is exported. */
struct job {
	struct sending sending;
	struct catalogue *catalogue;
	struct export_what what;
	char uid[CALL_UID_LEN + 1];
};

static int
export_it(const struct call_view *view, void *arg)
{
	struct job *job = arg;
	const struct export_source source = {
	    job->catalogue, view, job->sending.server->folder_fd};
	const struct export_sink sink = {sending_put, &job->sending};
	const struct audit_entry entry = {
	    "export", job->uid, export_kind_name(job->what.kind)};
	struct export_report report;
	int error = call_check(job->sending.exchange, view);

	if (!error)
		error = audit_write(job->sending.exchange, &entry);
	if (error)
		return error;
	error = export_call(&source, &job->what, &sink, &report);
	export_report_clear(&report);
	return error;
}

static void
answer_refusal(struct exchange *exchange, int error)
{
	switch (error) {
	case ENOENT:
		answer_problem(exchange, 404, "there is nothing of it");
		break;
	case ERANGE:
		answer_problem(
		    exchange, 422, "nothing is between these positions");
		break;
	case EFBIG:
		answer_problem(exchange, 422, "the call is too long");
		break;
	case ENOTSUP:
		answer_problem(
		    exchange, 501, "this server cannot make this format");
		break;
	default:
		answer_error(exchange, error);
	}
}

void
api_export(struct exchange *exchange)
{
	struct job job = {
	    .sending = {.exchange = exchange, .server = exchange->server},
	    .catalogue = exchange->catalogue};
	struct params params;
	int error;

	if (!params_export(exchange, &params))
		return;
	if (!export_kind_parse(params.format, &job.what.kind)) {
		answer_problem(exchange, 400, "there is no such format");
		return;
	}
	job.what.audio.mix = export_mix(params.mix);
	job.what.audio.from_us = params.position_from_us;
	job.what.audio.has_to = params.has_position_to;
	job.what.audio.to_us = params.position_to_us;
	text_copy(job.uid, sizeof job.uid, text_of(exchange->word[0]));
	job.sending.type = export_kind_type(job.what.kind);
	job.sending.name = job.uid;
	job.sending.ending = export_kind_name(job.what.kind);
	/* The id of the exchange may be gone before the end of the search. */
	error =
	    call_id_is_whole(exchange->word[0])
		? query_call_by_prefix(job.catalogue, job.uid, export_it, &job)
		: ENOENT;
	if (!sending_end(&job.sending, error))
		answer_refusal(exchange, error ? error : ENOENT);
}

/* A list that is exported. */
struct list {
	struct sending sending;
	struct call_cursor last;
	size_t count;
};

static int
put_line(const struct call_view *view, void *arg)
{
	struct list *list = arg;
	char line[CSV_LINE_SIZE];
	size_t len = csv_call(view, line);

	list->count++;
	list->last = (struct call_cursor){view->call.started_us, view->call.id};
	return sending_put(line, len, &list->sending);
}

/* Page by page: nothing is held while it is sent. */
static int
put_lines(
    struct catalogue *catalogue, struct call_filter *filter, struct list *list)
{
	size_t before;
	int error = sending_put(csv_head, strlen(csv_head), &list->sending);

	filter->limit = CSV_PAGE;
	do {
		before = list->count;
		if (!error)
			error = query_calls(catalogue, filter, put_line, list);
		filter->after = &list->last;
	} while (!error && list->count == before + CSV_PAGE);
	return error;
}

void
api_calls_csv(struct exchange *exchange)
{
	struct list list = {
	    .sending = {exchange, exchange->server, "text/csv; charset=utf-8",
		"calls", "csv", NULL}};
	struct catalogue *catalogue = exchange->catalogue;
	char detail[AUDIT_DETAIL_SIZE], texts[PARAMS_TEXTS_SIZE];
	const struct audit_entry entry = {"export-list", NULL, detail};
	struct params params;
	int error;

	if (!params_calls(exchange, &params))
		return;
	params_text(exchange, detail, sizeof detail);
	error = audit_write(exchange, &entry);
	params_keep(&params, texts);
	if (!error)
		error = put_lines(catalogue, &params.filter, &list);
	if (!sending_end(&list.sending, error))
		answer_error(exchange, error);
}
