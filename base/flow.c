/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses and end points: from bytes, from text, to text, in a hash. */
#include "base/flow.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/hash.h"

/* RFC 4291 section 2.5.5.2: the first twelve bytes of an IPv4-mapped one. */
static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

bool
addr_is_ip4(const struct addr *addr)
{
	return !memcmp(addr->byte, mapped, sizeof mapped);
}

bool
addr_is_any(const struct addr *addr)
{
	static const uint8_t zero[16];

	if (addr_is_ip4(addr))
		return !memcmp(addr->byte + sizeof mapped, zero, 4);
	return !memcmp(addr->byte, zero, sizeof zero);
}

bool
addr_is_private(const struct addr *addr)
{
	const uint8_t *ip4 = addr->byte + sizeof mapped;

	if (!addr_is_ip4(addr))
		return (addr->byte[0] & 0xfe) == 0xfc ||
		       (addr->byte[0] == 0xfe && addr->byte[1] >> 6 == 2);
	return ip4[0] == 10 || (ip4[0] == 172 && ip4[1] >> 4 == 1) ||
	       (ip4[0] == 192 && ip4[1] == 168) ||
	       (ip4[0] == 100 && ip4[1] >> 6 == 1) ||
	       (ip4[0] == 169 && ip4[1] == 254);
}

bool
addr_parse(struct text text, struct addr *out)
{
	char literal[ADDR_TEXT_SIZE];
	uint8_t byte[16];

	if (text.len == 0 || text.len >= sizeof literal)
		return false;
	text_copy(literal, sizeof literal, text);
	if (inet_pton(AF_INET, literal, byte) == 1)
		*out = addr_from_ip4(byte);
	else if (inet_pton(AF_INET6, literal, byte) == 1)
		*out = addr_from_ip6(byte);
	else
		return false;
	return true;
}

bool
endpoint_parse(struct text text, struct endpoint *out)
{
	const char *colon = text.len ? memrchr(text.at, ':', text.len) : NULL;
	struct text host, port;
	unsigned long number;

	if (!colon)
		return false;
	host = (struct text){text.at, (size_t)(colon - text.at)};
	port = (struct text){colon + 1, text.len - host.len - 1};
	if (host.len >= 2 && host.at[0] == '[' && host.at[host.len - 1] == ']')
		host = (struct text){host.at + 1, host.len - 2};
	else if (memchr(host.at, ':', host.len))
		return false;
	if (!text_number(port, UINT16_MAX, &number) ||
	    !addr_parse(host, &out->addr))
		return false;
	out->port = (uint16_t)number;
	return true;
}

int
endpoint_compare(const struct endpoint *a, const struct endpoint *b)
{
	int order = memcmp(a->addr.byte, b->addr.byte, sizeof a->addr.byte);

	return order ? order : (int)a->port - (int)b->port;
}

/* Writes a number of at most five digits without a NUL, and gives its end: two
 * addresses for each message make snprintf() and inet_ntop() felt. */
static char *
put_number(char *out, unsigned number)
{
	if (number >= 10)
		out = put_number(out, number / 10);
	*out = (char)('0' + number % 10);
	return out + 1;
}

/* "192.0.2.1", likewise. */
static char *
put_ip4(char *out, const uint8_t byte[4])
{
	for (unsigned i = 0; i < 4; i++) {
		unsigned number = byte[i];

		if (number >= 100)
			*out++ = (char)('0' + number / 100);
		if (number >= 10)
			*out++ = (char)('0' + number / 10 % 10);
		*out++ = (char)('0' + number % 10);
		*out++ = '.';
	}
	return out - 1;
}

const char *
addr_format(const struct addr *addr, char out[ADDR_TEXT_SIZE])
{
	if (addr_is_ip4(addr))
		*put_ip4(out, addr->byte + sizeof mapped) = '\0';
	else if (!inet_ntop(AF_INET6, addr->byte, out, ADDR_TEXT_SIZE))
		out[0] = '\0';
	return out;
}

const char *
endpoint_format(const struct endpoint *endpoint, char out[ENDPOINT_TEXT_SIZE])
{
	char addr[ADDR_TEXT_SIZE], *end = out;

	if (addr_is_ip4(&endpoint->addr)) {
		end = put_ip4(end, endpoint->addr.byte + sizeof mapped);
	} else {
		addr_format(&endpoint->addr, addr);
		*end++ = '[';
		end = stpcpy(end, addr);
		*end++ = ']';
	}
	*end++ = ':';
	*put_number(end, endpoint->port) = '\0';
	return out;
}

uint64_t
endpoint_hash(const struct endpoint *endpoint, uint64_t seed)
{
	uint64_t high, low, state;

	memcpy(&high, endpoint->addr.byte, 8);
	memcpy(&low, endpoint->addr.byte + 8, 8);
	state = hash_mix(high ^ seed, low ^ UINT64_C(0x9e3779b97f4a7c15));
	return hash_mix(
	    state ^ endpoint->port, seed ^ UINT64_C(0xbf58476d1ce4e5b9));
}

const char *
transport_name(enum transport transport)
{
	if (transport == TRANSPORT_UDP)
		return "udp";
	return transport == TRANSPORT_TCP ? "tcp" : "tls";
}
