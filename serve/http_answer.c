/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers on their way out. */
#include <stdlib.h>

#include "serve/http_int.h"
#include "serve/problem.h"
#include "serve/stream.h"

#define STREAM_BLOCK (32U << 10)

static void
pause_connection(void *arg)
{
	MHD_suspend_connection(arg);
}

static void
wake_connection(void *arg)
{
	MHD_resume_connection(arg);
}

/* A stream and who waits for it. */
struct streaming {
	struct stream *stream;
	struct MHD_Connection *connection;
};

static ssize_t
read_stream(void *arg, uint64_t position, char *out, size_t size)
{
	struct streaming *streaming = arg;
	struct stream_reader reader = {
	    pause_connection, wake_connection, streaming->connection};
	size_t got;

	(void)position;
	switch (stream_take(streaming->stream, &reader, out, size, &got)) {
	case STREAM_BYTES:
		return (ssize_t)got;
	case STREAM_EMPTY:
		return 0;
	case STREAM_END:
		return MHD_CONTENT_READER_END_OF_STREAM;
	case STREAM_BROKEN:
		break;
	}
	return MHD_CONTENT_READER_END_WITH_ERROR;
}

static void
leave_stream(void *arg)
{
	struct streaming *streaming = arg;

	stream_leave(streaming->stream);
	free(streaming);
}

static struct MHD_Response *
stream_response(struct request *request)
{
	struct streaming *streaming = malloc(sizeof *streaming);
	struct MHD_Response *response;

	if (!streaming)
		return NULL;
	*streaming = (struct streaming){
	    request->exchange.answer.stream, request->connection};
	response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN,
	    STREAM_BLOCK, read_stream, streaming, leave_stream);
	if (response)
		request->exchange.answer.stream = NULL;
	else
		free(streaming);
	return response;
}

static struct MHD_Response *
make_response(struct request *request)
{
	struct answer *answer = &request->exchange.answer;
	struct MHD_Response *response;

	switch (answer->kind) {
	case BODY_FILE:
		response = MHD_create_response_from_fd_at_offset64(
		    answer->size, answer->fd, answer->offset);
		if (response)
			answer->fd = -1;
		return response;
	case BODY_STREAM:
		return stream_response(request);
	case BODY_BYTES:
		break;
	}
	response =
	    MHD_create_response_from_buffer((size_t)answer->size, answer->bytes,
		answer->is_borrowed ? MHD_RESPMEM_PERSISTENT
				    : MHD_RESPMEM_MUST_FREE);
	if (response)
		answer->is_borrowed = true;
	return response;
}

/* What every answer says, so that nothing foreign runs in the page. */
static void
add_security(struct request *request, struct MHD_Response *response)
{
	static const char *const fields[][2] = {
	    {"Content-Security-Policy",
		"default-src 'none'; script-src 'self'; style-src 'self'; "
		"img-src 'self' data:; media-src 'self' blob:; "
		"connect-src 'self'; font-src 'self'; base-uri 'none'; "
		"form-action 'none'; frame-ancestors 'none'"},
	    {"X-Content-Type-Options", "nosniff"},
	    {"X-Frame-Options", "DENY"},
	    {"Referrer-Policy", "no-referrer"},
	    {"Cross-Origin-Opener-Policy", "same-origin"},
	    {"Cross-Origin-Resource-Policy", "same-origin"},
	    {"Permissions-Policy",
		"camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
	};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		MHD_add_response_header(response, fields[i][0], fields[i][1]);
	if (request->http->settings.certificate)
		MHD_add_response_header(
		    response, "Strict-Transport-Security", "max-age=31536000");
}

enum MHD_Result
http_answer(struct request *request)
{
	struct answer *answer = &request->exchange.answer;
	struct MHD_Response *response;
	enum MHD_Result result;

	if (!answer->status)
		answer_problem(&request->exchange, 500, NULL);
	response = make_response(request);
	if (!response)
		return MHD_NO;
	for (size_t i = 0; i < answer->header_count; i++)
		MHD_add_response_header(response, answer->headers[i].name,
		    answer->headers[i].value);
	add_security(request, response);
	result = MHD_queue_response(
	    request->connection, (unsigned)answer->status, response);
	MHD_destroy_response(response);
	return result;
}
