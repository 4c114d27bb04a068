/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/sending.h"

#include <errno.h>
#include <stdatomic.h>

#include "serve/http.h"
#include "serve/server.h"
#include "serve/stream.h"

#define PATIENCE_MS 2000 /* then it is asked whether to go on */
#define PATIENCE_TIMES 30

/* The first bytes are there: the answer begins. */
static int
begin(struct sending *sending)
{
	struct exchange *exchange = sending->exchange;

	sending->stream = stream_new();
	if (!sending->stream)
		return ENOMEM;
	sending->exchange = NULL;
	answer_stream(exchange, sending->type, sending->stream);
	answer_header(exchange, "Content-Disposition",
	    "attachment; filename=\"%s.%s\"", sending->name, sending->ending);
	answer_header(exchange, "Cache-Control", "private, no-store");
	*exchange->is_sent = true;
	http_done(exchange);
	return 0;
}

int
sending_put(const void *bytes, size_t size, void *arg)
{
	struct sending *sending = arg;
	const char *at = bytes;
	int error = sending->stream ? 0 : begin(sending);
	int times = 0;

	while (!error && size) {
		size_t part = size < STREAM_PART ? size : STREAM_PART;

		if (stream_put(sending->stream, at, part, PATIENCE_MS)) {
			at += part;
			size -= part;
			times = 0;
		} else if (stream_is_left(sending->stream) ||
			   ++times == PATIENCE_TIMES ||
			   atomic_load(&sending->server->is_stopping)) {
			error = ECANCELED;
		}
	}
	return error;
}

bool
sending_end(struct sending *sending, int error)
{
	if (!sending->stream)
		return false;
	stream_end(sending->stream, !error);
	sending->stream = NULL;
	return true;
}
