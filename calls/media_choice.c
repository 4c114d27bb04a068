/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weighs what speaks for each call that has an address. */
#include "calls/media_choice.h"

#include "calls/media_stream.h"

/* What speaks for a call, by weight: all lesser ones together do not outweigh
 * a greater one. */
enum {
	WEIGHT_CODEC = 1,
	WEIGHT_HOST = 2,
	WEIGHT_OPEN = 4,
	WEIGHT_SSRC = 8,
	WEIGHT_PAIR_ELSEWHERE = 16,
	WEIGHT_KNOWN = 32,
	WEIGHT_PLACE = 64,
	WEIGHT_PAIR = 128,
	WEIGHT_LATE = 256,
	WEIGHT_SIGNALLED = 512,
};

/* A packet as far from the newest of a stream of a call that is over is late;
 * farther off a new call uses the SSRC again, as some devices do. */
#define LATE_SEQUENCES 64
#define LATE_NS NS_PER_SEC

const char *
media_learned_name(enum media_learned learned)
{
	static const char *const names[] = {
	    [MEDIA_BY_SDP] = "sdp",
	    [MEDIA_BY_ICE] = "ice",
	    [MEDIA_BY_SYMMETRIC] = "symmetric",
	    [MEDIA_BY_NAT] = "nat",
	    [MEDIA_BY_LATCHING] = "latched",
	    [MEDIA_BY_RTP] = "rtp",
	};

	return names[learned];
}

/* A packet that calls claim. */
struct claimed {
	const struct datagram *packet;
	struct rtp_header header;
	bool is_rtp; /* 'header' is filled */
};

static struct claimed
claimed_of(const struct datagram *packet)
{
	struct claimed claimed = {.packet = packet};

	claimed.is_rtp =
	    rtp_kind(packet->bytes, packet->size) == RTP_KIND_RTP &&
	    rtp_header_parse(packet->bytes, packet->size, packet->cut_bytes,
		&claimed.header);
	return claimed;
}

struct media_endpoint *
media_next_claim(const struct media_endpoint *endpoint)
{
	struct table_link *link = table_next(&endpoint->link);

	for (; link; link = table_next(link)) {
		struct media_endpoint *next =
		    TABLE_ENTRY(link, struct media_endpoint, link);

		if (endpoint_equal(&next->address, &endpoint->address))
			return next;
	}
	return NULL;
}

bool
media_announced(
    const struct call *call, enum side owner, const struct endpoint *address)
{
	const struct media_endpoint *it = call->endpoints;

	for (; it; it = it->next)
		if (it->speaker != owner && !it->is_rtcp &&
		    it->learned != MEDIA_BY_SYMMETRIC &&
		    endpoint_equal(&it->address, address))
			return true;
	return false;
}

bool
media_described(const struct call *call, enum side owner)
{
	const struct media_endpoint *it = call->endpoints;

	while (it && (it->speaker == owner || !it->facts.described ||
			 it->learned == MEDIA_BY_SYMMETRIC))
		it = it->next;
	return it != NULL;
}

/* Is 'host' where 'owner' of 'call' is, or who signals for it? */
static bool
is_host_of(const struct call *call, enum side owner, const struct addr *host)
{
	const struct media_endpoint *it = call->endpoints;

	for (; it; it = it->next)
		if (it->speaker != owner &&
		    (addr_equal(&it->address.addr, host) ||
			(it->facts.described &&
			    addr_equal(&it->facts.host, host))))
			return true;
	return false;
}

static bool
has_ssrc(const struct call *call, enum side speaker, uint32_t ssrc)
{
	const struct media_stream *it = call->streams;

	for (; it; it = it->next)
		if (it->ssrc == ssrc && it->side == speaker)
			return true;
	return false;
}

static bool
has_codec(const struct payload_map *map, uint8_t payload_type)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->types[i].number == payload_type)
			return true;
	return false;
}

/* Was 'endpoint' described where the packet was seen? */
static bool
is_in_place(
    const struct media_endpoint *endpoint, const struct datagram *packet)
{
	return endpoint->facts.described &&
	       endpoint->facts.source_id == packet->source_id;
}

/* Has its call been seen at other places only? */
static bool
is_elsewhere(
    const struct media_endpoint *endpoint, const struct datagram *packet)
{
	const struct media_stream *it = endpoint->call->streams;

	for (; it; it = it->next)
		if (it->source_id == packet->source_id)
			return false;
	return !is_in_place(endpoint, packet);
}

/*
 * Is the packet a late one of a stream that the call, which is over, had? Not
 * when another was described at this address while it went on, and has heard
 * nothing so far: it was replaced (RFC 3891), and the stream goes on in the
 * other call.
 */
static bool
is_late(const struct media_endpoint *endpoint,
    const struct media_endpoint *newest, const struct media_stream *known,
    const struct claimed *claimed)
{
	int16_t ahead;

	if (!known || tstamp_diff_ns(claimed->packet->time,
			  endpoint->call->ended) >= LATE_NS)
		return false;
	if (newest != endpoint && !newest->recent &&
	    is_in_place(newest, claimed->packet) &&
	    tstamp_before(newest->facts.time, endpoint->call->ended) &&
	    media_announced(newest->call, (enum side)newest->speaker,
		&claimed->packet->flow->src))
		return false;
	ahead = (int16_t)(uint16_t)(claimed->header.sequence -
				    (uint16_t)known->stats.newest);
	return ahead >= -LATE_SEQUENCES && ahead <= LATE_SEQUENCES;
}

