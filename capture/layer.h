/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state that goes from one layer of a frame to the next. Only the
 * decoders of this folder include it: each reads one header, and says in
 * 'next' what stands behind it.
 */
#ifndef CAPTURE_LAYER_H
#define CAPTURE_LAYER_H

#include <stdbool.h>

#include "base/counter.h"
#include "base/cursor.h"
#include "capture/packet.h"
#include "capture/tunnel_ports.h"

enum layer {
	LAYER_END,       /* 'out' is complete */
	LAYER_ETHERNET,  /* two addresses, then an EtherType */
	LAYER_ETHERTYPE, /* what 'protocol' says as an EtherType */
	LAYER_PPP,       /* a PPP protocol number (RFC 1661) */
	LAYER_IP,        /* an IPv4 or IPv6 header */
	LAYER_TRANSPORT, /* what 'out->protocol' says as an IP protocol */
};

struct layers {
	struct cursor c;   /* at the next header */
	size_t cut_bytes;  /* missing at the end of what 'c' is over */
	enum layer next;   /* what 'c' is at */
	uint16_t protocol; /* an EtherType, for LAYER_ETHERTYPE */
	uint8_t depth;     /* headers of IP and Ethernet inside others */
	const struct tunnel_ports *ports;
	struct packet *out;
};

/*
 * Notes a tunnel whose packet 'out->flow' sent, and goes on with 'next'
 * inside. COUNTER_NONE, or encapsulation_limit.
 */
enum counter_id
layer_enter(struct layers *l, const struct encapsulation *tunnel,
    enum layer next) __attribute__((warn_unused_result));

/* Notes a VLAN tag; the id 0 is none. */
enum counter_id
layer_tag(struct layers *l, unsigned vlan) __attribute__((warn_unused_result));

/* Goes on with 'next', a header inside another without a tunnel to note. */
enum counter_id layer_nest(struct layers *l, enum layer next)
    __attribute__((warn_unused_result));

/*
 * Can these bytes begin an Ethernet frame, or an IPv4 header with a right
 * checksum? To tell apart what has no number of its own.
 */
bool layer_is_ethernet(const uint8_t *bytes, size_t size);
bool layer_is_ip4(const uint8_t *bytes, size_t size);

#endif
