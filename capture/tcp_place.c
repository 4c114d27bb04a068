/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of the bytes of a segment: to the handler, or held behind a gap. */
#include <stdlib.h>

#include "capture/tcp_int.h"

static void
count_lost(uint64_t lost)
{
	if (lost == TCP_LOST_UNKNOWN) {
		counter_up(tcp_joined);
	} else if (lost) {
		counter_up(tcp_gap);
		counter_add(COUNTER_tcp_gap_bytes, lost);
	}
}

void
tcp_give(struct tcp *tcp, struct tcp_half *half, const struct tcp_range *range,
    uint64_t lost)
{
	struct tcp_stream *stream = &half->stream;
	size_t cut = range->length - range->size;

	if (tstamp_before(stream->last, range->time))
		stream->last = range->time;
	half->order.next = range->seq + (uint32_t)range->length;
	count_lost(lost);
	if (range->size || lost)
		tcp->handler->bytes(
		    stream, range->bytes, range->size, lost, tcp->arg);
	if (cut == 0)
		return;
	count_lost(cut);
	tcp->handler->bytes(stream, NULL, 0, cut, tcp->arg);
}

struct tcp_piece *
tcp_take(struct tcp *tcp, struct tcp_half *half)
{
	size_t before = half->order.held;
	struct tcp_piece *piece = tcp_order_take(&half->order);

	tcp->held -= before - half->order.held;
	if (!tcp_is_followed(half))
		tcp->held_undecided -= before - half->order.held;
	return piece;
}

void
tcp_drain(struct tcp *tcp, struct tcp_half *half, uint64_t lost)
{
	struct tcp_order *order = &half->order;

	while (order->first && order->first->range.seq == order->next) {
		struct tcp_piece *piece = tcp_take(tcp, half);

		tcp_give(tcp, half, &piece->range, lost);
		free(piece);
		lost = 0;
	}
}

void
tcp_give_up(struct tcp *tcp, struct tcp_half *half)
{
	struct tcp_order *order = &half->order;
	struct tcp_range end = {.seq = half->fin, .time = half->stream.last};
	uint64_t lost = TCP_LOST_UNKNOWN;

	if (half->state == TCP_JOINED) {
		half->state = TCP_FOLLOWED;
		if (order->first)
			half->start = order->next = order->first->range.seq;
	} else if (order->first) {
		lost = (uint32_t)(order->first->range.seq - order->next);
		/* The receiver has acknowledged what is missing here. */
		if (half->wait == TCP_WAIT_ACKED)
			counter_up(tcp_gap_mirror);
		order->next = order->first->range.seq;
	} else if (half->has_fin) {
		lost = (uint32_t)(half->fin - order->next);
		tcp_give(tcp, half, &end, lost);
	}
	tcp_drain(tcp, half, lost);
}

enum tcp_hold
tcp_hold(struct tcp *tcp, struct tcp_half *half, const struct tcp_range *range,
    size_t limit)
{
	struct tcp_order *order = &half->order;
	size_t before = order->held;
	enum tcp_hold result = tcp_order_hold(order, range, limit);

	tcp->held += order->held - before;
	if (!tcp_is_followed(half))
		tcp->held_undecided += order->held - before;
	return result;
}

static void
settle(struct tcp *tcp, struct tcp_half *half, struct tstamp since)
{
	const struct tcp_order *order = &half->order;
	bool fin_missing =
	    half->has_fin && tcp_distance(half->fin, order->next) > 0;
	bool acked;

	if (!order->first && !fin_missing) {
		tcp_wait(tcp, half, TCP_WAIT_NOTHING, since);
		return;
	}
	acked = order->first && half->has_acked &&
		tcp_distance(half->acked, order->first->range.seq) > 0;
	tcp_wait(tcp, half, acked ? TCP_WAIT_ACKED : TCP_WAIT_GAP, since);
}

bool
tcp_skip_old(const struct tcp_half *half, struct tcp_range *range)
{
	int32_t old = tcp_distance(half->order.next, range->seq);

	if (old <= 0)
		return false;
	tcp_range_skip(range, (size_t)old);
	return range->length == 0;
}

void
tcp_go_on(struct tcp *tcp, struct tcp_half *half, struct tstamp since)
{
	if (half->has_fin && tcp_distance(half->order.next, half->fin) >= 0)
		tcp_end(tcp, half);
	else
		settle(tcp, half, since);
}

/* Room for the pieces of 'half', those that it has and more. */
static size_t
room_for(const struct tcp *tcp, const struct tcp_half *half)
{
	size_t room = half->order.held;

	if (tcp->held < tcp->limits.held)
		room += tcp->limits.held - tcp->held;
	return room < tcp->limits.held_per_stream ? room
						  : tcp->limits.held_per_stream;
}

/* Gives what is next of 'range', and what was held behind it. */
static void
give_next(struct tcp *tcp, struct tcp_half *half, struct tcp_range *range)
{
	struct tcp_order *order = &half->order;
	struct tcp_range part = *range;

	if (order->first) {
		counter_up(tcp_reordered);
		part = tcp_range_front(
		    range, (uint32_t)(order->first->range.seq - order->next));
	}
	tcp_give(tcp, half, &part, 0);
	tcp_range_skip(range, part.length);
	tcp_drain(tcp, half, 0);
}

/* There is no room to hold 'range': the gap before it is given up. */
static void
give_up_for(struct tcp *tcp, struct tcp_half *half, struct tcp_range *range)
{
	uint64_t lost = (uint32_t)(range->seq - half->order.next);

	counter_up(tcp_held_limit);
	if (half->order.first) {
		tcp_give_up(tcp, half);
		return;
	}
	if (half->state == TCP_JOINED)
		lost = TCP_LOST_UNKNOWN;
	half->state = TCP_FOLLOWED;
	tcp_give(tcp, half, range, lost);
	tcp_range_skip(range, range->length);
}

enum counter_id
tcp_place(struct tcp *tcp, struct tcp_half *half, struct tcp_range range)
{
	bool moved = false, is_new = false, joined;

	while (range.length) {
		enum tcp_hold hold;

		joined = half->state == TCP_JOINED;
		if (!joined && tcp_skip_old(half, &range))
			break;
		if (!joined && range.seq == half->order.next) {
			give_next(tcp, half, &range);
			moved = is_new = true;
			continue;
		}
		hold = tcp_hold(tcp, half, &range, room_for(tcp, half));
		is_new = is_new || hold != TCP_HOLD_OLD;
		if (hold != TCP_HOLD_FULL)
			break;
		give_up_for(tcp, half, &range);
		moved = true;
	}
	if (half->state == TCP_JOINED) {
		if (half->wait == TCP_WAIT_NOTHING)
			tcp_wait(tcp, half, TCP_WAIT_JOIN, tcp->now);
	} else if (moved || half->wait == TCP_WAIT_NOTHING) {
		tcp_go_on(tcp, half, tcp->now);
	}
	return is_new ? COUNTER_tcp_segment : COUNTER_tcp_duplicate;
}
