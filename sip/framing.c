/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cuts a byte stream into SIP messages. Each byte is looked at once, however
 * the stream is cut into pieces: 'scan' says how far the message is read.
 */
#include "sip/framing.h"

#include <stdlib.h>

#include "base/counter.h"
#include "sip/start_line.h"
#include "sip/wash.h"

#define BUFFER_MIN 1024
#define CHUNK 4096 /* added to the buffer at once */

/* What there is to do with the bytes that were read. */
enum step {
	STEP_MORE,    /* wait for more of them */
	STEP_MESSAGE, /* so many are a message */
	STEP_DROP,    /* so many are none */
};

static const char version[] = "SIP/2.0";
#define VERSION_LEN (sizeof version - 1)

bool
framing_buffer_add(
    struct framing_buffer *buffer, const uint8_t *bytes, size_t size)
{
	struct framing_memory *memory = buffer->memory;
	size_t needed = buffer->size + size, capacity = buffer->capacity;
	uint8_t *at;

	if (needed > capacity) {
		capacity = capacity ? capacity : BUFFER_MIN;
		while (capacity < needed)
			capacity *= 2;
		if (memory->used - buffer->capacity + capacity > memory->limit)
			return false;
		at = realloc(buffer->at, capacity);
		if (!at)
			return false;
		memory->used += capacity - buffer->capacity;
		buffer->at = at;
		buffer->capacity = capacity;
	}
	memcpy(buffer->at + buffer->size, bytes, size);
	buffer->size = needed;
	return true;
}

void
framing_buffer_clear(struct framing_buffer *buffer)
{
	struct framing_memory *memory = buffer->memory;

	free(buffer->at);
	memory->used -= buffer->capacity;
	*buffer = (struct framing_buffer){.memory = memory};
}

void
framing_init(struct framing *framing, struct framing_memory *memory)
{
	*framing = (struct framing){.buffer.memory = memory};
}

