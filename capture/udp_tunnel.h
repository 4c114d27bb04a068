/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tunnels in UDP: VXLAN (RFC 7348) and VXLAN-GPE, Geneve (RFC 8926), GTP-U
 * (3GPP TS 29.281), L2TP (RFC 2661, 3931), TZSP, HP remote mirroring,
 * Juniper's jmirror, PacketCable's call content connections.
 */
#ifndef CAPTURE_UDP_TUNNEL_H
#define CAPTURE_UDP_TUNNEL_H

#include "capture/layer.h"

/*
 * Is it worth a closer look? The port may say so, or bytes 4 or 8 of the
 * payload may begin an IPv4 header. This is asked for every datagram, and
 * nearly always false.
 */
static inline bool
udp_tunnel_may_be(const struct layers *l)
{
	return port_set_has(&l->ports->set, l->out->flow.dst.port) ||
	       (l->c.left >= 28 &&
		   (l->c.at[4] >> 4 == 4 || l->c.at[8] >> 4 == 4));
}

/*
 * 'l' stands at the payload of the datagram in 'out'. When that is a tunnel,
 * notes it and says what is next; a datagram that only has a tunnel's port
 * stays what it is. COUNTER_NONE, tunnel_other or encapsulation_limit.
 */
enum counter_id
udp_tunnel_enter(struct layers *l) __attribute__((warn_unused_result));

#endif
