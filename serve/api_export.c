/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A call to take away. It is made while it is sent, by a thread of this lane,
 * so that neither its length nor a slow connection needs memory. The exchange
 * belongs to that thread until the first byte is there: what goes wrong before
 * has an answer that says so, what goes wrong later ends the connection.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/text.h"
#include "browse/export_call.h"
#include "browse/export_say.h"
#include "serve/audit.h"
#include "serve/call.h"
#include "serve/http.h"
#include "serve/params.h"
#include "serve/problem.h"
#include "serve/route.h"
#include "serve/server.h"
#include "serve/stream.h"

#define PATIENCE_MS 2000 /* then it is asked whether to go on */
#define PATIENCE_TIMES 30

struct job {
	struct exchange *exchange; /* NULL: its answer is on its way */
	struct server *server;
	struct catalogue *catalogue;
	struct export_what what;
	struct stream *stream;
	char uid[CALL_UID_LEN + 1];
};

/* The first bytes are there: the answer begins. */
static int
begin(struct job *job)
{
	struct exchange *exchange = job->exchange;

	job->stream = stream_new();
	if (!job->stream)
		return ENOMEM;
	job->exchange = NULL;
	answer_stream(exchange, export_kind_type(job->what.kind), job->stream);
	answer_header(exchange, "Content-Disposition",
	    "attachment; filename=\"%s.%s\"", job->uid,
	    export_kind_name(job->what.kind));
	answer_header(exchange, "Cache-Control", "private, no-store");
	*exchange->is_sent = true;
	http_done(exchange);
	return 0;
}

static int
put(const void *bytes, size_t size, void *arg)
{
	struct job *job = arg;
	const char *at = bytes;
	int error = job->stream ? 0 : begin(job);
	int times = 0;

	while (!error && size) {
		size_t part = size < STREAM_PART ? size : STREAM_PART;

		if (stream_put(job->stream, at, part, PATIENCE_MS)) {
			at += part;
			size -= part;
			times = 0;
		} else if (stream_is_left(job->stream) ||
			   ++times == PATIENCE_TIMES ||
			   atomic_load(&job->server->is_stopping)) {
			error = ECANCELED;
		}
	}
	return error;
}

static int
export_it(const struct call_view *view, void *arg)
{
	struct job *job = arg;
	const struct export_source source = {
	    job->catalogue, view, job->server->folder_fd};
	const struct export_sink sink = {put, job};
	const struct audit_entry entry = {
	    "export", job->uid, export_kind_name(job->what.kind)};
	struct export_report report;
	int error = call_check(job->exchange, view);

	if (!error)
		error = audit_write(job->exchange, &entry);
	return error ? error : export_call(&source, &job->what, &sink, &report);
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
	struct job job = {.exchange = exchange,
	    .server = exchange->server,
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
	error = call_find(exchange, export_it, &job);
	if (job.stream)
		stream_end(job.stream, !error);
	else if (error)
		answer_refusal(exchange, error);
	else
		answer_problem(exchange, 404, "there is nothing of it");
}
