/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chunks: vendor, type, length with this head, value. */
#include "capture/hep.h"

#include "capture/ip.h"

#define CHUNK_HEAD_SIZE 6
#define CHUNKS_MAX 64

enum chunk {
	CHUNK_PROTOCOL = 2, /* of IP */
	CHUNK_SRC_IP4,
	CHUNK_DST_IP4,
	CHUNK_SRC_IP6,
	CHUNK_DST_IP6,
	CHUNK_SRC_PORT,
	CHUNK_DST_PORT,
	CHUNK_AGENT = 12,
	CHUNK_PAYLOAD = 15,
};

/* What the chunks said. */
struct told {
	struct flow flow;
	bool has_src, has_dst, has_payload;
	uint8_t protocol;
	struct encapsulation tunnel;
	struct cursor payload;
	size_t length; /* of the payload, as the agent sent it */
};

static void
take_address(struct told *told, enum chunk type, struct cursor *value)
{
	bool is_ip4 = type == CHUNK_SRC_IP4 || type == CHUNK_DST_IP4;
	bool is_src = type == CHUNK_SRC_IP4 || type == CHUNK_SRC_IP6;
	const uint8_t *bytes = cursor_bytes(value, is_ip4 ? 4 : 16);
	struct endpoint *end = is_src ? &told->flow.src : &told->flow.dst;

	if (!bytes)
		return;
	end->addr = is_ip4 ? addr_from_ip4(bytes) : addr_from_ip6(bytes);
	if (is_src)
		told->has_src = true;
	else
		told->has_dst = true;
}

/* 'length' is that of the value before it was cut. */
static void
take_chunk(struct told *told, unsigned type, struct cursor value, size_t length)
{
	switch (type) {
	case CHUNK_PROTOCOL:
		told->protocol = cursor_u8(&value);
		break;
	case CHUNK_SRC_IP4:
	case CHUNK_DST_IP4:
	case CHUNK_SRC_IP6:
	case CHUNK_DST_IP6:
		take_address(told, type, &value);
		break;
	case CHUNK_SRC_PORT:
		told->flow.src.port = cursor_be16(&value);
		break;
	case CHUNK_DST_PORT:
		told->flow.dst.port = cursor_be16(&value);
		break;
	case CHUNK_AGENT:
		told->tunnel.has_id = value.left >= 4;
		told->tunnel.id = cursor_be32(&value);
		break;
	case CHUNK_PAYLOAD:
		told->has_payload = true;
		told->payload = value;
		told->length = length;
		break;
	default: /* times, keys, vendors' own */
		break;
	}
}

/* Reads chunk after chunk; false when one has an impossible length. */
static bool
read_chunks(struct cursor *c, size_t cut_bytes, struct told *told)
{
	for (int i = 0; i < CHUNKS_MAX && c->left > 0; i++) {
		uint16_t vendor = cursor_be16(c);
		uint16_t type = cursor_be16(c);
		size_t length = cursor_be16(c), there;
		struct cursor value;

		if (!cursor_ok(c))
			return cut_bytes > 0;
		if (length < CHUNK_HEAD_SIZE ||
		    length - CHUNK_HEAD_SIZE > c->left + cut_bytes)
			return false;
		length -= CHUNK_HEAD_SIZE;
		there = length < c->left ? length : c->left;
		value = cursor_over(c->at, there);
		if (vendor == 0)
			take_chunk(told, type, value, length);
		cursor_skip(c, there);
	}
	return true;
}

enum counter_id
hep_decode(struct layers *l)
{
	struct packet *out = l->out;
	struct told told = {.tunnel = {.kind = ENCAPSULATION_HEP}};
	struct cursor c = l->c;
	size_t length;
	enum counter_id refused;

	cursor_skip(&c, 4);
	length = cursor_be16(&c);
	if (length < 6 || length > out->length)
		return COUNTER_tunnel_malformed;
	cursor_limit(&c, length - 6);
	if (!read_chunks(&c, l->cut_bytes, &told))
		return COUNTER_tunnel_malformed;
	if (!told.has_src || !told.has_dst || !told.has_payload)
		return COUNTER_tunnel_other;
	refused = layer_enter(l, &told.tunnel, LAYER_END);
	if (refused != COUNTER_NONE)
		return refused;
	out->flow = told.flow;
	out->flow.transport =
	    told.protocol == IP_PROTOCOL_TCP ? TRANSPORT_TCP : TRANSPORT_UDP;
	out->checksum = PACKET_NO_CHECKSUM;
	out->header_size = 0;
	out->protocol = told.protocol;
	out->ip_id = 0;
	out->payload = told.payload.at;
	out->size = told.payload.left;
	out->length = told.length;
	return COUNTER_NONE;
}
