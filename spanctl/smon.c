/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mirrors by SNMP: rows of portCopyTable (RFC 2613, section 4), a row for
 * each source and destination. Agents differ in what they take: rows that are
 * made at once with their direction, or at once both ways with a direction
 * set afterwards, or in steps.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "spanctl/smon_int.h"

#define IF_DESCR "1.3.6.1.2.1.2.2.1.2"
#define IF_NAME "1.3.6.1.2.1.31.1.1.1.1"
#define COPY "1.3.6.1.2.1.16.22.1.3.1.1."
#define COPY_DROPS COPY "3"
#define COPY_DIRECTION COPY "4"
#define COPY_STATUS COPY "5"

#define INTERFACES_MAX 8192
#define ROWS_MAX 4096

struct interface *
smon_interface(const struct smon *smon, unsigned long index)
{
	for (size_t i = 0; i < smon->interface_count; i++) {
		if (smon->interfaces[i].index == index)
			return &smon->interfaces[i];
	}
	return NULL;
}

/* ifName comes first; ifDescr is for those that have none. Printable and one
 * word, whatever was sent: names are printed, and part of plans. */
static int
take_name(const struct snmp_object *object, void *arg)
{
	struct smon *smon = arg;
	struct text name = text_trim(text_of((const char *)object->bytes));
	struct interface *bigger;

	if (object->index_len != 1 || name.len == 0 ||
	    smon_interface(smon, object->index[0]))
		return 0;
	if (smon->interface_count >= INTERFACES_MAX)
		return E2BIG;
	bigger = realloc(
	    smon->interfaces, (smon->interface_count + 1) * sizeof *bigger);
	if (!bigger)
		return ENOMEM;
	smon->interfaces = bigger;
	bigger += smon->interface_count++;
	*bigger = (struct interface){.index = object->index[0]};
	text_copy(bigger->name, sizeof bigger->name, name);
	for (char *at = bigger->name; *at; at++)
		*at = *at > ' ' && *at <= '~' ? *at : '?';
	return 0;
}

static void
smon_close(void *state)
{
	struct smon *smon = state;

	if (smon->agent)
		agent_close(smon->agent);
	free(smon->interfaces);
	free(smon->copies);
	free(smon);
}

static int
smon_open(const struct device *device, void **state)
{
	struct smon *smon = calloc(1, sizeof *smon);
	int error;

	if (!smon)
		return ENOMEM;
	smon->device = device;
	error = agent_open(&(struct agent_login){.name = device->name,
			       .address = device->address,
			       .port = device->port,
			       .timeout_s = device->timeout_s,
			       .user = device->user,
			       .secret = device->secret,
			       .privacy = device->privacy,
			       .auth = device->auth,
			       .cipher = device->cipher},
	    &smon->agent);
	if (!error)
		error = agent_walk(smon->agent, IF_NAME, take_name, smon);
	if (!error)
		error = agent_walk(smon->agent, IF_DESCR, take_name, smon);
	if (!error && smon->interface_count == 0) {
		log_warnx("%s: shows no interfaces: may %s read all?",
		    device->name,
		    device->user[0] ? device->user : "this community");
		error = EACCES;
	}
	if (error)
		smon_close(smon);
	else
		*state = smon;
	return error;
}

/* The row of that index, made when it is not there. */
static struct copy *
get_copy(struct smon *smon, const struct snmp_object *object)
{
	struct copy *bigger;

	for (size_t i = 0; i < smon->copy_count; i++) {
		if (!memcmp(smon->copies[i].pair, object->index,
			sizeof smon->copies[i].pair))
			return &smon->copies[i];
	}
	if (smon->copy_count >= ROWS_MAX)
		return NULL;
	bigger = realloc(smon->copies, (smon->copy_count + 1) * sizeof *bigger);
	if (!bigger)
		return NULL;
	smon->copies = bigger;
	bigger += smon->copy_count++;
	*bigger = (struct copy){.pair = {object->index[0], object->index[1]}};
	return bigger;
}

static int
take_status(const struct snmp_object *object, void *arg)
{
	struct copy *copy =
	    object->index_len == 2 ? get_copy(arg, object) : NULL;

	if (copy)
		copy->status = object->number;
	return copy || object->index_len != 2 ? 0 : E2BIG;
}

static int
take_direction(const struct snmp_object *object, void *arg)
{
	struct copy *copy =
	    object->index_len == 2 ? get_copy(arg, object) : NULL;

	if (copy)
		copy->direction = object->number;
	return 0;
}