/* What speaks for 'endpoint'; -1: it cannot have the packet. */
static int
weigh(const struct media_endpoint *endpoint,
    const struct media_endpoint *newest, const struct claimed *claimed)
{
	const struct call *call = endpoint->call;
	const struct flow *flow = claimed->packet->flow;
	enum side speaker = (enum side)endpoint->speaker;
	const struct media_stream *known =
	    claimed->is_rtp
		? media_stream_known(endpoint, claimed->header.ssrc, flow)
		: NULL;
	bool announced = media_announced(call, speaker, &flow->src);
	int weight = 0;

	if (endpoint->is_rtcp && claimed->is_rtp)
		return -1;
	if (endpoint->learned == MEDIA_BY_SYMMETRIC && !announced)
		return -1;
	if (call->over) {
		if (!is_late(endpoint, newest, known, claimed))
			return 0;
		weight += WEIGHT_LATE;
	}
	weight += call->unsignalled ? 0 : WEIGHT_SIGNALLED;
	if (announced)
		weight += !known && is_elsewhere(endpoint, claimed->packet)
			      ? WEIGHT_PAIR_ELSEWHERE
			      : WEIGHT_PAIR;
	weight += media_described(call, speaker) ? 0 : WEIGHT_OPEN;
	weight += known ? WEIGHT_KNOWN : 0;
	weight += is_in_place(endpoint, claimed->packet) ? WEIGHT_PLACE : 0;
	weight += is_host_of(call, speaker, &flow->src.addr) ? WEIGHT_HOST : 0;
	if (!claimed->is_rtp)
		return weight;
	weight +=
	    has_ssrc(call, speaker, claimed->header.ssrc) ? WEIGHT_SSRC : 0;
	weight += has_codec(&endpoint->map, claimed->header.payload_type)
		      ? WEIGHT_CODEC
		      : 0;
	return weight;
}

struct media_endpoint *
media_choose(struct media_endpoint *newest, const struct datagram *packet)
{
	struct claimed claimed;
	struct media_endpoint *best = NULL, *it;
	int best_weight = -1;
	bool tied = false;

	/* One alone was learned, and is not asked much. */
	if (!media_next_claim(newest))
		return media_announced(newest->call, (enum side)newest->speaker,
			   &packet->flow->src)
			   ? newest
			   : NULL;
	claimed = claimed_of(packet);
	for (it = newest; it; it = media_next_claim(it)) {
		int weight = weigh(it, newest, &claimed);

		tied = weight == best_weight || (tied && weight < best_weight);
		if (weight <= best_weight)
			continue;
		best_weight = weight;
		best = it;
	}
	if (best && tied && claimed.is_rtp &&
	    !media_stream_known(best, claimed.header.ssrc, packet->flow))
		counter_up(media_ambiguous);
	return best;
}

struct media_endpoint *
media_receiver(struct media_endpoint *from)
{
	struct media_endpoint *it = from->call->endpoints;
	struct media_endpoint *found = NULL;

	for (; it; it = it->next) {
		if (it->speaker == from->speaker ||
		    it->learned == MEDIA_BY_SYMMETRIC || it->is_rtcp)
			continue;
		if (it->leg_id == from->leg_id)
			return it;
		if (!found)
			found = it;
	}
	return found ? found : from;
}

/* Likewise for an address that the packet comes from. */
static int
weigh_sender(struct media_endpoint *from, const struct claimed *claimed)
{
	const struct call *call = from->call;
	enum side sender = other_side((enum side)from->speaker);
	int weight = 0;

	if (call->over || from->is_rtcp ||
	    from->learned == MEDIA_BY_SYMMETRIC ||
	    !has_codec(
		&media_receiver(from)->map, claimed->header.payload_type))
		return -1;
	weight += call->unsignalled ? 0 : WEIGHT_SIGNALLED;
	weight += is_in_place(from, claimed->packet) ? WEIGHT_PLACE : 0;
	weight +=
	    has_ssrc(call, sender, claimed->header.ssrc) ? WEIGHT_SSRC : 0;
	weight += is_host_of(call, (enum side)from->speaker,
		      &claimed->packet->flow->dst.addr)
		      ? WEIGHT_HOST
		      : 0;
	return weight;
}

struct media_endpoint *
media_choose_sender(
    struct media_endpoint *newest, const struct datagram *packet)
{
	struct claimed claimed = claimed_of(packet);
	struct media_endpoint *best = NULL, *it;
	int best_weight = -1;
	bool tied = false;

	if (!claimed.is_rtp)
		return NULL;
	for (it = newest; it; it = media_next_claim(it)) {
		int weight = weigh_sender(it, &claimed);

		if (weight < 0)
			continue;
		tied = weight == best_weight || (tied && weight < best_weight);
		if (weight <= best_weight)
			continue;
		best_weight = weight;
		best = it;
	}
	if (tied)
		counter_up(media_ambiguous);
	return best;
}
