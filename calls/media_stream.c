/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The RTP streams of the media table: found or made for each packet, counted
 * by codec, and one for each side chosen to be recorded. RFC 3550.
 */
#include "calls/media_stream.h"

#include "calls/media_choice.h"
#include "calls/losses.h"
#include "calls/media_srtp.h"
#include "calls/pause.h"

/* The recorded stream of a side that is silent this long gives way. */
#define TAKEOVER_SILENCE_NS (200 * NS_PER_MS)

/* ... and sooner when it has hardly begun: a stray packet is no new stream. */
#define STRAY_PACKETS 5
#define STRAY_SILENCE_NS (60 * NS_PER_MS)

const char *
media_stream_codec(const struct media_stream *stream, uint8_t *payload_type)
{
	size_t best = 0;

	*payload_type = 0;
	if (stream->codec_count == 0)
		return "";
	for (size_t i = 1; i < stream->codec_count; i++)
		if (stream->codec_packets[i] > stream->codec_packets[best])
			best = i;
	*payload_type = stream->codecs[best].payload_type;
	return stream->codecs[best].name;
}

bool
media_last(const struct call *call, struct tstamp *out)
{
	const struct media_stream *stream = call->streams;

	if (!stream)
		return false;
	*out = stream->stats.last;
	for (; stream; stream = stream->next)
		if (tstamp_before(*out, stream->stats.last))
			*out = stream->stats.last;
	return true;
}

void
media_streams_free(struct call *call, struct pool *streams)
{
	while (call->streams) {
		struct media_stream *stream = call->streams;

		call->streams = stream->next;
		free(stream->rtcp);
		media_srtp_free(stream->srtp);
		pool_give(streams, stream);
	}
	call->stream_count = 0;
}

/* A packet that is at most so far ahead of the newest one of a stream goes on
 * with it. */
#define CONTINUES_SEQUENCES 64

/* Was there a stream of that side of the leg before, from elsewhere? */
static bool
came_from_elsewhere(const struct media_stream *stream)
{
	const struct media_stream *it = stream->call->streams;

	for (; it != stream; it = it->next)
		if (it->side == stream->side && it->leg_id == stream->leg_id &&
		    endpoint_equal(&it->flow.dst, &stream->flow.dst) &&
		    !endpoint_equal(&it->flow.src, &stream->flow.src))
			return true;
	return false;
}

/* How it is known that 'stream', which goes to 'to', is one of the call. */
static void
learn(struct media_stream *stream, const struct media_endpoint *to)
{
	enum side speaker = (enum side)stream->side;
	bool announced =
	    media_announced(stream->call, speaker, &stream->flow.src);
	bool trusted = announced && to->learned != MEDIA_BY_SYMMETRIC;

	if (trusted && !stream->trusted)
		stream->may_follow = true;
	stream->trusted = trusted;
	stream->described = to->facts.described;
	stream->described_address = to->facts.address;
	stream->described_at = to->facts.time;
	if (!to->facts.described)
		stream->learned = MEDIA_BY_RTP;
	else if (to->learned != MEDIA_BY_SDP || announced ||
		 !media_described(stream->call, speaker))
		stream->learned = to->learned;
	else
		stream->learned = came_from_elsewhere(stream)
				      ? MEDIA_BY_LATCHING
				      : MEDIA_BY_NAT;
}

void
media_redescribed(struct call *call)
{
	for (struct media_stream *it = call->streams; it; it = it->next) {
		const struct media_endpoint *to = call->endpoints;

		while (to && !endpoint_equal(&to->address, &it->flow.dst))
			to = to->next;
		if (to && to->speaker == it->side)
			learn(it, to);
	}
}

