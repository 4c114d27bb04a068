/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The media table and its streams. RFC 3264, RFC 3550, RFC 5761. */
#include "recorder/media.h"

#include "rtp/header.h"

/* So long after the end of a call its last packets may be on their way. */
#define STALE_NS NS_PER_SEC

/* The recorded stream of a side that is silent this long gives way. */
#define TAKEOVER_SILENCE_NS (200 * NS_PER_MS)

struct media {
	struct table endpoints; /* by address */
	media_audio_fn *on_audio;
	void *arg;
};

struct media *
media_new(size_t limit, media_audio_fn *on_audio, void *arg)
{
	struct media *media = calloc(1, sizeof *media);

	if (!media)
		return NULL;
	media->on_audio = on_audio;
	media->arg = arg;
	if (table_init(&media->endpoints, limit) != 0) {
		free(media);
		return NULL;
	}
	return media;
}

void
media_free(struct media *media)
{
	if (!media)
		return;
	table_clear(&media->endpoints);
	free(media);
}

static struct media_endpoint *
find_endpoint(const struct media *media, const struct endpoint *address)
{
	struct table_link *link = table_first(&media->endpoints,
	    endpoint_hash(address, media->endpoints.seed));

	for (; link; link = table_next(link)) {
		struct media_endpoint *endpoint =
		    TABLE_ENTRY(link, struct media_endpoint, link);

		if (endpoint_equal(&endpoint->address, address))
			return endpoint;
	}
	return NULL;
}

bool
media_is_watched(const struct media *media, const struct endpoint *at)
{
	return find_endpoint(media, at) != NULL;
}

static void
remove_endpoint(struct media *media, struct media_endpoint *endpoint)
{
	struct media_endpoint **at = &endpoint->call->endpoints;

	while (*at != endpoint)
		at = &(*at)->next;
	*at = endpoint->next;
	table_remove(&media->endpoints, &endpoint->link);
	free(endpoint);
}

/*
 * A call that is over has lost its address to another, but its last packets
 * are not the other's. (One that goes on may have been replaced on purpose,
 * RFC 3891, by a call that goes on with its streams.)
 */
static void
note_stale(struct media_endpoint *stale, const struct media_endpoint *before)
{
	if (!before->call->over || !before->recent)
		return;
	stale->has_stale = true;
	stale->stale_ssrc = before->recent->ssrc;
	stale->stale_src = before->recent->flow.src;
	stale->stale_until = tstamp_add_ns(before->call->ended, STALE_NS);
}

static bool
is_stale(const struct media_endpoint *endpoint,
    const struct rtp_header *header, const struct media_packet *packet)
{
	return endpoint->has_stale && header->ssrc == endpoint->stale_ssrc &&
	    tstamp_before(packet->time, endpoint->stale_until) &&
	    endpoint_equal(&packet->flow->src, &endpoint->stale_src);
}

struct media_endpoint *
media_watch(struct media *media, struct call *call, enum side speaker,
    const struct endpoint *address)
{
	struct media_endpoint *endpoint = find_endpoint(media, address);
	struct media_endpoint fresh = {
	    .address = *address, .call = call, .speaker = speaker};

	if (endpoint && endpoint->call == call) {
		endpoint->speaker = speaker;
		return endpoint;
	}
	if (endpoint) {
		counter_up(media_port_reuse);
		note_stale(&fresh, endpoint);
		remove_endpoint(media, endpoint);
	}
	endpoint = malloc(sizeof *endpoint);
	if (endpoint)
		*endpoint = fresh;
	if (!endpoint ||
	    table_add(&media->endpoints, &endpoint->link,
	        endpoint_hash(address, media->endpoints.seed)) != 0) {
		counter_up(media_limit);
		free(endpoint);
		return NULL;
	}
	endpoint->next = call->endpoints;
	call->endpoints = endpoint;
	return endpoint;
}

void
media_forget(struct media *media, struct call *call)
{
	while (call->endpoints)
		remove_endpoint(media, call->endpoints);
	while (call->streams) {
		struct media_stream *stream = call->streams;

		call->streams = stream->next;
		free(stream);
	}
	call->stream_count = 0;
}

