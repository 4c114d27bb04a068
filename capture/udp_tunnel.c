/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A port number proves nothing, since phones choose theirs for RTP as they
 * like: each header is looked at closely before it is believed.
 */
#include "capture/udp_tunnel.h"

#include "capture/ethertype.h"
#include "capture/tunnel.h"

#define VXLAN_HAS_VNI 0x08
#define VXLAN_HAS_NEXT 0x04 /* of VXLAN-GPE */

#define GTPU_VERSION_MASK 0xf0 /* with the protocol type */
#define GTPU_VERSION_1 0x30
#define GTPU_OPTIONAL_MASK 0x07
#define GTPU_USER_DATA 0xff

#define L2TP_CONTROL 0x8000
#define L2TP_HAS_LENGTH 0x4000
#define L2TP_HAS_SEQUENCE 0x0800
#define L2TP_HAS_OFFSET 0x0200

#define TZSP_PADDING 0
#define TZSP_END 1
#define TZSP_ETHERNET 1
#define TZSP_TAGS_MAX 64

#define HP_ERM_HEADER_SIZE 12

/* A tunnel as read so far. */
struct reading {
	struct cursor c;
	struct encapsulation tunnel;
	enum layer next;
	uint16_t ethertype;
};

static bool
read_ethertype(struct reading *r, uint16_t ethertype)
{
	r->next = LAYER_ETHERTYPE;
	r->ethertype = ethertype;
	return ethertype == ETHERTYPE_TEB || ethertype == ETHERTYPE_IP4 ||
	       ethertype == ETHERTYPE_IP6 || ethertype == ETHERTYPE_MPLS;
}

static void
set_id(struct reading *r, enum encapsulation_kind kind, uint64_t id)
{
	r->tunnel.kind = kind;
	r->tunnel.has_id = true;
	r->tunnel.id = id;
}

/* RFC 7348 section 5: flags, reserved, VNI, reserved. */
static bool
read_vxlan(struct reading *r)
{
	uint32_t flags = cursor_be32(&r->c);
	uint32_t vni = cursor_be32(&r->c);

	set_id(r, ENCAPSULATION_VXLAN, vni >> 8);
	r->next = LAYER_ETHERNET;
	return flags == VXLAN_HAS_VNI << 24 && (vni & 0xff) == 0;
}

/* draft-ietf-nvo3-vxlan-gpe-13 section 3. */
static bool
read_vxlan_gpe(struct reading *r)
{
	static const uint16_t next[] = {
	    [1] = ETHERTYPE_IP4, ETHERTYPE_IP6, ETHERTYPE_TEB};
	uint32_t flags = cursor_be32(&r->c);
	uint32_t vni = cursor_be32(&r->c);
	unsigned protocol = flags & 0xff;

	set_id(r, ENCAPSULATION_VXLAN, vni >> 8);
	if (!(flags >> 24 & VXLAN_HAS_VNI))
		return false;
	if (!(flags >> 24 & VXLAN_HAS_NEXT))
		return read_ethertype(r, ETHERTYPE_TEB);
	return protocol >= 1 && protocol <= 3 &&
	       read_ethertype(r, next[protocol]);
}

/* RFC 8926 section 3.4: version 0, options of 4 bytes each. */
static bool
read_geneve(struct reading *r)
{
	uint8_t first = cursor_u8(&r->c);
	uint8_t flags = cursor_u8(&r->c);
	uint16_t protocol = cursor_be16(&r->c);
	uint32_t vni = cursor_be32(&r->c);

	set_id(r, ENCAPSULATION_GENEVE, vni >> 8);
	cursor_skip(&r->c, (size_t)(first & 0x3f) * 4);
	return first >> 6 == 0 && (flags & 0x3f) == 0 && (vni & 0xff) == 0 &&
	       read_ethertype(r, protocol);
}

