/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * At which port of which device a host is: from its name to an address, by
 * tables of ARP to a MAC address, by tables of bridges to ports. Switches
 * between have the same address at an uplink, with many others: the port with
 * the fewest others is where it is connected.
 */
#ifndef SPANCTL_WHERE_H
#define SPANCTL_WHERE_H

#include "spanctl/plan.h"
#include "spanctl/station.h"

#define WHERE_ADDRESSES_MAX 8

/* Whom one looks for. */
struct sought {
	const char *name; /* as it was asked for */
	struct addr addresses[WHERE_ADDRESSES_MAX];
	size_t address_count;
	uint8_t mac[MAC_SIZE];
	bool has_mac;
};

/*
 * Takes a MAC address, an IP address, or a name that is resolved; 0, or
 * ENOENT after a message.
 */
int sought_init(struct sought *sought, const char *name)
    __attribute__((warn_unused_result));

/* Finds its MAC address in a list; true when it is known then. */
bool sought_find_mac(struct sought *sought, const struct station_list *list);

/*
 * Finds it in the neighbours of this host; when it is not there, a datagram
 * to its discard port makes the kernel ask for it. True when it is known.
 */
bool sought_ask(struct sought *sought);

/* A port at which it was seen. */
struct place {
	const struct device *device;
	char port[PORT_NAME_SIZE];
	unsigned vlan;
	size_t others; /* MAC addresses at the same port */
	bool uplink;   /* by the plan */
};

#define PLACES_MAX 64

struct places {
	struct place at[PLACES_MAX];
	size_t count;
};

/* Appends the ports of 'device' at which it is, the best of all first. */
void places_add(struct places *places, const struct device *device,
    const struct station_list *list, const uint8_t mac[MAC_SIZE]);

#endif