/* A stream's first packet: NULL when the call has too many already. */
static struct media_stream *
add_stream(struct media_endpoint *endpoint, const struct rtp_header *header,
    const struct datagram *packet, struct pool *streams)
{
	struct call *call = endpoint->call;
	struct media_stream **at = &call->streams;
	struct media_stream *stream;

	if (call->stream_count >= STREAMS_PER_CALL_MAX)
		return NULL;
	stream = pool_take(streams);
	if (!stream)
		return NULL;
	memset(stream, 0, sizeof *stream);
	stream->call = call;
	stream->leg_id = endpoint->leg_id;
	stream->source_id = packet->source_id;
	stream->capture = packet->capture;
	stream->side = endpoint->speaker;
	stream->map_version = (uint8_t)(endpoint->map_version - 1);
	stream->ssrc = header->ssrc;
	stream->flow = *packet->flow;
	rtp_stream_init(&stream->stats, header->sequence, packet->time);
	while (*at)
		at = &(*at)->next;
	*at = stream;
	call->stream_count++;
	stream->may_follow = true;
	pause_note_stream(stream);
	learn(stream, endpoint);
	figure_up(packet->figures, FIGURE_STREAMS_CALLER + stream->side);
	return stream;
}

struct media_stream *
media_stream_known(const struct media_endpoint *endpoint, uint32_t ssrc,
    const struct flow *flow)
{
	struct media_stream *stream = endpoint->recent;

	if (stream && stream->ssrc == ssrc &&
	    endpoint_equal(&stream->flow.src, &flow->src))
		return stream;
	for (stream = endpoint->call->streams; stream; stream = stream->next)
		if (stream->ssrc == ssrc &&
		    endpoint_equal(&stream->flow.src, &flow->src) &&
		    endpoint_equal(&stream->flow.dst, &flow->dst))
			break;
	return stream;
}

/* Is it of other media that comes to the same address (RFC 8843)? */
static bool
is_other_media(const struct media_facts *facts, const struct rtp_header *header)
{
	uint8_t type = header->payload_type;

	if (facts->other_types[type / 64] >> type % 64 & 1)
		return true;
	for (size_t i = 0; i < facts->other_ssrc_count; i++)
		if (facts->other_ssrcs[i] == header->ssrc)
			return true;
	return false;
}

/* The place of a codec among those of the stream; the last when full. */
static uint8_t
codec_place(struct media_stream *stream, const struct payload_type *type)
{
	size_t i;

	for (i = 0; i < stream->codec_count; i++)
		if (stream->codecs[i].payload_type == type->number)
			return (uint8_t)i;
	if (i == STREAM_CODECS_MAX)
		return STREAM_CODECS_MAX - 1;
	memcpy(stream->codecs[i].name, type->name, CODEC_NAME_SIZE);
	stream->codecs[i].payload_type = type->number;
	stream->codec_count++;
	return (uint8_t)i;
}

/* Looks up what the payload type of a packet stands for. */
static void
look_up_type(const struct media_endpoint *endpoint, struct media_stream *stream,
    uint8_t number)
{
	static const struct payload_type unknown = {
	    .kind = CODEC_UNSUPPORTED, .name = "unknown", .clock_hz = 8000};
	const struct payload_type *found =
	    payload_map_find(&endpoint->map, number);
	struct payload_type type = found ? *found : unknown;

	type.number = number;
	if (!codec_can_decode(type.kind, type.variant))
		type.kind = CODEC_UNSUPPORTED;
	stream->payload_type = number;
	stream->kind = type.kind;
	stream->variant = type.variant;
	stream->map_version = endpoint->map_version;
	if (type.kind == CODEC_EVENT)
		stream->event_clock_hz = type.clock_hz;
	if (!codec_is_audio(type.kind))
		return;
	stream->codec = codec_place(stream, &type);
	if (stream->clock_hz != type.clock_hz)
		rtp_stream_jitter_reset(&stream->stats);
	stream->clock_hz = type.clock_hz;
}

/* Does the first packet of 'stream' go on with what 'active' sent? */
static bool
continues(const struct media_stream *stream, const struct media_stream *active)
{
	int16_t ahead = (int16_t)(uint16_t)((uint16_t)stream->stats.newest -
					    (uint16_t)active->stats.newest);

	return stream->ssrc == active->ssrc && ahead > 0 &&
	       ahead <= CONTINUES_SEQUENCES;
}

/*
 * Is 'stream' surely what 'active' was: of the same sender on the same leg?
 * The sender changed its SSRC, or both ends were described anew (another
 * device answered, media was moved), or a NAT gave the stream another address.
 * What comes from an address that nobody described is no such thing, nor goes
 * to one: anyone could send that.
 */
