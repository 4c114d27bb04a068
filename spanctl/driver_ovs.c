/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bridge of Open vSwitch on this host. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "spanctl/backend.h"

static const struct port_names names = {.any = true};

const struct driver driver_ovs = {
    .name = "ovs",
    .what = "Open vSwitch on this host",
    .names = &names,
    .backend = &backend_ovs,
    .limits = {.destinations = 1, .once = true},
};

static void
add_sources(FILE *command, const struct session *want, enum direction direction,
    const char *column)
{
	const char *before = column;

	for (size_t i = 0; i < want->sources.count; i++) {
		if (!(want->sources.at[i].direction & direction))
			continue;
		fprintf(command, "%s@%s", before, want->sources.at[i].name);
		before = ",";
	}
}

static void
add_vlans(FILE *command, const struct session *want)
{
	const char *before = " select-vlan=";

	if (vlans_count(want->source_vlans))
		fputs(" select-all=true", command);
	for (unsigned vlan = 1; vlan < VLANS; vlan++) {
		if (!want->source_vlans[vlan] && !want->filter_vlans[vlan])
			continue;
		fprintf(command, "%s%u", before, vlan);
		before = ",";
	}
}

static int
add_create(const struct device *device, const struct session *want,
    struct script *script)
{
	char *text = NULL;
	size_t size = 0;
	FILE *command = open_memstream(&text, &size);
	int error;

	if (!command)
		return ENOMEM;
	fputs("ovs-vsctl", command);
	/* What is named has to be got before it is used. */
	for (size_t i = 0; i < want->sources.count; i++) {
		fprintf(command, " -- --id=@%s get port %s",
		    want->sources.at[i].name, want->sources.at[i].name);
	}
	for (size_t i = 0; i < want->destinations.count; i++) {
		fprintf(command, " -- --id=@%s get port %s",
		    want->destinations.at[i].name,
		    want->destinations.at[i].name);
	}
	fprintf(command, " -- --id=@mirror create mirror name=%s", want->id);
	add_sources(command, want, DIRECTION_RX, " select-src-port=");
	add_sources(command, want, DIRECTION_TX, " select-dst-port=");
	add_vlans(command, want);
	if (want->destinations.count)
		fprintf(
		    command, " output-port=@%s", want->destinations.at[0].name);
	if (want->rspan_vlan)
		fprintf(command, " output-vlan=%u", want->rspan_vlan);
	fprintf(command, " external-ids:spanctl=%s", want->id);
	fprintf(command, " -- add bridge %s mirrors @mirror", device->bridge);
	error = fclose(command) ? ENOMEM : script_add(script, "%s", text);
	free(text);
	return error;
}

int
ovs_script(const struct device *device, const struct change *change,
    struct script *script)
{
	int error = 0;

	if (change->have)
		error = script_add(script,
		    "ovs-vsctl -- --id=@mirror get mirror %s "
		    "-- remove bridge %s mirrors @mirror",
		    change->have->id, device->bridge);
	if (!error && change->want)
		error = add_create(device, change->want, script);
	return error;
}
