/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Frames from templates. The Internet checksum (RFC 1071) is summed in the
 * machine's own byte order, eight bytes at a time: the ones' complement sum
 * does not care, as long as the result is stored in that order too.
 */
#include "bench/packet.h"

#include <arpa/inet.h>
#include <string.h>

#define ETHER_SIZE 14
#define IP4_SIZE 20
#define IP6_SIZE 40
#define UDP_SIZE 8
#define PROTO_UDP 17
#define HOP_LIMIT 64

void
endpoint_init(
    struct endpoint *e, bool ipv6, uint8_t net, uint16_t host, uint16_t port)
{
	uint8_t high = (uint8_t)(host >> 8);
	uint8_t low = (uint8_t)host;

	*e = (struct endpoint){.ipv6 = ipv6, .port = port};
	if (ipv6) {
		/* RFC 3849 */
		memcpy(e->ip, "\x20\x01\x0d\xb8", 4);
		e->ip[5] = net;
		e->ip[13] = high;
		e->ip[15] = low;
	} else {
		memcpy(e->ip, (uint8_t[]){10, net, high, low}, 4);
	}
	inet_ntop(ipv6 ? AF_INET6 : AF_INET, e->ip, e->text, sizeof(e->text));
}

/* Adds 'b' to the ones' complement sum 'a'. */
static uint64_t
sum_add(uint64_t a, uint64_t b)
{
	a += b;
	return a + (a < b);
}

/* Adds 'size' bytes to the ones' complement sum 'sum'. */
static uint64_t
sum_bytes(uint64_t sum, const uint8_t *p, size_t size)
{
	uint64_t word;

	for (; size >= 8; size -= 8, p += 8) {
		memcpy(&word, p, 8);
		sum = sum_add(sum, word);
	}
	if (size > 0) {
		word = 0;
		memcpy(&word, p, size);
		sum = sum_add(sum, word);
	}
	return sum;
}

/* Stores the complement of the folded sum at 'p'. */
static void
sum_store(uint64_t sum, uint8_t *p, bool never_zero)
{
	sum = (sum >> 32) + (sum & 0xffffffff);
	sum = (sum >> 32) + (sum & 0xffffffff);
	sum = (sum >> 16) + (sum & 0xffff);
	sum = (sum >> 16) + (sum & 0xffff);
	sum = (sum >> 16) + (sum & 0xffff);
	uint16_t folded = (uint16_t)~sum;
	/* RFC 768: a UDP checksum of zero is sent as all ones */
	if (folded == 0 && never_zero)
		folded = 0xffff;
	memcpy(p, &folded, 2);
}

void
packet_ip4_checksum(uint8_t *ip)
{
	put_be16(ip + 10, 0);
	sum_store(sum_bytes(0, ip, IP4_SIZE), ip + 10, false);
}

/* Writes a locally administered address for the owner of 'e' at 'p'. */
static void
put_mac(uint8_t *p, const struct endpoint *e)
{
	const uint8_t v6[4] = {e->ip[5], e->ip[11], e->ip[13], e->ip[15]};

	p[0] = 0x02;
	p[1] = 0;
	memcpy(p + 2, e->ipv6 ? v6 : e->ip, 4);
}

/* Writes the IPv4 header, but for length, identification and checksum. */
static size_t
template_ip4(uint8_t *p, const struct endpoint *from, const struct endpoint *to,
    uint8_t dscp)
{
	p[0] = 0x45;
	p[1] = (uint8_t)(dscp << 2);
	p[6] = 0x40; /* do not fragment */
	p[8] = HOP_LIMIT;
	p[9] = PROTO_UDP;
	memcpy(p + 12, from->ip, 4);
	memcpy(p + 16, to->ip, 4);
	return IP4_SIZE;
}

/* Writes the IPv6 header, but for the length. */
static size_t
template_ip6(uint8_t *p, const struct endpoint *from, const struct endpoint *to,
    uint8_t dscp)
{
	p[0] = (uint8_t)(0x60 | dscp >> 2);
	p[1] = (uint8_t)(dscp << 6);
	p[6] = PROTO_UDP;
	p[7] = HOP_LIMIT;
	memcpy(p + 8, from->ip, 16);
	memcpy(p + 24, to->ip, 16);
	return IP6_SIZE;
}

void
flow_init(struct flow *f, const struct endpoint *from,
    const struct endpoint *to, uint8_t dscp)
{
	size_t address_size = from->ipv6 ? 16 : 4;
	uint8_t protocol[2] = {0, PROTO_UDP};
	uint8_t *ip = f->header + ETHER_SIZE;
	size_t ip_size;

	*f = (struct flow){.ipv6 = from->ipv6};
	put_mac(f->header, to);
	put_mac(f->header + 6, from);
	put_be16(f->header + 12, from->ipv6 ? 0x86dd : 0x0800);
	if (from->ipv6)
		ip_size = template_ip6(ip, from, to, dscp);
	else
		ip_size = template_ip4(ip, from, to, dscp);
	f->ip_sum = sum_bytes(0, ip, ip_size);
	uint8_t *udp = ip + ip_size;
	put_be16(udp, from->port);
	put_be16(udp + 2, to->port);
	f->udp_sum = sum_bytes(0, from->ip, address_size);
	f->udp_sum = sum_bytes(f->udp_sum, to->ip, address_size);
	f->udp_sum = sum_bytes(f->udp_sum, protocol, 2);
	f->udp_sum = sum_bytes(f->udp_sum, udp, 4);
	f->header_size = ETHER_SIZE + ip_size + UDP_SIZE;
}

void
packet_finish(const struct flow *f, struct frame *frame, uint16_t ip_id,
    size_t payload_size)
{
	uint8_t *ip = frame->bytes + ETHER_SIZE;
	uint8_t *udp = frame->bytes + f->header_size - UDP_SIZE;
	uint16_t udp_size = (uint16_t)(payload_size + UDP_SIZE);

	memcpy(frame->bytes, f->header, f->header_size);
	if (f->ipv6) {
		put_be16(ip + 4, udp_size);
	} else {
		put_be16(ip + 2, (uint16_t)(udp_size + IP4_SIZE));
		put_be16(ip + 4, ip_id);
		sum_store(sum_bytes(f->ip_sum, ip + 2, 4), ip + 10, false);
	}
	put_be16(udp + 4, udp_size);
	/* the length counts twice: in the header and in the pseudo header */
	uint64_t sum = sum_bytes(f->udp_sum, udp + 4, 2);
	sum = sum_bytes(sum, udp + 4, payload_size + UDP_SIZE - 4);
	sum_store(sum, udp + 6, true);
	frame->size = f->header_size + payload_size;
}
