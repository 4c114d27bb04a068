/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packets made anew around what was in them: Ethernet (with addresses that
 * are made up, and marked as local), IPv4 or IPv6, UDP or TCP, all with right
 * lengths and checksums.
 */
#ifndef EXPORT_WIRE_H
#define EXPORT_WIRE_H

#include "base/flow.h"

#define WIRE_HEADERS_MAX 74 /* Ethernet, IPv6, TCP */
#define WIRE_DATAGRAM_MAX ((size_t)65507)

/* A segment of TCP (RFC 9293). */
struct wire_segment {
	uint32_t seq; /* number of the first byte */
	uint32_t ack; /* of the byte that is waited for */
};

/*
 * Writes a frame to 'out', which has room for WIRE_HEADERS_MAX and 'size'
 * bytes, WIRE_DATAGRAM_MAX of these at most; how long it is. 'segment' is
 * NULL for UDP.
 */
size_t wire_frame(uint8_t *out, const struct flow *flow,
    const struct wire_segment *segment, const void *payload, size_t size);

#endif
