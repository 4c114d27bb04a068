/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts what arrives; see observe.h. Decoding is that of the recorder. */
#include "spanctl/observe_int.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "capture/decode.h"
#include "capture/dedup.h"
#include "capture/fragments.h"

#define COPIES_WINDOW_NS (100 * NS_PER_MS)
#define COPIES_BYTES ((size_t)16 << 20)
#define SURE_PACKETS 4
#define STEP_MAX 3000 /* greater steps are a new beginning (RFC 3550 A.1) */

int
observation_init(struct observation *observation)
{
	*observation = (struct observation){.frames = 0};
	observation->dedup = dedup_new(COPIES_WINDOW_NS, COPIES_BYTES);
	observation->fragments = fragments_new(&FRAGMENT_LIMITS_DEFAULT);
	if (observation->dedup && observation->fragments &&
	    !table_init(&observation->hosts, OBSERVED_HOSTS_MAX) &&
	    !table_init(&observation->streams, OBSERVED_STREAMS_MAX) &&
	    !table_init(&observation->connections, OBSERVED_CONNECTIONS_MAX))
		return 0;
	observation_clear(observation);
	return ENOMEM;
}

void
observation_clear(struct observation *observation)
{
	struct table_link *link, *next;

	for (link = observation->hosts.oldest; link; link = next) {
		next = link->newer;
		free(TABLE_ENTRY(link, struct observed_host, link));
	}
	for (link = observation->streams.oldest; link; link = next) {
		next = link->newer;
		free(TABLE_ENTRY(link, struct observed_stream, link));
	}
	observe_tcp_clear(observation);
	table_clear(&observation->hosts);
	table_clear(&observation->streams);
	dedup_free(observation->dedup);
	fragments_free(observation->fragments);
	*observation = (struct observation){.frames = 0};
}

static uint64_t
addr_hash(const struct table *table, const struct addr *addr)
{
	struct endpoint endpoint = {.addr = *addr};

	return endpoint_hash(&endpoint, table->seed);
}

static struct observed_host *
find_host(const struct observation *observation, const struct addr *addr,
    uint64_t hash)
{
	struct table_link *link;

	for (link = table_first(&observation->hosts, hash); link;
	     link = table_next(link)) {
		struct observed_host *host =
		    TABLE_ENTRY(link, struct observed_host, link);

		if (addr_equal(&host->addr, addr))
			return host;
	}
	return NULL;
}

const struct observed_host *
observation_host(const struct observation *observation, const struct addr *addr)
{
	return find_host(
	    observation, addr, addr_hash(&observation->hosts, addr));
}

/* The host, made when it is not there; NULL beyond the limit. */
static struct observed_host *
get_host(struct observation *observation, const struct addr *addr)
{
	uint64_t hash = addr_hash(&observation->hosts, addr);
	struct observed_host *host = find_host(observation, addr, hash);

	if (host)
		return host;
	host = calloc(1, sizeof *host);
	if (!host || table_add(&observation->hosts, &host->link, hash)) {
		observation->overflow++;
		free(host);
		return NULL;
	}
	host->addr = *addr;
	return host;
}

static struct observed_stream *
get_stream(
    struct observation *observation, const struct flow *flow, uint32_t ssrc)
{
	struct table *table = &observation->streams;
	uint64_t hash = endpoint_hash(&flow->src, table->seed) ^
			endpoint_hash(&flow->dst, table->seed + 1) ^ ssrc;
	struct observed_stream *stream;
	struct table_link *link;

	for (link = table_first(table, hash); link; link = table_next(link)) {
		stream = TABLE_ENTRY(link, struct observed_stream, link);
		if (stream->ssrc == ssrc &&
		    endpoint_equal(&stream->flow.src, &flow->src) &&
		    endpoint_equal(&stream->flow.dst, &flow->dst))
			return stream;
	}
	stream = calloc(1, sizeof *stream);
	if (!stream || table_add(table, &stream->link, hash)) {
		observation->overflow++;
		free(stream);
		return NULL;
	}
	stream->flow = *flow;
	stream->ssrc = ssrc;
	return stream;
}

