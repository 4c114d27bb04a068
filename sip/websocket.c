/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts a WebSocket stream into SIP messages. */
#include "sip/websocket.h"

#include "base/counter.h"
#include "base/cursor.h"
#include "sip/start_line.h"
#include "sip/wash.h"

#define HTTP_MAX 65536 /* bytes of a request or response */
#define CONTROL_MAX 125

/* RFC 6455 section 5.2. */
#define FIN 0x80
#define RSV 0x70
#define OPCODE 0x0f
#define OPCODE_CONTINUATION 0
#define OPCODE_TEXT 1
#define OPCODE_BINARY 2
#define OPCODE_CLOSE 8
#define OPCODE_PONG 10
#define MASKED 0x80

struct frame {
	bool is_last;
	uint8_t opcode;
	uint64_t length;    /* bytes of payload */
	uint8_t mask[4];    /* 0 for none */
	size_t header_size; /* bytes */
};

static bool
is_right(const struct frame *frame)
{
	if (frame->opcode >= OPCODE_CLOSE)
		return frame->opcode <= OPCODE_PONG && frame->is_last &&
		       frame->length <= CONTROL_MAX;
	return frame->opcode <= OPCODE_BINARY &&
	       frame->length <= WEBSOCKET_FRAME_MAX;
}

/* Reads the header of a frame. */
static enum framing_match
read_frame(const uint8_t *bytes, size_t size, struct frame *frame)
{
	struct cursor c = cursor_over(bytes, size);
	uint8_t first = cursor_u8(&c), second = cursor_u8(&c);
	uint8_t length = second & (uint8_t)~MASKED;
	const uint8_t *mask;

	if (size > 0 && (first & RSV))
		return FRAMING_NO;
	*frame = (struct frame){
	    .is_last = first & FIN, .opcode = first & OPCODE, .length = length};
	if (length == 126) {
		frame->length = cursor_be16(&c);
	} else if (length == 127) {
		frame->length = (uint64_t)cursor_be32(&c) << 32;
		frame->length |= cursor_be32(&c);
	}
	if (size > 0 && !is_right(frame))
		return FRAMING_NO;
	if (second & MASKED) {
		mask = cursor_bytes(&c, sizeof frame->mask);
		if (mask)
			memcpy(frame->mask, mask, sizeof frame->mask);
	}
	if (!cursor_ok(&c))
		return FRAMING_MAYBE;
	frame->header_size = size - c.left;
	return FRAMING_YES;
}

static bool
begins_message(const struct frame *frame)
{
	return frame->opcode == OPCODE_TEXT || frame->opcode == OPCODE_BINARY;
}

enum framing_match
websocket_match(const uint8_t *bytes, size_t size)
{
	uint8_t payload[FRAMING_MATCH_BYTES];
	struct frame frame;
	enum framing_match match = read_frame(bytes, size, &frame);
	size_t there;

	if (size > 0 && match != FRAMING_NO && !begins_message(&frame))
		return FRAMING_NO;
	if (match != FRAMING_YES)
		return match;
	if (frame.length < sizeof payload)
		return FRAMING_NO;
	there = size - frame.header_size;
	if (there > sizeof payload)
		there = sizeof payload;
	for (size_t i = 0; i < there; i++)
		payload[i] = bytes[frame.header_size + i] ^ frame.mask[i % 4];
	return framing_match(payload, there);
}

void
websocket_init(struct websocket *websocket, struct framing_memory *memory,
    enum websocket_state state)
{
	*websocket = (struct websocket){
	    .buffer.memory = memory,
	    .state = state,
	    .http_line_empty = true,
	};
}

void
websocket_clear(struct websocket *websocket)
{
	framing_buffer_clear(&websocket->buffer);
}

/* Gives 'bytes' if they are a SIP message. */
static void
give(const uint8_t *bytes, size_t size, const struct framing_out *out)
{
	struct text message = {(const char *)bytes, size};

	if (size && start_line_is_sip(wash_first_line(message)))
		out->on_message(bytes, size, out->arg);
	else
		counter_add(COUNTER_sip_stream_skipped, size);
}

/* The message ends here, or cannot go on. */
static void
end_message(struct websocket *websocket, const struct framing_out *out)
{
	if (!websocket->is_dropped)
		give(websocket->buffer.at, websocket->buffer.size, out);
	framing_buffer_clear(&websocket->buffer);
}

/* The message cannot be given. */
static void
drop_message(struct websocket *websocket)
{
	counter_add(COUNTER_sip_stream_skipped, websocket->buffer.size);
	framing_buffer_clear(&websocket->buffer);
	websocket->is_dropped = true;
}

static void
end_frame(struct websocket *websocket, const struct framing_out *out)
{
	websocket->state = WEBSOCKET_HEADER;
	if (websocket->is_control || !websocket->is_last)
		return;
	end_message(websocket, out);
	websocket->is_open = false;
}

static void
begin_frame(struct websocket *websocket, const struct frame *frame,
    const struct framing_out *out)
{
	websocket->state = WEBSOCKET_PAYLOAD;
	websocket->left = frame->length;
	websocket->is_control = frame->opcode >= OPCODE_CLOSE;
	memcpy(websocket->mask, frame->mask, sizeof websocket->mask);
	if (!websocket->is_control) {
		bool goes_on = frame->opcode == OPCODE_CONTINUATION;

		if (goes_on != websocket->is_open) {
			counter_up(websocket_malformed);
			drop_message(websocket);
		}
		if (!goes_on)
			websocket->is_dropped = false;
		websocket->is_open = true;
		websocket->is_last = frame->is_last;
		if (!websocket->is_dropped &&
		    frame->length > WASH_MESSAGE_MAX - websocket->buffer.size) {
			counter_up(sip_stream_too_large);
			drop_message(websocket);
		}
	}
	if (websocket->left == 0)
		end_frame(websocket, out);
}

