/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which of the two a stream is: plain SIP, or SIP in WebSocket frames. That is
 * decided once, by its first bytes; where these are not known, by what is
 * found first.
 */
#include "sip/stream.h"

#include <stdlib.h>

#include "base/counter.h"
#include "sip/line.h"
#include "sip/start_line.h"
#include "sip/wash.h"
#include "sip/websocket.h"

enum kind {
	KIND_BEGINS,  /* at the first bytes */
	KIND_UNKNOWN, /* somewhere in the middle */
	KIND_PLAIN,
	KIND_WEBSOCKET,
};

struct sip_stream {
	enum kind kind;
	struct framing framing;     /* while it is not KIND_WEBSOCKET */
	struct websocket websocket; /* of KIND_WEBSOCKET */
	/* Until the kind is known: bytes that are still to be read. */
	uint8_t kept[WEBSOCKET_MATCH_BYTES];
	size_t kept_size;
};

static bool
has_prefix(const char *prefix, const uint8_t *bytes, size_t size)
{
	size_t len = strlen(prefix);

	return memcmp(prefix, bytes, size < len ? size : len) == 0;
}

/* Do 'bytes' begin like the HTTP part of a WebSocket? */
static enum framing_match
http_match(const uint8_t *bytes, size_t size)
{
	static const char *const prefixes[] = {"GET ", "HTTP/1.1 "};

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (has_prefix(prefixes[i], bytes, size))
			return size < strlen(prefixes[i]) ? FRAMING_MAYBE
							  : FRAMING_YES;
	return FRAMING_NO;
}

/* RFC 7118 section 4: is "sip" among the protocols? */
static bool
names_sip(struct text line)
{
	struct text value = line;
	struct text name = text_trim(text_cut(&value, ':'));

	if (!text_is(name, "sec-websocket-protocol"))
		return false;
	while (value.len)
		if (text_is(text_trim(text_cut(&value, ',')), "sip"))
			return true;
	return false;
}

