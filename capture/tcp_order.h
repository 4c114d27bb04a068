/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of one direction of a connection in order: which comes next, and
 * what is held behind gaps. Sequence numbers wrap (RFC 9293 section 3.4).
 * Part of capture/tcp.h.
 */
#ifndef CAPTURE_TCP_ORDER_H
#define CAPTURE_TCP_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/tstamp.h"

/* A run of a stream's bytes. */
struct tcp_range {
	uint32_t seq;         /* number of the first */
	const uint8_t *bytes; /* those at its front that were captured */
	size_t size;          /* how many these are */
	size_t length;        /* how many the run has; below 2^31 */
	struct tstamp time;   /* when it was captured */
};

/* A run that is held. */
struct tcp_piece {
	struct tcp_piece *before;
	struct tcp_piece *behind;
	struct tcp_range range; /* its bytes lie behind the piece */
};

struct tcp_order {
	uint32_t next;           /* number of the byte that comes next */
	uint32_t count;          /* pieces */
	struct tcp_piece *first; /* in order; none overlaps another */
	struct tcp_piece *last;
	size_t held; /* bytes of memory that they take */
};

enum tcp_hold {
	TCP_HOLD_NEW,  /* some of it was not held before */
	TCP_HOLD_OLD,  /* all of it was */
	TCP_HOLD_FULL, /* a part, maybe all, is not held for want of room */
};

/* How far 'to' lies behind 'from'; below 0 when it lies before. */
static inline int32_t
tcp_distance(uint32_t to, uint32_t from)
{
	return (int32_t)(to - from);
}

/* Takes 'length' from the front of 'range', or all. */
void tcp_range_skip(struct tcp_range *range, size_t length);

/* The front of 'range', of 'length' at most. */
struct tcp_range tcp_range_front(const struct tcp_range *range, size_t length);

/* Bytes of memory that a piece with 'size' captured bytes takes. */
size_t tcp_order_cost(size_t size);

/* Holds copies of what of 'range' is not held, in 'limit' bytes of memory. */
enum tcp_hold
tcp_order_hold(struct tcp_order *order, const struct tcp_range *range,
    size_t limit) __attribute__((warn_unused_result));

/* Does a piece have other bytes than 'range' for the same numbers? */
bool tcp_order_conflicts(
    const struct tcp_order *order, const struct tcp_range *range);

/* Takes the first piece out; free() it. NULL when there is none. */
struct tcp_piece *tcp_order_take(struct tcp_order *order);

/* Copies to 'out' what is held from 'next' on without a gap; returns how much,
 * 'size' at most. */
size_t
tcp_order_prefix(const struct tcp_order *order, uint8_t *out, size_t size);

/* Frees all pieces. */
void tcp_order_clear(struct tcp_order *order);

#endif
