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
 *  - Memory is taken while a message is incomplete, and in no other case.
 */
#ifndef SIP_FRAMING_H
#define SIP_FRAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

#endif
