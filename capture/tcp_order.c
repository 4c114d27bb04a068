/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of bytes, held in order behind gaps. */
#include "capture/tcp_order.h"

#include <stdlib.h>
#include <string.h>

#include "capture/tcp.h"

#define MALLOC_OVERHEAD 16

void
tcp_range_skip(struct tcp_range *range, size_t length)
{
	size_t captured;

	if (length > range->length)
		length = range->length;
	captured = length < range->size ? length : range->size;
	range->seq += (uint32_t)length;
	if (captured)
		range->bytes += captured;
	range->size -= captured;
	range->length -= length;
}

struct tcp_range
tcp_range_front(const struct tcp_range *range, size_t length)
{
	struct tcp_range front = *range;

	if (front.length > length)
		front.length = length;
	if (front.size > length)
		front.size = length;
	return front;
}

size_t
tcp_order_cost(size_t size)
{
	return sizeof(struct tcp_piece) + size + MALLOC_OVERHEAD;
}

/* The number behind the last byte of 'piece'. */
static uint32_t
end_of(const struct tcp_piece *piece)
{
	return piece->range.seq + (uint32_t)piece->range.length;
}

/* Holds 'range' behind 'before' (NULL: as the first). NULL without room. */
static struct tcp_piece *
add_piece(struct tcp_order *order, struct tcp_piece *before,
    const struct tcp_range *range, size_t limit)
{
	size_t cost = tcp_order_cost(range->size);
	struct tcp_piece *piece;

	if (order->count >= TCP_PIECES_MAX || cost > limit ||
	    order->held > limit - cost)
		return NULL;
	piece = malloc(sizeof *piece + range->size);
	if (!piece)
		return NULL;
	piece->range = *range;
	piece->range.bytes = (const uint8_t *)(piece + 1);
	if (range->size)
		memcpy(piece + 1, range->bytes, range->size);
	piece->before = before;
	piece->behind = before ? before->behind : order->first;
	*(before ? &before->behind : &order->first) = piece;
	*(piece->behind ? &piece->behind->before : &order->last) = piece;
	order->count++;
	order->held += cost;
	return piece;
}

/* The last piece that begins at 'seq' or before; NULL for none. */
static struct tcp_piece *
piece_before(const struct tcp_order *order, uint32_t seq)
{
	struct tcp_piece *piece = order->last;

	while (piece && tcp_distance(piece->range.seq, seq) > 0)
		piece = piece->before;
	return piece;
}

enum tcp_hold
tcp_order_hold(
    struct tcp_order *order, const struct tcp_range *range, size_t limit)
{
	struct tcp_piece *before = piece_before(order, range->seq);
	enum tcp_hold result = TCP_HOLD_OLD;
	struct tcp_range rest = *range;

	for (;;) {
		struct tcp_piece *behind =
		    before ? before->behind : order->first;
		struct tcp_range part;
		int32_t covered =
		    before ? tcp_distance(end_of(before), rest.seq) : 0;

		if (covered > 0)
			tcp_range_skip(&rest, (size_t)covered);
		if (rest.length == 0)
			return result;
		part =
		    behind
			? tcp_range_front(&rest,
			      (size_t)tcp_distance(behind->range.seq, rest.seq))
			: rest;
		if (part.length) {
			before = add_piece(order, before, &part, limit);
			if (!before)
				return TCP_HOLD_FULL;
			result = TCP_HOLD_NEW;
			tcp_range_skip(&rest, part.length);
		}
		if (rest.length == 0)
			return result;
		before = behind;
	}
}

/* Do the bytes that 'a' and 'b' both have differ? */
static bool
differ(struct tcp_range a, struct tcp_range b)
{
	int32_t distance = tcp_distance(b.seq, a.seq);
	size_t common;

	if (distance > 0)
		tcp_range_skip(&a, (size_t)distance);
	else
		tcp_range_skip(&b, (size_t) - (int64_t)distance);
	common = a.size < b.size ? a.size : b.size;
	return common && memcmp(a.bytes, b.bytes, common) != 0;
}

bool
tcp_order_conflicts(
    const struct tcp_order *order, const struct tcp_range *range)
{
	uint32_t end = range->seq + (uint32_t)range->length;

	for (const struct tcp_piece *piece = order->last; piece;
	     piece = piece->before) {
		if (tcp_distance(piece->range.seq, end) >= 0)
			continue;
		if (tcp_distance(end_of(piece), range->seq) <= 0)
			return false;
		if (differ(piece->range, *range))
			return true;
	}
	return false;
}

struct tcp_piece *
tcp_order_take(struct tcp_order *order)
{
	struct tcp_piece *piece = order->first;

	if (!piece)
		return NULL;
	order->first = piece->behind;
	*(order->first ? &order->first->before : &order->last) = NULL;
	order->count--;
	order->held -= tcp_order_cost(piece->range.size);
	return piece;
}

size_t
tcp_order_prefix(const struct tcp_order *order, uint8_t *out, size_t size)
{
	uint32_t next = order->next;
	size_t used = 0;

	for (const struct tcp_piece *piece = order->first;
	     piece && piece->range.seq == next && used < size;
	     piece = piece->behind) {
		size_t part = piece->range.size < size - used
				  ? piece->range.size
				  : size - used;

		if (part)
			memcpy(out + used, piece->range.bytes, part);
		used += part;
		if (piece->range.size < piece->range.length)
			break;
		next = end_of(piece);
	}
	return used;
}

void
tcp_order_clear(struct tcp_order *order)
{
	struct tcp_piece *piece;

	while ((piece = tcp_order_take(order)))
		free(piece);
}
