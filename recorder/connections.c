/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TCP streams (capture/tcp.h) to SIP messages (sip/stream.h). */
#include "recorder/connections.h"

#include <stdlib.h>

#include "capture/tcp.h"
#include "sip/stream.h"

#define SIP_PORT 5060

/* A busy proxy has some thousand connections. */
#define STREAMS_MAX 65536
#define UNDECIDED_MAX 65536
#define HELD_PER_STREAM ((size_t)256 << 10)
#define HELD_MAX ((size_t)32 << 20)
#define FRAMING_MAX ((size_t)64 << 20)

struct connections {
	const struct settings *settings;
	struct signalling *signalling;
	struct sources *sources;
	struct framing_memory memory;
	struct tcp *tcp;
};

/* A stream that has something to say. */
struct saying {
	struct connections *connections;
	const struct tcp_stream *stream;
};

static enum tcp_verdict
wants(const struct flow *flow, const uint8_t *bytes, size_t size, void *arg)
{
	const struct connections *connections = arg;

	if (!settings_allow_sip(connections->settings, flow))
		return TCP_NOT_WANTED;
	switch (sip_stream_wanted(bytes, size)) {
	case SIP_STREAM_YES:
		return TCP_WANTED;
	case SIP_STREAM_MAYBE:
		return TCP_MORE;
	case SIP_STREAM_NO:
		break;
	}
	return TCP_NOT_WANTED;
}

static bool
is_likely(const struct flow *flow, void *arg)
{
	const struct connections *connections = arg;

	if (!connections->settings->any_sip_port)
		return settings_allow_sip(connections->settings, flow);
	return flow->src.port == SIP_PORT || flow->dst.port == SIP_PORT;
}

static void
on_message(const uint8_t *bytes, size_t size, void *arg)
{
	const struct saying *saying = arg;
	struct connections *connections = saying->connections;
	const struct tcp_stream *stream = saying->stream;
	struct datagram message = {
	    .time = stream->last,
	    .flow = &stream->flow,
	    .bytes = bytes,
	    .size = size,
	    .source_id = sources_id(connections->sources, stream->source),
	};

	switch (signalling_push(connections->signalling, &message)) {
	case COUNTER_sip_message:
		counter_up(sip_stream_message);
		break;
	case COUNTER_sip_keepalive:
		break;
	default:
		counter_up(sip_stream_refused);
		break;
	}
}

static void
on_bytes(struct tcp_stream *stream, const uint8_t *bytes, size_t size,
    uint64_t lost, void *arg)
{
	struct connections *connections = arg;
	struct saying saying = {connections, stream};

	if (!stream->owner)
		stream->owner = sip_stream_new(&connections->memory);
	if (!stream->owner)
		return;
	if (lost)
		sip_stream_lost(stream->owner,
		    lost == TCP_LOST_UNKNOWN ? SIP_STREAM_LOST_UNKNOWN : lost,
		    on_message, &saying);
	sip_stream_push(stream->owner, bytes, size, on_message, &saying);
}

static void
on_gone(struct tcp_stream *stream, void *arg)
{
	struct saying saying = {arg, stream};

	if (!stream->owner)
		return;
	sip_stream_lost(
	    stream->owner, SIP_STREAM_LOST_UNKNOWN, on_message, &saying);
	sip_stream_free(stream->owner);
	stream->owner = NULL;
}

struct connections *
connections_new(const struct settings *settings, struct signalling *signalling,
    struct sources *sources)
{
	static const struct tcp_limits limits = {
	    .streams = STREAMS_MAX,
	    .undecided = UNDECIDED_MAX,
	    .held_per_stream = HELD_PER_STREAM,
	    .held = HELD_MAX,
	};
	static const struct tcp_handler handler = {
	    .wants = wants,
	    .likely = is_likely,
	    .bytes = on_bytes,
	    .gone = on_gone,
	};
	struct connections *connections = calloc(1, sizeof *connections);

	if (!connections)
		return NULL;
	connections->settings = settings;
	connections->signalling = signalling;
	connections->sources = sources;
	connections->memory.limit = FRAMING_MAX;
	connections->tcp = tcp_new(&limits, &handler, connections);
	if (connections->tcp)
		return connections;
	free(connections);
	return NULL;
}

void
connections_free(struct connections *connections)
{
	if (!connections)
		return;
	tcp_free(connections->tcp);
	free(connections);
}

enum counter_id
connections_push(struct connections *connections, const struct packet *segment)
{
	return tcp_push(connections->tcp, segment);
}

void
connections_tick(struct connections *connections, struct tstamp now)
{
	tcp_tick(connections->tcp, now);
}

void
connections_finish(struct connections *connections)
{
	tcp_finish(connections->tcp);
}
