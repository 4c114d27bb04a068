/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which streams are followed, and where a segment belongs. What is done with
 * it there is in capture/tcp_place.c.
 */
#include "capture/tcp.h"

#include <stdlib.h>

#include "capture/tcp_int.h"

struct tcp *
tcp_new(const struct tcp_limits *limits, const struct tcp_handler *handler,
    void *arg)
{
	struct tcp *tcp = calloc(1, sizeof *tcp);

	if (!tcp)
		return NULL;
	tcp->limits = *limits;
	tcp->handler = handler;
	tcp->arg = arg;
	tcp->now.ns = INT64_MIN;
	pool_init(&tcp->pool, sizeof(struct tcp_half));
	if (table_init(&tcp->followed, limits->streams) != 0 ||
	    table_init(&tcp->undecided, limits->undecided) != 0) {
		tcp_free(tcp);
		return NULL;
	}
	return tcp;
}

static struct tcp_half *
oldest(const struct table *table)
{
	return table->oldest ? TABLE_ENTRY(table->oldest, struct tcp_half, link)
			     : NULL;
}

void
tcp_free(struct tcp *tcp)
{
	if (!tcp)
		return;
	while (tcp->followed.oldest)
		tcp_half_free(tcp, oldest(&tcp->followed));
	while (tcp->undecided.oldest)
		tcp_half_free(tcp, oldest(&tcp->undecided));
	table_clear(&tcp->followed);
	table_clear(&tcp->undecided);
	pool_clear(&tcp->pool);
	free(tcp);
}

static void
touch(struct tcp *tcp, struct table *table, struct tcp_half *half)
{
	half->seen = tcp->now;
	table_touch(table, &half->link);
}

/* Is a stream of 'flow' to be followed whatever it goes on with? */
static bool
is_likely(const struct tcp *tcp, const struct flow *flow)
{
	struct flow reverse = tcp_reverse(flow);

	return tcp->handler->likely(flow, tcp->arg) ||
	       tcp_find(&tcp->followed, &reverse, tcp_hash(tcp, &reverse));
}

/* What is to be done with a stream that goes on with 'bytes'? */
static enum tcp_verdict
judge(
    struct tcp *tcp, const struct flow *flow, const uint8_t *bytes, size_t size)
{
	enum tcp_verdict verdict =
	    tcp->handler->wants(flow, bytes, size, tcp->arg);

	if (verdict != TCP_WANTED && is_likely(tcp, flow))
		return TCP_WANTED;
	return verdict;
}

/* May 'range' belong where 'half' is? */
static bool
fits(const struct tcp_half *half, const struct tcp_range *range)
{
	uint32_t place = half->state == TCP_JOINED && half->order.first
			     ? half->order.first->range.seq
			     : half->order.next;
	int64_t distance = tcp_distance(range->seq, place);

	return distance > -TCP_WINDOW &&
	       distance + (int64_t)range->length <= TCP_WINDOW;
}

/*
 * Decides for one that was opened, when more is not to be waited for. True
 * when it is followed now; else it is gone.
 */
static bool
decide(struct tcp *tcp, struct tcp_half *half)
{
	uint8_t bytes[TCP_DECISION_BYTES];
	struct tcp_order *order = &half->order;
	uint64_t lost = 0;
	size_t size;

	if (order->first)
		lost = (uint32_t)(order->first->range.seq - order->next);
	while (order->first) {
		order->next = order->first->range.seq;
		size = tcp_order_prefix(order, bytes, sizeof bytes);
		if (size &&
		    judge(tcp, &half->stream.flow, bytes, size) == TCP_WANTED) {
			tcp_promote(tcp, half, lost);
			return true;
		}
		/* Maybe one begins with a later segment. */
		free(tcp_take(tcp, half));
		lost = TCP_LOST_UNKNOWN;
	}
	tcp_half_free(tcp, half);
	return false;
}

/* 'half' has waited long enough, which it had at 'due'. */
static void
expire(struct tcp *tcp, struct tcp_half *half, struct tstamp due)
{
	if (half->state != TCP_OPENED)
		tcp_give_up(tcp, half);
	else if (!decide(tcp, half))
		return;
	tcp_go_on(tcp, half, due);
}

static bool
is_full(const struct tcp *tcp, size_t cost)
{
	return cost > tcp->limits.held || tcp->held > tcp->limits.held - cost;
}

