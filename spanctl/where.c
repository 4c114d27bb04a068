/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a host's name to its port; see where.h. */
#include "spanctl/where.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "spanctl/backend.h"

#define DISCARD_PORT 9
#define ASK_TRIES 10
#define ASK_PAUSE_US 100000

static void
take_address(struct sought *sought, const struct sockaddr *address)
{
	struct addr *out = &sought->addresses[sought->address_count];

	if (sought->address_count == WHERE_ADDRESSES_MAX)
		return;
	if (address->sa_family == AF_INET)
		*out = addr_from_ip4((const uint8_t *)&(
		    (const struct sockaddr_in *)(const void *)address)
					 ->sin_addr);
	else if (address->sa_family == AF_INET6)
		*out = addr_from_ip6((const uint8_t *)&(
		    (const struct sockaddr_in6 *)(const void *)address)
					 ->sin6_addr);
	else
		return;
	sought->address_count++;
}

int
sought_init(struct sought *sought, const char *name)
{
	struct addrinfo hints = {.ai_socktype = SOCK_DGRAM};
	struct addrinfo *found = NULL;
	int error;

	*sought = (struct sought){.name = name};
	if (mac_parse(text_of(name), sought->mac)) {
		sought->has_mac = true;
		return 0;
	}
	error = getaddrinfo(name, NULL, &hints, &found);
	if (error) {
		log_warnx("%s: %s", name, gai_strerror(error));
		return ENOENT;
	}
	for (const struct addrinfo *at = found; at; at = at->ai_next)
		take_address(sought, at->ai_addr);
	freeaddrinfo(found);
	return sought->address_count ? 0 : ENOENT;
}

bool
sought_find_mac(struct sought *sought, const struct station_list *list)
{
	for (size_t i = 0; i < sought->address_count && !sought->has_mac; i++) {
		const uint8_t *mac = station_mac(list, &sought->addresses[i]);

		if (!mac)
			continue;
		memcpy(sought->mac, mac, MAC_SIZE);
		sought->has_mac = true;
	}
	return sought->has_mac;
}

static bool
find_in_neighbours(struct sought *sought)
{
	struct station_list list = {NULL, 0, 0};
	bool found = !host_neighbours(&list) && sought_find_mac(sought, &list);

	station_list_clear(&list);
	return found;
}

/* One byte that nobody wants. */
static void
send_datagram(const struct addr *addr)
{
	struct sockaddr_in to = {
	    .sin_family = AF_INET, .sin_port = htons(DISCARD_PORT)};
	struct sockaddr_in6 to6 = {
	    .sin6_family = AF_INET6, .sin6_port = htons(DISCARD_PORT)};
	bool ip4 = addr_is_ip4(addr);
	int fd = socket(ip4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	memcpy(&to.sin_addr, addr->byte + 12, 4);
	memcpy(&to6.sin6_addr, addr->byte, 16);
	(void)!sendto(fd, "", 1, MSG_DONTWAIT | MSG_NOSIGNAL,
	    ip4 ? (struct sockaddr *)&to : (struct sockaddr *)&to6,
	    ip4 ? sizeof to : sizeof to6);
	close(fd);
}

bool
sought_ask(struct sought *sought)
{
	if (sought->has_mac || find_in_neighbours(sought))
		return true;
	for (size_t i = 0; i < sought->address_count; i++)
		send_datagram(&sought->addresses[i]);
	for (int i = 0; i < ASK_TRIES && !sought->has_mac; i++) {
		usleep(ASK_PAUSE_US);
		find_in_neighbours(sought);
	}
	return sought->has_mac;
}

static int
compare_places(const void *a, const void *b)
{
	const struct place *one = a, *other = b;

	if (one->uplink != other->uplink)
		return one->uplink ? 1 : -1;
	return one->others < other->others ? -1 : one->others > other->others;
}

static bool
is_there(
    const struct places *places, const struct device *device, const char *port)
{
	for (size_t i = 0; i < places->count; i++) {
		if (places->at[i].device == device &&
		    !strcmp(places->at[i].port, port))
			return true;
	}
	return false;
}

void
places_add(struct places *places, const struct device *device,
    const struct station_list *list, const uint8_t mac[MAC_SIZE])
{
	const struct station *station;
	size_t from = 0;

	while ((station = station_port(list, mac, &from)) &&
	       places->count < PLACES_MAX) {
		struct place *place = &places->at[places->count];
		char key[PORT_NAME_SIZE] = "";

		if (is_there(places, device, station->port))
			continue;
		*place = (struct place){.device = device,
		    .vlan = station->vlan,
		    .others = station_count(list, station->port) - 1};
		text_copy(
		    place->port, sizeof place->port, text_of(station->port));
		place->uplink =
		    port_key(
			device->driver->names, text_of(station->port), key) &&
		    (mirror_ports_find(&device->uplinks, key) ||
			mirror_ports_find(&device->lag_members, key));
		places->count++;
	}
	qsort(places->at, places->count, sizeof *places->at, compare_places);
}
