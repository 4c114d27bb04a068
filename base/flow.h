/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Addresses, ports and the way a datagram goes. IPv4 addresses are kept as
 * IPv4-mapped IPv6 (RFC 4291 section 2.5.5.2), so that there is one way to
 * compare and to hash; they print as dotted quads.
 */
#ifndef BASE_FLOW_H
#define BASE_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

#define ADDR_TEXT_SIZE 46     /* longest IPv6 text and its NUL */
#define ENDPOINT_TEXT_SIZE 54 /* "[address]:65535" and its NUL */

struct addr {
	uint8_t byte[16]; /* network order; ::ffff:a.b.c.d for IPv4 */
};

struct endpoint {
	struct addr addr; /* of a host */
	uint16_t port;    /* host byte order; 0 is "none" */
};

enum transport {
	TRANSPORT_UDP,
	TRANSPORT_TCP,
	TRANSPORT_TLS, /* in TCP, and decrypted */
};

struct flow {
	struct endpoint src;      /* who sent it */
	struct endpoint dst;      /* whom it was sent to */
	enum transport transport; /* what carried it */
};

/* "udp", "tcp" or "tls". */
const char *transport_name(enum transport transport);

static inline bool
addr_equal(const struct addr *a, const struct addr *b)
{
	return !memcmp(a->byte, b->byte, sizeof a->byte);
}

static inline bool
endpoint_equal(const struct endpoint *a, const struct endpoint *b)
{
	return a->port == b->port && addr_equal(&a->addr, &b->addr);
}

/* An address from 4 or 16 bytes in network order. */
static inline struct addr
addr_from_ip4(const uint8_t byte[4])
{
	return (struct addr){
	    {[10] = 0xff, 0xff, byte[0], byte[1], byte[2], byte[3]}};
}

static inline struct addr
addr_from_ip6(const uint8_t byte[16])
{
	struct addr addr;

	memcpy(addr.byte, byte, sizeof addr.byte);
	return addr;
}

/* An IPv4 address (kept as IPv4-mapped)? */
bool addr_is_ip4(const struct addr *addr);

/* 0.0.0.0 or ::, what SDP calls "on hold" (RFC 3264 section 8.4)? */
bool addr_is_any(const struct addr *addr);

/* One that routers of the Internet know no way to: private (RFC 1918), shared
 * (RFC 6598), link-local (RFC 3927, RFC 4291), unique local (RFC 4193)? */
bool addr_is_private(const struct addr *addr);

/* Reads an IPv4 or IPv6 literal; false when it is neither (a host name). */
bool addr_parse(struct text text, struct addr *out);

/* Reads what endpoint_format() writes; false when it is something else. */
bool endpoint_parse(struct text text, struct endpoint *out);

/* Below 0 when a comes before b, 0 when equal, above 0 otherwise. */
int endpoint_compare(const struct endpoint *a, const struct endpoint *b);

/* "192.0.2.1" or "2001:db8::1". Returns 'out'. */
const char *addr_format(const struct addr *addr, char out[ADDR_TEXT_SIZE]);

/* "192.0.2.1:5060" or "[2001:db8::1]:5060". Returns 'out'. */
const char *
endpoint_format(const struct endpoint *endpoint, char out[ENDPOINT_TEXT_SIZE]);

/*
 * A hash that outsiders cannot steer: 'seed' is random for each process. No
 * result may depend on its value.
 */
uint64_t endpoint_hash(const struct endpoint *endpoint, uint64_t seed);

#endif
