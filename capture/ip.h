/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IPv4 (RFC 791), IPv6 with extension headers (RFC 8200) and UDP (RFC 768).
 */
#ifndef CAPTURE_IP_H
#define CAPTURE_IP_H

#include "base/counter.h"
#include "base/cursor.h"
#include "base/flow.h"

#define IP_PROTOCOL_TCP 6
#define IP_PROTOCOL_UDP 17

/* What carries a payload. */
struct ip_packet {
	struct addr src;
	struct addr dst;
	uint8_t protocol;   /* IP_PROTOCOL_... of the payload */
	size_t payload_len; /* bytes that the payload had on the wire */
};

/*
 * Reads the IP header at '*c' and moves it to the payload. 'cut_bytes' is how
 * much of the frame the snap length took away at the end: with it truncation
 * is told apart from malformation. COUNTER_NONE, or why it is refused:
 * ip_truncated, ip_malformed, ip_fragment.
 */
enum counter_id ip_decode(struct cursor *c, size_t cut_bytes,
    struct ip_packet *out) __attribute__((warn_unused_result));

/*
 * Reads the UDP header at '*c', the payload of 'ip'; leaves '*c' over what was
 * captured of the payload, and its length on the wire in '*length'.
 * COUNTER_NONE, or why it is refused: udp_truncated, udp_malformed.
 */
enum counter_id udp_decode(struct cursor *c, const struct ip_packet *ip,
    struct flow *flow, size_t *length) __attribute__((warn_unused_result));

#endif