/* Makes room for 'cost' bytes: what has waited longest gives way. */
static void
shed(struct tcp *tcp, size_t cost)
{
	struct tcp_half *half;

	while (is_full(tcp, cost)) {
		(void)tcp_next_due(tcp, &half);
		if (!half)
			return;
		counter_up(tcp_held_limit);
		expire(tcp, half, tcp->now);
	}
}

static enum counter_id
push_followed(
    struct tcp *tcp, struct tcp_half *half, const struct tcp_range *range)
{
	struct tcp_range rest = *range;

	half->has_outside = false;
	if (tcp_order_conflicts(&half->order, range))
		counter_up(tcp_conflict);
	if (half->state == TCP_FOLLOWED && tcp_skip_old(half, &rest))
		return COUNTER_tcp_duplicate;
	if (rest.length < range->length)
		counter_up(tcp_overlap);
	return tcp_place(tcp, half, rest);
}

/*
 * A segment far from the place of its stream. The stream goes on there when
 * that is seen to be right: long losses, and connections whose SYN was lost.
 */
static enum counter_id
push_outside(
    struct tcp *tcp, struct tcp_half *half, const struct tcp_range *range)
{
	bool goes_on = half->has_outside && half->outside == range->seq;

	if (!goes_on &&
	    (range->size == 0 ||
		tcp->handler->wants(&half->stream.flow, range->bytes,
		    range->size, tcp->arg) != TCP_WANTED)) {
		half->has_outside = true;
		half->outside = range->seq + (uint32_t)range->length;
		return COUNTER_tcp_outside;
	}
	while (half->order.first)
		tcp_give_up(tcp, half);
	half->start = range->seq;
	half->has_outside = half->has_fin = half->has_acked = false;
	tcp_give(tcp, half, range, TCP_LOST_UNKNOWN);
	tcp_go_on(tcp, half, tcp->now);
	return COUNTER_tcp_segment;
}

/* Decides by what is held of one that was opened. */
static enum counter_id
push_held(struct tcp *tcp, struct tcp_half *half, const struct tcp_range *range)
{
	uint8_t bytes[TCP_DECISION_BYTES];
	size_t size = tcp_order_prefix(&half->order, bytes, sizeof bytes);
	enum tcp_verdict verdict = TCP_MORE;

	if (size)
		verdict = judge(tcp, &half->stream.flow, bytes, size);
	if (verdict == TCP_WANTED) {
		tcp_promote(tcp, half, 0);
		tcp_go_on(tcp, half, tcp->now);
	} else if (verdict == TCP_NOT_WANTED || size == sizeof bytes) {
		tcp_half_free(tcp, half);
		return COUNTER_tcp_other;
	} else if (range->seq != half->order.next &&
		   half->wait == TCP_WAIT_NOTHING) {
		tcp_wait(tcp, half, TCP_WAIT_GAP, tcp->now);
	}
	return COUNTER_tcp_segment;
}

/* Room for the pieces of one that was opened, those that it has and more. */
static size_t
room_for_opened(const struct tcp *tcp, const struct tcp_half *half)
{
	size_t all = tcp->limits.held - tcp->held;
	size_t quarter = tcp->limits.held / 4 - tcp->held_undecided;
	size_t room = half->order.held + (all < quarter ? all : quarter);

	return room < TCP_UNDECIDED_BYTES ? room : TCP_UNDECIDED_BYTES;
}

/* A segment of one that was opened and is not decided yet. */
static enum counter_id
push_opened(struct tcp *tcp, struct tcp_half *half, struct tcp_range range)
{
	size_t cost = tcp_order_cost(range.size);
	enum tcp_verdict verdict;

	if (tcp_skip_old(half, &range))
		return COUNTER_tcp_duplicate;
	touch(tcp, &tcp->undecided, half);
	if (!half->order.first && range.seq == half->order.next) {
		verdict = range.size ? judge(tcp, &half->stream.flow,
					   range.bytes, range.size)
				     : TCP_NOT_WANTED;
		if (verdict == TCP_WANTED) {
			tcp_promote(tcp, half, 0);
			return tcp_place(tcp, half, range);
		}
		if (verdict == TCP_NOT_WANTED) {
			tcp_half_free(tcp, half);
			return COUNTER_tcp_other;
		}
	}
	if (is_full(tcp, cost) ||
	    tcp->held_undecided + cost > tcp->limits.held / 4) {
		counter_up(tcp_undecided_limit);
		tcp_half_free(tcp, half);
		return COUNTER_tcp_other;
	}
	switch (tcp_hold(tcp, half, &range, room_for_opened(tcp, half))) {
	case TCP_HOLD_OLD:
		return COUNTER_tcp_duplicate;
	case TCP_HOLD_NEW:
		return push_held(tcp, half, &range);
	case TCP_HOLD_FULL:
		break;
	}
	return decide(tcp, half) ? tcp_place(tcp, half, range)
				 : COUNTER_tcp_other;
}