/* Turns the mask by 'size' bytes, which it is taken off when not NULL. */
static void
unmask(struct websocket *websocket, uint8_t *bytes, size_t size)
{
	uint8_t turned[4];

	for (size_t i = 0; i < size; i++)
		bytes[i] ^= websocket->mask[i % 4];
	for (size_t i = 0; i < 4; i++)
		turned[i] = websocket->mask[(i + size) % 4];
	memcpy(websocket->mask, turned, sizeof turned);
}

static bool
is_masked(const struct websocket *websocket)
{
	static const uint8_t none[4];

	return memcmp(websocket->mask, none, sizeof none) != 0;
}

/* Takes bytes of the payload of a frame; returns how many. */
static size_t
push_payload(struct websocket *websocket, const uint8_t *bytes, size_t size,
    const struct framing_out *out)
{
	struct framing_buffer *buffer = &websocket->buffer;
	size_t part = websocket->left < size ? (size_t)websocket->left : size;
	size_t before = buffer->size;

	websocket->left -= part;
	if (websocket->is_control) {
		;
	} else if (websocket->is_dropped) {
		counter_add(COUNTER_sip_stream_skipped, part);
	} else if (websocket->left == 0 && websocket->is_last && before == 0 &&
		   !is_masked(websocket)) {
		give(bytes, part, out);
		websocket->is_dropped = true;
	} else if (framing_buffer_add(buffer, bytes, part)) {
		unmask(websocket, buffer->at + before, part);
	} else {
		counter_up(sip_stream_limit);
		drop_message(websocket);
	}
	if (websocket->left == 0)
		end_frame(websocket, out);
	return part;
}

/* Drops bytes until those that are kept may begin a SIP message. */
static enum framing_match
search(struct websocket *websocket)
{
	enum framing_match match = FRAMING_MAYBE;

	while (websocket->kept_size) {
		match = websocket_match(websocket->kept, websocket->kept_size);
		if (match != FRAMING_NO)
			return match;
		websocket->kept_size--;
		memmove(
		    websocket->kept, websocket->kept + 1, websocket->kept_size);
		counter_up(sip_stream_skipped);
	}
	return FRAMING_MAYBE;
}

/* Nothing is known of the next bytes but those that are kept. */
static void
start_search(struct websocket *websocket)
{
	drop_message(websocket);
	websocket->is_open = false;
	websocket->state = WEBSOCKET_SEARCHING;
}

/* A frame begins with the bytes that are kept. */
static void
begin_kept(struct websocket *websocket, const struct frame *frame,
    const struct framing_out *out)
{
	size_t rest = websocket->kept_size - frame->header_size;

	websocket->kept_size = 0;
	begin_frame(websocket, frame, out);
	if (rest)
		(void)push_payload(
		    websocket, websocket->kept + frame->header_size, rest, out);
}

/* One more byte of a header, or of what may be one. */
static void
push_byte(
    struct websocket *websocket, uint8_t byte, const struct framing_out *out)
{
	enum framing_match match = FRAMING_MAYBE;
	struct frame frame;

	websocket->kept[websocket->kept_size++] = byte;
	if (websocket->state == WEBSOCKET_HEADER) {
		match =
		    read_frame(websocket->kept, websocket->kept_size, &frame);
		if (match == FRAMING_NO) {
			counter_up(websocket_malformed);
			counter_up(sip_stream_resync);
			start_search(websocket);
		}
	}
	if (websocket->state == WEBSOCKET_SEARCHING) {
		match = search(websocket);
		if (match == FRAMING_YES)
			match = read_frame(
			    websocket->kept, websocket->kept_size, &frame);
	}
	if (match == FRAMING_YES)
		begin_kept(websocket, &frame, out);
}

/* One more byte before the blank line of the HTTP part. */
static void
push_http(struct websocket *websocket, uint8_t byte)
{
	if (++websocket->http_size > HTTP_MAX) {
		counter_up(websocket_malformed);
		start_search(websocket);
	} else if (byte == '\n' && websocket->http_line_empty) {
		websocket->state = WEBSOCKET_HEADER;
	} else if (byte != '\r') {
		websocket->http_line_empty = byte == '\n';
	}
}

void
websocket_push(struct websocket *websocket, const uint8_t *bytes, size_t size,
    const struct framing_out *out)
{
	while (size) {
		size_t done = 1;

		if (websocket->state == WEBSOCKET_PAYLOAD)
			done = push_payload(websocket, bytes, size, out);
		else if (websocket->state == WEBSOCKET_HTTP)
			push_http(websocket, bytes[0]);
		else
			push_byte(websocket, bytes[0], out);
		bytes += done;
		size -= done;
	}
}

/* Is the header of the message there that is incomplete? */
static bool
has_header(const struct framing_buffer *buffer)
{
	return buffer->size && memmem(buffer->at, buffer->size, "\r\n\r\n", 4);
}

void
websocket_lost(
    struct websocket *websocket, uint64_t lost, const struct framing_out *out)
{
	bool stays =
	    websocket->state == WEBSOCKET_PAYLOAD && lost <= websocket->left;

	if (lost == 0)
		return;
	if (stays && websocket->is_control) {
		websocket->left -= lost;
	} else {
		if (!websocket->is_dropped && has_header(&websocket->buffer))
			end_message(websocket, out);
		drop_message(websocket);
		websocket->left -= stays ? lost : websocket->left;
	}
	if (!stays) {
		websocket->kept_size = 0;
		start_search(websocket);
	} else if (websocket->left == 0) {
		end_frame(websocket, out);
	}
}
