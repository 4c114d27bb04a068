/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the protocol number of an IP header leads to. */
#include "capture/transport.h"

#include "capture/ethertype.h"
#include "capture/hep.h"
#include "capture/ip.h"
#include "capture/tunnel.h"
#include "capture/udp_tunnel.h"

#define UDP_HEADER_SIZE 8
#define TCP_HEADER_MIN 20

static enum counter_id
decode_udp(struct layers *l)
{
	struct packet *out = l->out;
	size_t there = l->c.left + l->cut_bytes, length;
	const uint8_t *header = cursor_bytes(&l->c, UDP_HEADER_SIZE);

	if (!header)
		return there >= UDP_HEADER_SIZE ? COUNTER_udp_truncated
						: COUNTER_udp_malformed;
	out->flow.transport = TRANSPORT_UDP;
	out->flow.src.port = load_be16(header);
	out->flow.dst.port = load_be16(header + 2);
	length = load_be16(header + 4);
	if (length == 0) /* segmentation offload */
		length = there;
	if (length < UDP_HEADER_SIZE || length > there)
		return COUNTER_udp_malformed;
	length -= UDP_HEADER_SIZE;
	if (length < l->c.left)
		cursor_limit(&l->c, length);
	l->cut_bytes = length - l->c.left;
	out->kind = PACKET_DATAGRAM;
	out->checksum = PACKET_CHECKSUM_UDP;
	out->header_size = UDP_HEADER_SIZE;
	out->payload = l->c.at;
	out->size = l->c.left;
	out->length = length;
	l->next = LAYER_END;
	if (hep_is(&l->c))
		return hep_decode(l);
	return udp_tunnel_may_be(l) ? udp_tunnel_enter(l) : COUNTER_NONE;
}

static enum counter_id
decode_tcp(struct layers *l)
{
	struct packet *out = l->out;
	const uint8_t *header = cursor_bytes(&l->c, TCP_HEADER_MIN);
	size_t header_size = header ? (size_t)(header[12] >> 4) * 4 : 0;

	if (header_size > TCP_HEADER_MIN)
		cursor_skip(&l->c, header_size - TCP_HEADER_MIN);
	if (!header || !cursor_ok(&l->c))
		return l->cut_bytes ? COUNTER_tcp_truncated
				    : COUNTER_tcp_malformed;
	out->flow.transport = TRANSPORT_TCP;
	out->flow.src.port = load_be16(header);
	out->flow.dst.port = load_be16(header + 2);
	out->tcp_seq = load_be32(header + 4);
	out->tcp_ack = load_be32(header + 8);
	out->tcp_flags = header[13];
	if (header_size < TCP_HEADER_MIN)
		return COUNTER_tcp_malformed;
	out->kind = PACKET_SEGMENT;
	out->checksum = PACKET_CHECKSUM_TCP;
	out->header_size = (uint8_t)(l->c.at - header);
	out->payload = l->c.at;
	out->size = l->c.left;
	out->length = l->c.left + l->cut_bytes;
	l->next = LAYER_END;
	return COUNTER_NONE;
}

enum counter_id
transport_decode(struct layers *l)
{
	switch (l->out->protocol) {
	case IP_PROTOCOL_UDP:
		return decode_udp(l);
	case IP_PROTOCOL_TCP:
		return decode_tcp(l);
	case IP_PROTOCOL_IP4:
	case IP_PROTOCOL_IP6:
		return tunnel_ip(l);
	case IP_PROTOCOL_GRE:
		return tunnel_gre(l);
	case IP_PROTOCOL_L2TP:
		return tunnel_l2tp_ip(l);
	case IP_PROTOCOL_ETHERIP:
		cursor_skip(&l->c, 2); /* RFC 3378 section 2: version */
		return layer_nest(l, LAYER_ETHERNET);
	case IP_PROTOCOL_MPLS:
		l->protocol = ETHERTYPE_MPLS;
		return layer_nest(l, LAYER_ETHERTYPE);
	default:
		return COUNTER_ip_other;
	}
}