static enum sip_stream_verdict
http_wanted(const uint8_t *bytes, size_t size)
{
	struct text rest = {(const char *)bytes, size}, line;

	while (line_next(&rest, &line)) {
		if (line.len == 0)
			return SIP_STREAM_NO;
		if (rest.len && names_sip(line))
			return SIP_STREAM_YES;
	}
	return SIP_STREAM_MAYBE;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* How many characters at 'at' are letters, digits or one of 'others'. */
static size_t
span(struct text line, size_t at, const char *others)
{
	size_t end = at;

	while (end < line.len &&
	       ((line.at[end] >= 'A' && line.at[end] <= 'Z') ||
		   (line.at[end] >= 'a' && line.at[end] <= 'z') ||
		   (line.at[end] >= '0' && line.at[end] <= '9') ||
		   (line.at[end] && strchr(others, line.at[end]))))
		end++;
	return end - at;
}

/*
 * Does 'line' begin with "SIP/2.0", or a method and the scheme of a URI, or is
 * it like that so far? Most of what is no SIP is known by this.
 */
static bool
begins_well(struct text line)
{
	static const char version[] = "SIP/2.0";
	size_t len = sizeof version - 1;

	if (!strncasecmp(line.at, version, line.len < len ? line.len : len))
		return line.len <= len || is_blank(line.at[len]);
	len = span(line, 0, "-.!%*_+`'~");
	if (len == 0 || len > METHOD_LEN_MAX)
		return false;
	if (len < line.len && !is_blank(line.at[len]))
		return false;
	while (len < line.len && is_blank(line.at[len]))
		len++;
	len += span(line, len, "+-.");
	return len == line.len || line.at[len] == ':';
}

/* Can 'line', whose end is not there yet, become a start line? */
static bool
may_become_start(struct text line)
{
	for (size_t i = 0; i < line.len; i++)
		if ((unsigned char)line.at[i] < ' ' && line.at[i] != '\t')
			return false;
	return line.len < WASH_LINE_MAX;
}

enum sip_stream_verdict
sip_stream_wanted(const uint8_t *bytes, size_t size)
{
	struct text rest, line;
	enum framing_match match;

	while (size && (*bytes == '\r' || *bytes == '\n')) {
		bytes++;
		size--;
	}
	if (size == 0)
		return SIP_STREAM_MAYBE;
	match = http_match(bytes, size);
	if (match == FRAMING_YES)
		return http_wanted(bytes, size);
	match = websocket_match(bytes, size);
	if (match != FRAMING_NO)
		return match == FRAMING_YES ? SIP_STREAM_YES : SIP_STREAM_MAYBE;
	rest = (struct text){(const char *)bytes, size};
	if (!begins_well(rest) || !line_next(&rest, &line))
		return SIP_STREAM_NO;
	if (line.len < size)
		return start_line_is_sip(line) ? SIP_STREAM_YES : SIP_STREAM_NO;
	return may_become_start(line) ? SIP_STREAM_MAYBE : SIP_STREAM_NO;
}

struct sip_stream *
sip_stream_new(struct framing_memory *memory)
{
	struct sip_stream *stream = calloc(1, sizeof *stream);

	if (!stream)
		return NULL;
	framing_init(&stream->framing, memory);
	websocket_init(&stream->websocket, memory, WEBSOCKET_HTTP);
	return stream;
}

void
sip_stream_free(struct sip_stream *stream)
{
	if (!stream)
		return;
	framing_clear(&stream->framing);
	websocket_clear(&stream->websocket);
	free(stream);
}

/* It is a WebSocket, and in 'state'. */
static void
become_websocket(struct sip_stream *stream, enum websocket_state state)
{
	stream->kind = KIND_WEBSOCKET;
	stream->websocket.state = state;
}

/* Which kind begins with the bytes that are kept? */
static void
decide_begin(struct sip_stream *stream)
{
	enum framing_match http = http_match(stream->kept, stream->kept_size);
	enum framing_match frame =
	    websocket_match(stream->kept, stream->kept_size);

	if (http == FRAMING_YES)
		become_websocket(stream, WEBSOCKET_HTTP);
	else if (frame == FRAMING_YES)
		become_websocket(stream, WEBSOCKET_HEADER);
	else if (http == FRAMING_NO && frame == FRAMING_NO)
		stream->kind = KIND_PLAIN;
}

/*
 * Reads what is kept as far as no frame can begin there. It is a WebSocket
 * where one does, and plain where a start line is found before.
 */
static void
decide_middle(struct sip_stream *stream, const struct framing_out *out)
{
	enum framing_match frame =
	    websocket_match(stream->kept, stream->kept_size);

	while (frame == FRAMING_NO && stream->kept_size) {
		framing_push(&stream->framing, stream->kept, 1, out);
		stream->kept_size--;
		memmove(stream->kept, stream->kept + 1, stream->kept_size);
		if (stream->framing.scan.header_size ||
		    stream->framing.scan.has_start) {
			stream->kind = KIND_PLAIN;
			return;
		}
		if (stream->kept_size)
			frame =
			    websocket_match(stream->kept, stream->kept_size);
	}
	if (frame == FRAMING_YES)
		become_websocket(stream, WEBSOCKET_HEADER);
}

static void
push_known(struct sip_stream *stream, const uint8_t *bytes, size_t size,
    const struct framing_out *out)
{
	if (stream->kind == KIND_PLAIN)
		framing_push(&stream->framing, bytes, size, out);
	else
		websocket_push(&stream->websocket, bytes, size, out);
}

/* Takes bytes until it is known what they are; returns how many. */
static size_t
push_unknown(struct sip_stream *stream, const uint8_t *bytes, size_t size,
    const struct framing_out *out)
{
	size_t used = 0;

	while (used < size && stream->kind <= KIND_UNKNOWN) {
		uint8_t byte = bytes[used++];

		if (stream->kind == KIND_BEGINS && stream->kept_size == 0 &&
		    (byte == '\r' || byte == '\n'))
			continue;
		stream->kept[stream->kept_size++] = byte;
		if (stream->kind == KIND_BEGINS)
			decide_begin(stream);
		else
			decide_middle(stream, out);
	}
	return used;
}

void
sip_stream_push(struct sip_stream *stream, const uint8_t *bytes, size_t size,
    framing_fn *on_message, void *arg)
{
	struct framing_out out = {on_message, arg};
	size_t used = 0;

	if (stream->kind <= KIND_UNKNOWN) {
		used = push_unknown(stream, bytes, size, &out);
		if (stream->kind <= KIND_UNKNOWN)
			return;
		/* What is kept goes first, but in place if it can. */
		if (used >= stream->kept_size)
			used -= stream->kept_size;
		else
			push_known(
			    stream, stream->kept, stream->kept_size, &out);
		stream->kept_size = 0;
	}
	if (size > used)
		push_known(stream, bytes + used, size - used, &out);
}

void
sip_stream_lost(
    struct sip_stream *stream, uint64_t lost, framing_fn *on_message, void *arg)
{
	struct framing_out out = {on_message, arg};

	if (lost == 0)
		return;
	if (stream->kind <= KIND_UNKNOWN) {
		stream->kind = KIND_UNKNOWN;
		counter_add(COUNTER_sip_stream_skipped, stream->kept_size);
		stream->kept_size = 0;
	}
	if (stream->kind == KIND_WEBSOCKET)
		websocket_lost(&stream->websocket, lost, &out);
	else
		framing_lost(&stream->framing, lost, &out);
}
