/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SIP messages out of one direction of a WebSocket connection (RFC 6455, RFC
 * 7118): the HTTP part is passed over, frames are unmasked, fragments are put
 * together. Each WebSocket message is one SIP message (RFC 7118 section 5);
 * others, control frames and keep-alives are passed over. Part of
 * sip/stream.h.
 */
#ifndef SIP_WEBSOCKET_H
#define SIP_WEBSOCKET_H

#include "sip/framing.h"

/* The longest header of a frame. */
#define WEBSOCKET_HEADER_BYTES 14

/* The most bytes that websocket_match() needs. */
#define WEBSOCKET_MATCH_BYTES (WEBSOCKET_HEADER_BYTES + FRAMING_MATCH_BYTES)

/* A frame that is longer is not believed (RFC 6455 section 5.2). */
#define WEBSOCKET_FRAME_MAX 1048576

/* Do 'bytes' begin with a frame that begins a SIP message? */
enum framing_match websocket_match(const uint8_t *bytes, size_t size);

enum websocket_state {
	WEBSOCKET_HTTP,      /* before the blank line */
	WEBSOCKET_HEADER,    /* in the header of a frame */
	WEBSOCKET_PAYLOAD,   /* in that of a frame */
	WEBSOCKET_SEARCHING, /* for a frame that begins a SIP message */
};

struct websocket {
	struct framing_buffer buffer; /* the message that is incomplete */
	enum websocket_state state;
	uint64_t left; /* bytes of the payload that are to come */
	uint8_t kept[WEBSOCKET_MATCH_BYTES]; /* of a header, or of what may
	                                        be one */
	uint8_t kept_size;
	uint8_t mask[4];      /* of the frame, 0 for none; turned to its next
	                        byte */
	bool is_control;      /* the frame is no part of a message */
	bool is_last;         /* no frame of the message follows */
	bool is_open;         /* frames of a message are to come */
	bool is_dropped;      /* the message cannot be given */
	bool http_line_empty; /* nothing yet in the line of the HTTP part */
	size_t http_size;     /* bytes of that part */
};

/* At the HTTP part, or at the header of a frame. */
void websocket_init(struct websocket *websocket, struct framing_memory *memory,
    enum websocket_state state);

void websocket_clear(struct websocket *websocket);

/* Takes the next bytes; gives each SIP message that is whole with them. */
void websocket_push(struct websocket *websocket, const uint8_t *bytes,
    size_t size, const struct framing_out *out);

/* As framing_lost(). */
void websocket_lost(
    struct websocket *websocket, uint64_t lost, const struct framing_out *out);

#endif
