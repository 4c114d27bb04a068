/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Streams of segments by hand, and what comes of them. A stream is wanted
 * that begins with "SIP"; port 5060 is likely. What is given of each is
 * written down, with "[n]" where n bytes are lost, "[?]" where nobody knows
 * how many, and "$" at its end.
 */
#ifndef TESTS_CAPTURE_TCP_BENCH_H
#define TESTS_CAPTURE_TCP_BENCH_H

#include "capture/tcp.h"
#include "tests/check_main.h"

#define BENCH_TEXT 65536
#define BENCH_STREAMS 64
#define MS NS_PER_MS

struct bench {
	struct tcp *tcp;
	struct tcp_limits limits;
	int64_t now_ns; /* of the next segment */
	int64_t last_ns;
	size_t gone;
	size_t begun;
	size_t given[BENCH_STREAMS];          /* bytes */
	char text[BENCH_STREAMS][BENCH_TEXT]; /* by source port % 64 */
};

static inline enum tcp_verdict
bench_wants(
    const struct flow *flow, const uint8_t *bytes, size_t size, void *arg)
{
	size_t common = size < 3 ? size : 3;

	(void)flow;
	(void)arg;
	ck_assert_uint_gt(size, 0);
	if (memcmp(bytes, "SIP", common) != 0)
		return TCP_NOT_WANTED;
	return size < 3 ? TCP_MORE : TCP_WANTED;
}

static inline bool
bench_likely(const struct flow *flow, void *arg)
{
	(void)arg;
	return flow->src.port == 5060 || flow->dst.port == 5060;
}

static inline char *
bench_text(struct bench *bench, const struct flow *flow)
{
	return bench->text[flow->src.port % BENCH_STREAMS];
}

static inline void
bench_bytes(struct tcp_stream *stream, const uint8_t *bytes, size_t size,
    uint64_t lost, void *arg)
{
	struct bench *bench = arg;
	char *text = bench_text(bench, &stream->flow);
	size_t used = strlen(text);

	if (!stream->owner)
		bench->begun++;
	stream->owner = bench;
	ck_assert(size || lost);
	ck_assert_int_le(bench->last_ns, stream->last.ns);
	if (lost == TCP_LOST_UNKNOWN)
		used += (size_t)snprintf(text + used, BENCH_TEXT - used, "[?]");
	else if (lost)
		used += (size_t)snprintf(text + used, BENCH_TEXT - used,
		    "[%llu]", (unsigned long long)lost);
	snprintf(text + used, BENCH_TEXT - used, "%.*s", (int)size,
	    size ? (const char *)bytes : "");
	bench->given[stream->flow.src.port % BENCH_STREAMS] += size;
}

static inline void
bench_gone(struct tcp_stream *stream, void *arg)
{
	struct bench *bench = arg;
	char *text = bench_text(bench, &stream->flow);

	bench->gone++;
	snprintf(text + strlen(text), BENCH_TEXT - strlen(text), "$");
}

static const struct tcp_handler bench_handler = {
    .wants = bench_wants,
    .likely = bench_likely,
    .bytes = bench_bytes,
    .gone = bench_gone,
};

static inline void
bench_clear(struct bench *bench)
{
	tcp_free(bench->tcp);
	*bench = (struct bench){0};
	counter_reset();
}

/* Limits that are not given are large. */
static inline void
bench_init(struct bench *bench, struct tcp_limits limits)
{
	bench_clear(bench);
	bench->limits = (struct tcp_limits){
	    .streams = limits.streams ? limits.streams : 1000,
	    .undecided = limits.undecided ? limits.undecided : 1000,
	    .held_per_stream =
		limits.held_per_stream ? limits.held_per_stream : 262144,
	    .held = limits.held ? limits.held : 1048576,
	};
	bench->tcp = tcp_new(&bench->limits, &bench_handler, bench);
	ck_assert_ptr_nonnull(bench->tcp);
	bench->now_ns = NS_PER_SEC;
}

/* A segment of 'text' to port 80 from 'port', or from 80 with -'port'. */
static inline struct packet
bench_segment(
    const struct bench *bench, int port, uint32_t seq, const char *text)
{
	struct packet segment = {.kind = PACKET_SEGMENT,
	    .time = {bench->now_ns},
	    .payload = (const uint8_t *)text,
	    .size = strlen(text),
	    .length = strlen(text),
	    .tcp_flags = TCP_ACK,
	    .tcp_seq = seq};
	struct endpoint client = {.addr.byte = {1}},
			server = {.addr.byte = {2}};

	client.port = (uint16_t)(port < 0 ? -port : port);
	server.port = 80;
	segment.flow.transport = TRANSPORT_TCP;
	segment.flow.src = port < 0 ? server : client;
	segment.flow.dst = port < 0 ? client : server;
	return segment;
}

#endif