static bool
follows(const struct media_stream *stream, const struct media_stream *active)
{
	if (active->leg_id != stream->leg_id)
		return false;
	if (stream->trusted && !active->trusted)
		return true;
	return stream->may_follow &&
	       (stream->trusted || continues(stream, active) ||
		   (stream->learned != MEDIA_BY_SYMMETRIC &&
		       endpoint_equal(&stream->flow.src, &active->flow.src)) ||
		   (endpoint_equal(&stream->flow.dst, &active->flow.dst) &&
		       endpoint_equal(&stream->flow.src, &active->flow.src)));
}

/*
 * May 'stream' be what is recorded of its side? One at a time: one that follows
 * takes over at once; any other one, such as the same audio on its next hop,
 * only when the recorded one is silent.
 */
static bool
takes_over(struct media_stream *stream, struct tstamp time)
{
	struct call_side *side = &stream->call->sides[stream->side];
	struct media_stream *active = side->active;

	if (active) {
		int64_t silence = active->stats.received < STRAY_PACKETS
				      ? STRAY_SILENCE_NS
				      : TAKEOVER_SILENCE_NS;

		/* Some devices send their keys as a stream of its own. */
		bool at_once =
		    stream->kind != CODEC_EVENT && follows(stream, active);

		stream->may_follow = false;
		if (!at_once &&
		    tstamp_diff_ns(time, active->stats.last) < silence)
			return false;
		active->is_active = false;
	}
	stream->may_follow = false;
	stream->is_active = true;
	stream->order_base = reorder_order(++side->generation, 0);
	side->active = stream;
	return true;
}

/* SRTP takes both sides: an offer of it may be declined (RFC 4568 section
 * 5.1.2), or may let the other side choose (a=crypto under RTP/AVP). */
bool
media_endpoint_is_encrypted(const struct media_endpoint *endpoint)
{
	const struct call_side *speaker;

	if (!endpoint->encrypted)
		return false;
	speaker = &endpoint->call->sides[endpoint->speaker];
	return !speaker->described || speaker->encrypted;
}

/* A packet of 'stream' cannot be recorded. */
static void
refuse(struct media_stream *stream, struct tstamp time, enum gap_cause cause)
{
	stream->refused_codec = stream->codec;
	refusal_note(&stream->refusal, time, cause, &stream->call->findings,
	    stream->side);
	stream->is_refused = true;
}

/* Tells of the packets before 'index', the newest, that did not come since
 * 'newest' did at 'before'. */
static void
note_loss(struct media_stream *stream, int64_t newest, int64_t index,
    struct tstamp before, struct tstamp now)
{
	struct losses *losses = stream->call->losses;

	/* Not when the sender began to count anew. */
	if (losses && stream->stats.base <= newest)
		losses_note(losses, stream, (uint64_t)(index - newest - 1),
		    before, now);
}

/* Counts the packet by its codec; false when it cannot be recorded.
 * 'is_closed': it is encrypted, and could not be opened. */
static bool
count_packet(struct media_endpoint *endpoint, struct media_stream *stream,
    const struct rtp_header *header, const struct datagram *packet,
    bool is_closed)
{
	if (stream->payload_type != header->payload_type ||
	    stream->map_version != endpoint->map_version)
		look_up_type(endpoint, stream, header->payload_type);
	stream->bytes += header->payload_size;
	if (codec_is_audio(stream->kind)) {
		stream->codec_packets[stream->codec]++;
		rtp_stream_jitter(&stream->stats, header->timestamp,
		    stream->clock_hz, packet->time);
	} else if (stream->kind == CODEC_EVENT) {
		counter_up(rtp_event_packet);
	} else {
		counter_up(rtp_comfort_noise);
	}
	if (is_closed) {
		refuse(stream, packet->time, GAP_NO_KEY);
		stream->undecodable++;
		stream->closed++;
		return false;
	}
	if (stream->kind == CODEC_UNSUPPORTED) {
		refuse(stream, packet->time, GAP_CODEC);
		stream->undecodable++;
		counter_up(rtp_codec_unknown);
		return false;
	}
	if (packet->cut_bytes) {
		refuse(stream, packet->time, GAP_CAPTURE);
		endpoint->call->cut_packets++;
		return false;
	}
	if (stream->decodable++ == 0)
		stream->first_decodable = packet->time;
	if (stream->is_refused && codec_is_audio(stream->kind)) {
		refusal_end(
		    &stream->refusal, &stream->call->findings, stream->side);
		stream->is_refused = false;
	}
	return true;
}

