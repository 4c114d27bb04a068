/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what the plan says of a port; see remedy.h. */
#include "spanctl/remedy.h"

#include <stdio.h>
#include <string.h>

const struct expected_host *
remedy_host(const struct analysis *analysis, const struct addr *addr)
{
	for (size_t i = 0; i < analysis->host_count; i++) {
		if (addr_equal(&analysis->hosts[i].addr, addr))
			return &analysis->hosts[i];
	}
	return NULL;
}

/* The session of the plan that has this port as a source, or NULL. */
static const struct planned *
session_of(const struct plan *plan, const struct expected_host *host,
    const struct mirror_port **source)
{
	const struct device *device = plan_device(plan, host->device);
	char key[PORT_NAME_SIZE];

	if (!device ||
	    !port_key(device->driver->names, text_of(host->port), key))
		return NULL;
	for (size_t i = 0; i < plan->session_count; i++) {
		const struct planned *planned = &plan->sessions[i];

		if (planned->device != device)
			continue;
		*source = mirror_ports_find(&planned->session.sources, key);
		if (*source)
			return planned;
	}
	return NULL;
}

void
remedy_missing(const struct plan *plan, const struct expected_host *host,
    enum direction missing, char out[REMEDY_SIZE])
{
	const struct mirror_port *source = NULL;
	const struct planned *planned;

	if (!host || !host->device[0]) {
		snprintf(out, REMEDY_SIZE,
		    "copy %s of the port where it is connected",
		    direction_name(missing));
		return;
	}
	planned = session_of(plan, host, &source);
	if (planned && source->direction & missing)
		snprintf(out, REMEDY_SIZE,
		    "the plan copies %s of %s of %s: spanctl apply %s",
		    direction_name(missing), host->port, host->device,
		    host->device);
	else
		snprintf(out, REMEDY_SIZE,
		    "%s of %s of %s is not copied: put \"%s %s\" into the "
		    "sources of session %s, then spanctl apply %s",
		    direction_name(missing), host->port, host->device,
		    host->port,
		    direction_name(
			source ? source->direction | missing : missing),
		    planned ? planned->name : "of the plan", host->device);
}

void
remedy_twice(const struct plan *plan, const struct expected_host *one,
    const struct expected_host *other, char out[REMEDY_SIZE])
{
	const struct mirror_port *a = NULL, *b = NULL;

	if (!one || !other || !session_of(plan, one, &a) ||
	    !session_of(plan, other, &b)) {
		snprintf(out, REMEDY_SIZE,
		    "ports that speak with each other are copied both ways: "
		    "rx only on each of them is complete, and comes once");
		return;
	}
	snprintf(out, REMEDY_SIZE,
	    "%s of %s is copied %s, and %s of %s %s: put \"%s rx\" and "
	    "\"%s rx\" into the sources, then spanctl apply %s",
	    one->port, one->device, direction_name(a->direction), other->port,
	    other->device, direction_name(b->direction), one->port, other->port,
	    one->device);
}
