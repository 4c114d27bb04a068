/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions and sets of ports; see session.h. */
#include "spanctl/session.h"

#include <errno.h>
#include <stdlib.h>

static const char *const type_names[] = {
    [SESSION_UNKNOWN] = "unknown",
    [SESSION_LOCAL] = "local",
    [SESSION_RSPAN_SOURCE] = "rspan-source",
    [SESSION_RSPAN_DESTINATION] = "rspan-destination",
    [SESSION_ERSPAN_SOURCE] = "erspan-source",
    [SESSION_ERSPAN_DESTINATION] = "erspan-destination",
    [SESSION_CAPTURE] = "capture",
};

#define TYPE_COUNT (sizeof type_names / sizeof *type_names)

static const struct {
	const char *word;
	enum direction direction;
} direction_words[] = {
    {"rx", DIRECTION_RX},
    {"tx", DIRECTION_TX},
    {"both", DIRECTION_BOTH},
    {"rx only", DIRECTION_RX},
    {"tx only", DIRECTION_TX},
    {"rx,tx", DIRECTION_BOTH},
    {"tx,rx", DIRECTION_BOTH},
    {"rx/tx", DIRECTION_BOTH},
    {"in", DIRECTION_RX},
    {"out", DIRECTION_TX},
    {"inbound", DIRECTION_RX},
    {"outbound", DIRECTION_TX},
    {"ingress", DIRECTION_RX},
    {"egress", DIRECTION_TX},
};

const char *
session_type_name(enum session_type type)
{
	return type_names[type];
}

enum session_type
session_type_of(struct text name)
{
	for (size_t i = 0; i < TYPE_COUNT; i++) {
		if (text_is(name, type_names[i]))
			return (enum session_type)i;
	}
	return SESSION_UNKNOWN;
}

const char *
direction_name(enum direction direction)
{
	switch (direction) {
	case DIRECTION_RX:
		return "rx";
	case DIRECTION_TX:
		return "tx";
	case DIRECTION_BOTH:
		return "both";
	case DIRECTION_NONE:
		break;
	}
	return "none";
}

enum direction
direction_of(struct text word)
{
	for (size_t i = 0; i < sizeof direction_words / sizeof *direction_words;
	     i++) {
		if (text_is(word, direction_words[i].word))
			return direction_words[i].direction;
	}
	return DIRECTION_NONE;
}

static struct mirror_port *
find_port(const struct mirror_ports *ports, const char *key)
{
	for (size_t i = 0; i < ports->count; i++) {
		if (!strcmp(ports->at[i].key, key))
			return &ports->at[i];
	}
	return NULL;
}

const struct mirror_port *
mirror_ports_find(const struct mirror_ports *ports, const char *key)
{
	return find_port(ports, key);
}

int
mirror_ports_add(struct mirror_ports *ports, const struct port_names *names,
    struct text name, enum direction direction)
{
	struct mirror_port port = {.direction = direction};
	struct mirror_port *found, *bigger;

	if (!port_key(names, name, port.key))
		return EBADMSG;
	text_copy(port.name, sizeof port.name, name);
	found = find_port(ports, port.key);
	if (found) {
		found->direction |= direction;
		return 0;
	}
	if (ports->count >= PORTS_MAX)
		return E2BIG;
	bigger = realloc(ports->at, (ports->count + 1) * sizeof *bigger);
	if (!bigger)
		return ENOMEM;
	ports->at = bigger;
	ports->at[ports->count++] = port;
	return 0;
}

/* "20" or "30-32". */
static int
add_vlan_range(uint8_t set[VLANS], struct text range, uint8_t value)
{
	struct text last = range;
	struct text first = text_cut(&last, '-');
	unsigned long from, to;

	if (!text_number(text_trim(first), VLANS - 1, &from) || from == 0)
		return EBADMSG;
	to = from;
	if (last.at && !text_number(text_trim(last), VLANS - 1, &to))
		return EBADMSG;
	if (to < from)
		return EBADMSG;
	for (unsigned long vlan = from; vlan <= to; vlan++)
		set[vlan] |= value;
	return 0;
}

int
vlans_add(uint8_t set[VLANS], struct text list, uint8_t value)
{
	int error = 0;

	while (list.len && !error) {
		struct text range = text_trim(text_cut(&list, ','));

		if (range.len)
			error = add_vlan_range(set, range, value);
	}
	return error;
}

size_t
vlans_count(const uint8_t set[VLANS])
{
	size_t count = 0;

	for (size_t i = 0; i < VLANS; i++)
		count += set[i] != 0;
	return count;
}

struct session *
session_list_add(struct session_list *list, struct text id)
{
	struct session *bigger;

	if (list->count >= SESSIONS_MAX)
		return NULL;
	bigger = realloc(list->at, (list->count + 1) * sizeof *bigger);
	if (!bigger)
		return NULL;
	list->at = bigger;
	bigger = &list->at[list->count++];
	*bigger = (struct session){.type = SESSION_UNKNOWN};
	text_copy(bigger->id, sizeof bigger->id, id);
	return bigger;
}

struct session *
session_list_find(const struct session_list *list, const char *id)
{
	for (size_t i = 0; i < list->count; i++) {
		if (!strcmp(list->at[i].id, id))
			return &list->at[i];
	}
	return NULL;
}

static int
copy_ports(struct mirror_ports *to, const struct mirror_ports *from)
{
	*to = (struct mirror_ports){NULL, 0};
	if (from->count == 0)
		return 0;
	to->at = malloc(from->count * sizeof *to->at);
	if (!to->at)
		return ENOMEM;
	memcpy(to->at, from->at, from->count * sizeof *to->at);
	to->count = from->count;
	return 0;
}

int
session_list_copy(struct session_list *to, const struct session *from)
{
	struct session *copy = session_list_add(to, text_of(from->id));
	int error;

	if (!copy)
		return to->count >= SESSIONS_MAX ? E2BIG : ENOMEM;
	*copy = *from;
	copy->destinations = (struct mirror_ports){NULL, 0};
	error = copy_ports(&copy->sources, &from->sources);
	if (!error)
		error = copy_ports(&copy->destinations, &from->destinations);
	return error;
}

static void
clear_session(struct session *session)
{
	free(session->sources.at);
	free(session->destinations.at);
}

void
session_list_remove(struct session_list *list, const char *id)
{
	struct session *found = session_list_find(list, id);
	size_t at;

	if (!found)
		return;
	clear_session(found);
	at = (size_t)(found - list->at);
	memmove(found, found + 1, (--list->count - at) * sizeof *found);
}

void
session_list_clear(struct session_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		clear_session(&list->at[i]);
	free(list->at);
	*list = (struct session_list){NULL, 0};
}

static bool
ports_equal(const struct mirror_ports *a, const struct mirror_ports *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct mirror_port *other = find_port(b, a->at[i].key);

		if (!other || other->direction != a->at[i].direction)
			return false;
	}
	return true;
}

bool
session_equal(const struct session *a, const struct session *b)
{
	return a->type == b->type && ports_equal(&a->sources, &b->sources) &&
	       ports_equal(&a->destinations, &b->destinations) &&
	       !memcmp(a->source_vlans, b->source_vlans, VLANS) &&
	       !memcmp(a->filter_vlans, b->filter_vlans, VLANS) &&
	       a->rspan_vlan == b->rspan_vlan && a->erspan_id == b->erspan_id &&
	       !strcmp(a->erspan_to, b->erspan_to) &&
	       !strcmp(a->filter_acl, b->filter_acl) &&
	       a->ingress == b->ingress;
}