/* Whose events are heard, and by whom. */
struct hearing {
	struct media_stream *stream;
	const struct media_listeners *listeners;
	void *arg;
};

static void
on_event(const struct rtp_event *event, void *arg)
{
	const struct hearing *hearing = arg;

	if (hearing->listeners->on_event)
		hearing->listeners->on_event(
		    hearing->stream, event, hearing->arg);
}

static void
push_event(struct media_stream *stream, const struct rtp_header *header,
    struct tstamp time, struct hearing *hearing)
{
	struct rtp_event_packet packet = {
	    .payload = header->payload,
	    .size = header->payload_size,
	    .timestamp = header->timestamp,
	    .clock_hz = stream->event_clock_hz,
	    .arrival = time,
	};

	rtp_events_push(&stream->events, &packet, on_event, hearing);
}

void
media_stream_expire(struct media_stream *stream, struct tstamp before,
    const struct media_listeners *listeners, void *arg)
{
	struct hearing hearing = {stream, listeners, arg};

	rtp_events_expire(&stream->events, before, on_event, &hearing);
}

/* Opens an encrypted packet and reads its header anew, which now has its
 * padding and its payload; false when it stays closed. */
static bool
open_packet(struct media_stream *stream, const struct datagram *packet,
    struct rtp_header *header)
{
	const struct srtp_opened *opened;
	struct rtp_header inner;

	if (packet->cut_bytes)
		return true; /* counted as that */
	opened = media_srtp_open(stream, packet);
	if (!opened ||
	    !rtp_header_parse(opened->bytes, opened->size, 0, &inner))
		return false;
	*header = inner;
	return true;
}

enum counter_id
media_stream_push(struct media_endpoint *endpoint,
    const struct datagram *packet, struct pool *streams,
    const struct media_listeners *listeners, void *arg)
{
	struct rtp_header header;
	struct media_stream *stream;
	struct rtp_frame frame = {.arrival = packet->time};
	enum rtp_verdict verdict;
	struct tstamp before;
	int64_t newest, index = 0;
	bool encrypted = media_endpoint_is_encrypted(endpoint);

	/* The padding of an encrypted packet cannot be told, either. */
	if (!rtp_header_parse(packet->bytes, packet->size,
		packet->cut_bytes + encrypted, &header))
		return COUNTER_rtp_malformed;
	stream = media_stream_known(endpoint, header.ssrc, packet->flow);
	if (!stream && is_other_media(&endpoint->facts, &header))
		return COUNTER_rtp_other_media;
	if (!stream)
		stream = add_stream(endpoint, &header, packet, streams);
	if (!stream)
		return COUNTER_rtp_stream_limit;
	endpoint->recent = stream;
	before = stream->stats.last;
	newest = stream->stats.newest;
	verdict = rtp_stream_push(
	    &stream->stats, header.sequence, packet->time, &index);
	if (verdict == RTP_DUPLICATE)
		return COUNTER_rtp_duplicate;
	if (verdict == RTP_REFUSED)
		return COUNTER_rtp_probation;
	if (verdict == RTP_REORDERED)
		counter_up(rtp_reordered);
	else if (index > newest + 1)
		note_loss(stream, newest, index, before, packet->time);
	figure_up(packet->figures, FIGURE_RTP_CALLER + stream->side);
	if (!count_packet(endpoint, stream, &header, packet,
		encrypted && !open_packet(stream, packet, &header)))
		return COUNTER_rtp_packet;
	if (stream->kind == CODEC_EVENT)
		push_event(stream, &header, packet->time,
		    &(struct hearing){stream, listeners, arg});
	if (!stream->is_active && !takes_over(stream, packet->time)) {
		counter_up(rtp_superseded);
		return COUNTER_rtp_packet;
	}
	stream->recorded++;
	frame.order = stream->order_base + (uint64_t)index;
	frame.timestamp = header.timestamp;
	frame.kind = stream->kind;
	frame.variant = stream->variant;
	listeners->on_audio(
	    stream, &frame, header.payload, header.payload_size, arg);
	return COUNTER_rtp_packet;
}