bool
observation_has_stream(const struct observation *observation,
    const struct addr *from, const struct addr *to)
{
	for (const struct table_link *link = observation->streams.oldest; link;
	     link = link->newer) {
		const struct observed_stream *stream =
		    (const void *)((const char *)link -
				   offsetof(struct observed_stream, link));

		if (stream->sure && addr_equal(&stream->flow.src.addr, from) &&
		    addr_equal(&stream->flow.dst.addr, to))
			return true;
	}
	return false;
}

bool
observe_is_start_line(struct text line, bool *request)
{
	struct text rest = line;
	struct text method = text_word(&rest);
	struct text uri = text_word(&rest);

	*request = false;
	if (text_starts_with(line, "SIP/2.0 "))
		return true;
	for (size_t i = 0; i < method.len; i++) {
		if (method.at[i] < 'A' || method.at[i] > 'Z')
			return false;
	}
	*request = true;
	return method.len >= 3 &&
	       (text_starts_with(uri, "sip:") ||
		   text_starts_with(uri, "sips:") ||
		   text_starts_with(uri, "tel:")) &&
	       text_starts_with(text_trim(rest), "SIP/2.0");
}

static bool
is_sip(const struct packet *packet, bool *request)
{
	struct text text = {(const char *)packet->payload, packet->size};

	return observe_is_start_line(text_cut(&text, '\n'), request);
}

void
observe_count_sip(
    struct observation *observation, const struct packet *packet, bool request)
{
	struct observed_host *from =
	    get_host(observation, &packet->flow.src.addr);
	struct observed_host *to =
	    get_host(observation, &packet->flow.dst.addr);

	observation->sip++;
	if (from)
		(request ? from->requests : from->responses)[WAY_SENT]++;
	if (to)
		(request ? to->requests : to->responses)[WAY_RECEIVED]++;
}

static void
count_rtp(struct observation *observation, const struct packet *packet,
    uint64_t packets)
{
	struct observed_host *from =
	    get_host(observation, &packet->flow.src.addr);
	struct observed_host *to =
	    get_host(observation, &packet->flow.dst.addr);

	observation->rtp += packets;
	if (from)
		from->rtp[WAY_SENT] += packets;
	if (to)
		to->rtp[WAY_RECEIVED] += packets;
}

/* Can it be RTP? Version 2, and no type of RTCP (RFC 5761, section 4). */
static bool
may_be_rtp(const struct packet *packet)
{
	const uint8_t *bytes = packet->payload;

	return packet->size >= 12 && bytes[0] >> 6 == 2 &&
	       ((bytes[1] & 0x7f) < 64 || (bytes[1] & 0x7f) >= 96) &&
	       packet->flow.src.port >= 1024 && packet->flow.dst.port >= 1024;
}

static void
take_rtp(struct observation *observation, const struct packet *packet)
{
	const uint8_t *bytes = packet->payload;
	uint16_t sequence = load_be16(bytes + 2);
	struct observed_stream *stream =
	    get_stream(observation, &packet->flow, load_be32(bytes + 8));
	uint16_t step;

	if (!stream)
		return;
	step = (uint16_t)(sequence - stream->sequence);
	if (stream->packets++ == 0 || step > STEP_MAX) {
		/* The first, a new beginning, or late. */
		stream->run = step < 0x8000 ? 1 : stream->run;
	} else {
		stream->run += step == 1;
		if (stream->sure && step > 1)
			stream->lost += step - 1U;
		if (stream->sure && step > BURST_PACKETS)
			stream->bursts++;
	}
	if (step < 0x8000 || stream->packets == 1)
		stream->sequence = sequence;
	if (stream->sure)
		count_rtp(observation, packet, 1);
	else if (stream->run >= SURE_PACKETS)
		count_rtp(observation, packet, stream->packets);
	stream->sure |= stream->run >= SURE_PACKETS;
}

