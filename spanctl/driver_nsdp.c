/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Netgear Plus (GS105E, GS108E and their like), by the protocol that their
 * utility speaks. They have one mirror: ports by number, always both ways.
 */
#include "spanctl/backend.h"

#include <stdio.h>

static const struct port_names names = {.bare = true, .ranges = true};

const struct driver driver_nsdp = {
    .name = "nsdp",
    .what = "Netgear Plus: GS105E, GS108E ...",
    .names = &names,
    .backend = &backend_nsdp,
    .remote = true,
    .limits = {.destinations = 1,
	.sources_sessions = 1,
	.numbers = true,
	.id_max = 1},
};

int
nsdp_script(const struct device *device, const struct change *change,
    struct script *script)
{
	const struct session *want = change->want;
	char ports[256] = "";
	size_t len = 0;

	(void)device;
	if (!want)
		return script_add(
		    script, "System > Monitoring > Mirroring: Disable");
	for (size_t i = 0; i < want->sources.count; i++) {
		int more = snprintf(ports + len, sizeof ports - len, " %s",
		    want->sources.at[i].name);

		if (more > 0 && (size_t)more < sizeof ports - len)
			len += (size_t)more;
	}
	return script_add(script,
	    "System > Monitoring > Mirroring: Enable, source ports%s, "
	    "destination port %s",
	    ports,
	    want->destinations.count ? want->destinations.at[0].name : "?");
}
