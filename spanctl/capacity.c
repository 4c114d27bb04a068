/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds up what is copied; see capacity.h. */
#include "spanctl/capacity.h"

#include <stdio.h>

/* Of a destination. Traffic comes in bursts, and a mean of seconds does not
 * show them: beyond this it is warned. */
#define SHARE_MOST 0.8

unsigned
port_speed_mbit(const struct mirror_port *port, const struct loads *loads)
{
	static const struct {
		const char *kind;
		unsigned mbit;
	} speeds[] = {{"fastethernet", 100}, {"gigabitethernet", 1000},
	    {"tengigabit", 10000}, {"twogigabit", 2500}, {"fivegigabit", 5000},
	    {"twentyfivegig", 25000}, {"fortygig", 40000},
	    {"hundredgig", 100000}, {"fe-", 100}, {"ge-", 1000}, {"xe-", 10000},
	    {"10ge", 10000}, {"25ge", 25000}, {"40ge", 40000},
	    {"100ge", 100000}, {"xge", 10000}, {"xgigabit", 10000},
	    {"ten-gigabit", 10000}, {"ge", 1000}};
	const struct port_load *load =
	    loads ? loads_find(loads, port->key) : NULL;

	if (load && load->speed_mbit)
		return load->speed_mbit;
	for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++) {
		if (text_starts_with(text_of(port->key), speeds[i].kind))
			return speeds[i].mbit;
	}
	return 0;
}

/* While sources are added up. */
struct sum {
	struct capacity capacity;
	bool speed_unknown;
};

static void
add_source(
    const struct mirror_port *port, const struct loads *loads, struct sum *sum)
{
	const struct port_load *load =
	    loads ? loads_find(loads, port->key) : NULL;
	unsigned speed = port_speed_mbit(port, loads);

	sum->speed_unknown |= speed == 0;
	sum->capacity.most_mbit +=
	    port->direction == DIRECTION_BOTH ? 2 * speed : speed;
	for (int way = 0; way < COUNT_WAYS; way++) {
		if (!(port->direction &
			(way == COUNT_RX ? DIRECTION_RX : DIRECTION_TX)))
			continue;
		if (load && load->known[way])
			sum->capacity.copied_mbit += load->mbit[way];
		else
			sum->capacity.unknown = port->name;
	}
}

static void
add_sessions(const struct session_list *list, const char *key,
    const struct loads *loads, struct sum *sum)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct session *session = &list->at[i];

		if (!mirror_ports_find(&session->destinations, key))
			continue;
		for (size_t k = 0; k < session->sources.count; k++)
			add_source(&session->sources.at[k], loads, sum);
		if (vlans_count(session->source_vlans)) {
			sum->speed_unknown = true;
			sum->capacity.unknown = "VLAN";
		}
	}
}

struct capacity
capacity_of(const struct mirror_port *destination,
    const struct session_list *want, const struct session_list *keeps,
    const struct loads *loads)
{
	struct sum sum = {.speed_unknown = false};

	add_sessions(want, destination->key, loads, &sum);
	add_sessions(keeps, destination->key, loads, &sum);
	sum.capacity.speed_mbit = port_speed_mbit(destination, loads);
	if (sum.speed_unknown)
		sum.capacity.most_mbit = 0;
	sum.capacity.measured = loads && !sum.capacity.unknown;
	return sum.capacity;
}

static double
calls_in(double mbit)
{
	return mbit > 0 ? (double)(uint64_t)(mbit / CALL_MBIT) : 0;
}

double
capacity_calls(const struct capacity *capacity)
{
	return calls_in(capacity->speed_mbit -
			(capacity->measured ? capacity->copied_mbit : 0));
}

/* By the speed of ports: the worst that can come. */
static void
check_speed(const struct session *session, const struct mirror_port *port,
    const struct capacity *capacity, struct findings *findings)
{
	if (capacity->most_mbit == 0 || capacity->speed_mbit == 0 ||
	    capacity->most_mbit <= capacity->speed_mbit)
		return;
	findings_add(findings, FINDING_WARNING, "capacity",
	    "session %s: its sources can send %u Mbit/s, %s takes %u (%.1f : "
	    "1). That is enough for %.0f calls of G.711; more traffic than "
	    "that is lost. A filter for the voice VLAN, fewer sources, only "
	    "rx or a faster port help",
	    session->id, capacity->most_mbit, port->name, capacity->speed_mbit,
	    (double)capacity->most_mbit / capacity->speed_mbit,
	    calls_in(capacity->speed_mbit));
}

