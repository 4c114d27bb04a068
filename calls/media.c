/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The media table. RFC 3264, RFC 3550, RFC 4961, RFC 5761. */
#include "calls/media.h"

#include "calls/media_choice.h"
#include "calls/media_ice.h"
#include "calls/media_prefetch.h"
#include "calls/media_rtcp.h"
#include "calls/media_srtp.h"
#include "calls/media_stream.h"

struct media {
	struct table endpoints; /* by address */
	struct table ice_users; /* by user name */
	struct media_listeners listeners;
	void *arg;
	struct pool addresses; /* struct media_endpoint */
	struct pool streams;   /* struct media_stream */
};

struct media *
media_new(size_t limit, media_audio_fn *on_audio, void *arg)
{
	struct media *media = calloc(1, sizeof *media);

	if (!media)
		return NULL;
	media->listeners.on_audio = on_audio;
	media->arg = arg;
	pool_init(&media->addresses, sizeof(struct media_endpoint));
	pool_init(&media->streams, sizeof(struct media_stream));
	if (table_init(&media->endpoints, limit) != 0 ||
	    table_init(&media->ice_users, limit) != 0) {
		media_free(media);
		return NULL;
	}
	return media;
}

void
media_listen(struct media *media, media_event_fn *on_event,
    media_quality_fn *on_quality, media_bye_fn *on_bye)
{
	media->listeners.on_event = on_event;
	media->listeners.on_quality = on_quality;
	media->listeners.on_bye = on_bye;
}

void
media_listen_fax(struct media *media, media_fax_fn *on_fax)
{
	media->listeners.on_fax = on_fax;
}

void
media_free(struct media *media)
{
	if (!media)
		return;
	table_clear(&media->endpoints);
	table_clear(&media->ice_users);
	pool_clear(&media->addresses);
	pool_clear(&media->streams);
	free(media);
}

/* The newest entry of an address. */
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

/* Notes at each entry of an address whether it is one of several. */
static void
note_claims(struct media_endpoint *newest)
{
	bool several = newest && media_next_claim(newest);

	for (; newest; newest = media_next_claim(newest))
		newest->contested =
		    several || newest->learned == MEDIA_BY_SYMMETRIC;
}

/* Takes an entry out of the table. */
static void
retire_endpoint(struct media *media, struct media_endpoint *endpoint)
{
	if (endpoint->is_retired)
		return;
	endpoint->is_retired = true;
	table_remove(&media->endpoints, &endpoint->link);
	if (endpoint->contested)
		note_claims(find_endpoint(media, &endpoint->address));
}

static void
remove_endpoint(struct media *media, struct media_endpoint *endpoint)
{
	struct media_endpoint **at = &endpoint->call->endpoints;

	while (*at != endpoint)
		at = &(*at)->next;
	*at = endpoint->next;
	if (endpoint->learned == MEDIA_BY_SYMMETRIC)
		endpoint->call->joined--;
	endpoint->call->endpoint_count--;
	retire_endpoint(media, endpoint);
	pool_give(&media->addresses, endpoint);
}

/* The entry of 'call' among those with the same address; the oldest of others
 * goes when there are too many. */
static struct media_endpoint *
find_own(
    struct media *media, struct media_endpoint *newest, const struct call *call)
{
	struct media_endpoint *it, *oldest = NULL;
	size_t count = 0;

	for (it = newest; it; it = media_next_claim(it)) {
		if (it->call == call)
			return it;
		oldest = it;
		count++;
	}
	if (oldest && (count >= CALLS_PER_ADDRESS_MAX ||
			  media->endpoints.count >= media->endpoints.limit)) {
		counter_up(media_address_limit);
		remove_endpoint(media, oldest);
	}
	return NULL;
}

/* Makes room for one more address of 'call'. */
static void
limit_addresses(struct media *media, struct call *call)
{
	struct media_endpoint *oldest = call->endpoints;

	if (call->endpoint_count < ADDRESSES_PER_CALL_MAX)
		return;
	while (oldest->next)
		oldest = oldest->next;
	counter_up(media_address_limit);
	remove_endpoint(media, oldest);
}

struct media_endpoint *
media_watch(struct media *media, struct call *call, enum side speaker,
    const struct endpoint *address)
{
	struct media_endpoint *endpoint;

	endpoint = find_own(media, find_endpoint(media, address), call);
	if (endpoint) {
		endpoint->speaker = (uint8_t)speaker;
		return endpoint;
	}
	limit_addresses(media, call);
	endpoint = pool_take(&media->addresses);
	if (endpoint)
		*endpoint = (struct media_endpoint){.address = *address,
		    .call = call,
		    .speaker = (uint8_t)speaker};
	if (!endpoint ||
	    table_add(&media->endpoints, &endpoint->link,
		endpoint_hash(address, media->endpoints.seed)) != 0) {
		counter_up(media_limit);
		pool_give(&media->addresses, endpoint);
		return NULL;
	}
	endpoint->next = call->endpoints;
	call->endpoints = endpoint;
	call->endpoint_count++;
	note_claims(endpoint);
	if (endpoint->contested)
		counter_up(media_port_reuse);
	return endpoint;
}

