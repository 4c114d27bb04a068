/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verb where: at which port hosts, or this host itself, are connected. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "spanctl/backend.h"
#include "spanctl/discovery.h"
#include "spanctl/json.h"
#include "spanctl/live.h"
#include "spanctl/spanctl.h"
#include "spanctl/where.h"

#define LISTEN_SECONDS 65 /* CDP comes each minute, LLDP twice */

/* The tables of all devices of the plan, each by its own. */
struct tables {
	const struct plan *plan;
	struct station_list *of; /* by the number of the device */
};

static int
read_device(const struct device *device, struct station_list *list)
{
	const struct backend *backend = backend_of(device);
	void *state = NULL;
	int error;

	if (!backend->open || !backend->stations)
		return 0;
	error = backend->open(device, &state);
	if (!error)
		error = backend->stations(state, list);
	if (state)
		backend->close(state);
	return error;
}

static bool
read_tables(struct tables *tables)
{
	bool all = true;

	tables->of = calloc(tables->plan->device_count + 1, sizeof *tables->of);
	for (size_t i = 0; tables->of && i < tables->plan->device_count; i++) {
		if (read_device(&tables->plan->devices[i], &tables->of[i]))
			all = false;
	}
	return all && tables->of;
}

static void
free_tables(struct tables *tables)
{
	for (size_t i = 0; tables->of && i < tables->plan->device_count; i++)
		station_list_clear(&tables->of[i]);
	free(tables->of);
}

static void
find_places(
    const struct tables *tables, struct sought *sought, struct places *places)
{
	size_t count = tables->plan->device_count;

	for (size_t i = 0; i < count; i++)
		sought_find_mac(sought, &tables->of[i]);
	if (!sought_ask(sought))
		return;
	for (size_t i = 0; i < count; i++)
		places_add(places, &tables->plan->devices[i], &tables->of[i],
		    sought->mac);
}

static json_t *
places_json(const struct sought *sought, const struct places *places)
{
	json_t *array = json_array();
	char mac[MAC_TEXT_SIZE];

	for (size_t i = 0; i < places->count; i++) {
		const struct place *place = &places->at[i];

		json_array_append_new(array,
		    json_pack("{s:s,s:s,s:i,s:I,s:b}", "device",
			place->device->name, "port", place->port, "vlan",
			(int)place->vlan, "others", (json_int_t)place->others,
			"uplink", place->uplink));
	}
	return json_pack("{s:s,s:o,s:o}", "host", sought->name, "mac",
	    sought->has_mac ? json_string(mac_format(sought->mac, mac))
			    : json_null(),
	    "places", array);
}

static void
print_places(const struct sought *sought, const struct places *places)
{
	char mac[MAC_TEXT_SIZE];

	if (!sought->has_mac) {
		printf("%s: nobody knows its MAC address: is it on, and in a "
		       "network of this host or of a device of the plan?\n",
		    sought->name);
		return;
	}
	printf("%s (%s):", sought->name, mac_format(sought->mac, mac));
	if (places->count == 0)
		puts(" no device of the plan knows its port: did it speak "
		     "lately?");
	for (size_t i = 0; i < places->count; i++) {
		const struct place *place = &places->at[i];

		printf(i ? "  on the way there: %s of %s" : " %s of %s",
		    place->port, place->device->name);
		if (place->vlan)
			printf(", VLAN %u", place->vlan);
		if (place->others)
			printf(", with %zu others", place->others);
		puts(place->uplink ? ", an uplink" : "");
	}
}

static int
find_hosts(const struct request *request, const struct plan *plan)
{
	struct tables tables = {.plan = plan};
	json_t *hosts = json_array();
	int status = read_tables(&tables) ? STATUS_DONE : STATUS_FAILED;

	for (int i = 0; tables.of && i < request->word_count; i++) {
		struct places places = {.count = 0};
		struct sought sought;

		if (sought_init(&sought, request->words[i])) {
			status = STATUS_FAILED;
			continue;
		}
		find_places(&tables, &sought, &places);
		if (places.count == 0)
			status = STATUS_FAILED;
		if (request->json)
			json_array_append_new(
			    hosts, places_json(&sought, &places));
		else
			print_places(&sought, &places);
	}
	free_tables(&tables);
	if (request->json &&
	    json_print_release(json_pack("{s:O}", "hosts", hosts)))
		status = STATUS_FAILED;
	json_decref(hosts);
	return status;
}