static int
take_drops(const struct snmp_object *object, void *arg)
{
	struct copy *copy =
	    object->index_len == 2 ? get_copy(arg, object) : NULL;

	if (copy)
		copy->drops = object->number;
	return 0;
}

int
smon_read_copies(struct smon *smon)
{
	int error;

	smon->copy_count = 0;
	error = agent_walk(smon->agent, COPY_STATUS, take_status, smon);
	if (!error)
		error = agent_walk(
		    smon->agent, COPY_DIRECTION, take_direction, smon);
	if (!error)
		error = agent_walk(smon->agent, COPY_DROPS, take_drops, smon);
	return error;
}

void
smon_name(
    const struct smon *smon, unsigned long index, char out[PORT_NAME_SIZE])
{
	const struct interface *interface = smon_interface(smon, index);

	if (interface)
		text_copy(out, PORT_NAME_SIZE, text_of(interface->name));
	else
		snprintf(out, PORT_NAME_SIZE, "ifIndex-%lu", index);
}

/* copyRxOnly(1), copyTxOnly(2), copyBoth(3): as our sets. */
static enum direction
direction_of_copy(const struct copy *copy)
{
	return copy->direction == 1   ? DIRECTION_RX
	       : copy->direction == 2 ? DIRECTION_TX
				      : DIRECTION_BOTH;
}

static int
add_copy(
    const struct smon *smon, const struct copy *copy, struct session_list *list)
{
	const struct port_names *names = smon->device->driver->names;
	char from[PORT_NAME_SIZE], to[PORT_NAME_SIZE];
	struct session *session;
	int error = 0;

	smon_name(smon, copy->pair[0], from);
	smon_name(smon, copy->pair[1], to);
	session = session_list_find(list, to);
	if (!session) {
		session = session_list_add(list, text_of(to));
		if (!session)
			return list->count >= SESSIONS_MAX ? E2BIG : ENOMEM;
		session->type = SESSION_LOCAL;
		session->state = SESSION_STATE_UP;
		error = mirror_ports_add(
		    &session->destinations, names, text_of(to), DIRECTION_NONE);
	}
	if (copy->status != ROW_ACTIVE)
		session->state = SESSION_STATE_DOWN;
	return error ? error
		     : mirror_ports_add(&session->sources, names, text_of(from),
			   direction_of_copy(copy));
}

static int
smon_read(void *state, struct session_list *list)
{
	struct smon *smon = state;
	int error = smon_read_copies(smon);

	for (size_t i = 0; i < smon->copy_count && !error; i++)
		error = add_copy(smon, &smon->copies[i], list);
	if (error == E2BIG)
		log_warnx("%s: has more than %d sessions, or ports of one",
		    smon->device->name, SESSIONS_MAX);
	return error;
}

/* The index of an interface by name; the first few are named otherwise. */
static int
index_of(const struct smon *smon, const char *name, unsigned long *index)
{
	char known[160] = "";
	size_t len = 0;

	for (size_t i = 0; i < smon->interface_count; i++) {
		const struct interface *interface = &smon->interfaces[i];
		int more;

		if (!strcmp(interface->name, name)) {
			*index = interface->index;
			return 0;
		}
		more = snprintf(
		    known + len, sizeof known - len, " %s", interface->name);
		len = more > 0 && (size_t)more < sizeof known - len
			  ? len + (size_t)more
			  : len;
	}
	log_warnx("%s: has no interface %s by ifName or ifDescr; it has%s",
	    smon->device->name, name, known);
	return ENODEV;
}

static int
set_row(struct smon *smon, const unsigned long pair[2], const char *column,
    long value)
{
	struct snmp_setting setting = {column, pair, 2, value};

	return agent_set(smon->agent, &setting, 1);
}

/* Row and direction at once; EPROTO where the agent wants it otherwise. */
static int
make_at_once(struct smon *smon, const unsigned long pair[2], long direction)
{
	struct snmp_setting settings[] = {{COPY_DIRECTION, pair, 2, direction},
	    {COPY_STATUS, pair, 2, ROW_CREATE_AND_GO}};

	return agent_set(smon->agent, settings, 2);
}

/* FASTPATH makes all rows both ways and lets the direction be set then. */
static int
make_then_turn(struct smon *smon, const unsigned long pair[2], long direction)
{
	int error = set_row(smon, pair, COPY_STATUS, ROW_CREATE_AND_GO);

	return error ? error : set_row(smon, pair, COPY_DIRECTION, direction);
}