/* 3GPP TS 29.281 section 5.1, and 5.2 for the headers behind it. */
static bool
read_gtpu(struct reading *r)
{
	uint8_t flags = cursor_u8(&r->c);
	uint8_t type = cursor_u8(&r->c);
	uint16_t length = cursor_be16(&r->c);
	uint8_t next = 0;

	r->tunnel.kind = ENCAPSULATION_GTPU;
	cursor_skip(&r->c, 4); /* the endpoint's number */
	if ((flags & GTPU_VERSION_MASK) != GTPU_VERSION_1 ||
	    type != GTPU_USER_DATA || length == 0)
		return false;
	if (flags & GTPU_OPTIONAL_MASK) {
		cursor_skip(&r->c, 3); /* sequence, N-PDU number */
		next = cursor_u8(&r->c);
	}
	while (next != 0 && cursor_ok(&r->c)) {
		size_t size = (size_t)cursor_u8(&r->c) * 4;

		if (size == 0)
			return false;
		cursor_skip(&r->c, size - 2);
		next = cursor_u8(&r->c);
	}
	r->next = LAYER_IP;
	return cursor_ok(&r->c) && r->c.left > 0 &&
	       (r->c.at[0] >> 4 == 4 || r->c.at[0] >> 4 == 6);
}

/* RFC 2661 section 3.1, data messages of version 2: PPP. */
static bool
read_l2tp_2(struct reading *r, uint16_t flags)
{
	if (flags & L2TP_HAS_LENGTH)
		cursor_skip(&r->c, 2);
	cursor_skip(&r->c, 2); /* the tunnel's number */
	set_id(r, ENCAPSULATION_L2TP, cursor_be16(&r->c));
	if (flags & L2TP_HAS_SEQUENCE)
		cursor_skip(&r->c, 4);
	if (flags & L2TP_HAS_OFFSET)
		cursor_skip(&r->c, cursor_be16(&r->c));
	r->next = LAYER_PPP;
	return r->tunnel.id != 0;
}

/* Version, type, what is inside, and tagged fields up to an end mark. */
static bool
read_tzsp(struct reading *r)
{
	uint8_t version = cursor_u8(&r->c);
	uint8_t type = cursor_u8(&r->c);
	uint16_t inside = cursor_be16(&r->c);
	uint8_t tag;

	r->tunnel.kind = ENCAPSULATION_TZSP;
	r->next = LAYER_ETHERNET;
	if (version != 1 || type > 1 || inside != TZSP_ETHERNET)
		return false;
	for (int i = 0; i < TZSP_TAGS_MAX; i++) {
		tag = cursor_u8(&r->c);
		if (!cursor_ok(&r->c) || tag == TZSP_END)
			return cursor_ok(&r->c);
		if (tag != TZSP_PADDING)
			cursor_skip(&r->c, cursor_u8(&r->c));
	}
	return false;
}

/* What the switch writes before the frame is not published. */
static bool
read_hp_erm(struct reading *r)
{
	cursor_skip(&r->c, HP_ERM_HEADER_SIZE);
	r->tunnel.kind = ENCAPSULATION_HP_ERM;
	r->next = LAYER_ETHERNET;
	return cursor_ok(&r->c) && layer_is_ethernet(r->c.at, r->c.left);
}

/* Is there, at 'skip', an IPv4 packet that fills the rest of the datagram? */
static bool
is_whole_ip4(const struct cursor *c, size_t length, size_t skip)
{
	return c->left >= skip + 20 && c->at[skip] >> 4 == 4 &&
	       (size_t)(c->at[skip + 2] << 8 | c->at[skip + 3]) ==
		   length - skip &&
	       layer_is_ip4(c->at + skip, c->left - skip);
}

static bool
is_whole_ip6(const struct cursor *c, size_t length, size_t skip)
{
	return c->left >= skip + 40 && c->at[skip] >> 4 == 6 &&
	       (size_t)(c->at[skip + 4] << 8 | c->at[skip + 5]) + 40 ==
		   length - skip;
}

/* An intercept's number and a session's, after 2 bits that tell how long
 * this is: 0 is 8 bytes, 1 is 4. Then an IP packet. */
