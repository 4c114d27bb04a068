/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IPv4 (RFC 791) and IPv6 with extension headers (RFC 8200). */
#ifndef CAPTURE_IP_H
#define CAPTURE_IP_H

#include "capture/layer.h"

/* IANA's protocol numbers. */
#define IP_PROTOCOL_IP4 4
#define IP_PROTOCOL_TCP 6
#define IP_PROTOCOL_UDP 17
#define IP_PROTOCOL_IP6 41
#define IP_PROTOCOL_GRE 47
#define IP_PROTOCOL_ETHERIP 97
#define IP_PROTOCOL_L2TP 115
#define IP_PROTOCOL_MPLS 137

#define IP4_HEADER_MIN 20
#define IP4_PLAIN 0x45 /* version 4, and a header of that size */
#define IP4_MORE_FRAGMENTS 0x2000
#define IP4_OFFSET_MASK 0x1fff /* in units of 8 bytes */

/*
 * LAYER_IP: reads the header, fills addresses, protocol and identification
 * of 'out', and limits 'l' to the payload. A fragment ends here. A packet
 * that says it is longer than what is there was cut, by the capture or by
 * the mirror. COUNTER_NONE, ip_truncated or ip_malformed.
 */
enum counter_id ip_decode(struct layers *l) __attribute__((warn_unused_result));

/*
 * Passes over extension headers of IPv6 from 'out->protocol' on, which is
 * that of the payload then, or the start of a fragment. COUNTER_NONE,
 * ip_truncated, ip_malformed.
 */
enum counter_id
ip_skip_extensions(struct layers *l) __attribute__((warn_unused_result));

#endif
