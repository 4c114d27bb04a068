/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IP headers. Checksums are not asked: a mirror's copy of a packet that the
 * sender's network card finishes has none yet.
 */
#include "capture/ip.h"

#define IP6_HEADER_SIZE 40

/* RFC 8200 section 4; AH of RFC 4302. */
#define IP6_HOP_BY_HOP 0
#define IP6_ROUTING 43
#define IP6_FRAGMENT 44
#define IP6_AUTHENTICATION 51
#define IP6_DESTINATION 60
#define IP6_MOBILITY 135
#define IP6_EXTENSIONS_MAX 16
#define IP6_MORE_FRAGMENTS 0x0001
#define IP6_OFFSET_MASK 0xfff8 /* in bytes */

static enum counter_id
too_short(const struct layers *l)
{
	return l->cut_bytes ? COUNTER_ip_truncated : COUNTER_ip_malformed;
}

/* Holds 'l' to the payload's 'length' bytes: what the link layer padded is
 * not ours, what is missing was cut. */
static void
limit(struct layers *l, size_t length)
{
	if (length <= l->c.left)
		cursor_limit(&l->c, length);
	l->cut_bytes = length - l->c.left;
}

/* The packet ends here: its payload is a piece of something. */
static void
end_as_fragment(struct layers *l, uint32_t offset, bool more)
{
	struct packet *out = l->out;

	out->kind = PACKET_FRAGMENT;
	out->checksum = PACKET_NO_CHECKSUM;
	out->header_size = 0;
	out->flow.src.port = out->flow.dst.port = 0;
	out->flow.transport = TRANSPORT_UDP;
	out->payload = l->c.at;
	out->size = l->c.left;
	out->length = l->c.left + l->cut_bytes;
	out->offset = offset;
	out->more_fragments = more;
	l->next = LAYER_END;
}

static enum counter_id
decode_ip4(struct layers *l)
{
	struct packet *out = l->out;
	size_t there = l->c.left + l->cut_bytes;
	const uint8_t *header = cursor_bytes(&l->c, IP4_HEADER_MIN);
	size_t header_size, total;
	uint16_t fragment;

	if (!header)
		return too_short(l);
	header_size = (size_t)(header[0] & 0x0f) * 4;
	total = load_be16(header + 2);
	out->ip_id = load_be16(header + 4);
	fragment = load_be16(header + 6);
	out->protocol = header[9];
	if (header_size > IP4_HEADER_MIN)
		cursor_skip(&l->c, header_size - IP4_HEADER_MIN);
	if (!cursor_ok(&l->c))
		return too_short(l);
	/* Segmentation offload leaves 0: the frame says how long it is. */
	if (total == 0)
		total = there;
	if (header_size < IP4_HEADER_MIN || total < header_size)
		return COUNTER_ip_malformed;
	out->flow.src.addr = addr_from_ip4(header + 12);
	out->flow.dst.addr = addr_from_ip4(header + 16);
	limit(l, total - header_size);
	l->next = LAYER_TRANSPORT;
	if (fragment & (IP4_OFFSET_MASK | IP4_MORE_FRAGMENTS))
		end_as_fragment(l, (fragment & IP4_OFFSET_MASK) * 8u,
		    fragment & IP4_MORE_FRAGMENTS);
	return COUNTER_NONE;
}

/* Reads a fragment header behind its first byte; true: it ends here. */
static bool
is_fragment(struct layers *l)
{
	uint16_t position;

	cursor_skip(&l->c, 1);
	position = cursor_be16(&l->c);
	l->out->ip_id = cursor_be32(&l->c);
	if (!cursor_ok(&l->c))
		return false;
	/* An atomic fragment (RFC 6946) is whole. */
	if (!(position & (IP6_OFFSET_MASK | IP6_MORE_FRAGMENTS)))
		return false;
	end_as_fragment(
	    l, position & IP6_OFFSET_MASK, position & IP6_MORE_FRAGMENTS);
	return true;
}

enum counter_id
ip_skip_extensions(struct layers *l)
{
	for (int i = 0; i < IP6_EXTENSIONS_MAX; i++) {
		size_t before = l->c.left, size;
		uint8_t following;

		switch (l->out->protocol) {
		case IP6_HOP_BY_HOP:
		case IP6_ROUTING:
		case IP6_DESTINATION:
		case IP6_MOBILITY:
			following = cursor_u8(&l->c);
			size = (size_t)cursor_u8(&l->c) * 8 + 8;
			break;
		case IP6_AUTHENTICATION:
			following = cursor_u8(&l->c);
			size = (size_t)cursor_u8(&l->c) * 4 + 8;
			break;
		case IP6_FRAGMENT:
			following = l->out->protocol = cursor_u8(&l->c);
			size = 8;
			if (is_fragment(l))
				return COUNTER_NONE;
			break;
		default:
			return COUNTER_NONE;
		}
		cursor_skip(&l->c, size - (before - l->c.left));
		if (!cursor_ok(&l->c))
			return too_short(l);
		l->out->protocol = following;
	}
	return COUNTER_ip_malformed;
}

static enum counter_id
decode_ip6(struct layers *l)
{
	const uint8_t *header = cursor_bytes(&l->c, IP6_HEADER_SIZE);
	size_t length;

	if (!header)
		return too_short(l);
	length = load_be16(header + 4);
	l->out->protocol = header[6];
	l->out->ip_id = 0;
	if (length == 0) /* a jumbogram, or segmentation offload */
		length = l->c.left + l->cut_bytes;
	l->out->flow.src.addr = addr_from_ip6(header + 8);
	l->out->flow.dst.addr = addr_from_ip6(header + 24);
	limit(l, length);
	l->next = LAYER_TRANSPORT;
	return ip_skip_extensions(l);
}

enum counter_id
ip_decode(struct layers *l)
{
	if (l->c.left == 0)
		return too_short(l);
	switch (l->c.at[0] >> 4) {
	case 4:
		return decode_ip4(l);
	case 6:
		return decode_ip6(l);
	default:
		return COUNTER_ip_malformed;
	}
}