void
framing_clear(struct framing *framing)
{
	framing_buffer_clear(&framing->buffer);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static const char *const methods[] = {"INVITE", "ACK", "BYE", "CANCEL",
    "OPTIONS", "REGISTER", "PRACK", "UPDATE", "INFO", "REFER", "SUBSCRIBE",
    "NOTIFY", "MESSAGE", "PUBLISH"};
#define METHODS (sizeof methods / sizeof *methods)

static enum framing_match
match_word(const char *word, const uint8_t *bytes, size_t size)
{
	size_t len = strlen(word);

	if (memcmp(bytes, word, size < len ? size : len) != 0)
		return FRAMING_NO;
	if (size <= len)
		return FRAMING_MAYBE;
	return bytes[len] == ' ' ? FRAMING_YES : FRAMING_NO;
}

enum framing_match
framing_match(const uint8_t *bytes, size_t size)
{
	enum framing_match match = match_word(version, bytes, size);

	for (size_t i = 0; i < METHODS && match == FRAMING_NO; i++)
		match = match_word(methods[i], bytes, size);
	return match;
}

/* Where a method that is known begins at the end of 'text'; its end if not. */
static size_t
find_method(struct text text)
{
	for (size_t i = 0; i < METHODS; i++) {
		size_t len = strlen(methods[i]);

		if (text.len >= len &&
		    !memcmp(text.at + text.len - len, methods[i], len))
			return text.len - len;
	}
	return text.len;
}

/* Where a request line begins that goes up to the end of 'line'. */
static size_t
find_request(struct text line)
{
	struct text rest = text_trim(line);
	size_t found;

	if (rest.len <= VERSION_LEN ||
	    memcmp(rest.at + rest.len - VERSION_LEN, version, VERSION_LEN) != 0)
		return line.len;
	rest.len -= VERSION_LEN;
	if (!is_blank(rest.at[rest.len - 1]))
		return line.len;
	while (rest.len && is_blank(rest.at[rest.len - 1]))
		rest.len--;
	while (rest.len && !is_blank(rest.at[rest.len - 1]))
		rest.len--;
	while (rest.len && is_blank(rest.at[rest.len - 1]))
		rest.len--;
	found = find_method(rest);
	return found < rest.len ? found + (size_t)(rest.at - line.at)
				: line.len;
}

/* Where a status line begins that goes up to the end of 'line'. */
static size_t
find_response(struct text line)
{
	struct text rest = text_trim(line);
	struct start_line start;
	const char *found;

	while (rest.len > VERSION_LEN) {
		found = memmem(rest.at, rest.len, version, VERSION_LEN);
		if (!found)
			break;
		rest.len -= (size_t)(found - rest.at);
		rest.at = found;
		if (rest.len > VERSION_LEN && is_blank(rest.at[VERSION_LEN]) &&
		    start_line_parse(rest, &start))
			return (size_t)(rest.at - line.at);
		rest.at += VERSION_LEN;
		rest.len -= VERSION_LEN;
	}
	return line.len;
}

size_t
framing_find_start(struct text line)
{
	size_t found = find_request(line);

	if (found == line.len)
		found = find_response(line);
	if (found == line.len && start_line_is_sip(line))
		found = 0;
	return found;
}

static void
start_search(struct framing *framing)
{
	if (framing->searching)
		return;
	framing->searching = true;
	counter_up(sip_stream_resync);
}

/* Goes on to the next line, if all of it is in 'size' bytes (sip/line.h). */
static bool
next_line(struct framing_scan *scan, const uint8_t *at, size_t size,
    struct text *line)
{
	size_t end = scan->looked;

	while (end < size && at[end] != '\r' && at[end] != '\n')
		end++;
	scan->looked = end;
	if (end == size || (at[end] == '\r' && end + 1 == size))
		return false;
	*line = (struct text){(const char *)at + scan->line, end - scan->line};
	end += at[end] == '\r' && at[end + 1] == '\n' ? 2 : 1;
	scan->line = scan->looked = end;
	return true;
}

static enum step
read_start(
    struct framing *framing, const uint8_t *at, size_t size, size_t *used)
{
	struct framing_scan *scan = &framing->scan;
	size_t window = size < WASH_LINE_MAX ? size : WASH_LINE_MAX;
	struct text line;
	size_t found;

	*used = WASH_LINE_MAX;
	if (!next_line(scan, at, window, &line)) {
		if (size < WASH_LINE_MAX)
			return STEP_MORE;
		start_search(framing);
		return STEP_DROP;
	}
	scan->has_start = true;
	if (!framing->searching && start_line_is_sip(line)) {
		framing->was_found = false;
		return STEP_MORE;
	}
	start_search(framing);
	found = framing_find_start(line);
	*used = found < line.len ? found : scan->line;
	if (found > 0)
		return STEP_DROP;
	framing->was_found = true;
	framing->searching = false;
	return STEP_MORE;
}

static void
read_length(struct framing_scan *scan, struct text line)
{
	struct text value = line, name;
	unsigned long length;

	if (scan->has_length)
		return;
	if (!is_blank(line.at[0])) {
		name = text_trim(text_cut(&value, ':'));
		scan->in_length =
		    text_is(name, "content-length") || text_is(name, "l");
	}
	value = text_trim(value);
	if (!scan->in_length || value.len == 0)
		return;
	scan->has_length = true;
	if (text_number(value, UINT32_MAX, &length))
		scan->body_size = length;
}

/* Reads up to the blank line, or to a start line where none can be. */
static enum step
read_header(
    struct framing *framing, const uint8_t *at, size_t size, size_t *used)
{
	struct framing_scan *scan = &framing->scan;
	struct text line;

	while (scan->header_size == 0) {
		size_t begin = scan->line;

		if (!next_line(scan, at, size, &line)) {
			if (size < WASH_MESSAGE_MAX)
				return STEP_MORE;
			start_search(framing);
			*used = size;
			return STEP_DROP;
		}
		if (line.len == 0) {
			scan->header_size = scan->line;
		} else if (framing->was_found && start_line_is_sip(line)) {
			/* What was found before was inside a body. */
			start_search(framing);
			*used = begin;
			return STEP_DROP;
		} else {
			read_length(scan, line);
		}
	}
	return STEP_MORE;
}

/* Reads what there is of a message; '*used' is how much is done with. */
static enum step
read_message(
    struct framing *framing, const uint8_t *at, size_t size, size_t *used)
{
	struct framing_scan *scan = &framing->scan;
	enum step step;

	if (size > WASH_MESSAGE_MAX)
		size = WASH_MESSAGE_MAX;
	if (!scan->has_start) {
		step = read_start(framing, at, size, used);
		if (step != STEP_MORE || !scan->has_start)
			return step;
	}
	if (scan->header_size == 0) {
		step = read_header(framing, at, size, used);
		if (step != STEP_MORE || scan->header_size == 0)
			return step;
	}
	*used = scan->header_size;
	if (scan->body_size > WASH_MESSAGE_MAX - scan->header_size) {
		counter_up(sip_stream_too_large);
		framing->skip = scan->body_size;
		if (framing->skip > FRAMING_BODY_MAX) {
			framing->skip = 0;
			start_search(framing);
		}
		return STEP_MESSAGE;
	}
	*used += scan->body_size;
	return *used <= size ? STEP_MESSAGE : STEP_MORE;
}

/* Gives, or drops, the 'used' bytes at 'at'. */
static void
finish(struct framing *framing, enum step step, struct text bytes,
    const struct framing_out *out)
{
	framing->scan = (struct framing_scan){0};
	if (step == STEP_MESSAGE)
		out->on_message((const uint8_t *)bytes.at, bytes.len, out->arg);
	else
		counter_add(COUNTER_sip_stream_skipped, bytes.len);
}

/* There is no memory for what is kept: it is lost. */
static void
give_up(struct framing *framing)
{
	counter_up(sip_stream_limit);
	framing_buffer_clear(&framing->buffer);
	framing->scan = (struct framing_scan){0};
	start_search(framing);
}

/* Reads in the bytes pushed; returns how many are done with. */
static size_t
push_direct(struct framing *framing, const uint8_t *bytes, size_t size,
    const struct framing_out *out)
{
	enum step step;
	size_t used;

	if (bytes[0] == '\r' || bytes[0] == '\n')
		return 1;
	step = read_message(framing, bytes, size, &used);
	if (step != STEP_MORE) {
		finish(framing, step, (struct text){(const char *)bytes, used},
		    out);
		return used;
	}
	if (!framing_buffer_add(&framing->buffer, bytes, size))
		give_up(framing);
	return size;
}

/* Reads in the buffer, and a part of the bytes pushed; returns how many of
 * these are done with. */
static size_t
push_buffered(struct framing *framing, const uint8_t *bytes, size_t size,
    const struct framing_out *out)
{
	struct framing_buffer *buffer = &framing->buffer;
	size_t before = buffer->size, used;
	enum step step;

	/* An incomplete message is shorter than WASH_MESSAGE_MAX. */
	if (size > CHUNK)
		size = CHUNK;
	if (size > WASH_MESSAGE_MAX - before)
		size = WASH_MESSAGE_MAX - before;
	if (!framing_buffer_add(buffer, bytes, size)) {
		give_up(framing);
		return size;
	}
	step = read_message(framing, buffer->at, buffer->size, &used);
	if (step == STEP_MORE)
		return size;
	finish(
	    framing, step, (struct text){(const char *)buffer->at, used}, out);
	if (used >= before) {
		framing_buffer_clear(buffer);
		return used - before;
	}
	/* A message begins in what was kept: that is read again. */
	buffer->size = before - used;
	memmove(buffer->at, buffer->at + used, buffer->size);
	return 0;
}

void
framing_push(struct framing *framing, const uint8_t *bytes, size_t size,
    const struct framing_out *out)
{
	while (size) {
		size_t done;

		if (framing->skip) {
			done =
			    framing->skip < size ? (size_t)framing->skip : size;
			framing->skip -= done;
		} else if (framing->buffer.size) {
			done = push_buffered(framing, bytes, size, out);
		} else {
			done = push_direct(framing, bytes, size, out);
		}
		bytes += done;
		size -= done;
	}
}

void
framing_lost(
    struct framing *framing, uint64_t lost, const struct framing_out *out)
{
	struct framing_buffer *buffer = &framing->buffer;
	struct framing_scan *scan = &framing->scan;
	uint64_t left = framing->skip;
	enum step step = STEP_DROP;

	if (lost == 0)
		return;
	if (scan->header_size) {
		step = STEP_MESSAGE;
		left = scan->header_size + scan->body_size - buffer->size;
	}
	finish(framing, step,
	    (struct text){(const char *)buffer->at, buffer->size}, out);
	framing_buffer_clear(buffer);
	framing->skip = lost <= left ? left - lost : 0;
	framing->searching = framing->searching || lost > left;
}
