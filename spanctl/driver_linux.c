/* SPDX-License-Identifier: GPL-3.0-or-later */
/* This host: what its interfaces receive and send. */
#include "spanctl/backend.h"

#include <stdio.h>

static const struct port_names names = {.any = true};

const struct driver driver_linux = {
    .name = "linux",
    .what = "this host, by its kernel's traffic control",
    .names = &names,
    .backend = &backend_linux,
    .limits = {.id_len = 12},
};

/* For each target an action, "continue" behind the last. */
static int
add_filter(const struct mirror_port *source, const char *way,
    const struct session *want, struct script *script)
{
	char actions[1024] = "";
	size_t len = 0;

	for (size_t i = 0; i < want->destinations.count; i++) {
		int more = snprintf(actions + len, sizeof actions - len,
		    " action mirred egress mirror dev %s%s",
		    want->destinations.at[i].name,
		    i + 1 == want->destinations.count ? " continue" : "");

		if (more < 0 || (size_t)more >= sizeof actions - len)
			break;
		len += (size_t)more;
	}
	return script_add(script,
	    "tc filter add dev %s %s protocol all "
	    "pref 49152 matchall%s",
	    source->name, way, actions);
}

static int
each_way(const struct mirror_port *source, const struct session *want,
    struct script *script)
{
	int error = 0;

	if (source->direction & DIRECTION_RX)
		error = want ? add_filter(source, "ingress", want, script)
			     : script_add(script,
				   "tc filter del dev %s ingress pref 49152",
				   source->name);
	if (!error && source->direction & DIRECTION_TX)
		error = want ? add_filter(source, "egress", want, script)
			     : script_add(script,
				   "tc filter del dev %s egress pref 49152",
				   source->name);
	return error;
}

int
linux_script(const struct device *device, const struct change *change,
    struct script *script)
{
	const struct session *have = change->have, *want = change->want;
	int error = 0;

	(void)device;
	for (size_t i = 0; have && i < have->sources.count && !error; i++)
		error = each_way(&have->sources.at[i], NULL, script);
	for (size_t i = 0; want && i < want->sources.count && !error; i++) {
		error = script_add(script, "tc qdisc add dev %s clsact",
		    want->sources.at[i].name);
		if (!error)
			error = each_way(&want->sources.at[i], want, script);
	}
	return error;
}
