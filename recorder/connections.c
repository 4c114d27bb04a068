/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TCP streams (capture/tcp.h), perhaps in TLS (tls/connection.h), to SIP
 * messages (sip/stream.h). */
#include "recorder/connections.h"

#include <stdlib.h>

#include "capture/tcp.h"
#include "recorder/tls_pairs.h"
#include "sip/stream.h"

#define SIP_PORT 5060

/* Of what is said in TLS: so many tell whether it is SIP. */
#define FIRST_BYTES TCP_DECISION_BYTES

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
	struct tls_pairs *pairs;
	struct tstamp now; /* of the segment in hand */
	struct tcp *tcp;
};

/*
 * One direction of a connection, the owner of its TCP stream. In TLS it lasts
 * as long as the other direction, which may let go what this one said.
 */
struct voice {
	struct connections *connections;
	struct flow flow;
	struct tstamp last;     /* what it says is of this time */
	unsigned source;        /* of its first segment */
	struct sip_stream *sip; /* NULL in TLS, until it is known to be SIP */
	struct tls_pair *pair;  /* NULL: not in TLS */
	enum tls_side side;
	uint8_t *first; /* the first bytes in TLS, until then */
	size_t first_size;
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
	return tls_pairs_wants(
	    connections->pairs, flow, bytes, size, connections->now);
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
	const struct voice *voice = arg;
	struct connections *connections = voice->connections;
	struct datagram message = {
	    .time = voice->last,
	    .flow = &voice->flow,
	    .bytes = bytes,
	    .size = size,
	    .source_id = sources_id(connections->sources, voice->source),
	    .figures = figures_all(sources_figures(connections->sources)) +
		       voice->source,
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
say(struct voice *voice, const uint8_t *bytes, size_t size, uint64_t lost)
{
	if (!voice->sip)
		voice->sip = sip_stream_new(&voice->connections->memory);
	if (!voice->sip)
		return;
	if (lost)
		sip_stream_lost(voice->sip, lost, on_message, voice);
	sip_stream_push(voice->sip, bytes, size, on_message, voice);
}

/* Keeps the first bytes that were said in TLS, up to FIRST_BYTES. */
static bool
keep_first(struct voice *voice, const uint8_t *bytes, size_t size)
{
	if (!voice->first)
		voice->first = malloc(FIRST_BYTES);
	if (!voice->first)
		return false;
	if (size > FIRST_BYTES - voice->first_size)
		size = FIRST_BYTES - voice->first_size;
	memcpy(voice->first + voice->first_size, bytes, size);
	voice->first_size += size;
	return true;
}

static void
drop_first(struct voice *voice)
{
	free(voice->first);
	voice->first = NULL;
	voice->first_size = 0;
}

/* What was said in TLS, by either side of a pair. If it is no SIP nothing more
 * of it is wanted. */
static void
on_plain(enum tls_side side, const uint8_t *bytes, size_t size, bool is_lost,
    void *arg)
{
	struct tls_pair *pair = arg;
	struct voice *voice = pair->owners[side];
	size_t had = voice ? voice->first_size : 0;
	enum sip_stream_verdict verdict = SIP_STREAM_YES;

	if (!voice)
		return;
	voice->last = voice->connections->now;
	if (voice->sip || is_lost) {
		say(voice, bytes, size, is_lost ? SIP_STREAM_LOST_UNKNOWN : 0);
		return;
	}
	if (!keep_first(voice, bytes, size))
		return;
	verdict = sip_stream_wanted(voice->first, voice->first_size);
	if (verdict == SIP_STREAM_YES) {
		say(voice, voice->first, voice->first_size, 0);
		had = voice->first_size - had;
		if (had < size)
			say(voice, bytes + had, size - had, 0);
		drop_first(voice);
	} else if (verdict == SIP_STREAM_NO ||
		   voice->first_size == FIRST_BYTES) {
		counter_up(tls_other);
		drop_first(voice);
		tls_connection_give_up(pair->tls);
	}
}

static struct voice *
voice_new(struct connections *connections, const struct tcp_stream *stream,
    bool is_tls)
{
	struct voice *voice = calloc(1, sizeof *voice);

	if (!voice)
		return NULL;
	voice->connections = connections;
	voice->flow = stream->flow;
	voice->source = stream->source;
	voice->last = stream->last;
	if (!is_tls)
		return voice;
	voice->flow.transport = TRANSPORT_TLS;
	voice->pair =
	    tls_pairs_join(connections->pairs, &stream->flow, &voice->side);
	if (!voice->pair) {
		free(voice);
		return NULL;
	}
	voice->pair->owners[voice->side] = voice;
	return voice;
}

/* The end of what it said. */
static void
voice_free(struct voice *voice)
{
	if (!voice)
		return;
	if (voice->sip)
		sip_stream_lost(
		    voice->sip, SIP_STREAM_LOST_UNKNOWN, on_message, voice);
	sip_stream_free(voice->sip);
	free(voice->first);
	free(voice);
}

static void
on_bytes(struct tcp_stream *stream, const uint8_t *bytes, size_t size,
    uint64_t lost, void *arg)
{
	struct connections *connections = arg;
	struct voice *voice = stream->owner;

	connections->now = stream->last;
	if (!voice)
		voice = stream->owner = voice_new(connections, stream,
		    tls_pairs_begins(connections->pairs, &stream->flow,
			lost || !size ? NULL : bytes));
	if (!voice)
		return;
	voice->last = stream->last;
	if (!voice->pair) {
		say(voice, bytes, size,
		    lost == TCP_LOST_UNKNOWN ? SIP_STREAM_LOST_UNKNOWN : lost);
		return;
	}
	if (lost)
		tls_connection_lost(voice->pair->tls, voice->side);
	tls_connection_push(voice->pair->tls, voice->side,
	    (struct tls_bytes){bytes, size}, stream->last);
}

static void
on_gone(struct tcp_stream *stream, void *arg)
{
	struct connections *connections = arg;
	struct voice *voice = stream->owner;
	struct tls_pair *pair = voice ? voice->pair : NULL;

	stream->owner = NULL;
	if (!pair) {
		voice_free(voice);
		return;
	}
	if (!tls_pairs_leave(pair))
		return;
	for (enum tls_side side = 0; side < TLS_SIDES; side++)
		voice_free(pair->owners[side]);
	tls_pairs_remove(connections->pairs, pair);
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
	connections->pairs = tls_pairs_new(settings, on_plain);
	connections->tcp = tcp_new(&limits, &handler, connections);
	if (connections->pairs && connections->tcp)
		return connections;
	connections_free(connections);
	return NULL;
}

void
connections_free(struct connections *connections)
{
	if (!connections)
		return;
	tcp_free(connections->tcp);
	tls_pairs_free(connections->pairs);
	free(connections);
}

enum counter_id
connections_push(struct connections *connections, const struct packet *segment)
{
	connections->now = segment->time;
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
