/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames by hand: each put_...() adds to the end of it. */
#ifndef TESTS_CAPTURE_WIRE_H
#define TESTS_CAPTURE_WIRE_H

#include <stdint.h>

#include "base/cursor.h"
#include "capture/frame.h"
#include "tests/check_main.h"

struct wire {
	size_t size;
	uint8_t bytes[2048];
};

static inline void
put_bytes(struct wire *packet, const void *bytes, size_t size)
{
	ck_assert_uint_le(packet->size + size, sizeof packet->bytes);
	memcpy(packet->bytes + packet->size, bytes, size);
	packet->size += size;
}

static inline void
put_zeros(struct wire *packet, size_t size)
{
	ck_assert_uint_le(packet->size + size, sizeof packet->bytes);
	memset(packet->bytes + packet->size, 0, size);
	packet->size += size;
}

static inline void
put8(struct wire *packet, unsigned value)
{
	uint8_t byte = (uint8_t)value;

	put_bytes(packet, &byte, 1);
}

static inline void
put16(struct wire *packet, unsigned value)
{
	put8(packet, value >> 8);
	put8(packet, value);
}

/* An IPv4 header without options; 'fragment' is its flags and offset. */
static inline void
put_ip4(
    struct wire *packet, unsigned total, unsigned fragment, unsigned protocol)
{
	put16(packet, 0x4500);
	put16(packet, total);
	put16(packet, 0);
	put16(packet, fragment);
	put8(packet, 64);
	put8(packet, protocol);
	put16(packet, 0);
	put_bytes(packet, "\xc0\x00\x02\x01\xc0\x00\x02\x02", 8);
}

/* An IPv6 header with a payload of 'length' bytes. */
static inline void
put_ip6(struct wire *packet, unsigned length, unsigned next)
{
	static const uint8_t addr[15] = {0x20, 0x01, 0x0d, 0xb8};

	put16(packet, 0x6000);
	put16(packet, 0);
	put16(packet, length);
	put8(packet, next);
	put8(packet, 64);
	put_bytes(packet, addr, sizeof addr);
	put8(packet, 1);
	put_bytes(packet, addr, sizeof addr);
	put8(packet, 2);
}

/* A UDP header from port 4000 to 5060. */
static inline void
put_udp(struct wire *packet, unsigned length)
{
	put16(packet, 4000);
	put16(packet, 5060);
	put16(packet, length);
	put16(packet, 0);
}

/* Two addresses and an EtherType. */
static inline void
put_ethernet(struct wire *packet, unsigned ethertype)
{
	put_zeros(packet, 12);
	put16(packet, ethertype);
}

#endif
