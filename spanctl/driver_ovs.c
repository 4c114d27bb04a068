/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bridge of Open vSwitch on this host. */
#include <stdarg.h>
#include <stdio.h>

#include "spanctl/backend.h"

static const struct port_names names = {.any = true};

const struct driver driver_ovs = {
    .name = "ovs",
    .what = "Open vSwitch on this host",
    .names = &names,
    .backend = &backend_ovs,
    .limits = {.destinations = 1, .once = true},
};

/* A command that grows. */
struct command {
	char text[4096];
	size_t len;
};

static void add(struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
add(struct command *command, const char *format, ...)
{
	size_t room = sizeof command->text - command->len;
	va_list list;
	int more;

	va_start(list, format);
	more = vsnprintf(command->text + command->len, room, format, list);
	va_end(list);
	if (more > 0 && (size_t)more < room)
		command->len += (size_t)more;
}

static void
add_sources(struct command *command, const struct session *want,
    enum direction direction, const char *column)
{
	const char *before = column;

	for (size_t i = 0; i < want->sources.count; i++) {
		if (!(want->sources.at[i].direction & direction))
			continue;
		add(command, "%s@%s", before, want->sources.at[i].name);
		before = ",";
	}
}

static void
add_vlans(struct command *command, const struct session *want)
{
	const char *before = " select-vlan=";

	if (vlans_count(want->source_vlans))
		add(command, "%s", " select-all=true");
	for (unsigned vlan = 1; vlan < VLANS; vlan++) {
		if (!want->source_vlans[vlan] && !want->filter_vlans[vlan])
			continue;
		add(command, "%s%u", before, vlan);
		before = ",";
	}
}

static int
add_create(const struct device *device, const struct session *want,
    struct script *script)
{
	struct command command = {.text = "ovs-vsctl", .len = 9};

	/* What is named has to be got before it is used. */
	for (size_t i = 0; i < want->sources.count; i++) {
		add(&command, " -- --id=@%s get port %s",
		    want->sources.at[i].name, want->sources.at[i].name);
	}
	for (size_t i = 0; i < want->destinations.count; i++) {
		add(&command, " -- --id=@%s get port %s",
		    want->destinations.at[i].name,
		    want->destinations.at[i].name);
	}
	add(&command, " -- --id=@mirror create mirror name=%s", want->id);
	add_sources(&command, want, DIRECTION_RX, " select-src-port=");
	add_sources(&command, want, DIRECTION_TX, " select-dst-port=");
	add_vlans(&command, want);
	if (want->destinations.count)
		add(&command, " output-port=@%s",
		    want->destinations.at[0].name);
	if (want->rspan_vlan)
		add(&command, " output-vlan=%u", want->rspan_vlan);
	add(&command, " external-ids:spanctl=%s", want->id);
	add(&command, " -- add bridge %s mirrors @mirror", device->bridge);
	return script_add(script, "%s", command.text);
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
