/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What Open vSwitch counts of its mirrors, from the database, and the MAC
 * addresses that a bridge has learnt, which only ovs-vswitchd knows: its
 * control socket lies beside the database's.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "spanctl/ovs_int.h"

/* The number by 'key' in ["map", [[KEY, NUMBER], ...]]; -1 when not there. */
static json_int_t
map_number(const json_t *map, const char *key)
{
	size_t i;
	const json_t *pair;

	json_array_foreach(json_array_get(map, 1), i, pair)
	{
		const char *its = json_string_value(json_array_get(pair, 0));

		if (its && !strcmp(its, key))
			return json_integer_value(json_array_get(pair, 1));
	}
	return -1;
}

/* The database has them anew every five seconds. */
int
ovs_figures(void *state, const struct session *session, struct figures *out)
{
	struct bridge *bridge = state;
	json_t *result = NULL;
	const json_t *rows;
	json_int_t packets;
	int error = ovs_transact(bridge,
	    json_pack("[{s:s,s:s,s:[[s,s,s]],s:[s]}]", "op", "select", "table",
		"Mirror", "where", "name", "==", session->id, "columns",
		"statistics"),
	    &result);

	if (error)
		return error;
	rows = json_object_get(json_array_get(result, 0), "rows");
	packets =
	    map_number(json_object_get(json_array_get(rows, 0), "statistics"),
		"tx_packets");
	out->has_copied = packets >= 0;
	out->copied = packets >= 0 ? (uint64_t)packets : 0;
	json_decref(result);
	return 0;
}

/* The control socket: ovs-vswitchd.PID.ctl, the number in a file. */
static int
find_control(const struct bridge *bridge, char *out, size_t size)
{
	const char *path = ovs_socket(bridge->device);
	const char *slash = strrchr(path, '/');
	int folder = slash ? (int)(slash - path) : 0;
	unsigned long pid = 0;
	FILE *file;

	snprintf(out, size, "%.*s/ovs-vswitchd.pid", folder, slash ? path : "");
	file = fopen(out, "re");
	if (!file)
		return errno;
	if (fscanf(file, "%9lu", &pid) != 1)
		pid = 0;
	fclose(file);
	snprintf(out, size, "%.*s/ovs-vswitchd.%lu.ctl", folder,
	    slash ? path : "", pid);
	return pid ? 0 : ENOENT;
}

/* The name of the port that has this number in OpenFlow; NULL for none. */
static const char *
name_of_number(const json_t *rows, json_int_t number)
{
	size_t i;
	const json_t *row;

	json_array_foreach(rows, i, row)
	{
		const json_t *its = json_object_get(row, "ofport");

		if (json_is_integer(its) && json_integer_value(its) == number)
			return json_string_value(json_object_get(row, "name"));
	}
	return NULL;
}

/* Lines "port VLAN MAC age", the port by its number. */
static int
take_table(struct text table, const json_t *rows, struct station_list *list)
{
	int error = 0;

	while (table.len && !error) {
		struct text line = text_cut(&table, '\n');
		struct text port = text_word(&line);
		struct text vlan = text_word(&line);
		struct text mac = text_word(&line);
		struct station station = {.vlan = 0};
		unsigned long number, its_vlan = 0;
		const char *name;

		if (!text_number(port, 65535, &number) ||
		    !mac_parse(mac, station.mac))
			continue;
		name = name_of_number(rows, (json_int_t)number);
		if (text_number(vlan, 4095, &its_vlan))
			station.vlan = (unsigned)its_vlan;
		text_copy(station.port, sizeof station.port, text_of(name));
		if (name)
			error = station_add(list, &station);
	}
	return error;
}

int
ovs_stations(void *state, struct station_list *list)
{
	struct bridge *bridge = state;
	struct ovsdb *control = NULL;
	json_t *result = NULL, *table = NULL;
	char path[PLAN_TEXT_SIZE + 64];
	int error = ovs_transact(bridge,
	    json_pack("[{s:s,s:s,s:[],s:[s,s]}]", "op", "select", "table",
		"Interface", "where", "columns", "name", "ofport"),
	    &result);

	if (error)
		return error;
	error = find_control(bridge, path, sizeof path);
	if (!error)
		error = ovsdb_open(path, bridge->device->timeout_s, &control);
	if (!error)
		error = ovsdb_call(control, "fdb/show",
		    json_pack("[s]", bridge->device->bridge), &table);
	if (error)
		log_warnx("%s: ovs-vswitchd does not show its MAC addresses: "
			  "%s: %s",
		    bridge->device->name, path, strerror(error));
	else
		error = take_table(text_of(json_string_value(table)),
		    json_object_get(json_array_get(result, 0), "rows"), list);
	json_decref(table);
	json_decref(result);
	ovsdb_close(control);
	return error;
}
