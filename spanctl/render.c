/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes as lines of configuration, out of the templates of a driver. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "spanctl/change.h"

#define LINE_SIZE 512

/* What the braces of templates stand for. */
struct values {
	const struct driver *driver;
	const struct cli_lines *lines;
	const struct session *session;
	const char *port;
	unsigned vlan;
	const char *direction;
	struct script *script;
};

/* The value of "{name}" as text; NULL when there is no such name. */
static const char *
value_of(const struct values *values, struct text name, char number[16])
{
	const struct session *session = values->session;
	unsigned value;

	if (text_is(name, "id"))
		return session->id;
	if (text_is(name, "port"))
		return values->port;
	if (text_is(name, "dir"))
		return values->direction;
	if (text_is(name, "to"))
		return session->erspan_to;
	if (text_is(name, "from"))
		return session->erspan_from;
	if (text_is(name, "acl"))
		return session->filter_acl;
	if (text_is(name, "options"))
		return session->ingress ? " ingress untagged vlan 1" : "";
	if (text_is(name, "vlan"))
		value = values->vlan;
	else if (text_is(name, "rspan"))
		value = session->rspan_vlan;
	else if (text_is(name, "erspan"))
		value = session->erspan_id;
	else if (text_is(name, "mtu"))
		value = session->mtu;
	else
		return NULL;
	snprintf(number, 16, "%u", value);
	return number;
}

/* Is what the line says optional, and not said? */
static bool
is_left_out(const struct values *values, struct text name)
{
	const struct session *session = values->session;

	return (text_is(name, "mtu") && session->mtu == 0) ||
	       (text_is(name, "erspan") && session->erspan_id == 0) ||
	       (text_is(name, "from") && !session->erspan_from[0]);
}

/* One line of a template, filled in. */
static int
add_line(const struct values *values, struct text template)
{
	char line[LINE_SIZE];
	size_t len = 0;

	while (template.len) {
		struct text plain = text_cut(&template, '{');
		struct text name = text_cut(&template, '}');
		char number[16];
		const char *value =
		    name.len ? value_of(values, name, number) : "";
		int more = snprintf(line + len, sizeof line - len, "%.*s%s",
		    (int)plain.len, plain.len ? plain.at : "",
		    value ? value : "");

		if (is_left_out(values, name))
			return 0;
		if (more < 0 || (size_t)more >= sizeof line - len)
			return EMSGSIZE;
		len += (size_t)more;
	}
	while (len && line[len - 1] == ' ') /* a word that is "" */
		line[--len] = '\0';
	return script_add(values->script, "%s", line);
}

static int
add_lines(const struct values *values, const char *template)
{
	struct text rest = text_of(template);
	int error = 0;

	while (rest.len && !error)
		error = add_line(values, text_cut(&rest, '\n'));
	return error;
}

/* Lines that a device of this kind has to have. */
static int
need_lines(const struct values *values, const char *template, const char *what)
{
	if (template)
		return add_lines(values, template);
	log_warnx("session %s: %s cannot do this: %s", values->session->id,
	    values->driver->what, what);
	return ENOTSUP;
}

/* With a line for each direction where "both" is no word. */
static int
directed(struct values *values, const char *template, enum direction direction,
    const char *what)
{
	const struct cli_lines *lines = values->lines;
	int error = 0;

	if (direction == DIRECTION_BOTH && lines->both) {
		values->direction = lines->both;
		return need_lines(values, template, what);
	}
	if (direction & DIRECTION_RX) {
		values->direction = lines->rx;
		error = need_lines(values, template, what);
	}
	if (!error && direction & DIRECTION_TX) {
		values->direction = lines->tx;
		error = need_lines(values, template, what);
	}
	return error;
}

/* The direction of a port in a set; none when it is not there. */
static enum direction
direction_in(const struct mirror_ports *ports, const char *key)
{
	const struct mirror_port *port =
	    ports ? mirror_ports_find(ports, key) : NULL;

	return port ? port->direction : DIRECTION_NONE;
}

static int
remove_sources(struct values *values, const struct session *have,
    const struct session *want)
{
	const struct cli_lines *lines = values->lines;
	int error = 0;

	for (size_t i = 0; i < have->sources.count && !error; i++) {
		const struct mirror_port *port = &have->sources.at[i];

		values->port = port->name;
		error = directed(values, lines->no_source,
		    port->direction & ~direction_in(&want->sources, port->key),
		    "take one source out");
	}
	for (unsigned vlan = 1; vlan < VLANS && !error; vlan++) {
		unsigned less = have->source_vlans[vlan] &
				~(unsigned)want->source_vlans[vlan];

		values->vlan = vlan;
		if (less)
			error = directed(values, lines->no_source_vlan,
			    (enum direction)less, "take a source VLAN out");
	}
	return error;
}

