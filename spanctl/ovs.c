/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mirrors of Open vSwitch: rows of its database, ours with "spanctl" among
 * their external_ids. A change is one transaction: there is no moment without
 * the mirror. A packet is copied once by each mirror, whatever ports match.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "spanctl/ovs_int.h"

#define POLL_US 100000

static void
bridge_close(void *state)
{
	struct bridge *bridge = state;

	ovsdb_close(bridge->ovsdb);
	free(bridge);
}

static int
bridge_open(const struct device *device, void **state)
{
	struct bridge *bridge;
	const char *path = ovs_socket(device);
	int error;

	if (!device->bridge[0]) {
		log_warnx(
		    "%s: say which bridge it is: bridge = NAME", device->name);
		return EINVAL;
	}
	bridge = calloc(1, sizeof *bridge);
	if (!bridge)
		return ENOMEM;
	bridge->device = device;
	error = ovsdb_open(path, device->timeout_s, &bridge->ovsdb);
	if (error) {
		errno = error;
		log_warn("%s: %s", device->name, path);
		free(bridge);
		return error;
	}
	*state = bridge;
	return 0;
}

const char *
ovs_socket(const struct device *device)
{
	const char *path = device->address[0] ? device->address : OVS_SOCKET;

	return strncmp(path, "unix:", 5) ? path : path + 5;
}

int
ovs_transact(struct bridge *bridge, json_t *operations, json_t **result)
{
	const char *refusal;
	int error = ovsdb_transact(bridge->ovsdb, operations, result, &refusal);

	if (error) {
		errno = error;
		if (refusal)
			log_warnx("%s: the database refuses: %s",
			    bridge->device->name, refusal);
		else
			log_warn("%s: its database", bridge->device->name);
	}
	return error;
}

/* All that is read at once. */
struct view {
	json_t *result;        /* of the transaction */
	const json_t *bridge;  /* its row */
	const json_t *ports;   /* rows */
	const json_t *mirrors; /* rows */
};

static int
read_view(struct bridge *bridge, struct view *view)
{
	json_t *operations =
	    json_pack("[{s:s,s:s,s:[[s,s,s]]},{s:s,s:s,s:[],s:[s,s]},"
		      "{s:s,s:s,s:[]}]",
		"op", "select", "table", "Bridge", "where", "name",
		"==", bridge->device->bridge, "op", "select", "table", "Port",
		"where", "columns", "_uuid", "name", "op", "select", "table",
		"Mirror", "where");
	int error = ovs_transact(bridge, operations, &view->result);

	if (error)
		return error;
	view->bridge = json_array_get(
	    json_object_get(json_array_get(view->result, 0), "rows"), 0);
	view->ports = json_object_get(json_array_get(view->result, 1), "rows");
	view->mirrors =
	    json_object_get(json_array_get(view->result, 2), "rows");
	if (view->bridge)
		return 0;
	log_warnx("%s: there is no bridge %s", bridge->device->name,
	    bridge->device->bridge);
	json_decref(view->result);
	return ENOENT;
}

/* The text of ["uuid", TEXT]; NULL when it is none. */
static const char *
uuid_of(const json_t *value)
{
	const char *kind = json_string_value(json_array_get(value, 0));

	return kind && !strcmp(kind, "uuid")
		   ? json_string_value(json_array_get(value, 1))
		   : NULL;
}

/* The n-th member of a set; a set of one is sent bare. NULL behind the last. */
static const json_t *
member(const json_t *value, size_t n)
{
	const char *kind = json_string_value(json_array_get(value, 0));

	if (kind && !strcmp(kind, "set"))
		return json_array_get(json_array_get(value, 1), n);
	return n == 0 && !json_is_null(value) ? value : NULL;
}

static bool
set_has(const json_t *set, const char *uuid)
{
	const json_t *value;

	for (size_t i = 0; (value = member(set, i)); i++) {
		if (uuid_of(value) && uuid && !strcmp(uuid_of(value), uuid))
			return true;
	}
	return false;
}

/* The value of 'column' in the row where another column has this text. */
static const char *
port_name(const struct view *view, const char *uuid)
{
	size_t i;
	const json_t *port;

	json_array_foreach(view->ports, i, port)
	{
		const char *its = uuid_of(json_object_get(port, "_uuid"));

		if (its && uuid && !strcmp(its, uuid))
			return json_string_value(json_object_get(port, "name"));
	}
	return NULL;
}

/* Ports have to be of this bridge. */
static const char *
port_uuid(const struct view *view, const char *name)
{
	size_t i;
	const json_t *port;

	json_array_foreach(view->ports, i, port)
	{
		const char *uuid = uuid_of(json_object_get(port, "_uuid"));
		const char *its =
		    json_string_value(json_object_get(port, "name"));

		if (its && !strcmp(its, name) &&
		    set_has(json_object_get(view->bridge, "ports"), uuid))
			return uuid;
	}
	return NULL;
}

