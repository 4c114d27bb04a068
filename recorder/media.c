/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The media table and its streams. RFC 3264, RFC 3550, RFC 5761. */
#include "recorder/media.h"

#include "rtp/header.h"

/* So long after the end of a call its last packets may be on their way. */
#define STALE_NS NS_PER_SEC

/* The recorded stream of a side that is silent this long gives way. */
#define TAKEOVER_SILENCE_NS (200 * NS_PER_MS)

/* ... and sooner when it has hardly begun: a stray packet is no new stream. */
#define STRAY_PACKETS 5
#define STRAY_SILENCE_NS (60 * NS_PER_MS)

#define CACHE_LINE ((size_t)64)

struct media {
	struct table endpoints; /* by address */
	media_audio_fn *on_audio;
	void *arg;
};

/* Memory that begins with a line of the cache. */
static void *
cache_alloc(size_t size)
{
	return aligned_alloc(CACHE_LINE, (size + CACHE_LINE - 1) & -CACHE_LINE);
}

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
	struct table_link *link = table_first(
	    &media->endpoints, endpoint_hash(address, media->endpoints.seed));

	for (; link; link = table_next(link)) {
		struct media_endpoint *endpoint =
		    TABLE_ENTRY(link, struct media_endpoint, link);

		if (endpoint_equal(&endpoint->address, address))
			return endpoint;
	}
	return NULL;
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
is_stale(const struct media_endpoint *endpoint, const struct rtp_header *header,
    const struct datagram *packet)
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
	    .address = *address, .call = call, .speaker = (uint8_t)speaker};

	if (endpoint && endpoint->call == call) {
		endpoint->speaker = (uint8_t)speaker;
		return endpoint;
	}
	if (endpoint) {
		counter_up(media_port_reuse);
		note_stale(&fresh, endpoint);
		remove_endpoint(media, endpoint);
	}
	endpoint = cache_alloc(sizeof *endpoint);
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
media_reset_map(struct media_endpoint *endpoint)
{
	endpoint->map.count = 0;
	endpoint->map_version++;
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
		if (stream->codec_packets[i] > stream->codec_packets[best])
			best = i;
	*payload_type = stream->codecs[best].payload_type;
	return stream->codecs[best].name;
}

/* A stream's first packet: NULL when the call has too many already. */
static struct media_stream *
add_stream(struct media_endpoint *endpoint, const struct rtp_header *header,
    const struct datagram *packet)
{
	struct call *call = endpoint->call;
	struct media_stream **at = &call->streams;
	struct media_stream *stream;

	if (call->stream_count >= STREAMS_PER_CALL_MAX)
		return NULL;
	stream = cache_alloc(sizeof *stream);
	if (!stream)
		return NULL;
	memset(stream, 0, sizeof *stream);
	stream->call = call;
	stream->leg_id = endpoint->leg_id;
	stream->source_id = packet->source_id;
	stream->side = endpoint->speaker;
	stream->map_version = (uint8_t)(endpoint->map_version - 1);
	stream->ssrc = header->ssrc;
	stream->flow = *packet->flow;
	rtp_stream_init(&stream->stats, header->sequence, packet->time);
	while (*at)
		at = &(*at)->next;
	*at = stream;
	call->stream_count++;
	return stream;
}

