/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes the way from segments to streams. Six bytes of the input are a
 * segment: flow and flags, its place, its length, the time before it, and
 * what it acknowledges or how much of it was cut. The bytes of an honest
 * stream are a function of their number, so that what is given can be checked.
 */
#include "tests/fuzz/fuzz.h"

#include "base/cursor.h"
#include "capture/tcp_int.h"

#define LONGEST 1024
#define LIKELY_PORT 5060

static const struct tcp_limits limits = {
    .streams = 3, .undecided = 3, .held_per_stream = 4096, .held = 8192};

/* What is known of a stream that is followed. */
struct known {
	bool has_next;
	uint32_t next; /* number of the byte that comes next */
	struct tstamp last;
};

static void
check(bool right)
{
	if (!right)
		abort();
}

static uint8_t
byte_at(uint32_t seq)
{
	return (uint8_t)(seq * 167 + (seq >> 8) * 13 + (seq >> 16));
}

static enum tcp_verdict
wants(const struct flow *flow, const uint8_t *bytes, size_t size, void *arg)
{
	(void)flow;
	(void)arg;
	check(size > 0);
	for (size_t i = 0; i < size; i++)
		(void)((const volatile uint8_t *)bytes)[i];
	return bytes[0] % 4 == 0   ? TCP_WANTED
	       : bytes[0] % 4 == 1 ? size < 100 ? TCP_MORE : TCP_WANTED
				   : TCP_NOT_WANTED;
}

static bool
likely(const struct flow *flow, void *arg)
{
	(void)arg;
	return flow->src.port == LIKELY_PORT;
}

static void
take_bytes(struct tcp_stream *stream, const uint8_t *bytes, size_t size,
    uint64_t lost, void *arg)
{
	const struct tcp_half *half =
	    (const struct tcp_half *)(const void *)stream;
	struct known *known = stream->owner;
	const bool *honest = arg;

	check(size > 0 || lost > 0);
	if (!known) {
		stream->owner = known = calloc(1, sizeof *known);
		check(known);
		known->last = stream->last;
	}
	check(!tstamp_before(stream->last, known->last));
	known->last = stream->last;
	if (lost == TCP_LOST_UNKNOWN)
		known->has_next = false;
	known->next += (uint32_t)lost;
	if (!known->has_next)
		known->next = half->order.next - (uint32_t)size;
	known->has_next = true;
	for (size_t i = 0; *honest && i < size; i++)
		check(bytes[i] == byte_at(known->next + (uint32_t)i));
	known->next += (uint32_t)size;
}

static void
take_end(struct tcp_stream *stream, void *arg)
{
	(void)arg;
	free(stream->owner);
}

static size_t
check_table(const struct table *table)
{
	size_t held = 0;

	check(table->count <= table->limit);
	for (struct table_link *link = table->oldest; link;
	     link = link->newer) {
		const struct tcp_half *half =
		    TABLE_ENTRY(link, struct tcp_half, link);
		const struct tcp_order *order = &half->order;
		uint32_t next = order->next;
		size_t own = 0;

		if (half->state == TCP_JOINED && order->first)
			next = order->first->range.seq;
		for (const struct tcp_piece *piece = order->first; piece;
		     piece = piece->behind) {
			int32_t gap = tcp_distance(piece->range.seq, next);

			check(gap >= 0 && piece->range.length > 0);
			check(gap > 0 || piece->before ||
			      half->state != TCP_FOLLOWED);
			check(piece->range.size <= piece->range.length);
			next = piece->range.seq + (uint32_t)piece->range.length;
			own += tcp_order_cost(piece->range.size);
			if (half->state == TCP_FOLLOWED && !piece->before)
				check(half->wait != TCP_WAIT_NOTHING);
		}
		check(own == order->held);
		check(
		    own <= limits.held_per_stream || half->state == TCP_OPENED);
		held += own;
	}
	return held;
}

static void
check_all(const struct tcp *tcp)
{
	size_t followed = check_table(&tcp->followed);
	size_t undecided = check_table(&tcp->undecided);

	check(undecided == tcp->held_undecided);
	check(followed + undecided == tcp->held);
	check(tcp->held <= limits.held);
	check(undecided <= limits.held / 4);
}

/* Four flows: two directions, one that is likely, another. */
static struct flow
flow_of(unsigned number)
{
	static const struct endpoint ends[] = {{.port = 1000}, {.port = 80},
	    {.port = LIKELY_PORT}, {.port = 2000}};
	struct flow flow = {.src = ends[number % 4],
	    .dst = ends[number % 4 == 1 ? 0 : 1],
	    .transport = TRANSPORT_TCP};

	return flow;
}

static void
push(struct tcp *tcp, struct cursor *c, int64_t *now_ns, bool *honest)
{
	static const unsigned flags[] = {0, TCP_SYN, TCP_FIN, TCP_RST};
	uint8_t first = cursor_u8(c);
	int16_t place = (int16_t)cursor_be16(c);
	size_t length = (size_t)cursor_u8(c) * 4;
	uint8_t time = cursor_u8(c), last = cursor_u8(c);
	uint8_t *bytes = malloc(length ? length : 1);
	struct packet segment = {.kind = PACKET_SEGMENT,
	    .flow = flow_of(first & 3),
	    .length = length,
	    .size = length,
	    .payload = bytes,
	    .tcp_seq = UINT32_C(0xffffff80) + (uint32_t)place};
	enum counter_id outcome;

	check(bytes);
	segment.tcp_flags = (uint8_t)flags[first >> 2 & 3];
	if (first & 0x10) {
		segment.tcp_flags |= TCP_ACK;
		segment.tcp_ack = UINT32_C(0xffffff80) + last * 16u;
	} else if (last > 250) {
		segment.tcp_seq += 0x01000000u << (last - 251);
	} else if (last > 200) {
		segment.size = length / (last - 199u);
	}
	*now_ns += (int64_t)(time & 0x3f) << (time >> 6) * 10;
	segment.time.ns = *now_ns;
	for (size_t i = 0; i < segment.size; i++)
		bytes[i] = byte_at(segment.tcp_seq +
				   (segment.tcp_flags & TCP_SYN ? 1u : 0u) +
				   (uint32_t)i);
	if ((first & 0xe0) == 0xe0 && segment.size) {
		bytes[segment.size / 2] ^= 0xff;
		*honest = false;
	}
	if (segment.size < segment.length)
		*honest = false;
	outcome = tcp_push(tcp, &segment);
	check(outcome >= COUNTER_tcp_empty && outcome <= COUNTER_tcp_outside);
	check((outcome == COUNTER_tcp_empty) == (length == 0));
	free(bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct tcp_handler handler = {
	    .wants = wants,
	    .likely = likely,
	    .bytes = take_bytes,
	    .gone = take_end,
	};
	struct cursor c = cursor_over(data, size);
	bool honest = true; /* each byte is what its number says */
	struct tcp *tcp = tcp_new(&limits, &handler, &honest);
	int64_t now_ns = 0;

	check(tcp);
	while (c.left >= 6) {
		push(tcp, &c, &now_ns, &honest);
		check_all(tcp);
	}
	/* Both ends are legal. */
	if (size % 2) {
		tcp_finish(tcp);
		check(tcp_followed(tcp) == 0 && tcp_held(tcp) == 0);
	}
	tcp_free(tcp);
	return 0;
}
