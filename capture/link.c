/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Link layers. IEEE 802.3 and 802.1Q; the cooked and loopback headers are
 * those of libpcap's pcap-linktype(7).
 */
#include "capture/link.h"

#define ETHERTYPE_IP4 0x0800
#define ETHERTYPE_IP6 0x86dd
#define ETHERTYPE_CVLAN 0x8100 /* 802.1Q customer tag */
#define ETHERTYPE_SVLAN 0x88a8 /* 802.1ad service tag */
#define VLAN_ID_MASK 0x0fff
#define TAGS_MAX 4

#define BSD_AF_INET 2

const char *
link_type_name(enum link_type type)
{
	switch (type) {
	case LINK_ETHERNET:
		return "Ethernet";
	case LINK_COOKED:
		return "Linux cooked v1";
	case LINK_COOKED2:
		return "Linux cooked v2";
	case LINK_RAW:
		return "raw IP";
	case LINK_NULL:
	case LINK_LOOP:
		return "BSD loopback";
	case LINK_UNKNOWN:
		break;
	}
	return "unknown";
}

/* Too few bytes: cut by the snap length, or wrong on the wire? */
static enum counter_id
too_short(const struct frame *frame)
{
	return frame->captured < frame->length ? COUNTER_link_truncated
					       : COUNTER_link_malformed;
}

/* Passes over VLAN tags to the EtherType behind them; true: that is IP. */
static bool
is_ip(struct cursor *c, uint16_t ethertype, struct link_info *info)
{
	for (int tag = 0; tag < TAGS_MAX; tag++) {
		uint16_t id;

		if (ethertype != ETHERTYPE_CVLAN &&
		    ethertype != ETHERTYPE_SVLAN)
			break;
		id = cursor_be16(c) & VLAN_ID_MASK;
		if (info->vlan == 0)
			info->vlan = id;
		ethertype = cursor_be16(c);
	}
	return ethertype == ETHERTYPE_IP4 || ethertype == ETHERTYPE_IP6;
}

/* The address families that BSDs, macOS and Linux write for IPv6. */
static bool
is_ip_family(uint32_t family)
{
	return family == BSD_AF_INET || family == 10 || family == 24 ||
	       family == 28 || family == 30;
}

static bool
loopback_is_ip(struct cursor *c, enum link_type type)
{
	uint32_t family = cursor_be32(c);

	if (is_ip_family(family))
		return true;
	return type == LINK_NULL && is_ip_family(__builtin_bswap32(family));
}

enum counter_id
link_decode(const struct frame *frame, struct cursor *c, struct link_info *info)
{
	bool ip = false;
	uint16_t protocol;

	switch (frame->link_type) {
	case LINK_ETHERNET:
		cursor_skip(c, 12); /* the two addresses */
		protocol = cursor_be16(c);
		ip = is_ip(c, protocol, info);
		break;
	case LINK_COOKED:
		cursor_skip(c, 14);
		protocol = cursor_be16(c);
		ip = is_ip(c, protocol, info);
		break;
	case LINK_COOKED2:
		protocol = cursor_be16(c);
		cursor_skip(c, 18);
		ip = is_ip(c, protocol, info);
		break;
	case LINK_RAW:
		ip = true;
		break;
	case LINK_NULL:
	case LINK_LOOP:
		ip = loopback_is_ip(c, frame->link_type);
		break;
	case LINK_UNKNOWN:
		return COUNTER_link_type_unknown;
	}
	if (!cursor_ok(c))
		return too_short(frame);
	return ip ? COUNTER_NONE : COUNTER_link_other;
}
