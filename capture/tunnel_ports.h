/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which UDP ports carry which tunnels: those registered or customary, and
 * those that the user names.
 */
#ifndef CAPTURE_TUNNEL_PORTS_H
#define CAPTURE_TUNNEL_PORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/port_set.h"

#define TUNNEL_PORTS_MAX 64

/* Tunnels in UDP that are known by their port. HEP, and IPv4 in jmirror and
 * in CCC, are known by what they look like, on any port. */
enum udp_tunnel {
	UDP_TUNNEL_VXLAN,
	UDP_TUNNEL_VXLAN_GPE,
	UDP_TUNNEL_GENEVE,
	UDP_TUNNEL_GTPU,
	UDP_TUNNEL_L2TP,
	UDP_TUNNEL_TZSP,
	UDP_TUNNEL_HP_ERM,
	UDP_TUNNEL_JMIRROR,
	UDP_TUNNEL_CCC,
	UDP_TUNNEL_COUNT
};

struct tunnel_ports {
	struct port_set set; /* the ports that are in the list */
	struct {
		uint16_t port;
		uint8_t tunnel; /* enum udp_tunnel */
	} list[TUNNEL_PORTS_MAX];
	size_t count;
};

/* The registered and customary ports. */
void tunnel_ports_init(struct tunnel_ports *ports);

/* From now on 'port' carries 'tunnel'; false when there are too many. */
bool tunnel_ports_add(
    struct tunnel_ports *ports, enum udp_tunnel tunnel, uint16_t port);

/* What "vxlan", "hp-erm" ... mean; UDP_TUNNEL_COUNT when nothing. */
enum udp_tunnel udp_tunnel_named(const char *name);

/* The names, "vxlan" ...; 'tunnel' is not UDP_TUNNEL_COUNT. */
const char *udp_tunnel_name(enum udp_tunnel tunnel);

/* What 'port' carries, which is in 'ports->set'. */
enum udp_tunnel
tunnel_ports_get(const struct tunnel_ports *ports, uint16_t port);

#endif
