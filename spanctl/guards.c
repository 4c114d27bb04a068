/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of small checks; see guards.h. */
#include "spanctl/guards.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "spanctl/capacity.h"

struct check {
	const struct device *device;
	const struct session_list *want, *keeps;
	const struct loads *loads;
	struct findings *findings;
};

const char *
finding_level_name(enum finding_level level)
{
	static const char *const names[] = {[FINDING_NOTE] = "note",
	    [FINDING_WARNING] = "warning",
	    [FINDING_ERROR] = "error"};

	return names[level];
}

void
findings_add(struct findings *findings, enum finding_level level,
    const char *check, const char *format, ...)
{
	struct finding *finding;
	va_list list;

	findings->errors += level == FINDING_ERROR;
	if (findings->count >= FINDINGS_MAX)
		return;
	finding = &findings->at[findings->count++];
	finding->level = level;
	finding->check = check;
	va_start(list, format);
	vsnprintf(finding->text, sizeof finding->text, format, list);
	va_end(list);
	/* It may be cut inside a character, and no JSON takes that. */
	finding->text[utf8_clean(finding->text, strlen(finding->text))] = '\0';
}

/* Calls 'fn' for each destination of each session that should be. */
static void
each_destination(const struct check *check,
    void (*fn)(const struct check *, const struct session *,
	const struct mirror_port *))
{
	for (size_t i = 0; i < check->want->count; i++) {
		const struct session *session = &check->want->at[i];

		for (size_t k = 0; k < session->destinations.count; k++)
			fn(check, session, &session->destinations.at[k]);
	}
}

static void
no_source_in(const struct check *check, const struct session_list *list,
    const struct mirror_port *port)
{
	for (size_t i = 0; i < list->count; i++) {
		if (mirror_ports_find(&list->at[i].sources, port->key))
			findings_add(check->findings, FINDING_ERROR,
			    "destination-is-source",
			    "%s is a destination, and a source of session %s",
			    port->name, list->at[i].id);
	}
}

static void
no_source(const struct check *check, const struct session *session,
    const struct mirror_port *port)
{
	(void)session;
	no_source_in(check, check->want, port);
	no_source_in(check, check->keeps, port);
}

/* A source cannot be what another session copies to. */
static void
no_destination_of(const struct check *check, const struct session *other,
    const struct mirror_port *port)
{
	for (size_t i = 0; i < check->want->count; i++) {
		if (mirror_ports_find(&check->want->at[i].sources, port->key))
			findings_add(check->findings, FINDING_ERROR,
			    "source-is-destination",
			    "session %s: its source %s is a destination of "
			    "session %s",
			    check->want->at[i].id, port->name, other->id);
	}
}

static void
destination_is_no_source(const struct check *check)
{
	each_destination(check, no_source);
	for (size_t i = 0; i < check->keeps->count; i++) {
		const struct session *other = &check->keeps->at[i];

		for (size_t k = 0; k < other->destinations.count; k++)
			no_destination_of(
			    check, other, &other->destinations.at[k]);
	}
}

static void
no_twin(const struct check *check, const struct session *session,
    const struct mirror_port *port)
{
	const struct session_list *lists[] = {check->want, check->keeps};

	for (size_t l = 0; l < 2; l++) {
		for (size_t i = 0; i < lists[l]->count; i++) {
			const struct session *other = &lists[l]->at[i];

			/* Of two that should be, one complains. */
			if (other == session || (l == 0 && other < session) ||
			    !mirror_ports_find(&other->destinations, port->key))
				continue;
			findings_add(check->findings,
			    check->device->driver->backend ? FINDING_WARNING
							   : FINDING_ERROR,
			    "destination-twice",
			    "%s is the destination of the sessions %s and %s",
			    port->name, session->id, other->id);
		}
	}
}

static void
destination_is_of_one_session(const struct check *check)
{
	each_destination(check, no_twin);
}

static void
no_uplink(const struct check *check, const struct session *session,
    const struct mirror_port *port)
{
	const struct {
		const struct mirror_ports *ports;
		const char *check, *what;
	} sets[] = {{&check->device->uplinks, "destination-is-uplink",
			"a trunk or uplink"},
	    {&check->device->lag_members, "destination-in-lag",
		"a member of a link aggregation"},
	    {&check->device->management, "destination-is-management",
		"the way by which the device is managed"}};

	(void)session;
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		if (mirror_ports_find(sets[i].ports, port->key))
			findings_add(check->findings, FINDING_ERROR,
			    sets[i].check,
			    "%s is %s: as a destination it carries nothing "
			    "but copies",
			    port->name, sets[i].what);
	}
	if (text_starts_with(text_of(port->key), "port-channel") ||
	    text_starts_with(text_of(port->key), "ae") ||
	    text_starts_with(text_of(port->key), "bridge-aggregation"))
		findings_add(check->findings, FINDING_ERROR,
		    "destination-in-lag", "%s is a link aggregation",
		    port->name);
}

