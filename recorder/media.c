/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The media table. RFC 3264, RFC 3550, RFC 4961, RFC 5761. */
#include "recorder/media.h"

#include "recorder/media_srtp.h"
#include "recorder/media_stream.h"

/* So long after the end of a call its last packets may be on their way. */
#define STALE_NS NS_PER_SEC

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
		media_srtp_free(stream->srtp);
		free(stream);
	}
	call->stream_count = 0;
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
	return media_stream_push(endpoint, packet, media->on_audio, media->arg);
}

enum counter_id
media_join(struct media *media, const struct datagram *packet)
{
	const struct media_endpoint *from =
	    find_endpoint(media, &packet->flow->src);
	struct media_endpoint *to;
	struct rtp_header header;

	if (!from || from->call->over ||
	    from->call->joined >= JOINED_PER_CALL_MAX ||
	    rtp_kind(packet->bytes, packet->size) != RTP_KIND_RTP ||
	    !rtp_header_parse(
		packet->bytes, packet->size, packet->cut_bytes, &header) ||
	    !payload_map_find(&from->map, header.payload_type))
		return COUNTER_NONE;
	to = media_watch(media, from->call,
	    other_side((enum side)from->speaker), &packet->flow->dst);
	if (!to)
		return COUNTER_NONE;
	from->call->joined++;
	to->leg_id = from->leg_id;
	to->encrypted = from->encrypted;
	to->map = from->map;
	return media_stream_push(to, packet, media->on_audio, media->arg);
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
	stream = media_stream_known(endpoint, header.ssrc, packet->flow);
	if (stream)
		stream->copies++;
}
