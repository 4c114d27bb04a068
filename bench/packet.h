/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ethernet frames with IPv4 or IPv6 and UDP, checksums filled in. */
#ifndef BENCH_PACKET_H
#define BENCH_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PACKET_HEADER_MAX 62 /* Ethernet 14, IPv6 40, UDP 8 bytes */
#define PACKET_MAX 1514      /* largest frame, without its checksum */

/* An address and a port. */
struct endpoint {
	uint8_t ip[16]; /* network order; IPv4 uses the first 4 */
	bool ipv6;      /* all 16 bytes of 'ip' count */
	uint16_t port;  /* UDP port, host order */
	char text[46];  /* the address as people write it */
};

/* What all frames from one endpoint to another have in common. */
struct flow {
	uint8_t header[PACKET_HEADER_MAX]; /* template */
	size_t header_size;                /* bytes before the payload */
	bool ipv6;                         /* which IP header it is */
	uint64_t ip_sum;                   /* of the template's IPv4 header */
	uint64_t udp_sum;                  /* of pseudo header and ports */
};

/* A frame under construction. */
struct frame {
	size_t size;               /* bytes used */
	uint8_t bytes[PACKET_MAX]; /* from the Ethernet header on */
};

/*
 * Fills in 'e': the address is 10.net.x.y, or 2001:db8:net::x:y, where x and y
 * are the upper and lower byte of 'host'.
 */
void endpoint_init(
    struct endpoint *e, bool ipv6, uint8_t net, uint16_t host, uint16_t port);

/* Prepares 'f' for frames from 'from' to 'to' with DSCP 'dscp' (RFC 2474). */
void flow_init(struct flow *f, const struct endpoint *from,
    const struct endpoint *to, uint8_t dscp);

/* Where the payload of a frame of 'f' belongs; write it before finishing. */
static inline uint8_t *
packet_payload(const struct flow *f, struct frame *frame)
{
	return frame->bytes + f->header_size;
}

/*
 * Puts the headers before 'payload_size' bytes of payload that are in their
 * place. 'ip_id' is the IPv4 identification.
 */
void packet_finish(const struct flow *f, struct frame *frame, uint16_t ip_id,
    size_t payload_size);

/* Fills in the checksum of the IPv4 header at 'ip', 20 bytes long. */
void packet_ip4_checksum(uint8_t *ip);

/* Writes 'x' in network order. */
static inline void
put_be16(uint8_t *p, uint16_t x)
{
	p[0] = (uint8_t)(x >> 8);
	p[1] = (uint8_t)x;
}

/* Writes 'x' in network order. */
static inline void
put_be32(uint8_t *p, uint32_t x)
{
	put_be16(p, (uint16_t)(x >> 16));
	put_be16(p + 2, (uint16_t)x);
}

#endif