static void
destination_is_free(const struct check *check)
{
	each_destination(check, no_uplink);
}

static bool
has_sources(const struct session *session)
{
	return session->sources.count || vlans_count(session->source_vlans);
}

static void
device_can_do_it(const struct check *check)
{
	const struct limits *limits = &check->device->driver->limits;
	unsigned with_sources = 0;

	for (size_t i = 0; i < check->keeps->count; i++)
		with_sources += has_sources(&check->keeps->at[i]);
	for (size_t i = 0; i < check->want->count; i++) {
		const struct session *session = &check->want->at[i];

		with_sources += has_sources(session);
		if (limits->no_mix && session->sources.count &&
		    vlans_count(session->source_vlans))
			findings_add(check->findings, FINDING_ERROR, "mixed",
			    "session %s: a session has ports or VLANs, not "
			    "both",
			    session->id);
		if (limits->destinations &&
		    session->destinations.count > limits->destinations)
			findings_add(check->findings, FINDING_ERROR,
			    "destinations",
			    "session %s: has %zu destinations, the device can "
			    "have %u",
			    session->id, session->destinations.count,
			    limits->destinations);
	}
	if (limits->sources_sessions && with_sources > limits->sources_sessions)
		findings_add(check->findings, FINDING_WARNING, "sessions",
		    "%u sessions have sources; many devices of this kind can "
		    "have %u",
		    with_sources, limits->sources_sessions);
}

static void
destination_is_fast_enough(const struct check *check)
{
	capacity_check(check->device, check->want, check->keeps, check->loads,
	    check->findings);
}

static void
copies_come_once(const struct check *check)
{
	for (size_t i = 0; i < check->want->count; i++) {
		const struct session *session = &check->want->at[i];
		const struct mirror_port *rx = NULL, *tx = NULL;

		if (check->device->driver->limits.once)
			continue;
		for (size_t k = 0; k < session->sources.count; k++) {
			const struct mirror_port *port =
			    &session->sources.at[k];

			if (port->direction & DIRECTION_TX)
				tx = port;
			if (port->direction & DIRECTION_RX && (!rx || rx == tx))
				rx = port;
		}
		if (rx && tx && rx != tx)
			findings_add(check->findings, FINDING_WARNING,
			    "duplicates",
			    "session %s: what goes from %s to %s is copied "
			    "twice. When all voice ports and the uplink are "
			    "sources, rx on each of them is complete and "
			    "comes once; spanrec leaves copies out",
			    session->id, rx->name, tx->name);
	}
}

static void
both_ways_arrive(const struct check *check)
{
	for (size_t i = 0; i < check->want->count; i++) {
		const struct session *session = &check->want->at[i];
		const struct mirror_port *only = session->sources.at;

		if (session->sources.count == 1 &&
		    only->direction != DIRECTION_BOTH)
			findings_add(check->findings, FINDING_WARNING,
			    "one-way",
			    "session %s: of %s only %s is copied: calls will "
			    "have one side",
			    session->id, only->name,
			    direction_name(only->direction));
	}
}

static void
rspan_vlan_is_fit(const struct check *check)
{
	for (size_t i = 0; i < check->want->count; i++) {
		const struct session *session = &check->want->at[i];
		unsigned vlan = session->rspan_vlan;

		if (vlan == 0)
			continue;
		if (vlan == 1 || (vlan >= 1002 && vlan <= 1005))
			findings_add(check->findings, FINDING_ERROR,
			    "rspan-vlan", "VLAN %u cannot be one for RSPAN",
			    vlan);
		if (session->source_vlans[vlan] || session->filter_vlans[vlan])
			findings_add(check->findings, FINDING_ERROR,
			    "rspan-vlan",
			    "session %s: the RSPAN VLAN %u is a source too",
			    session->id, vlan);
		findings_add(check->findings, FINDING_WARNING, "rspan-path",
		    "VLAN %u has to be an RSPAN VLAN on every switch of the "
		    "way, allowed on its trunks, and on no access port%s",
		    vlan,
		    vlan < 1002 ? "; VTP pruning must not take it off" : "");
	}
}

static void
nothing_comes_in(const struct check *check)
{
	for (size_t i = 0; i < check->want->count; i++) {
		if (check->want->at[i].ingress)
			findings_add(check->findings, FINDING_WARNING,
			    "ingress",
			    "session %s: its destination may send into the "
			    "network; a recorder needs no such thing",
			    check->want->at[i].id);
	}
}

void
guards_check(const struct device *device, const struct session_list *want,
    const struct session_list *keeps, const struct loads *loads,
    struct findings *findings)
{
	static void (*const checks[])(const struct check *) = {
	    destination_is_no_source,
	    destination_is_of_one_session,
	    destination_is_free,
	    device_can_do_it,
	    rspan_vlan_is_fit,
	    destination_is_fast_enough,
	    copies_come_once,
	    both_ways_arrive,
	    nothing_comes_in,
	};
	struct check check = {device, want, keeps, loads, findings};

	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		checks[i](&check);
}
