/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges a recorder's figures; see checkup.h. */
#include "spanctl/checkup.h"

#include <stdio.h>

#include "spanctl/remedy.h"

#define MESSAGES_LEAST 3 /* of SIP, before one direction is missed */
#define PACKETS_LEAST 25 /* of RTP, half a second of speech */
#define COPIES_LEAST 100 /* packets, before a share of them is judged */

struct checkup {
	const struct plan *plan;
	const struct analysis *analysis;
	const json_t *figures;
	struct findings *findings;
	json_int_t window_s;
};

/* A count of the last minutes; 0 when it is not there. */
static json_int_t
recent(const json_t *object, const char *key)
{
	return json_integer_value(
	    json_object_get(json_object_get(object, "recent"), key));
}

static const char *
text_in(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* Is there more than nothing to say about this count? */
static void
check_count(const struct checkup *checkup, const json_t *object,
    const char *key, const char *remedy)
{
	json_int_t count = recent(object, key);

	if (count > 0)
		findings_add(checkup->findings, FINDING_ERROR, key,
		    "%s: %lld frames of the last %lld s: %s",
		    checkup->analysis->interface, (long long)count,
		    (long long)checkup->window_s, remedy);
}

static void
check_interface(const struct checkup *checkup, const json_t *interface)
{
	const char *name = checkup->analysis->interface;
	const char *state = text_in(interface, "state");
	struct findings *findings = checkup->findings;

	if (!strcmp(state, "down") || !strcmp(state, "gone"))
		findings_add(findings, FINDING_ERROR, "recorder-interface",
		    "the recorder says that %s is %s", name, state);
	else if (recent(interface, "packets") == 0)
		findings_add(findings, FINDING_ERROR, "nothing",
		    "%s: nothing arrived in the last %lld s: is the session "
		    "up, and the cable in its destination port?",
		    name, (long long)checkup->window_s);
	else if (recent(interface, "ethernet") &&
		 recent(interface, "ethernet") == recent(interface, "to_group"))
		findings_add(findings, FINDING_ERROR, "broadcast-only",
		    "%s: only broadcast and multicast arrived in the last "
		    "%lld s: no session copies to this port",
		    name, (long long)checkup->window_s);
	check_count(checkup, interface, "dropped_kernel",
	    "the recorder was too slow for them: fewer sources, or rx only on "
	    "ports that speak with each other");
	check_count(checkup, interface, "dropped_interface",
	    "the interface lost them before the recorder");
	check_count(checkup, interface, "truncated",
	    "cut short: the MTU of a tunnel, or a packet length that the "
	    "mirror was told");
}

/* Signalling or speech of one direction only. */
static void
check_directions(const struct checkup *checkup, const json_t *source)
{
	json_int_t requests = recent(source, "sip_requests");
	json_int_t responses = recent(source, "sip_responses");
	json_int_t caller = recent(source, "rtp_from_caller");
	json_int_t callee = recent(source, "rtp_from_callee");
	const char *name = text_in(source, "source");

	if (requests + responses >= MESSAGES_LEAST &&
	    (requests == 0 || responses == 0))
		findings_add(checkup->findings, FINDING_ERROR, "sip-one-way",
		    "%s: SIP has %s only: one direction of a port is not "
		    "copied: the port of the PBX has to be copied both ways",
		    name, requests ? "requests" : "responses");
	if (caller + callee >= PACKETS_LEAST && (caller == 0 || callee == 0))
		findings_add(checkup->findings, FINDING_ERROR, "rtp-one-way",
		    "%s: only what %s say arrives, of all calls", name,
		    caller ? "callers" : "those who were called");
}

/* The pair of sources that doubles most, if it is of this interface. */
static void
check_twice(const struct checkup *checkup, const json_t *source)
{
	json_int_t packets = recent(source, "packets");
	json_int_t copies = recent(source, "copies");
	const char *name = text_in(source, "source");
	const json_t *pair;
	size_t i;

	if (packets < COPIES_LEAST ||
	    100.0 * (double)copies <=
		checkup->analysis->max_duplicates * (double)packets)
		return;
	json_array_foreach(
	    json_object_get(checkup->figures, "duplicates"), i, pair)
	{
		if (strcmp(text_in(pair, "copy"), name) != 0)
			continue;
		findings_add(checkup->findings, FINDING_WARNING, "duplicates",
		    "%s: %.1f %% of its packets were there before, from %s: "
		    "ports that speak with each other are copied both ways; "
		    "rx only on each of them is complete, and comes once",
		    name, 100.0 * (double)copies / (double)packets,
		    text_in(pair, "source"));
		return;
	}
}

/* What a host sends comes in at its port; what it gets goes out there. */
static void
check_host(const struct checkup *checkup, const json_t *host)
{
	const char *address = text_in(host, "host");
	bool from = !strcmp(text_in(host, "direction"), "from");
	char what[REMEDY_SIZE];
	struct addr addr;

	if (!addr_parse(text_of(address), &addr))
		return;
	remedy_missing(checkup->plan, remedy_host(checkup->analysis, &addr),
	    from ? DIRECTION_RX : DIRECTION_TX, what);
	findings_add(checkup->findings, FINDING_ERROR, "host-one-way",
	    "%s: what it %s was missing in %lld of %lld calls; %s", address,
	    from ? "sends" : "gets",
	    (long long)json_integer_value(json_object_get(host, "missing")),
	    (long long)json_integer_value(json_object_get(host, "calls")),
	    what);
}

/* Is what a source is called of this interface? */
static bool
is_of(const struct checkup *checkup, const char *source)
{
	size_t len = strlen(checkup->analysis->interface);

	return !strncmp(source, checkup->analysis->interface, len) &&
	       (source[len] == '\0' || source[len] == ':');
}

void
checkup(const struct plan *plan, const struct analysis *analysis,
    const json_t *figures, struct findings *findings)
{
	struct checkup checkup = {plan, analysis, figures, findings,
	    json_integer_value(json_object_get(figures, "window_s"))};
	bool known = false;
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(figures, "interfaces"), i, item)
	{
		if (strcmp(text_in(item, "name"), analysis->interface) != 0)
			continue;
		check_interface(&checkup, item);
		known = true;
	}
	if (!known)
		findings_add(findings, FINDING_ERROR, "not-recorded",
		    "the recorder does not listen to %s", analysis->interface);
	json_array_foreach(json_object_get(figures, "sources"), i, item)
	{
		if (strcmp(text_in(item, "interface"), analysis->interface) !=
		    0)
			continue;
		check_directions(&checkup, item);
		check_twice(&checkup, item);
	}
	json_array_foreach(json_object_get(figures, "one_way_hosts"), i, item)
	{
		const char *source = text_in(item, "source");

		if (!source[0] || is_of(&checkup, source))
			check_host(&checkup, item);
	}
}