const char *
media_stream_codec(const struct media_stream *stream, uint8_t *payload_type)
{
	size_t best = 0;

	*payload_type = 0;
	if (stream->codec_count == 0)
		return "";
	for (size_t i = 1; i < stream->codec_count; i++)
		if (stream->codecs[i].packets > stream->codecs[best].packets)
			best = i;
	*payload_type = stream->codecs[best].payload_type;
	return stream->codecs[best].name;
}

static bool
is_stream(const struct media_stream *stream, uint32_t ssrc,
    const struct flow *flow)
{
	return stream->ssrc == ssrc &&
	    endpoint_equal(&stream->flow.src, &flow->src) &&
	    endpoint_equal(&stream->flow.dst, &flow->dst);
}

/* A stream's first packet: NULL when the call has too many already. */
static struct media_stream *
add_stream(struct media_endpoint *endpoint, const struct rtp_header *header,
    const struct media_packet *packet)
{
	struct call *call = endpoint->call;
	struct media_stream **at = &call->streams;
	struct media_stream *stream;

	if (call->stream_count >= STREAMS_PER_CALL_MAX)
		return NULL;
	stream = calloc(1, sizeof *stream);
	if (!stream)
		return NULL;
	stream->leg_id = endpoint->leg_id;
	stream->side = endpoint->speaker;
	stream->ssrc = header->ssrc;
	stream->flow = *packet->flow;
	rtp_stream_init(&stream->stats, header->sequence, packet->time);
	while (*at)
		at = &(*at)->next;
	*at = stream;
	call->stream_count++;
	return stream;
}

static struct media_stream *
find_stream(struct media_endpoint *endpoint, const struct rtp_header *header,
    const struct media_packet *packet)
{
	struct media_stream *stream = endpoint->recent;

	if (stream && is_stream(stream, header->ssrc, packet->flow))
		return stream;
	for (stream = endpoint->call->streams; stream; stream = stream->next)
		if (is_stream(stream, header->ssrc, packet->flow))
			break;
	if (!stream)
		stream = add_stream(endpoint, header, packet);
	if (stream)
		endpoint->recent = stream;
	return stream;
}

static void
count_codec(struct media_stream *stream, const struct payload_type *type)
{
	size_t i;

	for (i = 0; i < stream->codec_count; i++) {
		if (stream->codecs[i].payload_type == type->number) {
			stream->codecs[i].packets++;
			return;
		}
	}
	if (i == STREAM_CODECS_MAX)
		return;
	memcpy(stream->codecs[i].name, type->name, CODEC_NAME_SIZE);
	stream->codecs[i].payload_type = type->number;
	stream->codecs[i].packets = 1;
	stream->codec_count++;
}

/* What a packet's payload type stands for, also when nobody told. */
static const struct payload_type *
type_of(const struct media_endpoint *endpoint, uint8_t number)
{
	static _Thread_local struct payload_type unknown = {
	    .kind = CODEC_UNSUPPORTED, .name = "unknown", .clock_hz = 8000};
	const struct payload_type *type =
	    payload_map_find(&endpoint->map, number);

	if (type)
		return type;
	unknown.number = number;
	return &unknown;
}

/*
 * May 'stream' be what is recorded of its side? One at a time: a new stream of
 * the same leg takes over at once (the sender changed its SSRC, or another
 * device answered); any other one, such as the same audio on its next hop,
 * only when the recorded one is silent.
 */
static bool
is_recorded(struct call_side *side, struct media_stream *stream,
    struct tstamp time)
{
	const struct media_stream *active = side->active;

	if (active != stream) {
		bool is_new = stream->stats.received == 1;

		if (active && !(is_new && active->leg_id == stream->leg_id) &&
		    tstamp_diff_ns(time, side->active_last) <
		        TAKEOVER_SILENCE_NS)
			return false;
		side->active = stream;
		side->generation++;
	}
	side->active_last = time;
	return true;
}

/* Gives a packet that was not seen before to the recording of its call. */
static void
take_audio(struct media *media, struct media_endpoint *endpoint,
    struct media_stream *stream, const struct rtp_header *header,
    const struct rtp_frame *frame)
{
	struct call *call = endpoint->call;
	struct call_side *side = &call->sides[stream->side];
	struct rtp_frame ordered = *frame;

	if (!is_recorded(side, stream, frame->arrival)) {
		counter_up(rtp_superseded);
		return;
	}
	ordered.order =
	    reorder_order(side->generation, (int64_t)frame->order);
	stream->recorded++;
	media->on_audio(call, stream, &ordered, header->payload,
	    header->payload_size, media->arg);
}

