/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IP and UDP headers. Checksums are not asked: a mirror's copy of a packet
 * that the sender's network card finishes has none yet.
 */
#include "capture/ip.h"

#define IP4_HEADER_MIN 20
#define IP4_FRAGMENT_MASK 0x3fff /* more fragments, and the offset */
#define UDP_HEADER_SIZE 8

/* RFC 8200 section 4; AH of RFC 4302. */
#define IP6_HOP_BY_HOP 0
#define IP6_ROUTING 43
#define IP6_FRAGMENT 44
#define IP6_AUTHENTICATION 51
#define IP6_DESTINATION 60
#define IP6_MOBILITY 135
#define IP6_EXTENSIONS_MAX 16
#define IP6_FRAGMENT_MASK 0xfff9 /* the offset, and more fragments */

static enum counter_id
too_short(size_t cut_bytes)
{
	return cut_bytes ? COUNTER_ip_truncated : COUNTER_ip_malformed;
}

/*
 * Holds the payload's length against what is there: 'length' bytes on the
 * wire, and link padding behind it that is not ours.
 */
static enum counter_id
bound_payload(struct cursor *c, size_t length, size_t cut_bytes)
{
	if (length <= c->left)
		cursor_limit(c, length);
	else if (length > c->left + cut_bytes)
		return COUNTER_ip_malformed;
	return COUNTER_NONE;
}

static enum counter_id
decode_ip4(struct cursor *c, size_t cut_bytes, struct ip_packet *out)
{
	size_t there = c->left;
	size_t header_size = (size_t)(cursor_u8(c) & 0x0f) * 4;
	size_t total;
	uint16_t fragment;
	const uint8_t *src, *dst;

	cursor_skip(c, 1); /* type of service */
	total = cursor_be16(c);
	cursor_skip(c, 2); /* identification */
	fragment = cursor_be16(c);
	cursor_skip(c, 1); /* time to live */
	out->protocol = cursor_u8(c);
	cursor_skip(c, 2); /* checksum */
	src = cursor_bytes(c, 4);
	dst = cursor_bytes(c, 4);
	if (header_size > IP4_HEADER_MIN)
		cursor_skip(c, header_size - IP4_HEADER_MIN);
	if (!src || !dst || !cursor_ok(c))
		return too_short(cut_bytes);
	/* Segmentation offload leaves 0: the frame says how long it is. */
	if (total == 0)
		total = there + cut_bytes;
	if (header_size < IP4_HEADER_MIN || total < header_size)
		return COUNTER_ip_malformed;
	out->src = addr_from_ip4(src);
	out->dst = addr_from_ip4(dst);
	out->payload_len = total - header_size;
	if (fragment & IP4_FRAGMENT_MASK)
		return COUNTER_ip_fragment;
	return bound_payload(c, out->payload_len, cut_bytes);
}

/*
 * Passes over the extension headers from 'next' on; '*length' loses their
 * size. Returns the protocol behind them in '*next'.
 */
static enum counter_id
skip_extensions(struct cursor *c, uint8_t *next, size_t *length)
{
	for (int i = 0; i < IP6_EXTENSIONS_MAX; i++) {
		size_t before = c->left, size;
		uint8_t following;

		switch (*next) {
		case IP6_HOP_BY_HOP:
		case IP6_ROUTING:
		case IP6_DESTINATION:
		case IP6_MOBILITY:
			following = cursor_u8(c);
			size = (size_t)cursor_u8(c) * 8 + 8;
			break;
		case IP6_AUTHENTICATION:
			following = cursor_u8(c);
			size = (size_t)cursor_u8(c) * 4 + 8;
			break;
		case IP6_FRAGMENT:
			following = cursor_u8(c);
			cursor_skip(c, 1);
			/* An atomic fragment (RFC 6946) is whole. */
			if (cursor_be16(c) & IP6_FRAGMENT_MASK)
				return COUNTER_ip_fragment;
			size = 8;
			break;
		default:
			return COUNTER_NONE;
		}
		cursor_skip(c, size - (before - c->left));
		if (!cursor_ok(c) || size > *length)
			return COUNTER_ip_malformed;
		*length -= size;
		*next = following;
	}
	return COUNTER_ip_malformed;
}

static enum counter_id
decode_ip6(struct cursor *c, size_t cut_bytes, struct ip_packet *out)
{
	size_t there, length;
	uint8_t next;
	const uint8_t *src, *dst;
	enum counter_id refused;

	cursor_skip(c, 4); /* version, traffic class, flow label */
	length = cursor_be16(c);
	next = cursor_u8(c);
	cursor_skip(c, 1); /* hop limit */
	src = cursor_bytes(c, 16);
	dst = cursor_bytes(c, 16);
	if (!src || !dst)
		return too_short(cut_bytes);
	there = c->left + cut_bytes;
	if (length == 0) /* a jumbogram, or segmentation offload */
		length = there;
	if (length > there)
		return COUNTER_ip_malformed;
	out->src = addr_from_ip6(src);
	out->dst = addr_from_ip6(dst);
	refused = skip_extensions(c, &next, &length);
	if (refused == COUNTER_ip_malformed)
		return too_short(cut_bytes);
	if (refused != COUNTER_NONE)
		return refused;
	out->protocol = next;
	out->payload_len = length;
	return bound_payload(c, length, cut_bytes);
}

enum counter_id
ip_decode(struct cursor *c, size_t cut_bytes, struct ip_packet *out)
{
	if (c->left == 0)
		return too_short(cut_bytes);
	switch (c->at[0] >> 4) {
	case 4:
		return decode_ip4(c, cut_bytes, out);
	case 6:
		return decode_ip6(c, cut_bytes, out);
	default:
		return COUNTER_ip_malformed;
	}
}

enum counter_id
udp_decode(struct cursor *c, const struct ip_packet *ip, struct flow *flow,
    size_t *length)
{
	size_t udp_length;

	flow->src.addr = ip->src;
	flow->dst.addr = ip->dst;
	flow->transport = TRANSPORT_UDP;
	flow->src.port = cursor_be16(c);
	flow->dst.port = cursor_be16(c);
	udp_length = cursor_be16(c);
	cursor_skip(c, 2); /* checksum */
	if (!cursor_ok(c))
		return ip->payload_len >= UDP_HEADER_SIZE
			   ? COUNTER_udp_truncated
			   : COUNTER_udp_malformed;
	if (udp_length == 0) /* segmentation offload */
		udp_length = ip->payload_len;
	if (udp_length < UDP_HEADER_SIZE || udp_length > ip->payload_len)
		return COUNTER_udp_malformed;
	*length = udp_length - UDP_HEADER_SIZE;
	if (*length < c->left)
		cursor_limit(c, *length);
	return COUNTER_NONE;
}
