/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goes from layer to layer; called for each frame by recorder/. */
#include "capture/decode.h"

#include "capture/ethernet.h"
#include "capture/ethertype.h"
#include "capture/ip.h"
#include "capture/link.h"
#include "capture/transport.h"

/* Ends: each step moves on in the frame, or nests, which is limited. */
static enum counter_id
decode_layers(struct layers *l)
{
	enum counter_id refused = COUNTER_NONE;

	while (l->next != LAYER_END && refused == COUNTER_NONE) {
		switch (l->next) {
		case LAYER_ETHERNET:
			refused = ethernet_decode(l);
			break;
		case LAYER_ETHERTYPE:
			refused = ethertype_decode(l);
			break;
		case LAYER_PPP:
			refused = ppp_decode(l);
			break;
		case LAYER_IP:
			refused = ip_decode(l);
			break;
		case LAYER_TRANSPORT:
			refused = transport_decode(l);
			break;
		case LAYER_END:
			break;
		}
	}
	return refused;
}

/*
 * What nearly all frames are, in one look: Ethernet, IPv4 without options, UDP,
 * nothing cut. It saves some 110 of the 2,000 instructions that a packet
 * takes. False: anything else, which goes from layer to layer.
 */
static bool
skip_to_udp(struct layers *l)
{
	const uint8_t *ip = l->c.at + ETHERNET_HEADER_SIZE;
	struct packet *out = l->out;
	size_t total;

	if (l->c.left < ETHERNET_HEADER_SIZE + IP4_HEADER_MIN ||
	    load_be16(ip - 2) != ETHERTYPE_IP4 || ip[0] != IP4_PLAIN ||
	    load_be16(ip + 6) & (IP4_OFFSET_MASK | IP4_MORE_FRAGMENTS) ||
	    ip[9] != IP_PROTOCOL_UDP)
		return false;
	total = load_be16(ip + 2);
	if (total < IP4_HEADER_MIN || total > l->c.left - ETHERNET_HEADER_SIZE)
		return false;
	out->ip_id = load_be16(ip + 4);
	out->protocol = IP_PROTOCOL_UDP;
	out->flow.src.addr = addr_from_ip4(ip + 12);
	out->flow.dst.addr = addr_from_ip4(ip + 16);
	l->c = cursor_over(ip + IP4_HEADER_MIN, total - IP4_HEADER_MIN);
	l->cut_bytes = 0;
	l->next = LAYER_TRANSPORT;
	return true;
}

/* What only some kinds of packets have, so that none has a former one's. */
static void
clear(struct packet *out)
{
	out->tcp_flags = 0;
	out->tcp_seq = out->tcp_ack = 0;
	out->more_fragments = false;
	out->offset = 0;
}

enum counter_id
decode_frame(const struct frame *frame, const struct tunnel_ports *ports,
    struct packet *out)
{
	struct layers l = {.c = cursor_over(frame->bytes, frame->captured),
	    .cut_bytes = frame->length - frame->captured,
	    .ports = ports,
	    .out = out};
	enum counter_id refused;

	if (frame->length == 0)
		return COUNTER_frame_empty;
	clear(out);
	out->time = frame->time;
	out->source = frame->source;
	out->encapsulations.count = 0;
	out->encapsulations.tunnels = 0;
	if (frame->link_type == LINK_ETHERNET && skip_to_udp(&l))
		refused = transport_decode(&l);
	else
		refused = link_decode(&l, frame->link_type);
	return refused == COUNTER_NONE ? decode_layers(&l) : refused;
}

enum counter_id
decode_whole(const uint8_t *bytes, size_t size, size_t length,
    const struct tunnel_ports *ports, struct packet *packet)
{
	struct layers l = {.c = cursor_over(bytes, size),
	    .cut_bytes = length - size,
	    .next = LAYER_TRANSPORT,
	    .ports = ports,
	    .out = packet};
	enum counter_id refused = COUNTER_NONE;

	clear(packet);
	l.depth = packet->encapsulations.tunnels;
	if (!addr_is_ip4(&packet->flow.src.addr))
		refused = ip_skip_extensions(&l);
	return refused == COUNTER_NONE ? decode_layers(&l) : refused;
}