/* Why less may be copied than is measured. */
static const char *
proviso_of(const struct session *session, const struct capacity *capacity)
{
	if (vlans_count(session->filter_vlans) || session->filter_acl[0])
		return ", before its filter";
	if (capacity->once && session->sources.count > 1)
		return " (what passes two of them counts twice, and is copied "
		       "once)";
	return "";
}

/* By what was measured. */
static void
check_load(const struct session *session, const struct mirror_port *port,
    const struct capacity *capacity, const struct loads *loads,
    struct findings *findings)
{
	double copied = capacity->copied_mbit, speed = capacity->speed_mbit;
	const char *filter = proviso_of(session, capacity);

	if (!capacity->measured)
		findings_add(findings, FINDING_NOTE, "load-unknown",
		    "session %s: what its source %s carries cannot be "
		    "measured: the device does not say",
		    session->id, capacity->unknown);
	else if (copied == 0)
		findings_add(findings, FINDING_NOTE, "load-none",
		    "session %s: the counters of its sources stood still for "
		    "%u s: nothing is said, or the device reads them more "
		    "seldom: --measure with more",
		    session->id, loads->seconds);
	else if (speed == 0)
		findings_add(findings, FINDING_NOTE, "load",
		    "session %s: its sources carried %.2f Mbit/s%s; the speed "
		    "of %s is not known",
		    session->id, copied, filter, port->name);
	else if (copied > speed * SHARE_MOST)
		findings_add(findings, FINDING_WARNING, "load",
		    "session %s: its sources carried %.2f Mbit/s in %u s%s, "
		    "and %s takes %.0f: %s. Fewer sources, only rx, a filter "
		    "for the voice VLAN or a faster port help",
		    session->id, copied, loads->seconds, filter, port->name,
		    speed,
		    copied > speed ? "the rest is lost"
				   : "there is no room for bursts");
	else
		findings_add(findings, FINDING_NOTE, "load",
		    "session %s: its sources carried %.2f Mbit/s in %u s%s, "
		    "%s takes %.0f: there is room for %.0f more calls of "
		    "G.711, each copied once",
		    session->id, copied, loads->seconds, filter, port->name,
		    speed, capacity_calls(capacity));
}

/* Nobody knows what the way of copies takes that leave in a VLAN or tunnel. */
static void
check_way(const struct session *session, const struct loads *loads,
    struct findings *findings)
{
	struct sum sum = {.speed_unknown = false};

	for (size_t i = 0; i < session->sources.count; i++)
		add_source(&session->sources.at[i], loads, &sum);
	if (sum.capacity.unknown || session->sources.count == 0)
		return;
	findings_add(findings, FINDING_NOTE, "load",
	    "session %s: its sources carried %.2f Mbit/s in %u s: so much goes "
	    "%s, on each link of the way",
	    session->id, sum.capacity.copied_mbit, loads->seconds,
	    session->rspan_vlan ? "into the RSPAN VLAN"
				: "into the tunnel, and its headers");
}

/* Is it the first session of the list with this destination? */
static bool
is_first(const struct session_list *list, const struct session *session,
    const char *key)
{
	for (const struct session *at = list->at; at < session; at++) {
		if (mirror_ports_find(&at->destinations, key))
			return false;
	}
	return true;
}

void
capacity_check(const struct device *device, const struct session_list *want,
    const struct session_list *keeps, const struct loads *loads,
    struct findings *findings)
{
	for (size_t i = 0; i < want->count; i++) {
		const struct session *session = &want->at[i];

		if (session->sources.count == 0 &&
		    !vlans_count(session->source_vlans))
			continue;
		if (loads && session->destinations.count == 0)
			check_way(session, loads, findings);
		for (size_t k = 0; k < session->destinations.count; k++) {
			const struct mirror_port *port =
			    &session->destinations.at[k];
			struct capacity capacity;

			if (!is_first(want, session, port->key))
				continue;
			capacity = capacity_of(port, want, keeps, loads);
			capacity.once = device->driver->limits.once;
			check_speed(session, port, &capacity, findings);
			if (loads)
				check_load(
				    session, port, &capacity, loads, findings);
		}
	}
}
