/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any switch with portCopyTable of the SMON MIB (RFC 2613): Catalyst 4500,
 * 6500, 9000, Cisco Small Business, Dell, Netgear, Extreme and others. All
 * that is copied to one port is one session, and that port is its id.
 */
#include "spanctl/backend.h"

static const struct port_names names = {.any = true};

const struct driver driver_smon = {
    .name = "smon",
    .what = "SNMP: portCopyTable of the SMON MIB, RFC 2613",
    .names = &names,
    .backend = &backend_smon,
    .remote = true,
    .limits = {.destinations = 1, .by_destination = true},
};

static int
add_row(const struct session *session, const struct mirror_port *source,
    const char *values, struct script *script)
{
	const char *to = session->destinations.count
			     ? session->destinations.at[0].name
			     : session->id;

	return script_add(script,
	    "snmpset ... SMON-MIB::portCopyStatus.<ifIndex of %s>.<ifIndex "
	    "of %s> i %s",
	    source->name, to, values);
}

int
smon_script(const struct device *device, const struct change *change,
    struct script *script)
{
	static const char *const values[] = {
	    [DIRECTION_RX] = "createAndGo; portCopyDirection copyRxOnly",
	    [DIRECTION_TX] = "createAndGo; portCopyDirection copyTxOnly",
	    [DIRECTION_BOTH] = "createAndGo; portCopyDirection copyBoth"};
	const struct session *have = change->have, *want = change->want;
	int error = 0;

	(void)device;
	for (size_t i = 0; have && i < have->sources.count && !error; i++) {
		const struct mirror_port *source = &have->sources.at[i];

		if (!want || !mirror_ports_find(&want->sources, source->key))
			error = add_row(have, source, "destroy", script);
	}
	for (size_t i = 0; want && i < want->sources.count && !error; i++) {
		const struct mirror_port *source = &want->sources.at[i];
		const struct mirror_port *had =
		    have ? mirror_ports_find(&have->sources, source->key)
			 : NULL;

		if (!had || had->direction != source->direction)
			error = add_row(
			    want, source, values[source->direction], script);
	}
	return error;
}
