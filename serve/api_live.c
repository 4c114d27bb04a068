/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the running recorder says. */
#include <errno.h>
#include <stdlib.h>

#include "serve/live.h"
#include "serve/problem.h"
#include "serve/route.h"
#include "serve/server.h"
#include "serve/stream.h"

static void
answer_absent(struct exchange *exchange)
{
	answer_problem(exchange, 503, "no recorder answers");
}

void
api_mirror(struct exchange *exchange)
{
	char *text;
	size_t size;

	if (live_ask(exchange->server->live, "mirror\n", &text, &size)) {
		answer_absent(exchange);
		return;
	}
	answer_bytes(exchange, "application/json", text, size);
	answer_header(exchange, "Cache-Control", "no-store");
}

void
api_live(struct exchange *exchange)
{
	struct live *live = exchange->server->live;
	struct stream *stream;
	char *text;
	size_t size;

	if (live_ask(live, "status --json\n", &text, &size)) {
		answer_absent(exchange);
		return;
	}
	free(text);
	stream = stream_new();
	if (!stream) {
		answer_error(exchange, ENOMEM);
		return;
	}
	/* Something is sent at once: the page knows that it is connected. */
	if (!stream_put(stream, "retry: 3000\n\n", 13, 0) ||
	    live_join(live, stream, &exchange->who)) {
		stream_end(stream, false);
		stream_leave(stream);
		answer_too_many(exchange, 60);
		return;
	}
	answer_stream(exchange, "text/event-stream", stream);
	answer_header(exchange, "Cache-Control", "no-store");
	answer_header(exchange, "X-Accel-Buffering", "no");
}