static void
note_tags(struct observation *observation, const struct packet *packet)
{
	const struct encapsulations *around = &packet->encapsulations;

	observation->tunnelled += around->tunnels != 0;
	for (size_t i = 0; i < around->count; i++) {
		const struct encapsulation *item = &around->item[i];
		size_t k = 0;

		if (item->kind != ENCAPSULATION_VLAN)
			continue;
		while (k < observation->tag_count &&
		       observation->tags[k] != item->id)
			k++;
		if (k == observation->tag_count && k < OBSERVED_TAGS_MAX)
			observation->tags[observation->tag_count++] =
			    (unsigned)item->id;
	}
}

/* Both directions of two hosts are one pair; beyond the limit the pairs that
 * are there go on counting. */
static void
count_twice(struct observation *observation, const struct packet *packet,
    unsigned first_vlan)
{
	const struct addr *from = &packet->flow.src.addr;
	const struct addr *to = &packet->flow.dst.addr;
	struct observed_twice *twice = observation->twice;
	size_t i = 0;

	observation->copies++;
	for (; i < observation->twice_count; i++) {
		if (twice[i].first_vlan == first_vlan &&
		    twice[i].vlan == packet->source &&
		    ((addr_equal(&twice[i].one, from) &&
			 addr_equal(&twice[i].other, to)) ||
			(addr_equal(&twice[i].one, to) &&
			    addr_equal(&twice[i].other, from))))
			break;
	}
	if (i == OBSERVED_TWICE_MAX)
		return;
	if (i == observation->twice_count) {
		observation->twice_count++;
		twice[i] = (struct observed_twice){.one = *from,
		    .other = *to,
		    .first_vlan = first_vlan,
		    .vlan = packet->source};
	}
	twice[i].packets++;
}

/* The innermost VLAN stands for where a packet comes from. */
static unsigned
vlan_of(const struct packet *packet)
{
	const struct encapsulations *around = &packet->encapsulations;
	unsigned vlan = 0;

	for (size_t i = 0; i < around->count; i++) {
		if (around->item[i].kind == ENCAPSULATION_VLAN)
			vlan = (unsigned)around->item[i].id;
	}
	return vlan;
}

static void
take_packet(struct observation *observation, struct packet *packet)
{
	unsigned first;
	bool request;

	observation->packets++;
	packet->source = vlan_of(packet);
	if (dedup_push(observation->dedup, packet,
		dedup_hash(observation->dedup, packet), &first)) {
		count_twice(observation, packet, first);
		return;
	}
	note_tags(observation, packet);
	observation->truncated += packet->size < packet->length;
	if (packet->kind == PACKET_SEGMENT) {
		(void)observe_tcp(observation, packet);
		return;
	}
	if (packet->size && is_sip(packet, &request))
		observe_count_sip(observation, packet, request);
	else if (packet->kind == PACKET_DATAGRAM && may_be_rtp(packet))
		take_rtp(observation, packet);
}

void
observation_push(struct observation *observation, const struct frame *frame)
{
	struct tunnel_ports ports;
	struct packet packet;
	struct whole whole;

	tunnel_ports_init(&ports);
	observation->frames++;
	/* The lowest bit of the first byte says that it is for many. */
	observation->unicast += frame->link_type != LINK_ETHERNET ||
				(frame->captured && !(frame->bytes[0] & 1));
	if (decode_frame(frame, &ports, &packet) != COUNTER_NONE) {
		observation->undecoded++;
		return;
	}
	for (int i = 0; i < TUNNELS_MAX && packet.kind == PACKET_FRAGMENT;
	     i++) {
		if (fragments_push(observation->fragments, &packet, &whole) !=
		    COUNTER_NONE)
			return;
		packet.protocol = whole.protocol;
		if (decode_whole(whole.bytes, whole.size, whole.length, &ports,
			&packet) != COUNTER_NONE)
			return;
	}
	if (packet.kind != PACKET_FRAGMENT)
		take_packet(observation, &packet);
}