/* The stream of a packet to 'endpoint'; NULL when it is new. */
static struct media_stream *
known_stream(const struct media_endpoint *endpoint, uint32_t ssrc,
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

/* The same, made when it is new. */
static struct media_stream *
find_stream(struct media_endpoint *endpoint, const struct rtp_header *header,
    const struct datagram *packet)
{
	struct media_stream *stream =
	    known_stream(endpoint, header->ssrc, packet->flow);

	if (!stream)
		stream = add_stream(endpoint, header, packet);
	if (stream)
		endpoint->recent = stream;
	return stream;
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

static bool
is_audio(uint8_t kind)
{
	return kind != CODEC_EVENT && kind != CODEC_COMFORT_NOISE;
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
	stream->payload_type = number;
	stream->kind = type.kind;
	stream->map_version = endpoint->map_version;
	if (!is_audio(type.kind))
		return;
	stream->codec = codec_place(stream, &type);
	if (stream->clock_hz != type.clock_hz)
		rtp_stream_jitter_reset(&stream->stats);
	stream->clock_hz = type.clock_hz;
}

/*
 * May 'stream' be what is recorded of its side? One at a time: a new stream of
 * the same leg takes over at once (the sender changed its SSRC, or another
 * device answered); any other one, such as the same audio on its next hop,
 * only when the recorded one is silent.
 */
static bool
takes_over(struct media_stream *stream, struct tstamp time)
{
	struct call_side *side = &stream->call->sides[stream->side];
	struct media_stream *active = side->active;

	if (active) {
		bool follows = stream->stats.received == 1 &&
			       active->leg_id == stream->leg_id;
		int64_t silence = active->stats.received < STRAY_PACKETS
				      ? STRAY_SILENCE_NS
				      : TAKEOVER_SILENCE_NS;

		if (!follows &&
		    tstamp_diff_ns(time, active->stats.last) < silence)
			return false;
		active->is_active = false;
	}
	stream->is_active = true;
	stream->order_base = reorder_order(++side->generation, 0);
	side->active = stream;
	return true;
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

/* Counts the packet by its codec; false when it cannot be recorded. */
static bool
count_packet(struct media_endpoint *endpoint, struct media_stream *stream,
    const struct rtp_header *header, const struct datagram *packet)
{
	if (stream->payload_type != header->payload_type ||
	    stream->map_version != endpoint->map_version)
		look_up_type(endpoint, stream, header->payload_type);
	stream->bytes += header->payload_size;
	if (is_audio(stream->kind)) {
		stream->codec_packets[stream->codec]++;
		rtp_stream_jitter(&stream->stats, header->timestamp,
		    stream->clock_hz, packet->time);
	} else if (stream->kind == CODEC_EVENT) {
		counter_up(rtp_event_packet);
	} else {
		counter_up(rtp_comfort_noise);
	}
	if (stream->kind == CODEC_UNSUPPORTED || is_encrypted(endpoint)) {
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

static void
prefetch_lines(const void *at, size_t lines)
{
	for (size_t i = 0; at && i < lines; i++)
		__builtin_prefetch((const char *)at + i * CACHE_LINE, 1);
}

/*
 * In steps, each for all addresses: what one step asked for is there when the
 * next needs it. With 1,000 calls this is a quarter of a replay's time.
 */
void
media_prefetch(const struct media *media,
    const struct endpoint *const *addresses, size_t count)
{
	const struct table *table = &media->endpoints;
	struct table_link *const *buckets[MEDIA_PREFETCH_MAX];
	const struct media_endpoint *endpoints[MEDIA_PREFETCH_MAX];

	for (size_t i = 0; i < count; i++) {
		buckets[i] = table_bucket(
		    table, endpoint_hash(addresses[i], table->seed));
		__builtin_prefetch(buckets[i]);
	}
	for (size_t i = 0; i < count; i++) {
		endpoints[i] = *buckets[i] ? TABLE_ENTRY(*buckets[i],
						 struct media_endpoint, link)
					   : NULL;
		prefetch_lines(endpoints[i], 1);
	}
	for (size_t i = 0; i < count; i++)
		if (endpoints[i])
			prefetch_lines(endpoints[i]->recent, 4);
	for (size_t i = 0; i < count; i++) {
		if (!endpoints[i] || !endpoints[i]->recent)
			continue;
		prefetch_lines(endpoints[i]->recent->places[0], 4);
		prefetch_lines(endpoints[i]->recent->places[1], 3);
	}
}

static enum counter_id
push_rtp(struct media *media, struct media_endpoint *endpoint,
    const struct datagram *packet)
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
	if (!count_packet(endpoint, stream, &header, packet))
		return COUNTER_rtp_packet;
	if (!stream->is_active && !takes_over(stream, packet->time)) {
		counter_up(rtp_superseded);
		return COUNTER_rtp_packet;
	}
	stream->recorded++;
	frame.order = stream->order_base + (uint64_t)index;
	frame.timestamp = header.timestamp;
	frame.kind = stream->kind;
	media->on_audio(
	    stream, &frame, header.payload, header.payload_size, media->arg);
	return COUNTER_rtp_packet;
}

enum counter_id
media_push(struct media *media, const struct datagram *packet)
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

void
media_note_copy(struct media *media, const struct datagram *packet)
{
	struct media_endpoint *endpoint =
	    find_endpoint(media, &packet->flow->dst);
	struct media_stream *stream;
	struct rtp_header header;

	if (!endpoint ||
	    rtp_kind(packet->bytes, packet->size) != RTP_KIND_RTP ||
	    !rtp_header_parse(
		packet->bytes, packet->size, packet->cut_bytes, &header))
		return;
	stream = known_stream(endpoint, header.ssrc, packet->flow);
	if (stream)
		stream->copies++;
}