/* SRTP takes both sides: an offer of it may be declined (RFC 4568 section
 * 5.1.2), or may let the other side choose (a=crypto under RTP/AVP). */
static bool
is_encrypted(const struct media_endpoint *endpoint)
{
	const struct call_side *speaker =
	    &endpoint->call->sides[endpoint->speaker];

	return endpoint->encrypted &&
	    (!speaker->described || speaker->encrypted);
}

/*
 * Counts the packet by its codec, which goes to '*kind'; false when it cannot
 * be recorded.
 */
static bool
take_type(struct media_endpoint *endpoint, struct media_stream *stream,
    const struct rtp_header *header, const struct media_packet *packet,
    uint8_t *kind)
{
	const struct payload_type *type =
	    type_of(endpoint, header->payload_type);

	*kind = type->kind;
	switch ((enum codec_kind)type->kind) {
	case CODEC_EVENT:
		counter_up(rtp_event_packet);
		break;
	case CODEC_COMFORT_NOISE:
		counter_up(rtp_comfort_noise);
		break;
	case CODEC_PCMU:
	case CODEC_PCMA:
	case CODEC_UNSUPPORTED:
		count_codec(stream, type);
		if (stream->clock_hz != type->clock_hz)
			rtp_stream_jitter_reset(&stream->stats);
		stream->clock_hz = type->clock_hz;
		rtp_stream_jitter(&stream->stats, header->timestamp,
		    type->clock_hz, packet->time);
		break;
	}
	if (type->kind == CODEC_UNSUPPORTED || is_encrypted(endpoint)) {
		stream->undecodable++;
		counter_up(rtp_codec_unknown);
		return false;
	}
	if (packet->cut_bytes) {
		endpoint->call->cut_packets++;
		return false;
	}
	stream->decodable++;
	return true;
}

static enum counter_id
push_rtp(struct media *media, struct media_endpoint *endpoint,
    const struct media_packet *packet)
{
	struct rtp_header header;
	struct media_stream *stream;
	struct rtp_frame frame = {.arrival = packet->time};
	enum rtp_verdict verdict;
	int64_t index = 0;

	if (!rtp_header_parse(
	        packet->bytes, packet->size, packet->cut_bytes, &header))
		return COUNTER_rtp_malformed;
	if (is_stale(endpoint, &header, packet))
		return COUNTER_rtp_orphan;
	stream = find_stream(endpoint, &header, packet);
	if (!stream)
		return COUNTER_rtp_stream_limit;
	verdict = rtp_stream_push(
	    &stream->stats, header.sequence, packet->time, &index);
	if (verdict == RTP_DUPLICATE)
		return COUNTER_rtp_duplicate;
	if (verdict == RTP_REFUSED)
		return COUNTER_rtp_probation;
	if (verdict == RTP_REORDERED)
		counter_up(rtp_reordered);
	endpoint->call->last_media = packet->time;
	endpoint->call->has_media = true;
	stream->bytes += header.payload_size;
	if (!take_type(endpoint, stream, &header, packet, &frame.kind))
		return COUNTER_rtp_packet;
	frame.order = (uint64_t)index;
	frame.timestamp = header.timestamp;
	take_audio(media, endpoint, stream, &header, &frame);
	return COUNTER_rtp_packet;
}

enum counter_id
media_push(struct media *media, const struct media_packet *packet)
{
	struct endpoint below = packet->flow->dst;
	struct media_endpoint *endpoint = find_endpoint(media, &below);
	enum rtp_kind kind;

	if (!endpoint) {
		/* RFC 3550 section 11: RTCP on the next, odd port. */
		below.port--;
		if (below.port % 2 == 0 &&
		    rtp_kind(packet->bytes, packet->size) == RTP_KIND_RTCP &&
		    find_endpoint(media, &below))
			return COUNTER_rtcp_packet;
		return COUNTER_NONE;
	}
	kind = rtp_kind(packet->bytes, packet->size);
	if (kind == RTP_KIND_RTCP)
		return COUNTER_rtcp_packet;
	if (kind == RTP_KIND_OTHER)
		return COUNTER_media_stun;
	return push_rtp(media, endpoint, packet);
}
