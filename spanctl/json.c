/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions as JSON; see json.h. jansson takes NULL values as failures. */
#include "spanctl/json.h"

#include <errno.h>
#include <stdio.h>

static json_t *
text_or_null(const char *text)
{
	json_t *value = text[0] ? json_string(text) : json_null();

	return value ? value : json_null(); /* not UTF-8 */
}

static json_t *
number_or_null(unsigned number)
{
	return number ? json_integer(number) : json_null();
}

static json_t *
ports_array(const struct mirror_ports *ports, bool directions)
{
	json_t *array = json_array();

	for (size_t i = 0; i < ports->count; i++) {
		const struct mirror_port *port = &ports->at[i];
		json_t *name = text_or_null(port->name);

		json_array_append_new(array,
		    directions
			? json_pack("{s:o,s:s}", "port", name, "direction",
			      direction_name(port->direction))
			: name);
	}
	return array;
}

static json_t *
vlans_array(const uint8_t set[VLANS])
{
	json_t *array = json_array();

	for (int vlan = 1; vlan < VLANS; vlan++) {
		if (set[vlan])
			json_array_append_new(array, json_integer(vlan));
	}
	return array;
}

static json_t *
vlan_directions(const uint8_t set[VLANS])
{
	json_t *array = json_array();

	for (int vlan = 1; vlan < VLANS; vlan++) {
		if (set[vlan])
			json_array_append_new(array,
			    json_pack("{s:i,s:s}", "vlan", vlan, "direction",
				direction_name((enum direction)set[vlan])));
	}
	return array;
}

static json_t *
state_or_null(enum session_state state)
{
	if (state == SESSION_STATE_UNKNOWN)
		return json_null();
	return json_string(state == SESSION_STATE_UP ? "up" : "down");
}

json_t *
json_session(const struct session *session)
{
	json_t *object = json_object();

	json_object_set_new(object, "id", text_or_null(session->id));
	json_object_set_new(
	    object, "type", json_string(session_type_name(session->type)));
	json_object_set_new(
	    object, "sources", ports_array(&session->sources, true));
	json_object_set_new(
	    object, "source_vlans", vlans_array(session->source_vlans));
	json_object_set_new(object, "source_vlan_directions",
	    vlan_directions(session->source_vlans));
	json_object_set_new(
	    object, "filter_vlans", vlans_array(session->filter_vlans));
	json_object_set_new(
	    object, "filter_acl", text_or_null(session->filter_acl));
	json_object_set_new(
	    object, "destinations", ports_array(&session->destinations, false));
	json_object_set_new(
	    object, "rspan_vlan", number_or_null(session->rspan_vlan));
	json_object_set_new(
	    object, "erspan_id", number_or_null(session->erspan_id));
	json_object_set_new(
	    object, "erspan_to", text_or_null(session->erspan_to));
	json_object_set_new(
	    object, "erspan_from", text_or_null(session->erspan_from));
	json_object_set_new(object, "mtu", number_or_null(session->mtu));
	json_object_set_new(
	    object, "encapsulation", text_or_null(session->encapsulation));
	json_object_set_new(object, "ingress", json_boolean(session->ingress));
	json_object_set_new(object, "state", state_or_null(session->state));
	if (session->foreign)
		json_object_set_new(object, "foreign", json_true());
	return object;
}

json_t *
json_sessions(const struct session_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, json_session(&list->at[i]));
	return array;
}

static void
read_text(const json_t *object, const char *key, char *out, size_t size)
{
	const char *text = json_string_value(json_object_get(object, key));

	text_copy(out, size, text_of(text));
}

static unsigned
read_number(const json_t *object, const char *key)
{
	json_int_t number = json_integer_value(json_object_get(object, key));

	return number > 0 && number <= UINT32_MAX ? (unsigned)number : 0;
}

static int
read_ports(const json_t *array, const struct port_names *names,
    struct mirror_ports *ports)
{
	size_t i;
	json_t *item;

	json_array_foreach(array, i, item)
	{
		const char *name = json_string_value(
		    json_is_object(item) ? json_object_get(item, "port")
					 : item);
		const char *direction =
		    json_string_value(json_object_get(item, "direction"));
		int error = mirror_ports_add(ports, names, text_of(name),
		    direction_of(text_of(direction)));

		if (error)
			return error;
	}
	return 0;
}

static int
read_vlans(const json_t *array, uint8_t set[VLANS])
{
	size_t i;
	json_t *item;

	json_array_foreach(array, i, item)
	{
		unsigned vlan = json_is_object(item)
				    ? read_number(item, "vlan")
				    : (unsigned)json_integer_value(item);
		const char *direction =
		    json_string_value(json_object_get(item, "direction"));
		enum direction value = direction_of(text_of(direction));

		if (vlan == 0 || vlan >= VLANS)
			return EBADMSG;
		set[vlan] = value ? (uint8_t)value : DIRECTION_RX;
	}
	return 0;
}

static int
read_session(const json_t *object, const struct port_names *names,
    struct session_list *list)
{
	const char *id = json_string_value(json_object_get(object, "id"));
	const char *type = json_string_value(json_object_get(object, "type"));
	struct session *session;
	int error;

	if (!id || !type)
		return EBADMSG;
	session = session_list_add(list, text_of(id));
	if (!session)
		return list->count >= SESSIONS_MAX ? E2BIG : ENOMEM;
	session->type = session_type_of(text_of(type));
	read_text(object, "filter_acl", session->filter_acl,
	    sizeof session->filter_acl);
	read_text(
	    object, "erspan_to", session->erspan_to, sizeof session->erspan_to);
	read_text(object, "erspan_from", session->erspan_from,
	    sizeof session->erspan_from);
	read_text(object, "encapsulation", session->encapsulation,
	    sizeof session->encapsulation);
	session->rspan_vlan = read_number(object, "rspan_vlan");
	session->erspan_id = read_number(object, "erspan_id");
	session->mtu = read_number(object, "mtu");
	session->ingress = json_is_true(json_object_get(object, "ingress"));
	session->foreign = json_is_true(json_object_get(object, "foreign"));
	error = read_ports(
	    json_object_get(object, "sources"), names, &session->sources);
	if (!error)
		error = read_ports(json_object_get(object, "destinations"),
		    names, &session->destinations);
	if (!error)
		error = read_vlans(
		    json_object_get(object, "source_vlan_directions"),
		    session->source_vlans);
	if (!error)
		error = read_vlans(json_object_get(object, "filter_vlans"),
		    session->filter_vlans);
	return error;
}

int
json_read_sessions(const json_t *array, const struct port_names *names,
    struct session_list *list)
{
	size_t i;
	json_t *item;

	if (!json_is_array(array))
		return EBADMSG;
	json_array_foreach(array, i, item)
	{
		int error = read_session(item, names, list);

		if (error)
			return error;
	}
	return 0;
}

int
json_print_release(json_t *value)
{
	int failed = ENOMEM;

	if (value)
		failed = json_dumpf(value, stdout, JSON_INDENT(2)) ||
				 putchar('\n') == EOF
			     ? EIO
			     : 0;
	json_decref(value);
	return failed;
}