/* A segment of a stream that nothing is known of. */
static enum counter_id
push_unknown(struct tcp *tcp, const struct packet *segment,
    const struct tcp_range *range)
{
	enum tcp_verdict verdict;
	enum tcp_state state = TCP_FOLLOWED;
	struct tcp_half *half;

	if (range->size == 0)
		return COUNTER_tcp_other;
	verdict = tcp->handler->wants(
	    &segment->flow, range->bytes, range->size, tcp->arg);
	if (verdict != TCP_WANTED) {
		if (!is_likely(tcp, &segment->flow))
			return COUNTER_tcp_other;
		state = TCP_JOINED;
	}
	half = tcp_half_new(tcp, segment, state, range->seq);
	return half ? tcp_place(tcp, half, *range) : COUNTER_tcp_other;
}

/* A segment with data, or a part of it. */
static enum counter_id
push_data(struct tcp *tcp, const struct packet *segment,
    const struct tcp_range *range)
{
	uint64_t hash = tcp_hash(tcp, &segment->flow);
	size_t cost = tcp_order_cost(range->size);
	struct tcp_half *followed, *other = NULL;

	followed = tcp_find(&tcp->followed, &segment->flow, hash);
	if (followed && followed->order.next != range->seq &&
	    is_full(tcp, cost)) {
		shed(tcp, cost);
		followed = tcp_find(&tcp->followed, &segment->flow, hash);
	}
	if (!followed || followed->reopened)
		other = tcp_find(&tcp->undecided, &segment->flow, hash);
	if (followed && fits(followed, range) &&
	    !(other && other->order.next == range->seq))
		return push_followed(tcp, followed, range);
	if (other && other->state == TCP_OPENED && fits(other, range))
		return push_opened(tcp, other, *range);
	if (followed)
		return push_outside(tcp, followed, range);
	if (other) {
		struct tcp_range rest = *range;

		if (fits(other, range) && tcp_skip_old(other, &rest))
			return COUNTER_tcp_duplicate;
		tcp_half_free(tcp, other);
	}
	return push_unknown(tcp, segment, range);
}

/* A connection is opened, maybe where another one is followed still. */
static void
note_syn(struct tcp *tcp, const struct packet *segment, struct tcp_half *half)
{
	uint64_t hash = tcp_hash(tcp, &segment->flow);
	struct tcp_half *other =
	    tcp_find(&tcp->undecided, &segment->flow, hash);
	uint32_t start = segment->tcp_seq + 1;

	/* The same again. */
	if (half && half->state == TCP_FOLLOWED && half->start == start)
		return;
	if (other && other->start == start)
		return;
	if (other)
		tcp_half_free(tcp, other);
	other = tcp_half_new(tcp, segment, TCP_OPENED, start);
	if (half && other)
		half->reopened = true;
}

static void
note_fin(struct tcp *tcp, const struct packet *segment, uint32_t fin)
{
	uint64_t hash = tcp_hash(tcp, &segment->flow);
	struct tcp_half *half = tcp_find(&tcp->followed, &segment->flow, hash);
	struct tcp_range end = {.seq = fin};

	if (!half || half->has_fin || !fits(half, &end))
		return;
	if (tcp_distance(fin, half->order.next) < 0)
		return;
	half->has_fin = true;
	half->fin = fin;
	if (half->state == TCP_FOLLOWED &&
	    (half->wait == TCP_WAIT_NOTHING || half->order.next == fin))
		tcp_go_on(tcp, half, tcp->now);
}

