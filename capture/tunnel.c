/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tunnels right above IP. ERSPAN is as in draft-foschiano-erspan-03; types I
 * and II share a protocol number, and only the latter counts its packets.
 */
#include "capture/tunnel.h"

#include "capture/ethertype.h"

/* RFC 2784 section 2.1, RFC 2890 section 2, RFC 2637 section 4.1. */
#define GRE_CHECKSUM 0x8000
#define GRE_ROUTING 0x4000
#define GRE_KEY 0x2000
#define GRE_SEQUENCE 0x1000
#define GRE_ACKNOWLEDGE 0x0080
#define GRE_VERSION_MASK 0x0007

#define ERSPAN_SESSION_MASK 0x03ff
#define ERSPAN_VLAN_MASK 0x0fff
#define ERSPAN_TAG_REMOVED 2 /* in the field "En" */

enum counter_id
tunnel_ip(struct layers *l)
{
	struct encapsulation tunnel = {.kind = ENCAPSULATION_IP};

	return layer_enter(l, &tunnel, LAYER_IP);
}

/*
 * Types II and III: version, VLAN; class, "En", truncated, session. Of type
 * III, more follows, and a subheader of the platform when its last bit says
 * so.
 */
static enum counter_id
enter_erspan(struct layers *l, bool is_type_3)
{
	struct encapsulation tunnel = {.kind = ENCAPSULATION_ERSPAN};
	uint16_t first = cursor_be16(&l->c), second = cursor_be16(&l->c);
	unsigned version = first >> 12;
	enum counter_id refused;

	cursor_skip(&l->c, is_type_3 ? 6 : 4);
	if (is_type_3 && cursor_be16(&l->c) & 1)
		cursor_skip(&l->c, 8);
	if (!cursor_ok(&l->c) || version != (is_type_3 ? 2u : 1u))
		return COUNTER_tunnel_malformed;
	tunnel.has_id = true;
	tunnel.id = second & ERSPAN_SESSION_MASK;
	refused = layer_enter(l, &tunnel, LAYER_ETHERNET);
	if (refused == COUNTER_NONE && (second >> 11 & 3) == ERSPAN_TAG_REMOVED)
		refused = layer_tag(l, first & ERSPAN_VLAN_MASK);
	return refused;
}

enum counter_id
tunnel_gre(struct layers *l)
{
	struct encapsulation tunnel = {.kind = ENCAPSULATION_GRE};
	uint16_t flags = cursor_be16(&l->c);
	uint16_t protocol = cursor_be16(&l->c);

	if (flags & GRE_CHECKSUM)
		cursor_skip(&l->c, 4);
	if (flags & GRE_KEY) {
		tunnel.has_id = (flags & GRE_VERSION_MASK) == 0;
		tunnel.id = cursor_be32(&l->c);
	}
	if (flags & GRE_SEQUENCE)
		cursor_skip(&l->c, 4);
	if (flags & GRE_ACKNOWLEDGE && flags & GRE_VERSION_MASK)
		cursor_skip(&l->c, 4);
	if (!cursor_ok(&l->c) || flags & GRE_ROUTING ||
	    (flags & GRE_VERSION_MASK) > 1)
		return COUNTER_tunnel_malformed;
	if (protocol == ETHERTYPE_ERSPAN_III)
		return enter_erspan(l, true);
	if (protocol == ETHERTYPE_ERSPAN && flags & GRE_SEQUENCE)
		return enter_erspan(l, false);
	if (protocol == ETHERTYPE_ERSPAN) {
		tunnel.kind = ENCAPSULATION_ERSPAN;
		return layer_enter(l, &tunnel, LAYER_ETHERNET);
	}
	l->protocol = protocol;
	return layer_enter(l, &tunnel, LAYER_ETHERTYPE);
}

/* RFC 3931 section 4.1: a cookie of 0, 4 or 8 bytes; RFC 4719 section 3: a
 * sublayer of 4 or none. The shortest sum at which Ethernet or IPv4 begins. */
enum counter_id
tunnel_l2tp_session(struct layers *l, uint32_t session)
{
	struct encapsulation tunnel = {
	    .kind = ENCAPSULATION_L2TP, .has_id = true, .id = session};

	for (size_t skip = 0; skip <= 12; skip += 4) {
		const uint8_t *at = l->c.at + skip;
		bool is_ip;

		if (l->c.left < skip)
			break;
		is_ip = layer_is_ip4(at, l->c.left - skip);
		if (!is_ip && !layer_is_ethernet(at, l->c.left - skip))
			continue;
		cursor_skip(&l->c, skip);
		return layer_enter(
		    l, &tunnel, is_ip ? LAYER_IP : LAYER_ETHERNET);
	}
	return COUNTER_tunnel_other;
}

enum counter_id
tunnel_l2tp_ip(struct layers *l)
{
	uint32_t session = cursor_be32(&l->c);

	if (!cursor_ok(&l->c))
		return COUNTER_tunnel_malformed;
	if (session == 0) /* RFC 3931 section 4.1.1.2: control */
		return COUNTER_tunnel_other;
	return tunnel_l2tp_session(l, session);
}
