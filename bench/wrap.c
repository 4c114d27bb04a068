/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A wrapping is a template and the places of what differs by frame: lengths,
 * identification, sequence number, checksum. Tunnels go from a switch to an
 * analyser, and their UDP has no checksum, as RFC 7348 and RFC 8926 want it.
 */
#include "bench/wrap.h"

#include <string.h>

#define ETHER_SIZE 14
#define IP4_SIZE 20
#define UDP_SIZE 8
#define MACS_SIZE 12 /* both addresses of a frame */
#define NET_MIRROR 9 /* 10.9.0.0: switch and analyser */
#define SOURCE_PORT 49321
#define PORT_VXLAN 4789
#define PORT_GENEVE 6081
#define TYPE_ETHERNET 0x6558 /* of GRE and Geneve: a frame */
#define SESSION 17           /* of ERSPAN; and the VXLAN or Geneve network */

enum {
	PROTOCOL_IPIP = 4,
	PROTOCOL_UDP = 17,
	PROTOCOL_IPV6 = 41,
	PROTOCOL_GRE = 47
};

/* Appends numbers in network order. */
static void
add16(struct wrap *w, unsigned x)
{
	put_be16(w->bytes + w->size, (uint16_t)x);
	w->size += 2;
}

static void
add32(struct wrap *w, uint32_t x)
{
	put_be32(w->bytes + w->size, x);
	w->size += 4;
}

/* Ethernet and IPv4 from switch to analyser, lengths and checksum open. */
static void
add_ip(struct wrap *w, uint8_t protocol)
{
	uint8_t *ip;

	memcpy(w->bytes, "\x02\0\x0a\x09\0\x02\x02\0\x0a\x09\0\x01", MACS_SIZE);
	w->size = MACS_SIZE;
	add16(w, 0x0800);
	w->ip = w->size;
	ip = w->bytes + w->ip;
	ip[0] = 0x45;
	ip[6] = 0x40; /* do not fragment */
	ip[8] = 64;
	ip[9] = protocol;
	memcpy(ip + 12, (uint8_t[]){10, NET_MIRROR, 0, 1}, 4);
	memcpy(ip + 16, (uint8_t[]){10, NET_MIRROR, 0, 2}, 4);
	w->size += IP4_SIZE;
}

static void
add_udp(struct wrap *w, unsigned port)
{
	add_ip(w, PROTOCOL_UDP);
	w->udp = w->size;
	add16(w, SOURCE_PORT);
	add16(w, port);
	add32(w, 0);
}

/* GRE with a sequence number, then the header of ERSPAN. */
static void
add_erspan(struct wrap *w, bool is_type_3)
{
	add_ip(w, PROTOCOL_GRE);
	add16(w, 0x1000);
	add16(w, is_type_3 ? 0x22eb : 0x88be);
	w->sequence = w->size;
	add32(w, 0);
	add16(w, is_type_3 ? 0x2000 : 0x1000);
	add16(w, SESSION);
	add32(w, 0);
	if (is_type_3)
		add32(w, 0);
}

static void
add_tags(struct wrap *w, bool has_two)
{
	w->at = MACS_SIZE;
	if (has_two) {
		add16(w, 0x88a8);
		add16(w, 200);
	}
	add16(w, 0x8100);
	add16(w, 100);
}

void
wrap_init(struct wrap *w, const struct options *opt)
{
	*w = (struct wrap){.size = 0};
	switch (opt->wrapping) {
	case OPTIONS_PLAIN:
		break;
	case OPTIONS_VLAN:
	case OPTIONS_QINQ:
		add_tags(w, opt->wrapping == OPTIONS_QINQ);
		break;
	case OPTIONS_IPIP:
		add_ip(w, opt->ipv6 ? PROTOCOL_IPV6 : PROTOCOL_IPIP);
		w->skip = ETHER_SIZE;
		break;
	case OPTIONS_GRE:
		add_ip(w, PROTOCOL_GRE);
		add32(w, opt->ipv6 ? 0x86dd : 0x0800);
		w->skip = ETHER_SIZE;
		break;
	case OPTIONS_GRETAP:
		add_ip(w, PROTOCOL_GRE);
		add32(w, TYPE_ETHERNET);
		break;
	case OPTIONS_ERSPAN_2:
	case OPTIONS_ERSPAN_3:
		add_erspan(w, opt->wrapping == OPTIONS_ERSPAN_3);
		break;
	case OPTIONS_VXLAN:
		add_udp(w, PORT_VXLAN);
		add32(w, 0x08000000);
		add32(w, SESSION << 8);
		break;
	case OPTIONS_GENEVE:
		add_udp(w, PORT_GENEVE);
		add32(w, TYPE_ETHERNET);
		add32(w, SESSION << 8);
		break;
	}
}

size_t
wrap_put(struct wrap *w, const struct frame *frame, uint8_t *out)
{
	size_t rest = w->at + w->skip;
	size_t size = frame->size - w->skip + w->size;
	uint8_t *added = out + w->at;

	memcpy(out, frame->bytes, w->at);
	memcpy(added, w->bytes, w->size);
	memcpy(added + w->size, frame->bytes + rest, frame->size - rest);
	if (w->sequence != 0)
		put_be32(added + w->sequence, w->count);
	if (w->udp != 0)
		put_be16(added + w->udp + 4, (uint16_t)(size - w->udp));
	if (w->ip != 0) {
		put_be16(added + w->ip + 2, (uint16_t)(size - w->ip));
		put_be16(added + w->ip + 4, (uint16_t)w->count);
		packet_ip4_checksum(added + w->ip);
	}
	w->count++;
	return size;
}
