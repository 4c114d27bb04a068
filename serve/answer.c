/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers, as handlers make them. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "serve/exchange.h"
#include "serve/stream.h"

void
answer_clear(struct answer *answer)
{
	if (answer->kind == BODY_BYTES && !answer->is_borrowed)
		free(answer->bytes);
	if (answer->kind == BODY_FILE && answer->fd >= 0)
		close(answer->fd);
	if (answer->kind == BODY_STREAM && answer->stream)
		stream_leave(answer->stream);
	*answer = (struct answer){.kind = BODY_BYTES};
}

static void
begin(struct exchange *exchange, int status, const char *type)
{
	answer_clear(&exchange->answer);
	exchange->answer.status = status;
	if (type)
		answer_header(exchange, "Content-Type", "%s", type);
}

void
answer_bytes(
    struct exchange *exchange, const char *type, char *bytes, size_t size)
{
	begin(exchange, 200, type);
	exchange->answer.bytes = bytes;
	exchange->answer.size = size;
}

void
answer_borrowed(
    struct exchange *exchange, const char *type, const char *bytes, size_t size)
{
	begin(exchange, 200, type);
	/* Nobody writes into it. */
	exchange->answer.bytes = (char *)(uintptr_t)bytes;
	exchange->answer.size = size;
	exchange->answer.is_borrowed = true;
}

void
answer_nothing(struct exchange *exchange)
{
	begin(exchange, 204, NULL);
}

void
answer_file(struct exchange *exchange, const char *type, int fd,
    uint64_t offset, uint64_t size)
{
	begin(exchange, 200, type);
	exchange->answer.kind = BODY_FILE;
	exchange->answer.fd = fd;
	exchange->answer.offset = offset;
	exchange->answer.size = size;
}

void
answer_stream(
    struct exchange *exchange, const char *type, struct stream *stream)
{
	begin(exchange, 200, type);
	exchange->answer.kind = BODY_STREAM;
	exchange->answer.stream = stream;
}

void
answer_header(
    struct exchange *exchange, const char *name, const char *format, ...)
{
	struct answer *answer = &exchange->answer;
	struct answer_header *header = answer->headers + answer->header_count;
	va_list args;
	int len;

	if (answer->header_count == ANSWER_HEADERS_MAX)
		return;
	va_start(args, format);
	len = vsnprintf(header->value, sizeof header->value, format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= sizeof header->value)
		return;
	for (const char *at = header->value; *at; at++) {
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			return;
	}
	header->name = name;
	answer->header_count++;
}
