/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads announcements of switches; see discovery.h. */
#include "spanctl/discovery.h"

#include "base/cursor.h"
#include "capture/linktype.h"

#define ETHER_LLDP 0x88cc
#define ETHER_VLAN 0x8100
#define SNAP_CDP 0x2000
#define OUI_8021 0x0080c2

/* IEEE 802.1AB, section 8.5. */
enum lldp_tlv {
	LLDP_END = 0,
	LLDP_PORT = 2,
	LLDP_PORT_DESCRIPTION = 4,
	LLDP_SYSTEM_NAME = 5,
	LLDP_MANAGEMENT = 8,
	LLDP_ORGANISATION = 127,
};

enum cdp_tlv {
	CDP_DEVICE = 1,
	CDP_ADDRESSES = 2,
	CDP_PORT = 3,
	CDP_NATIVE_VLAN = 10,
	CDP_MANAGEMENT = 22,
};

/* All that is left, made printable. */
static void
take_text(struct cursor *value, char out[DISCOVERY_TEXT_SIZE])
{
	size_t len = 0;

	while (value->left && len + 1 < DISCOVERY_TEXT_SIZE) {
		uint8_t byte = cursor_u8(value);

		out[len++] = byte >= ' ' && byte < 0x7f ? (char)byte : '?';
	}
	while (len && out[len - 1] == ' ')
		len--;
	out[len] = '\0';
}

/* A port by its MAC address or its name (section 8.5.3). */
static void
take_lldp_port(struct cursor *value, struct discovery *out)
{
	uint8_t subtype = cursor_u8(value);
	const uint8_t *mac;

	if (subtype != 3 || value->left != 6) {
		take_text(value, out->port);
		return;
	}
	mac = cursor_bytes(value, 6);
	for (int i = 0; i < 6; i++) {
		static const char digits[] = "0123456789abcdef";

		out->port[i * 3] = digits[mac[i] >> 4];
		out->port[i * 3 + 1] = digits[mac[i] & 15];
		out->port[i * 3 + 2] = i < 5 ? ':' : '\0';
	}
}

static void
take_address(struct cursor *value, size_t size, struct discovery *out)
{
	const uint8_t *bytes = cursor_bytes(value, size);

	if (bytes && size == 4)
		out->address = addr_from_ip4(bytes);
	else if (bytes && size == 16)
		out->address = addr_from_ip6(bytes);
}

static void
take_lldp(unsigned type, struct cursor value, struct discovery *out)
{
	uint8_t size;
	uint32_t oui;

	switch (type) {
	case LLDP_PORT:
		take_lldp_port(&value, out);
		break;
	case LLDP_PORT_DESCRIPTION:
		take_text(&value, out->about);
		break;
	case LLDP_SYSTEM_NAME:
		take_text(&value, out->device);
		break;
	case LLDP_MANAGEMENT: /* length and family, RFC 3232 */
		size = cursor_u8(&value);
		cursor_skip(&value, 1);
		if (size == 5 || size == 17)
			take_address(&value, size - 1U, out);
		break;
	case LLDP_ORGANISATION: /* 802.1, 1: the port's VLAN */
		oui = (uint32_t)cursor_u8(&value) << 16;
		oui |= cursor_be16(&value);
		if (oui == OUI_8021 && cursor_u8(&value) == 1)
			out->vlan = cursor_be16(&value);
		break;
	default:
		break;
	}
}

static bool
parse_lldp(struct cursor rest, struct discovery *out)
{
	out->protocol = "LLDP";
	while (rest.left >= 2) {
		uint16_t head = cursor_be16(&rest);
		struct cursor value = rest;

		if (head >> 9 == LLDP_END)
			break;
		if (!cursor_limit(&value, head & 0x1ff))
			return false;
		cursor_skip(&rest, head & 0x1ff);
		take_lldp(head >> 9, value, out);
	}
	return out->port[0] != '\0';
}

/* A count, and then each: protocol type, its length, protocol, length,
 * address. */
static void
take_cdp_addresses(struct cursor value, struct discovery *out)
{
	uint32_t count = cursor_be32(&value);

	if (count == 0)
		return;
	cursor_skip(&value, 1);
	cursor_skip(&value, cursor_u8(&value));
	take_address(&value, cursor_be16(&value), out);
}

static void
take_cdp(unsigned type, struct cursor value, struct discovery *out)
{
	switch (type) {
	case CDP_DEVICE:
		take_text(&value, out->device);
		break;
	case CDP_PORT:
		take_text(&value, out->port);
		break;
	case CDP_NATIVE_VLAN:
		out->vlan = cursor_be16(&value);
		break;
	case CDP_ADDRESSES:
	case CDP_MANAGEMENT:
		take_cdp_addresses(value, out);
		break;
	default:
		break;
	}
}

static bool
parse_cdp(struct cursor rest, struct discovery *out)
{
	out->protocol = "CDP";
	cursor_skip(&rest, 4); /* version, time to live, checksum */
	while (rest.left >= 4) {
		uint16_t type = cursor_be16(&rest);
		uint16_t size = cursor_be16(&rest);
		struct cursor value = rest;

		if (size < 4 || !cursor_limit(&value, size - 4U))
			return false;
		cursor_skip(&rest, size - 4U);
		take_cdp(type, value, out);
	}
	return out->port[0] != '\0';
}

bool
discovery_parse(const struct frame *frame, struct discovery *out)
{
	struct cursor rest = cursor_over(frame->bytes, frame->captured);
	uint16_t type;

	*out = (struct discovery){.vlan = 0};
	if (frame->link_type != LINK_ETHERNET)
		return false;
	cursor_skip(&rest, 12);
	type = cursor_be16(&rest);
	if (type == ETHER_VLAN) {
		cursor_skip(&rest, 2);
		type = cursor_be16(&rest);
	}
	if (type == ETHER_LLDP)
		return parse_lldp(rest, out);
	/* IEEE 802.2 with SNAP: Cisco's, protocol 0x2000. */
	if (type > 1500 || !cursor_limit(&rest, type) ||
	    cursor_be32(&rest) != 0xaaaa0300 || cursor_be16(&rest) != 0x000c ||
	    cursor_be16(&rest) != SNAP_CDP)
		return false;
	return parse_cdp(rest, out);
}
