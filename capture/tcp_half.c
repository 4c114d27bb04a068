/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The directions of connections that are known, and what they wait for. */
#include <stdlib.h>

#include "base/hash.h"
#include "capture/tcp_int.h"

static const int64_t wait_ns[TCP_WAIT_COUNT] = {
    [TCP_WAIT_JOIN] = TCP_JOIN_NS,
    [TCP_WAIT_GAP] = TCP_GAP_NS,
    [TCP_WAIT_ACKED] = TCP_ACKED_NS,
};

uint64_t
tcp_hash(const struct tcp *tcp, const struct flow *flow)
{
	uint64_t seed = tcp->followed.seed;

	return endpoint_hash(&flow->dst, endpoint_hash(&flow->src, seed));
}

static bool
flow_equal(const struct flow *a, const struct flow *b)
{
	return endpoint_equal(&a->src, &b->src) &&
	       endpoint_equal(&a->dst, &b->dst);
}

struct tcp_half *
tcp_find(const struct table *table, const struct flow *flow, uint64_t hash)
{
	for (struct table_link *link = table_first(table, hash); link;
	     link = table_next(link)) {
		struct tcp_half *half =
		    TABLE_ENTRY(link, struct tcp_half, link);

		if (flow_equal(&half->stream.flow, flow))
			return half;
	}
	return NULL;
}

struct flow
tcp_reverse(const struct flow *flow)
{
	return (struct flow){
	    .src = flow->dst, .dst = flow->src, .transport = flow->transport};
}

static struct table *
table_of(struct tcp *tcp, enum tcp_state state)
{
	return state == TCP_JOINED || state == TCP_FOLLOWED ? &tcp->followed
							    : &tcp->undecided;
}

void
tcp_wait(struct tcp *tcp, struct tcp_half *half, enum tcp_wait wait,
    struct tstamp since)
{
	struct tcp_waiters *list;

	if (half->wait != TCP_WAIT_NOTHING) {
		list = &tcp->waiters[half->wait];
		*(half->waits_before ? &half->waits_before->waits_behind
				     : &list->first) = half->waits_behind;
		*(half->waits_behind ? &half->waits_behind->waits_before
				     : &list->last) = half->waits_before;
	}
	half->wait = wait;
	if (wait == TCP_WAIT_NOTHING)
		return;
	list = &tcp->waiters[wait];
	half->since = since;
	half->waits_before = list->last;
	half->waits_behind = NULL;
	*(list->last ? &list->last->waits_behind : &list->first) = half;
	list->last = half;
}

struct tstamp
tcp_next_due(const struct tcp *tcp, struct tcp_half **out)
{
	struct tstamp due = {INT64_MAX};

	*out = NULL;
	for (int wait = 0; wait < TCP_WAIT_COUNT; wait++) {
		struct tcp_half *half = tcp->waiters[wait].first;
		struct tstamp its;

		if (!half)
			continue;
		its = tstamp_add_ns(half->since, wait_ns[wait]);
		if (*out && !tstamp_before(its, due))
			continue;
		due = its;
		*out = half;
	}
	return due;
}

static void
drop_held(struct tcp *tcp, struct tcp_half *half)
{
	tcp->held -= half->order.held;
	if (!tcp_is_followed(half))
		tcp->held_undecided -= half->order.held;
	tcp_order_clear(&half->order);
	tcp_wait(tcp, half, TCP_WAIT_NOTHING, tcp->now);
}

/* Makes room for one more half in the table of 'state'. */
static void
make_room(struct tcp *tcp, enum tcp_state state)
{
	struct table *table = table_of(tcp, state);
	struct tcp_half *oldest;

	if (table->count < table->limit)
		return;
	oldest = TABLE_ENTRY(table->oldest, struct tcp_half, link);
	if (oldest->state == TCP_OPENED) {
		counter_up(tcp_undecided_limit);
	} else if (oldest->state != TCP_ENDED) {
		counter_up(tcp_stream_limit);
		tcp_end(tcp, oldest);
	}
	/* What has ended is among the undecided now, or was so before. */
	if (table->count >= table->limit)
		tcp_half_free(tcp, oldest);
}

static void
add(struct tcp *tcp, struct tcp_half *half, enum tcp_state state)
{
	struct table *table = table_of(tcp, state);
	uint64_t hash = tcp_hash(tcp, &half->stream.flow);

	make_room(tcp, state);
	half->state = state;
	half->seen = tcp->now;
	/* There is room now. */
	if (table_add(table, &half->link, hash) != 0)
		abort();
}

struct tcp_half *
tcp_half_new(struct tcp *tcp, const struct packet *segment,
    enum tcp_state state, uint32_t start)
{
	struct tcp_half *half = pool_take(&tcp->pool);

	if (!half)
		return NULL;
	*half = (struct tcp_half){
	    .stream = {.flow = segment->flow,
		.last = segment->time,
		.source = segment->source},
	    .order = {.next = start},
	    .start = start,
	    .wait = TCP_WAIT_NOTHING,
	};
	add(tcp, half, state);
	return half;
}

static void
take_out(struct tcp *tcp, struct tcp_half *half)
{
	drop_held(tcp, half);
	table_remove(table_of(tcp, half->state), &half->link);
}

void
tcp_half_free(struct tcp *tcp, struct tcp_half *half)
{
	if (tcp_is_followed(half))
		tcp->handler->gone(&half->stream, tcp->arg);
	take_out(tcp, half);
	pool_give(&tcp->pool, half);
}

void
tcp_promote(struct tcp *tcp, struct tcp_half *half, uint64_t lost)
{
	uint64_t hash = half->link.hash;
	struct tcp_half *old =
	    tcp_find(&tcp->followed, &half->stream.flow, hash);

	tcp->held_undecided -= half->order.held;
	tcp_wait(tcp, half, TCP_WAIT_NOTHING, tcp->now);
	table_remove(&tcp->undecided, &half->link);
	half->state = TCP_FOLLOWED;
	if (old) {
		while (old->order.first)
			tcp_give_up(tcp, old);
		tcp_half_free(tcp, old);
	}
	add(tcp, half, TCP_FOLLOWED);
	tcp_drain(tcp, half, lost);
}

void
tcp_end(struct tcp *tcp, struct tcp_half *half)
{
	while (half->order.first)
		tcp_give_up(tcp, half);
	tcp->handler->gone(&half->stream, tcp->arg);
	take_out(tcp, half);
	/* The port may be in use again. */
	if (tcp_find(&tcp->undecided, &half->stream.flow, half->link.hash))
		pool_give(&tcp->pool, half);
	else
		add(tcp, half, TCP_ENDED);
}

/* No time of the streams in 'table' is later than now. */
static void
forget_future(struct tcp *tcp, const struct table *table)
{
	for (struct table_link *link = table->oldest; link;
	     link = link->newer) {
		struct tcp_half *half =
		    TABLE_ENTRY(link, struct tcp_half, link);

		if (tstamp_before(tcp->now, half->seen))
			half->seen = tcp->now;
		if (tstamp_before(tcp->now, half->stream.last))
			half->stream.last = tcp->now;
	}
}

void
tcp_forget_future(struct tcp *tcp)
{
	forget_future(tcp, &tcp->followed);
	forget_future(tcp, &tcp->undecided);
}

size_t
tcp_held(const struct tcp *tcp)
{
	return tcp->held;
}

size_t
tcp_followed(const struct tcp *tcp)
{
	return tcp->followed.count;
}
