/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Link types. The cooked and loopback headers are those of libpcap's
 * pcap-linktype(7).
 */
#include "capture/link.h"

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
link_decode(struct layers *l, enum link_type type)
{
	bool known = true;

	switch (type) {
	case LINK_ETHERNET:
		l->next = LAYER_ETHERNET;
		return COUNTER_NONE;
	case LINK_RAW:
		l->next = LAYER_IP;
		return COUNTER_NONE;
	case LINK_COOKED:
		cursor_skip(&l->c, 14);
		l->protocol = cursor_be16(&l->c);
		l->next = LAYER_ETHERTYPE;
		break;
	case LINK_COOKED2:
		l->protocol = cursor_be16(&l->c);
		cursor_skip(&l->c, 18);
		l->next = LAYER_ETHERTYPE;
		break;
	case LINK_NULL:
	case LINK_LOOP:
		known = loopback_is_ip(&l->c, type);
		l->next = LAYER_IP;
		break;
	case LINK_UNKNOWN:
		return COUNTER_link_type_unknown;
	}
	if (!cursor_ok(&l->c))
		return l->cut_bytes ? COUNTER_link_truncated
				    : COUNTER_link_malformed;
	return known ? COUNTER_NONE : COUNTER_link_other;
}