static const json_t *
find_mirror(const struct view *view, const char *name)
{
	size_t i;
	const json_t *mirror;

	json_array_foreach(view->mirrors, i, mirror)
	{
		const char *its =
		    json_string_value(json_object_get(mirror, "name"));

		if (its && !strcmp(its, name) &&
		    set_has(json_object_get(view->bridge, "mirrors"),
			uuid_of(json_object_get(mirror, "_uuid"))))
			return mirror;
	}
	return NULL;
}

static int
add_ports(const struct view *view, const json_t *set,
    struct mirror_ports *ports, enum direction direction)
{
	const json_t *value;
	int error = 0;

	for (size_t i = 0; (value = member(set, i)) && !error; i++) {
		const char *name = port_name(view, uuid_of(value));

		if (name)
			error = mirror_ports_add(
			    ports, driver_ovs.names, text_of(name), direction);
	}
	return error;
}

/* Is there such a key in ["map", [[KEY, VALUE], ...]]? */
static bool
map_has(const json_t *map, const char *key)
{
	size_t i;
	const json_t *pair;

	json_array_foreach(json_array_get(map, 1), i, pair)
	{
		const char *its = json_string_value(json_array_get(pair, 0));

		if (its && !strcmp(its, key))
			return true;
	}
	return false;
}

static void
add_vlans(const json_t *mirror, struct session *session)
{
	bool all = json_is_true(json_object_get(mirror, "select_all"));
	const json_t *vlans = json_object_get(mirror, "select_vlan");
	const json_t *value;

	for (size_t i = 0; (value = member(vlans, i)); i++) {
		json_int_t vlan = json_integer_value(value);

		if (vlan <= 0 || vlan >= VLANS)
			continue;
		if (all)
			session->source_vlans[vlan] = DIRECTION_BOTH;
		else
			session->filter_vlans[vlan] = 1;
	}
}

static int
add_mirror(
    const struct view *view, const json_t *mirror, struct session_list *list)
{
	const char *name = json_string_value(json_object_get(mirror, "name"));
	json_int_t vlan =
	    json_integer_value(json_object_get(mirror, "output_vlan"));
	struct session *session = session_list_add(list, text_of(name));
	int error;

	if (!session)
		return list->count >= SESSIONS_MAX ? E2BIG : ENOMEM;
	session->type = vlan ? SESSION_RSPAN_SOURCE : SESSION_LOCAL;
	session->rspan_vlan = vlan > 0 && vlan < VLANS ? (unsigned)vlan : 0;
	session->foreign =
	    !map_has(json_object_get(mirror, "external_ids"), "spanctl");
	add_vlans(mirror, session);
	error = add_ports(view, json_object_get(mirror, "select_src_port"),
	    &session->sources, DIRECTION_RX);
	if (!error)
		error =
		    add_ports(view, json_object_get(mirror, "select_dst_port"),
			&session->sources, DIRECTION_TX);
	if (!error)
		error = add_ports(view, json_object_get(mirror, "output_port"),
		    &session->destinations, DIRECTION_NONE);
	return error;
}

static int
bridge_read(void *state, struct session_list *list)
{
	struct view view;
	int error = read_view(state, &view);
	size_t i;
	const json_t *mirror;

	if (error)
		return error;
	json_array_foreach(view.mirrors, i, mirror)
	{
		if (!error && set_has(json_object_get(view.bridge, "mirrors"),
				  uuid_of(json_object_get(mirror, "_uuid"))))
			error = add_mirror(&view, mirror, list);
	}
	json_decref(view.result);
	return error;
}

/* ["set", [["uuid", ...], ...]] of the sources of one direction. */
static json_t *
source_set(const struct view *view, const struct session *want,
    enum direction direction, const char **missing)
{
	json_t *ports = json_array();

	for (size_t i = 0; i < want->sources.count; i++) {
		const struct mirror_port *port = &want->sources.at[i];
		const char *uuid = port_uuid(view, port->name);

		if (!uuid)
			*missing = port->name;
		if (uuid && port->direction & direction)
			json_array_append_new(
			    ports, json_pack("[s,s]", "uuid", uuid));
	}
	return json_pack("[s,o]", "set", ports);
}

static json_t *
vlan_set(const struct session *want)
{
	json_t *vlans = json_array();

	for (int vlan = 1; vlan < VLANS; vlan++) {
		if (want->source_vlans[vlan] || want->filter_vlans[vlan])
			json_array_append_new(vlans, json_integer(vlan));
	}
	return json_pack("[s,o]", "set", vlans);
}