/* Ends both directions, if the reset belongs to the connection. */
static void
note_rst(struct tcp *tcp, const struct packet *segment)
{
	struct flow reverse = tcp_reverse(&segment->flow);
	struct tcp_range here = {.seq = segment->tcp_seq};
	struct tcp_range there = {.seq = segment->tcp_ack};
	struct tcp_half *half = tcp_find(
	    &tcp->followed, &segment->flow, tcp_hash(tcp, &segment->flow));
	struct tcp_half *other =
	    tcp_find(&tcp->followed, &reverse, tcp_hash(tcp, &reverse));

	if (half ? !fits(half, &here)
		 : !(segment->tcp_flags & TCP_ACK) || !other ||
		       !fits(other, &there))
		return;
	if (half)
		tcp_end(tcp, half);
	if (other)
		tcp_end(tcp, other);
}

/* The receiver of a stream says what it has. */
static void
note_ack(struct tcp *tcp, const struct packet *segment)
{
	struct flow reverse = tcp_reverse(&segment->flow);
	struct tcp_half *half =
	    tcp_find(&tcp->followed, &reverse, tcp_hash(tcp, &reverse));

	if (!half || half->wait != TCP_WAIT_GAP)
		return;
	half->has_acked = true;
	half->acked = segment->tcp_ack;
	if (half->order.first &&
	    tcp_distance(half->acked, half->order.first->range.seq) > 0)
		tcp_wait(tcp, half, TCP_WAIT_ACKED, tcp->now);
}

enum counter_id
tcp_push(struct tcp *tcp, const struct packet *segment)
{
	struct tcp_range range = {.seq = segment->tcp_seq,
	    .bytes = segment->payload,
	    .size = segment->size,
	    .length = segment->length,
	    .time = segment->time};
	uint64_t hash = tcp_hash(tcp, &segment->flow);
	enum counter_id outcome = COUNTER_tcp_empty;
	struct tcp_half *half;

	tcp_tick(tcp, segment->time);
	half = tcp_find(&tcp->followed, &segment->flow, hash);
	if (half)
		touch(tcp, &tcp->followed, half);
	if (segment->tcp_flags & TCP_ACK && tcp->waiters[TCP_WAIT_GAP].first)
		note_ack(tcp, segment);
	if (segment->tcp_flags & TCP_RST) {
		note_rst(tcp, segment);
		return range.length ? COUNTER_tcp_other : COUNTER_tcp_empty;
	}
	if (segment->tcp_flags & TCP_SYN) {
		note_syn(tcp, segment, half);
		range.seq++;
	}
	if (range.length > TCP_WINDOW)
		outcome = COUNTER_tcp_outside;
	else if (range.length)
		outcome = push_data(tcp, segment, &range);
	if (segment->tcp_flags & TCP_FIN)
		note_fin(tcp, segment, range.seq + (uint32_t)range.length);
	return outcome;
}

/* The clock was set back, or some packet had a wrong time: nothing waits for
 * that time to come again. */
static void
set_back(struct tcp *tcp, struct tstamp now)
{
	struct tcp_half *half;

	tcp->now = now;
	tcp_forget_future(tcp);
	while ((void)tcp_next_due(tcp, &half), half)
		expire(tcp, half, now);
}

void
tcp_tick(struct tcp *tcp, struct tstamp now)
{
	struct tcp_half *half;
	struct tstamp due;

	if (tcp->now.ns != INT64_MIN &&
	    tstamp_diff_ns(tcp->now, now) > TCP_SET_BACK_NS)
		set_back(tcp, now);
	if (!tstamp_before(tcp->now, now))
		return;
	tcp->now = now;
	for (;;) {
		due = tcp_next_due(tcp, &half);
		if (!half || tstamp_before(now, due))
			break;
		expire(tcp, half, due);
	}
	while ((half = oldest(&tcp->undecided)) &&
	       tstamp_diff_ns(now, half->seen) >= TCP_UNDECIDED_NS)
		tcp_half_free(tcp, half);
	while ((half = oldest(&tcp->followed)) &&
	       tstamp_diff_ns(now, half->seen) >= TCP_IDLE_NS)
		tcp_end(tcp, half);
}

void
tcp_finish(struct tcp *tcp)
{
	struct tcp_half *half;

	/* Those that cannot be decided yet are by what there is of them. */
	while ((half = oldest(&tcp->undecided)))
		(void)decide(tcp, half);
	while ((half = oldest(&tcp->followed)))
		tcp_end(tcp, half);
	while ((half = oldest(&tcp->undecided)))
		tcp_half_free(tcp, half);
}