void
media_copy_facts(struct media_endpoint *to, const struct media_endpoint *from)
{
	to->leg_id = from->leg_id;
	to->encrypted = from->encrypted;
	to->is_udptl = from->is_udptl;
	to->map = from->map;
	to->map_version++;
	to->facts = from->facts;
}

void
media_relearn(struct media *media, struct media_endpoint *endpoint,
    enum media_learned learned)
{
	bool was = endpoint->learned == MEDIA_BY_SYMMETRIC;
	bool is = learned == MEDIA_BY_SYMMETRIC;

	endpoint->learned = (uint8_t)learned;
	if (was == is)
		return;
	endpoint->call->joined += is ? 1 : -1U;
	note_claims(find_endpoint(media, &endpoint->address));
}

void
media_learn(struct media *media, const struct media_endpoint *model,
    const struct endpoint *address, enum media_learned learned)
{
	struct media_endpoint *newest = find_endpoint(media, address);
	struct media_endpoint *endpoint;

	for (endpoint = newest; endpoint; endpoint = media_next_claim(endpoint))
		if (endpoint->call == model->call &&
		    endpoint->learned != MEDIA_BY_SYMMETRIC)
			return;
	endpoint =
	    media_watch(media, model->call, (enum side)model->speaker, address);
	if (!endpoint)
		return;
	media_relearn(media, endpoint, learned);
	media_copy_facts(endpoint, model);
}

void
media_expect_checks(
    struct media *media, const struct media_endpoint *model, struct text ufrag)
{
	media_ice_add(&media->ice_users, model, ufrag);
}

static struct media_endpoint *
own_endpoint(struct media *media, const struct call *call,
    const struct endpoint *address)
{
	struct media_endpoint *it = find_endpoint(media, address);

	while (it && it->call != call)
		it = media_next_claim(it);
	return it;
}

static void
move_endpoint(struct media *media, struct media_endpoint *endpoint,
    struct call *into, bool crossed)
{
	struct call *from = endpoint->call;

	if (own_endpoint(media, into, &endpoint->address)) {
		remove_endpoint(media, endpoint);
		return;
	}
	limit_addresses(media, into);
	from->endpoints = endpoint->next;
	from->endpoint_count--;
	endpoint->next = into->endpoints;
	into->endpoints = endpoint;
	into->endpoint_count++;
	if (endpoint->learned == MEDIA_BY_SYMMETRIC) {
		from->joined--;
		into->joined++;
	}
	endpoint->call = into;
	if (crossed)
		endpoint->speaker =
		    (uint8_t)other_side((enum side)endpoint->speaker);
}

void
media_move(
    struct media *media, struct call *from, struct call *into, bool crossed)
{
	while (from->endpoints)
		move_endpoint(media, from->endpoints, into, crossed);
	media_ice_move(&media->ice_users, from, into, crossed);
}

void
media_expire_events(
    struct media *media, struct call *call, struct tstamp before)
{
	struct media_stream *stream = call->streams;

	for (; stream; stream = stream->next)
		media_stream_expire(
		    stream, before, &media->listeners, media->arg);
}

void
media_retire(struct media *media, struct call *call)
{
	struct media_endpoint *endpoint = call->endpoints;

	for (; endpoint; endpoint = endpoint->next)
		retire_endpoint(media, endpoint);
	media_ice_forget(&media->ice_users, call);
}

void
media_forget(struct media *media, struct call *call)
{
	media_retire(media, call);
	while (call->endpoints)
		remove_endpoint(media, call->endpoints);
	media_streams_free(call, &media->streams);
}

void
media_prefetch(const struct media *media,
    const struct endpoint *const *addresses, size_t count)
{
	media_prefetch_all(&media->endpoints, addresses, count);
}

/* A check of ICE tells where its receiver and its sender are. */
static bool
push_check(struct media *media, const struct datagram *packet)
{
	const struct ice_user *receiver, *sender;

	if (!media_ice_find(&media->ice_users, packet, &receiver, &sender))
		return false;
	media_learn(media, &receiver->model, &packet->flow->dst, MEDIA_BY_ICE);
	if (sender)
		media_learn(
		    media, &sender->model, &packet->flow->src, MEDIA_BY_ICE);
	return true;
}

