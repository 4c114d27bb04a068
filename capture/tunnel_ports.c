/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ports of IANA's register, but for those said to be customary. */
#include "capture/tunnel_ports.h"

#include <string.h>

static const char *const names[UDP_TUNNEL_COUNT] = {
    [UDP_TUNNEL_VXLAN] = "vxlan",
    [UDP_TUNNEL_VXLAN_GPE] = "vxlan-gpe",
    [UDP_TUNNEL_GENEVE] = "geneve",
    [UDP_TUNNEL_GTPU] = "gtpu",
    [UDP_TUNNEL_L2TP] = "l2tp",
    [UDP_TUNNEL_TZSP] = "tzsp",
    [UDP_TUNNEL_HP_ERM] = "hp-erm",
    [UDP_TUNNEL_JMIRROR] = "jmirror",
    [UDP_TUNNEL_CCC] = "ccc",
};

void
tunnel_ports_init(struct tunnel_ports *ports)
{
	static const struct {
		uint16_t port;
		enum udp_tunnel tunnel;
	} usual[] = {
	    {4789, UDP_TUNNEL_VXLAN},
	    {8472, UDP_TUNNEL_VXLAN}, /* customary: Linux before RFC 7348 */
	    {4790, UDP_TUNNEL_VXLAN_GPE}, {6081, UDP_TUNNEL_GENEVE},
	    {2152, UDP_TUNNEL_GTPU}, {1701, UDP_TUNNEL_L2TP},
	    {37008, UDP_TUNNEL_TZSP},    /* customary: MikroTik */
	    {7932, UDP_TUNNEL_HP_ERM},   /* customary: one below the first
	                                    that switches accept */
	    {30030, UDP_TUNNEL_JMIRROR}, /* customary: Juniper */
	};

	*ports = (struct tunnel_ports){.count = 0};
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		tunnel_ports_add(ports, usual[i].tunnel, usual[i].port);
}

bool
tunnel_ports_add(
    struct tunnel_ports *ports, enum udp_tunnel tunnel, uint16_t port)
{
	size_t i;

	for (i = 0; i < ports->count; i++)
		if (ports->list[i].port == port)
			break;
	if (i == TUNNEL_PORTS_MAX)
		return false;
	if (i == ports->count)
		ports->count++;
	ports->list[i].port = port;
	ports->list[i].tunnel = (uint8_t)tunnel;
	port_set_add(&ports->set, port);
	return true;
}

enum udp_tunnel
tunnel_ports_get(const struct tunnel_ports *ports, uint16_t port)
{
	size_t i = 0;

	while (i + 1 < ports->count && ports->list[i].port != port)
		i++;
	return ports->list[i].tunnel;
}

enum udp_tunnel
udp_tunnel_named(const char *name)
{
	enum udp_tunnel tunnel = 0;

	while (tunnel < UDP_TUNNEL_COUNT && strcmp(names[tunnel], name) != 0)
		tunnel++;
	return tunnel;
}

const char *
udp_tunnel_name(enum udp_tunnel tunnel)
{
	return names[tunnel];
}
