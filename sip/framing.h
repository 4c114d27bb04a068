/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages out of a stream of plain SIP, by their Content-Length (RFC 3261
 * sections 18.3 and 20.14). Part of sip/stream.h.
 *
 *  - Line ends before a start line are keep-alives (RFC 5626 section 3.5.1).
 *  - The first Content-Length with a value counts; none, or one that is no
 *    number, is 0.
 *  - Where a start line should be and is none, lines are passed over until
 *    there is one. In that search it may also stand behind other bytes in a
 *    line: a body need not end with a line end.
 *  - A message that is whole in the bytes pushed is not copied; memory is
 *    taken while one is incomplete.
 */
#ifndef SIP_FRAMING_H
#define SIP_FRAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* A body that is longer is passed over as if there were none. */
#define FRAMING_BODY_MAX 1048576

/* Memory for incomplete messages, shared by all streams. */
struct framing_memory {
	size_t limit; /* bytes at most */
	size_t used;  /* bytes now; 0 at first */
};

/* A message, borrowed. */
typedef void framing_fn(const uint8_t *message, size_t size, void *arg);

/* Where messages go. */
struct framing_out {
	framing_fn *on_message;
	void *arg;
};

/* Bytes that are kept until more come. */
struct framing_buffer {
	struct framing_memory *memory; /* borrowed */
	uint8_t *at;                   /* NULL when nothing is kept */
	size_t size;                   /* bytes there */
	size_t capacity;               /* bytes of memory */
};

/* Adds to the end; false, and nothing changed, without memory. */
bool framing_buffer_add(struct framing_buffer *buffer, const uint8_t *bytes,
    size_t size) __attribute__((warn_unused_result));

/* Gives the memory back. */
void framing_buffer_clear(struct framing_buffer *buffer);

/* How far a message is read. All of it is 0 between two messages. */
struct framing_scan {
	size_t line;        /* where the line begins that is not whole yet */
	size_t looked;      /* bytes that were searched for its end */
	size_t header_size; /* with the blank line; 0 while that is not there */
	size_t body_size;   /* what Content-Length says */
	bool has_start;     /* the start line is right */
	bool has_length;    /* there was a Content-Length */
	bool in_length;     /* it goes on, maybe, in the next line */
};

struct framing {
	struct framing_buffer buffer; /* the message that is incomplete */
	struct framing_scan scan;     /* of that */
	uint64_t skip;                /* bytes to be passed over */
	bool searching;               /* for a start line */
	bool was_found;               /* the message begins where a search
	                                 ended */
};

void framing_init(struct framing *framing, struct framing_memory *memory);
void framing_clear(struct framing *framing);

/* Takes the next bytes; gives each message that is whole with them. */
void framing_push(struct framing *framing, const uint8_t *bytes, size_t size,
    const struct framing_out *out);

/*
 * 'lost' bytes are missing here, UINT64_MAX when nobody knows. A message whose
 * header is whole is given with what there is of its body.
 */
void framing_lost(
    struct framing *framing, uint64_t lost, const struct framing_out *out);

enum framing_match {
	FRAMING_NO,
	FRAMING_MAYBE, /* more bytes are needed to tell */
	FRAMING_YES,
};

/* The most bytes that framing_match() needs. */
#define FRAMING_MATCH_BYTES 10

/* Do 'bytes' begin with a method that is known, or "SIP/2.0", and a space? */
enum framing_match framing_match(const uint8_t *bytes, size_t size);

/*
 * Where in 'line', which may begin with anything, does a start line begin that
 * goes up to its end? 'line.len' when nowhere.
 */
size_t framing_find_start(struct text line);

#endif