static bool
read_jmirror(struct reading *r)
{
	uint32_t first = cursor_be32(&r->c);
	uint64_t session = 0;

	if (first >> 31)
		return false;
	if (first >> 30 == 0)
		session = cursor_be32(&r->c);
	set_id(r, ENCAPSULATION_JMIRROR,
	    (uint64_t)(first & 0x3fffffff) << 32 | session);
	r->next = LAYER_IP;
	return true;
}

static bool
read_ccc(struct reading *r)
{
	set_id(r, ENCAPSULATION_CCC, cursor_be32(&r->c));
	r->next = LAYER_IP;
	return true;
}

/* Those that are told by the packet inside; 'known': the port says so too,
 * which IPv6 needs, as it has no checksum. */
static bool
read_by_content(struct reading *r, size_t length, enum udp_tunnel known)
{
	if (is_whole_ip4(&r->c, length, 8) ||
	    (known == UDP_TUNNEL_JMIRROR && is_whole_ip6(&r->c, length, 8)))
		return read_jmirror(r);
	if (!is_whole_ip4(&r->c, length, 4) &&
	    !((known == UDP_TUNNEL_CCC || known == UDP_TUNNEL_JMIRROR) &&
		is_whole_ip6(&r->c, length, 4)))
		return false;
	return known == UDP_TUNNEL_JMIRROR ? read_jmirror(r) : read_ccc(r);
}

static bool
read_known(struct reading *r, size_t length, enum udp_tunnel known)
{
	switch (known) {
	case UDP_TUNNEL_VXLAN:
		return read_vxlan(r);
	case UDP_TUNNEL_VXLAN_GPE:
		return read_vxlan_gpe(r);
	case UDP_TUNNEL_GENEVE:
		return read_geneve(r);
	case UDP_TUNNEL_GTPU:
		return read_gtpu(r);
	case UDP_TUNNEL_TZSP:
		return read_tzsp(r);
	case UDP_TUNNEL_HP_ERM:
		return read_hp_erm(r);
	case UDP_TUNNEL_JMIRROR:
	case UDP_TUNNEL_CCC:
	case UDP_TUNNEL_COUNT:
		return read_by_content(r, length, known);
	case UDP_TUNNEL_L2TP:
		break;
	}
	return false;
}

/* RFC 3931 section 4.1.2: the version is where that of RFC 2661 is. */
static enum counter_id
enter_l2tp(struct layers *l)
{
	struct reading r = {.c = l->c};
	uint16_t flags = cursor_be16(&r.c);
	uint32_t session;

	if (!cursor_ok(&r.c) || flags & L2TP_CONTROL)
		return COUNTER_NONE;
	if ((flags & 0x000f) == 3) {
		cursor_skip(&r.c, 2);
		session = cursor_be32(&r.c);
		if (!cursor_ok(&r.c) || session == 0)
			return COUNTER_NONE;
		l->c = r.c;
		return tunnel_l2tp_session(l, session);
	}
	if ((flags & 0x000f) != 2 || !read_l2tp_2(&r, flags) ||
	    !cursor_ok(&r.c))
		return COUNTER_NONE;
	l->c = r.c;
	return layer_enter(l, &r.tunnel, r.next);
}

enum counter_id
udp_tunnel_enter(struct layers *l)
{
	uint16_t port = l->out->flow.dst.port;
	enum udp_tunnel known = UDP_TUNNEL_COUNT;
	struct reading r;

	if (port_set_has(&l->ports->set, port))
		known = tunnel_ports_get(l->ports, port);
	if (known == UDP_TUNNEL_L2TP)
		return enter_l2tp(l);
	r = (struct reading){.c = l->c};
	if (!read_known(&r, l->out->length, known) || !cursor_ok(&r.c))
		return COUNTER_NONE;
	l->c = r.c;
	l->protocol = r.ethertype;
	return layer_enter(l, &r.tunnel, r.next);
}
