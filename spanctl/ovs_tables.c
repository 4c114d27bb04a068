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

/* Asks ovs-vswitchd itself; the caller releases '*answer'. */
static int
ask_switch(const struct bridge *bridge, const char *command, const char *word,
    json_t **answer)
{
	struct ovsdb *control = NULL;
	char path[PLAN_TEXT_SIZE + 64];
	int error = find_control(bridge, path, sizeof path);

	if (!error)
		error = ovsdb_open(path, bridge->device->timeout_s, &control);
	if (!error)
		error = ovsdb_call(
		    control, command, json_pack("[s]", word), answer);
	if (error)
		log_warnx("%s: ovs-vswitchd does not answer %s: %s: %s",
		    bridge->device->name, command, path, strerror(error));
	ovsdb_close(control);
	return error;
}

int
ovs_stations(void *state, struct station_list *list)
{
	struct bridge *bridge = state;
	json_t *result = NULL, *table = NULL;
	int error = ovs_transact(bridge,
	    json_pack("[{s:s,s:s,s:[],s:[s,s]}]", "op", "select", "table",
		"Interface", "where", "columns", "name", "ofport"),
	    &result);

	if (error)
		return error;
	error = ask_switch(bridge, "fdb/show", bridge->device->bridge, &table);
	if (!error)
		error = take_table(text_of(json_string_value(table)),
		    json_object_get(json_array_get(result, 0), "rows"), list);
	json_decref(table);
	json_decref(result);
	return error;
}

/* ovs-vswitchd counts frames without their check sequence. */
#define FCS_BYTES 4

/* The lines below "port 3: NAME", up to the next port. */
static void
take_counts(struct text block, struct port_counts *port)
{
	static const char *const bytes[] = {"RX bytes #", "TX bytes #"};
	static const char *const packets[] = {"RX packets @", "TX packets @"};

	for (int way = 0; way < COUNT_WAYS; way++) {
		struct count *count = &port->way[way];

		if (!counts_match(block, packets[way], count) ||
		    !counts_match(block, bytes[way], count))
			continue;
		count->bytes += FCS_BYTES * count->packets;
		count_stamp(count);
	}
}

/* Is it "port 3: NAME" or "port 3: NAME (KIND)"? */
static bool
is_port(struct text line, const char *name)
{
	struct text head = text_cut(&line, ':');

	line = text_trim(line);
	return text_starts_with(text_trim(head), "port ") &&
	       text_equal(text_cut(&line, ' '), text_of(name));
}

static void
take_datapath(struct text all, struct port_counts *port)
{
	static const char next_port[] = "\n  port ";

	while (all.len) {
		const char *next;

		if (!is_port(text_cut(&all, '\n'), port->name) || all.len == 0)
			continue;
		next = memmem(all.at, all.len, next_port, sizeof next_port - 1);
		if (next)
			all.len = (size_t)(next - all.at);
		take_counts(all, port);
		return;
	}
}

/* Bits a second of the link of each port, from the database. */
static void
take_speeds(const json_t *rows, struct port_counts *ports, size_t count)
{
	size_t i;
	const json_t *row;

	json_array_foreach(rows, i, row)
	{
		const char *name =
		    json_string_value(json_object_get(row, "name"));
		json_int_t speed =
		    json_integer_value(json_object_get(row, "link_speed"));

		speed /= 1000000;
		for (size_t k = 0; name && k < count; k++) {
			if (!strcmp(ports[k].name, name) && speed > 0 &&
			    speed < UINT32_MAX)
				ports[k].speed_mbit = (unsigned)speed;
		}
	}
}

/* The database has its figures anew every five seconds only; ovs-vswitchd has
 * those of now. */
int
ovs_counts(void *state, struct port_counts *ports, size_t count)
{
	struct bridge *bridge = state;
	json_t *result = NULL, *shown = NULL;
	int error = ovs_transact(bridge,
	    json_pack("[{s:s,s:s,s:[],s:[s,s]}]", "op", "select", "table",
		"Interface", "where", "columns", "name", "link_speed"),
	    &result);

	if (error)
		return error;
	take_speeds(
	    json_object_get(json_array_get(result, 0), "rows"), ports, count);
	if (!ask_switch(bridge, "dpctl/show", "-s", &shown)) {
		for (size_t i = 0; i < count; i++)
			take_datapath(
			    text_of(json_string_value(shown)), &ports[i]);
	}
	json_decref(shown);
	json_decref(result);
	return 0;
}
