/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kernel counts of its mirrors, and the hosts that it knows. */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "spanctl/ethtool.h"
#include "spanctl/linux_int.h"

/* The filters of one session are added up. */
struct adder {
	const char *id;
	struct figures *figures;
};

static int
add_mirror(const struct tc_mirror *mirror, void *arg)
{
	const struct adder *adder = arg;
	char id[TC_COOKIE_SIZE];

	linux_session_of(mirror, id);
	if (!strcmp(id, adder->id)) {
		adder->figures->copied += mirror->packets;
		adder->figures->dropped += mirror->drops;
	}
	return 0;
}

int
linux_figures(void *state, const struct session *session, struct figures *out)
{
	struct host *host = state;
	struct adder adder = {session->id, out};
	int error = 0;

	out->has_copied = out->has_dropped = true;
	for (size_t i = 0; i < session->sources.count && !error; i++) {
		unsigned index = if_nametoindex(session->sources.at[i].name);

		if (!index)
			continue;
		error = netlink_mirrors_each(
		    host->netlink, index, false, add_mirror, &adder);
		if (!error || error == EINVAL || error == ENOENT)
			error = netlink_mirrors_each(
			    host->netlink, index, true, add_mirror, &adder);
		if (error == EINVAL || error == ENOENT)
			error = 0;
	}
	return error;
}

/* The kernel counts frames without their check sequence. */
#define FCS_BYTES 4

/* "eth0: " and 16 numbers, of which bytes and packets begin each half. */
static void
take_line(struct text line, struct port_counts *port)
{
	static const char *const halves[] = {"# @", "? ? ? ? ? ? ? ? # @"};
	struct text name = text_trim(text_cut(&line, ':'));

	if (!text_equal(name, text_of(port->name)))
		return;
	for (int way = 0; way < COUNT_WAYS; way++) {
		struct count *count = &port->way[way];

		if (!counts_match(line, halves[way], count))
			continue;
		count->bytes += FCS_BYTES * count->packets;
		count_stamp(count);
	}
}

int
linux_counts(void *state, struct port_counts *ports, size_t count)
{
	const struct host *host = state;
	FILE *file = fopen("/proc/net/dev", "re");
	char line[512];

	if (!file) {
		int error = errno;

		log_warn("%s: /proc/net/dev", host->device->name);
		return error;
	}
	while (fgets(line, sizeof line, file)) {
		for (size_t i = 0; i < count; i++)
			take_line(text_of(line), &ports[i]);
	}
	fclose(file);
	for (size_t i = 0; i < count; i++)
		ports[i].speed_mbit = nic_speed_mbit(ports[i].name);
	return 0;
}

static int
add_neighbour(const struct neighbour *neighbour, void *arg)
{
	struct station station = {.vlan = neighbour->vlan};

	memcpy(station.mac, neighbour->mac, MAC_SIZE);
	if (neighbour->address_size == 4)
		station.addr = addr_from_ip4(neighbour->address);
	else if (neighbour->address_size == 16)
		station.addr = addr_from_ip6(neighbour->address);
	else if (neighbour->address_size ||
		 !if_indextoname(neighbour->interface, station.port))
		return 0;
	return station_add(arg, &station);
}

int
linux_stations(void *state, struct station_list *list)
{
	struct host *host = state;
	int error =
	    netlink_neighbours_each(host->netlink, true, add_neighbour, list);

	return error ? error
		     : netlink_neighbours_each(
			   host->netlink, false, add_neighbour, list);
}

int
host_neighbours(struct station_list *list)
{
	struct netlink *netlink;
	int error = netlink_open(&netlink);

	if (error)
		return error;
	error = netlink_neighbours_each(netlink, false, add_neighbour, list);
	netlink_close(netlink);
	return error;
}