static int
make_in_steps(struct smon *smon, const unsigned long pair[2], long direction)
{
	int error = set_row(smon, pair, COPY_STATUS, ROW_CREATE_AND_WAIT);

	if (!error)
		error = set_row(smon, pair, COPY_DIRECTION, direction);
	if (!error)
		error = set_row(smon, pair, COPY_STATUS, ROW_ACTIVE);
	return error;
}

static int
say_refusal(const struct smon *smon, const char *source, const char *what)
{
	log_warnx("%s: %s: SNMP refuses %s: %s; has it portCopyTable "
		  "(RFC 2613), and may %s write?",
	    smon->device->name, source, what, agent_refusal(smon->agent),
	    smon->device->user[0] ? smon->device->user : "this community");
	return EPROTO;
}

static int
make_copy(struct smon *smon, const unsigned long pair[2],
    const struct mirror_port *source)
{
	long direction = (long)source->direction;
	int error = make_at_once(smon, pair, direction);

	if (error == EPROTO)
		error = make_then_turn(smon, pair, direction);
	if (error == EPROTO) {
		(void)!set_row(smon, pair, COPY_STATUS, ROW_DESTROY);
		error = make_in_steps(smon, pair, direction);
	}
	return error == EPROTO ? say_refusal(smon, source->name, "the row")
			       : error;
}

static int
destroy_copy(struct smon *smon, const unsigned long pair[2], const char *source)
{
	int error = set_row(smon, pair, COPY_STATUS, ROW_DESTROY);

	return error == EPROTO ? say_refusal(smon, source, "to destroy the row")
			       : error;
}

/* A direction of a row that is active may have to be made anew. */
static int
turn_copy(struct smon *smon, const unsigned long pair[2],
    const struct mirror_port *source)
{
	int error =
	    set_row(smon, pair, COPY_DIRECTION, (long)source->direction);

	if (error != EPROTO)
		return error;
	error = destroy_copy(smon, pair, source->name);
	return error ? error : make_copy(smon, pair, source);
}

/* What a table of source ports and one destination cannot say. */
static int
check_possible(const struct smon *smon, const struct session *want)
{
	if (want->type == SESSION_LOCAL && !vlans_count(want->source_vlans) &&
	    !vlans_count(want->filter_vlans) && !want->filter_acl[0])
		return 0;
	log_warnx("%s: session %s: SMON copies ports to a port, and nothing "
		  "else",
	    smon->device->name, want->id);
	return ENOTSUP;
}

static int
remove_sources(struct smon *smon, const struct change *change)
{
	const struct session *have = change->have, *want = change->want;
	unsigned long pair[2];
	int error = 0;

	for (size_t i = 0; have && i < have->sources.count && !error; i++) {
		const struct mirror_port *source = &have->sources.at[i];

		if (want && mirror_ports_find(&want->sources, source->key))
			continue;
		error = index_of(smon, source->name, &pair[0]);
		if (!error)
			error = index_of(smon, have->id, &pair[1]);
		if (!error)
			error = destroy_copy(smon, pair, source->name);
	}
	return error;
}

static int
add_sources(struct smon *smon, const struct change *change)
{
	const struct session *have = change->have, *want = change->want;
	unsigned long pair[2];
	int error = 0;

	for (size_t i = 0; want && i < want->sources.count && !error; i++) {
		const struct mirror_port *source = &want->sources.at[i];
		const struct mirror_port *had =
		    have ? mirror_ports_find(&have->sources, source->key)
			 : NULL;

		error = index_of(smon, source->name, &pair[0]);
		if (!error)
			error = index_of(smon, want->id, &pair[1]);
		if (!error && !had)
			error = make_copy(smon, pair, source);
		else if (!error && had->direction != source->direction)
			error = turn_copy(smon, pair, source);
	}
	return error;
}

static int
smon_apply(
    void *state, const struct change *change, const struct mirror_ports *made)
{
	struct smon *smon = state;
	int error = change->want ? check_possible(smon, change->want) : 0;

	(void)made;
	if (!error)
		error = remove_sources(smon, change);
	return error ? error : add_sources(smon, change);
}

/* There is nothing in SMON that keeps rows. */
static int
smon_save(void *state)
{
	const struct smon *smon = state;

	log_warnx("%s: SNMP has no common way to save: save its configuration "
		  "by its own means",
	    smon->device->name);
	return 0;
}

const struct backend backend_smon = {
    .open = smon_open,
    .read = smon_read,
    .apply = smon_apply,
    .save = smon_save,
    .script = smon_script,
    .figures = smon_figures,
    .counts = smon_counts,
    .stations = smon_stations,
    .close = smon_close,
};