/* The first announcement ends the listening. */
static bool
take_frame(const struct frame *frame, void *arg)
{
	return !discovery_parse(frame, arg);
}

/* The device of the plan that announced itself, or NULL. */
static const struct device *
announced(const struct plan *plan, const struct discovery *discovery)
{
	for (size_t i = 0; i < plan->device_count; i++) {
		const struct device *device = &plan->devices[i];
		struct addr addr;

		if (addr_parse(text_of(device->address), &addr) &&
		    addr_equal(&addr, &discovery->address))
			return device;
		if (text_is(text_of(device->name), discovery->device))
			return device;
	}
	return NULL;
}

static void
print_discovery(const char *where, const struct discovery *discovery,
    const struct device *device)
{
	char address[ADDR_TEXT_SIZE];

	printf("%s: %s of %s", where, discovery->port,
	    discovery->device[0] ? discovery->device : "a device");
	if (!addr_is_any(&discovery->address))
		printf(", %s", addr_format(&discovery->address, address));
	if (discovery->vlan)
		printf(", VLAN %u", discovery->vlan);
	if (discovery->about[0])
		printf(" (%s)", discovery->about);
	printf(", by %s\n", discovery->protocol);
	if (device)
		printf("  that is the device %s of the plan\n", device->name);
}

static json_t *
discovery_json(const char *where, const struct discovery *discovery,
    const struct device *device)
{
	char address[ADDR_TEXT_SIZE];
	bool any = addr_is_any(&discovery->address);

	return json_pack("{s:s,s:s,s:s,s:s,s:s,s:o,s:i,s:o}", "interface",
	    where, "protocol", discovery->protocol, "device", discovery->device,
	    "port", discovery->port, "description", discovery->about, "address",
	    any ? json_null()
		: json_string(addr_format(&discovery->address, address)),
	    "vlan", (int)discovery->vlan, "plan_device",
	    device ? json_string(device->name) : json_null());
}

static int
find_own(const struct request *request, const struct plan *plan)
{
	const char *where =
	    request->input ? request->input : request->interface;
	struct discovery discovery = {.protocol = NULL};
	uint64_t dropped;
	int error =
	    request->input
		? file_watch(request->input, take_frame, &discovery)
		: live_watch(request->interface,
		      request->seconds ? request->seconds : LISTEN_SECONDS,
		      take_frame, &discovery, &dropped);

	if (error)
		return STATUS_FAILED;
	if (!discovery.port[0]) {
		log_warnx("%s: no switch tells its port by LLDP or CDP. The "
			  "destination of a mirror tells none: ask before the "
			  "session is made",
		    where);
		return STATUS_FAILED;
	}
	if (request->json)
		return json_print_release(discovery_json(
			   where, &discovery, announced(plan, &discovery)))
			   ? STATUS_FAILED
			   : STATUS_DONE;
	print_discovery(where, &discovery, announced(plan, &discovery));
	return STATUS_DONE;
}

int
verb_where(const struct request *request)
{
	bool own = request->interface || request->input;
	struct plan plan = {.devices = NULL};
	int status;

	if (own ? request->word_count != 0 : request->word_count == 0) {
		log_warnx("where: name hosts, or an interface with -i");
		return STATUS_USAGE;
	}
	/* One asks for one's own port before there is a plan. */
	if ((!own || !access(request->plan_path, R_OK)) &&
	    plan_read(request->plan_path, &plan))
		status = STATUS_FAILED;
	else
		status =
		    own ? find_own(request, &plan) : find_hosts(request, &plan);
	plan_clear(&plan);
	return status;
}