static int
add_sources(struct values *values, const struct session *have,
    const struct session *want)
{
	const struct cli_lines *lines = values->lines;
	int error = 0;

	for (size_t i = 0; i < want->sources.count && !error; i++) {
		const struct mirror_port *port = &want->sources.at[i];

		values->port = port->name;
		if (port->direction &
		    ~direction_in(have ? &have->sources : NULL, port->key))
			error = directed(values, lines->source, port->direction,
			    "source ports");
	}
	for (unsigned vlan = 1; vlan < VLANS && !error; vlan++) {
		unsigned had = have ? have->source_vlans[vlan] : 0;

		values->vlan = vlan;
		if (want->source_vlans[vlan] & ~had)
			error = directed(values, lines->source_vlan,
			    (enum direction)want->source_vlans[vlan],
			    "source VLANs");
	}
	return error;
}

static int
change_filters(struct values *values, const struct session *have,
    const struct session *want)
{
	const struct cli_lines *lines = values->lines;
	int error = 0;

	for (unsigned vlan = 1; vlan < VLANS && !error; vlan++) {
		bool had = have && have->filter_vlans[vlan];
		bool has = want->filter_vlans[vlan];

		values->vlan = vlan;
		if (has != had)
			error = need_lines(values,
			    has ? lines->filter_vlan : lines->no_filter_vlan,
			    "filter by VLAN");
	}
	if (!error && have && have->filter_acl[0] &&
	    strcmp(have->filter_acl, want->filter_acl)) {
		values->session = have;
		error = need_lines(
		    values, lines->no_filter_acl, "filter by access list");
		values->session = want;
	}
	if (!error && want->filter_acl[0] &&
	    (!have || strcmp(have->filter_acl, want->filter_acl)))
		error = need_lines(
		    values, lines->filter_acl, "filter by access list");
	return error;
}

static int
change_destinations(struct values *values, const struct session *have,
    const struct session *want)
{
	const struct cli_lines *lines = values->lines;
	bool again = have && have->ingress != want->ingress;
	int error = 0;

	for (size_t i = 0; have && i < have->destinations.count && !error;
	     i++) {
		const struct mirror_port *port = &have->destinations.at[i];

		values->port = port->name;
		if (again || !mirror_ports_find(&want->destinations, port->key))
			error = need_lines(values, lines->no_destination,
			    "take a destination out");
	}
	for (size_t i = 0; i < want->destinations.count && !error; i++) {
		const struct mirror_port *port = &want->destinations.at[i];

		values->port = port->name;
		if (again || !have ||
		    !mirror_ports_find(&have->destinations, port->key))
			error = need_lines(
			    values, lines->destination, "destination ports");
	}
	return error;
}

/* Where copies go or come from that is no port. */
static int
set_remote(struct values *values, const struct session *want)
{
	const struct cli_lines *lines = values->lines;
	int error = 0;

	if (want->type == SESSION_RSPAN_SOURCE)
		error = need_lines(values, lines->to_rspan, "RSPAN");
	if (!error && want->type == SESSION_RSPAN_DESTINATION)
		error = need_lines(values, lines->from_rspan, "RSPAN");
	if (!error && want->type == SESSION_ERSPAN_SOURCE)
		error = need_lines(values, lines->to_erspan, "ERSPAN");
	return error;
}

static int
remove_whole(struct values *values, const struct session *have)
{
	const struct cli_lines *lines = values->lines;
	int error = 0;

	values->session = have;
	for (size_t i = 0;
	     lines->remove_source && i < have->sources.count && !error; i++) {
		values->port = have->sources.at[i].name;
		error = directed(values, lines->remove_source,
		    have->sources.at[i].direction, "take one source out");
	}
	return error ? error : need_lines(values, lines->remove, "remove");
}

static int
make_or_change(struct values *values, const struct session *have,
    const struct session *want)
{
	const struct cli_lines *lines = values->lines;
	int error = 0;

	values->session = want;
	if (!have && want->rspan_vlan)
		error = add_lines(values, lines->rspan_vlan);
	if (!error)
		error = add_lines(values, lines->begin);
	/* Where sources are told by a destination, that comes first. */
	if (!error && lines->remove_source)
		error = change_destinations(values, have, want);
	if (!error && have)
		error = remove_sources(values, have, want);
	if (!error)
		error = add_sources(values, have, want);
	if (!error)
		error = change_filters(values, have, want);
	if (!error && !lines->remove_source)
		error = change_destinations(values, have, want);
	if (!error && !have)
		error = set_remote(values, want);
	return error ? error : add_lines(values, lines->end);
}

int
change_render(const struct driver *driver, const struct change *change,
    struct script *script)
{
	const struct session *have = change->have, *want = change->want;
	struct values values = {.driver = driver, .script = script};
	bool anew = have && want &&
		    (driver->lines->whole || have->type != want->type ||
			have->rspan_vlan != want->rspan_vlan ||
			have->erspan_id != want->erspan_id ||
			strcmp(have->erspan_to, want->erspan_to));
	int error = 0;

	values.lines = driver->lines;
	if (have && (!want || anew))
		error = remove_whole(&values, have);
	if (want && want->type == SESSION_ERSPAN_SOURCE && values.lines->erspan)
		values.lines = values.lines->erspan;
	if (!error && want)
		error = make_or_change(&values, anew ? NULL : have, want);
	return error;
}
