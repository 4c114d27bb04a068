/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ethernet and what may stand between its header and that of IP: tags of
 * IEEE 802.1Q and 802.1ad, VN tags, IEEE 802.1ah, MPLS (RFC 3032, RFC 4448),
 * PPPoE (RFC 2516), LLC with SNAP (RFC 1042).
 */
#include "capture/ethernet.h"

#include "capture/ethertype.h"

#define VLAN_ID_MASK 0x0fff
#define LENGTH_MAX 1500 /* below 0x0600, an EtherType is a length */
#define TAGS_MAX 16     /* tags, or MPLS labels, on one another */

#define PPP_IP4 0x0021
#define PPP_IP6 0x0057

static enum counter_id
too_short(const struct layers *l)
{
	return l->cut_bytes ? COUNTER_link_truncated : COUNTER_link_malformed;
}

/* Two addresses, then an EtherType: 'l' stands behind it. */
enum counter_id
ethernet_decode(struct layers *l)
{
	const uint8_t *header = cursor_bytes(&l->c, ETHERNET_HEADER_SIZE);

	if (!header)
		return too_short(l);
	l->protocol = load_be16(header + 12);
	return ethertype_decode(l);
}

/* RFC 4448 section 4.6: a control word begins with four zero bits, but so
 * may an address. What follows the one or the other tells. */
static bool
has_control_word(const struct layers *l)
{
	if (l->c.left < 4 || l->c.at[0] >> 4 != 0)
		return false;
	return layer_is_ethernet(l->c.at + 4, l->c.left - 4) ||
	       !layer_is_ethernet(l->c.at, l->c.left);
}

/* Is this IP, as its first four bits say, and not an address that begins so?
 */
static bool
is_ip(const struct layers *l)
{
	size_t there = l->c.left + l->cut_bytes;
	const uint8_t *at = l->c.at;

	if (l->c.left < 20)
		return false;
	if (at[0] >> 4 == 4)
		return layer_is_ip4(at, l->c.left);
	return at[0] >> 4 == 6 && (size_t)(at[4] << 8 | at[5]) + 40 <= there &&
	       !layer_is_ethernet(at, l->c.left);
}

/* RFC 3032 section 2.1: labels up to the bottom of the stack. What they lead
 * to is not said anywhere. */
static enum counter_id
mpls_decode(struct layers *l)
{
	uint32_t label;
	int count = 0;

	do {
		if (count++ == TAGS_MAX)
			return COUNTER_encapsulation_limit;
		label = cursor_be32(&l->c);
		if (!cursor_ok(&l->c))
			return too_short(l);
	} while (!(label & 0x100));
	if (is_ip(l))
		return layer_nest(l, LAYER_IP);
	if (has_control_word(l))
		cursor_skip(&l->c, 4);
	return layer_nest(l, LAYER_ETHERNET);
}

/* RFC 2516 section 4: version and type, code 0 of a session, session,
 * length. */
static enum counter_id
pppoe_decode(struct layers *l)
{
	uint16_t head = cursor_be16(&l->c);

	cursor_skip(&l->c, 4);
	if (!cursor_ok(&l->c))
		return too_short(l);
	if (head != 0x1100)
		return COUNTER_link_other;
	l->next = LAYER_PPP;
	return COUNTER_NONE;
}

/* RFC 1661 section 2; RFC 1662 section 3.1: address and control may be there;
 * section 6.5 of the former: the protocol may be in one byte. */
enum counter_id
ppp_decode(struct layers *l)
{
	uint16_t protocol;

	if (l->c.left >= 2 && l->c.at[0] == 0xff && l->c.at[1] == 0x03)
		cursor_skip(&l->c, 2);
	protocol = cursor_u8(&l->c);
	if (!(protocol & 1))
		protocol = (uint16_t)(protocol << 8 | cursor_u8(&l->c));
	if (!cursor_ok(&l->c))
		return too_short(l);
	if (protocol != PPP_IP4 && protocol != PPP_IP6)
		return COUNTER_link_other;
	return layer_nest(l, LAYER_IP);
}

/* RFC 1042: AA AA 03, an organisation, and an EtherType when that is 0. */
static enum counter_id
snap_decode(struct layers *l)
{
	uint32_t head = cursor_be32(&l->c);

	head = head << 8 | cursor_u8(&l->c);
	cursor_skip(&l->c, 1);
	l->protocol = cursor_be16(&l->c);
	if (!cursor_ok(&l->c))
		return too_short(l);
	return head == 0xaa030000 && l->protocol > LENGTH_MAX
		   ? COUNTER_NONE
		   : COUNTER_link_other;
}

/* Takes one tag off: 'protocol' is what is behind it then. */
static enum counter_id
tag_decode(struct layers *l)
{
	uint16_t kind = l->protocol;
	uint16_t tag = cursor_be16(&l->c);

	if (kind == ETHERTYPE_VN_TAG)
		cursor_skip(&l->c, 2);
	l->protocol = cursor_be16(&l->c);
	if (!cursor_ok(&l->c))
		return too_short(l);
	if (kind == ETHERTYPE_VN_TAG)
		return COUNTER_NONE;
	return layer_tag(l, tag & VLAN_ID_MASK);
}

enum counter_id
ethertype_decode(struct layers *l)
{
	enum counter_id refused = COUNTER_NONE;

	for (int count = 0; count <= TAGS_MAX; count++) {
		switch (l->protocol) {
		case ETHERTYPE_IP4:
		case ETHERTYPE_IP6:
			l->next = LAYER_IP;
			return COUNTER_NONE;
		case ETHERTYPE_CVLAN:
		case ETHERTYPE_SVLAN:
		case ETHERTYPE_QINQ_OLD:
		case ETHERTYPE_VN_TAG:
			refused = tag_decode(l);
			break;
		case ETHERTYPE_MPLS:
		case ETHERTYPE_MPLS_MULTICAST:
			return mpls_decode(l);
		case ETHERTYPE_PPPOE_SESSION:
			return pppoe_decode(l);
		case ETHERTYPE_PPP:
			l->next = LAYER_PPP;
			return COUNTER_NONE;
		case ETHERTYPE_PBB:
			cursor_skip(&l->c, 4); /* the instance's number */
			return layer_nest(l, LAYER_ETHERNET);
		case ETHERTYPE_TEB:
			return layer_nest(l, LAYER_ETHERNET);
		default:
			if (l->protocol > LENGTH_MAX)
				return COUNTER_link_other;
			refused = snap_decode(l);
			break;
		}
		if (refused != COUNTER_NONE)
			return refused;
	}
	return COUNTER_encapsulation_limit;
}
