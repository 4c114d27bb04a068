/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/wire.h"

#include <string.h>

#define ETHERTYPE_IP4 0x0800
#define ETHERTYPE_IP6 0x86dd
#define IP4_SIZE 20
#define IP6_SIZE 40
#define UDP_SIZE 8
#define TCP_SIZE 20
#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define HOP_LIMIT 64
#define TCP_FLAGS 0x18 /* ACK, PSH */
#define TCP_WINDOW 65535
#define MAC_LOCAL 0x02 /* an address that nobody was given */

static uint8_t *
put_u8(uint8_t *at, unsigned value)
{
	*at = (uint8_t)value;
	return at + 1;
}

static uint8_t *
put_u16(uint8_t *at, size_t value)
{
	return put_u8(
	    put_u8(at, (unsigned)(value >> 8) & 0xff), (unsigned)value & 0xff);
}

static uint8_t *
put_u32(uint8_t *at, uint32_t value)
{
	return put_u16(put_u16(at, value >> 16), value & 0xffff);
}

static uint8_t *
put_bytes(uint8_t *at, const void *bytes, size_t size)
{
	memcpy(at, bytes, size);
	return at + size;
}

/* The sum of RFC 1071, not yet complemented. */
static uint32_t
add_up(uint32_t sum, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i + 1 < size; i += 2)
		sum += (uint32_t)(bytes[i] << 8 | bytes[i + 1]);
	if (size & 1)
		sum += (uint32_t)(bytes[size - 1] << 8);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* The end of an IP address makes that of a host. */
static uint8_t *
put_mac(uint8_t *at, const struct addr *addr)
{
	at = put_u16(at, MAC_LOCAL << 8);
	return put_bytes(at, addr->byte + 12, 4);
}

static uint8_t *
put_ip4(uint8_t *at, const struct flow *flow, unsigned protocol, size_t size)
{
	uint8_t *start = at;

	at = put_u16(at, 0x4500);
	at = put_u16(at, IP4_SIZE + size);
	at = put_u32(at, 0x4000); /* no identification: not to be cut */
	at = put_u8(at, HOP_LIMIT);
	at = put_u8(at, protocol);
	at = put_u16(at, 0);
	at = put_bytes(at, flow->src.addr.byte + 12, 4);
	at = put_bytes(at, flow->dst.addr.byte + 12, 4);
	put_u16(start + 10, ~add_up(0, start, IP4_SIZE) & 0xffff);
	return at;
}

static uint8_t *
put_ip6(uint8_t *at, const struct flow *flow, unsigned protocol, size_t size)
{
	at = put_u32(at, 0x60000000);
	at = put_u16(at, size);
	at = put_u8(at, protocol);
	at = put_u8(at, HOP_LIMIT);
	at = put_bytes(at, flow->src.addr.byte, 16);
	return put_bytes(at, flow->dst.addr.byte, 16);
}

/* The header of UDP or TCP; where its checksum is to '*checksum'. */
static uint8_t *
put_transport(uint8_t *at, const struct flow *flow,
    const struct wire_segment *segment, size_t size, uint8_t **checksum)
{
	at = put_u16(at, flow->src.port);
	at = put_u16(at, flow->dst.port);
	if (!segment) {
		at = put_u16(at, UDP_SIZE + size);
		*checksum = at;
		return put_u16(at, 0);
	}
	at = put_u32(at, segment->seq);
	at = put_u32(at, segment->ack);
	at = put_u16(at, (TCP_SIZE / 4) << 12 | TCP_FLAGS);
	at = put_u16(at, TCP_WINDOW);
	*checksum = at;
	return put_u32(at, 0);
}

size_t
wire_frame(uint8_t *out, const struct flow *flow,
    const struct wire_segment *segment, const void *payload, size_t size)
{
	bool is_ip4 =
	    addr_is_ip4(&flow->src.addr) && addr_is_ip4(&flow->dst.addr);
	unsigned protocol = segment ? PROTOCOL_TCP : PROTOCOL_UDP;
	size_t inner = size + (segment ? TCP_SIZE : UDP_SIZE);
	size_t skipped = is_ip4 ? 12 : 0; /* of the 16 bytes of an address */
	uint8_t *at = out, *transport, *checksum;
	uint32_t sum;

	at = put_mac(at, &flow->dst.addr);
	at = put_mac(at, &flow->src.addr);
	at = put_u16(at, is_ip4 ? ETHERTYPE_IP4 : ETHERTYPE_IP6);
	at = is_ip4 ? put_ip4(at, flow, protocol, inner)
		    : put_ip6(at, flow, protocol, inner);
	transport = at;
	at = put_transport(at, flow, segment, size, &checksum);
	at = put_bytes(at, payload, size);
	/* The pseudo header (RFC 768, RFC 8200 section 8.1). */
	sum = add_up(protocol + (uint32_t)inner, flow->src.addr.byte + skipped,
	    16 - skipped);
	sum = add_up(sum, flow->dst.addr.byte + skipped, 16 - skipped);
	sum = ~add_up(sum, transport, inner) & 0xffff;
	/* In UDP a 0 says that there is none. */
	put_u16(checksum, sum || segment ? sum : 0xffff);
	return (size_t)(at - out);
}
