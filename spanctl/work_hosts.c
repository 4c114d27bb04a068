/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources that the plan names by host: the device is asked for their ports. */
#include <errno.h>

#include "base/log.h"
#include "spanctl/where.h"
#include "spanctl/work.h"

#define OTHERS_MAX 3 /* more MAC addresses at a port make it an uplink */

static int
add_host(struct work *work, const struct planned *planned,
    const struct planned_host *host, const struct station_list *list)
{
	struct session *session =
	    session_list_find(&work->want, planned->session.id);
	struct places places = {.count = 0};
	struct sought sought;
	int error = sought_init(&sought, host->name);

	if (error || !session)
		return error;
	if (sought_find_mac(&sought, list) || sought_ask(&sought))
		places_add(&places, work->device, list, sought.mac);
	if (places.count == 0 || places.at[0].uplink) {
		log_warnx("%s: session %s: knows no port of %s%s: did it speak "
			  "lately, and is it at this switch?",
		    work->device->name, session->id, host->name,
		    sought.has_mac ? "" : ", nor its MAC address");
		return ENOENT;
	}
	if (places.at[0].others > OTHERS_MAX)
		findings_add(&work->findings, FINDING_WARNING, "host-behind",
		    "session %s: %s is at %s with %zu others: the port leads "
		    "to another switch",
		    session->id, host->name, places.at[0].port,
		    places.at[0].others);
	return mirror_ports_add(&session->sources, work->device->driver->names,
	    text_of(places.at[0].port), host->direction);
}

int
work_add_hosts(struct work *work)
{
	struct station_list list = {NULL, 0, 0};
	bool read = false;
	int error = 0;

	for (size_t i = 0; i < work->plan->session_count && !error; i++) {
		const struct planned *planned = &work->plan->sessions[i];

		if (planned->device != work->device)
			continue;
		if (planned->host_count && !read) {
			read = true;
			error =
			    work->backend->stations
				? work->backend->stations(work->state, &list)
				: ENOTSUP;
			if (error == ENOTSUP)
				log_warnx("%s: cannot be asked where hosts "
					  "are: name ports",
				    work->device->name);
		}
		for (size_t k = 0; k < planned->host_count && !error; k++)
			error =
			    add_host(work, planned, &planned->hosts[k], &list);
	}
	station_list_clear(&list);
	return error;
}
