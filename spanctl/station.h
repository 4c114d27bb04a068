/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where hosts are: what tables of MAC addresses (which port) and of ARP and
 * neighbour discovery (which MAC address) say. A device has either or both.
 */
#ifndef SPANCTL_STATION_H
#define SPANCTL_STATION_H

#include "base/flow.h"
#include "spanctl/port.h"

#define MAC_SIZE 6
#define MAC_TEXT_SIZE 18
#define STATIONS_MAX 65536 /* of one device */

/* An entry of one of both sorts; what it does not say is empty or 0. */
struct station {
	uint8_t mac[MAC_SIZE];
	struct addr addr;          /* version 0: not said */
	char port[PORT_NAME_SIZE]; /* "": not said */
	unsigned vlan;
};

struct station_list {
	struct station *at;
	size_t count, size;
};

/* 0, ENOMEM, or E2BIG beyond STATIONS_MAX. */
int station_add(struct station_list *list, const struct station *station)
    __attribute__((warn_unused_result));
void station_list_clear(struct station_list *list);

/* Reads "0011.2233.4455", "00:11:22:33:44:55", "001122-334455" and more;
 * false when it is none. */
bool mac_parse(struct text text, uint8_t mac[MAC_SIZE])
    __attribute__((warn_unused_result));

/* Writes "00:11:22:33:44:55"; returns 'out'. */
char *mac_format(const uint8_t mac[MAC_SIZE], char out[MAC_TEXT_SIZE]);

/* The MAC address that 'addr' has by an entry of 'list', or NULL. */
const uint8_t *
station_mac(const struct station_list *list, const struct addr *addr);

/* The port of that MAC address, the first entry from 'from' on, or NULL. */
const struct station *station_port(
    const struct station_list *list, const uint8_t mac[MAC_SIZE], size_t *from);

/* How many MAC addresses are known at 'port': one is a host, many an uplink. */
size_t station_count(const struct station_list *list, const char *port);

/*
 * Appends the entries of what a device prints: each line with a MAC address
 * and a port, or an IP address, is one. 0, ENOMEM or E2BIG.
 */
int station_parse(const struct port_names *names, struct text output,
    struct station_list *list) __attribute__((warn_unused_result));

#endif