/* The row of a mirror; 'missing' names a port that the bridge has not. */
static json_t *
mirror_row(
    const struct view *view, const struct session *want, const char **missing)
{
	json_t *row = json_pack("{s:s,s:o,s:o,s:o,s:b,s:[s,[[s,s]]]}", "name",
	    want->id, "select_src_port",
	    source_set(view, want, DIRECTION_RX, missing), "select_dst_port",
	    source_set(view, want, DIRECTION_TX, missing), "select_vlan",
	    vlan_set(want), "select_all", vlans_count(want->source_vlans) != 0,
	    "external_ids", "map", "spanctl", want->id);

	if (want->foreign) /* what others made gets no mark of ours */
		json_object_del(row, "external_ids");
	if (want->destinations.count) {
		const char *name = want->destinations.at[0].name;
		const char *uuid = port_uuid(view, name);

		if (!uuid)
			*missing = name;
		else
			json_object_set_new(row, "output_port",
			    json_pack("[s,s]", "uuid", uuid));
	}
	if (want->rspan_vlan)
		json_object_set_new(
		    row, "output_vlan", json_integer(want->rspan_vlan));
	return row;
}

/* Adds or takes a member of the bridge's set of mirrors. */
static json_t *
mutate_mirrors(const struct bridge *bridge, const char *how, const char *kind,
    const char *uuid)
{
	return json_pack("{s:s,s:s,s:[[s,s,s]],s:[[s,s,[s,[[s,s]]]]]}", "op",
	    "mutate", "table", "Bridge", "where", "name",
	    "==", bridge->device->bridge, "mutations", "mirrors", how, "set",
	    kind, uuid);
}

/* The whole transaction; NULL when a port is not there, which was said. */
static json_t *
operations_of(const struct bridge *bridge, const struct view *view,
    const struct change *change)
{
	const json_t *old = find_mirror(view, change_id(change));
	json_t *operations = json_array();
	const char *missing = NULL;

	if (old)
		json_array_append_new(
		    operations, mutate_mirrors(bridge, "delete", "uuid",
				    uuid_of(json_object_get(old, "_uuid"))));
	if (change->want) {
		json_array_append_new(
		    operations, json_pack("{s:s,s:s,s:o,s:s}", "op", "insert",
				    "table", "Mirror", "row",
				    mirror_row(view, change->want, &missing),
				    "uuid-name", "m1"));
		json_array_append_new(operations,
		    mutate_mirrors(bridge, "insert", "named-uuid", "m1"));
	}
	json_array_append_new(operations,
	    json_pack("{s:s,s:s,s:[],s:[[s,s,i]]}", "op", "mutate", "table",
		"Open_vSwitch", "where", "mutations", "next_cfg", "+=", 1));
	json_array_append_new(operations,
	    json_pack("{s:s,s:s,s:[],s:[s]}", "op", "select", "table",
		"Open_vSwitch", "where", "columns", "next_cfg"));
	json_array_append_new(operations,
	    json_pack("{s:s,s:s}", "op", "comment", "comment", "spanctl"));
	if (!missing)
		return operations;
	log_warnx("%s: bridge %s has no port %s", bridge->device->name,
	    bridge->device->bridge, missing);
	json_decref(operations);
	return NULL;
}

static json_int_t
number_in(const json_t *result, size_t n, const char *column)
{
	const json_t *rows = json_object_get(json_array_get(result, n), "rows");

	return json_integer_value(
	    json_object_get(json_array_get(rows, 0), column));
}

/* Until ovs-vswitchd has done what the database says. */
static int
wait_for_switch(struct bridge *bridge, json_int_t wanted)
{
	unsigned tries = bridge->device->timeout_s * 1000000U / POLL_US;

	for (unsigned i = 0; i < tries; i++) {
		json_t *result = NULL;
		json_int_t now;
		int error = ovs_transact(bridge,
		    json_pack("[{s:s,s:s,s:[],s:[s]}]", "op", "select", "table",
			"Open_vSwitch", "where", "columns", "cur_cfg"),
		    &result);

		if (error)
			return error;
		now = number_in(result, 0, "cur_cfg");
		json_decref(result);
		if (now >= wanted)
			return 0;
		usleep(POLL_US);
	}
	log_warnx("%s: the database is changed, but ovs-vswitchd does not take "
		  "it up: does it run?",
	    bridge->device->name);
	return ETIMEDOUT;
}

static int
bridge_apply(
    void *state, const struct change *change, const struct mirror_ports *made)
{
	struct bridge *bridge = state;
	struct view view;
	json_t *operations, *result = NULL;
	json_int_t wanted;
	size_t count;
	int error = read_view(bridge, &view);

	(void)made;
	if (error)
		return error;
	operations = operations_of(bridge, &view, change);
	json_decref(view.result);
	if (!operations)
		return ENODEV;
	count = json_array_size(operations);
	error = ovs_transact(bridge, operations, &result);
	if (error)
		return error;
	wanted = number_in(result, count - 2, "next_cfg");
	json_decref(result);
	return wait_for_switch(bridge, wanted);
}

const struct backend backend_ovs = {
    .open = bridge_open,
    .read = bridge_read,
    .apply = bridge_apply,
    .script = ovs_script,
    .figures = ovs_figures,
    .counts = ovs_counts,
    .stations = ovs_stations,
    .close = bridge_close,
    .marks = true,
};