/* Where RTCP at 'address' belongs: to RTP at the same one, or one below (RFC
 * 3550 section 11), unless a description names the address for itself. */
static struct media_endpoint *
find_rtcp(const struct media *media, const struct endpoint *address)
{
	struct media_endpoint *endpoint = find_endpoint(media, address);
	struct endpoint below = *address;

	below.port--;
	if (!endpoint && below.port % 2 == 0)
		endpoint = find_endpoint(media, &below);
	return endpoint;
}

enum counter_id
media_push(struct media *media, const struct datagram *packet)
{
	struct media_endpoint *endpoint =
	    find_endpoint(media, &packet->flow->dst);
	enum rtp_kind kind = rtp_kind(packet->bytes, packet->size);

	if (kind == RTP_KIND_RTCP)
		endpoint = find_rtcp(media, &packet->flow->dst);
	if (endpoint && endpoint->contested)
		endpoint = media_choose(endpoint, packet);
	if (!endpoint)
		return COUNTER_NONE;
	if (endpoint->is_udptl && media->listeners.on_fax &&
	    media->listeners.on_fax(endpoint->call,
		(enum side)endpoint->speaker, packet, media->arg))
		return COUNTER_udptl_packet;
	if (kind == RTP_KIND_RTCP)
		return media_rtcp_push(
		    endpoint, packet, &media->listeners, media->arg);
	if (kind == RTP_KIND_OTHER) {
		(void)push_check(media, packet);
		return COUNTER_media_stun;
	}
	if (endpoint->is_rtcp)
		return COUNTER_NONE;
	return media_stream_push(
	    endpoint, packet, &media->streams, &media->listeners, media->arg);
}

/* Makes room for one more address by symmetric RTP: what was silent for long
 * goes. */
static bool
may_join(struct media *media, struct call *call, struct tstamp now)
{
	struct media_endpoint *idle = NULL;

	if (call->joined < JOINED_PER_CALL_MAX)
		return true;
	for (struct media_endpoint *it = call->endpoints; it; it = it->next)
		if (it->learned == MEDIA_BY_SYMMETRIC &&
		    (!it->recent ||
			tstamp_diff_ns(now, it->recent->stats.last) >
			    JOINED_IDLE_NS))
			idle = it;
	if (!idle)
		return false;
	remove_endpoint(media, idle);
	return true;
}

/* The call of 'from', which sent the packet, has an address more. */
static enum counter_id
join(struct media *media, struct media_endpoint *from,
    const struct datagram *packet)
{
	enum side sender = other_side((enum side)from->speaker);
	struct media_endpoint *to, model; /* 'from' may go for 'to' */

	if (!may_join(media, from->call, packet->time))
		return COUNTER_NONE;
	model = *media_receiver(from);
	model.leg_id = from->leg_id;
	model.facts.time = from->facts.time;
	model.facts.address = from->facts.address;
	to = media_watch(media, from->call, sender, &packet->flow->dst);
	if (!to)
		return COUNTER_NONE;
	media_relearn(media, to, MEDIA_BY_SYMMETRIC);
	media_copy_facts(to, &model);
	counter_up(media_joined);
	return media_stream_push(
	    to, packet, &media->streams, &media->listeners, media->arg);
}

enum counter_id
media_join(struct media *media, const struct datagram *packet)
{
	struct media_endpoint *from;

	switch (rtp_kind(packet->bytes, packet->size)) {
	case RTP_KIND_OTHER:
		return push_check(media, packet) ? COUNTER_media_stun
						 : COUNTER_NONE;
	case RTP_KIND_RTCP: /* it goes where no description says */
		from = find_rtcp(media, &packet->flow->src);
		return from ? media_rtcp_push(media_receiver(from), packet,
				  &media->listeners, media->arg)
			    : COUNTER_NONE;
	case RTP_KIND_RTP:
		break;
	}
	from = find_endpoint(media, &packet->flow->src);
	if (from)
		from = media_choose_sender(from, packet);
	return from ? join(media, from, packet) : COUNTER_NONE;
}

void
media_note_copy(struct media *media, const struct datagram *packet)
{
	struct media_endpoint *endpoint =
	    find_endpoint(media, &packet->flow->dst);
	struct media_stream *stream = NULL;
	struct rtp_header header;

	if (!endpoint ||
	    rtp_kind(packet->bytes, packet->size) != RTP_KIND_RTP ||
	    !rtp_header_parse(
		packet->bytes, packet->size, packet->cut_bytes, &header))
		return;
	for (; endpoint && !stream; endpoint = media_next_claim(endpoint))
		stream =
		    media_stream_known(endpoint, header.ssrc, packet->flow);
	if (stream)
		stream->copies++;
}
