/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints changes and findings; see report.h. */
#include "spanctl/report.h"

#include <stdio.h>

#include "spanctl/capacity.h"

static void
print_vlans(const uint8_t set[VLANS])
{
	for (unsigned vlan = 1; vlan < VLANS; vlan++) {
		if (set[vlan])
			printf(" vlan %u %s", vlan,
			    direction_name((enum direction)set[vlan]));
	}
}

void
report_session(const struct session *session)
{
	printf(
	    "session %s (%s):", session->id, session_type_name(session->type));
	for (size_t i = 0; i < session->sources.count; i++)
		printf(" %s %s", session->sources.at[i].name,
		    direction_name(session->sources.at[i].direction));
	print_vlans(session->source_vlans);
	if (session->type == SESSION_RSPAN_DESTINATION)
		printf(" RSPAN VLAN %u", session->rspan_vlan);
	fputs(" ->", stdout);
	for (size_t i = 0; i < session->destinations.count; i++)
		printf(" %s", session->destinations.at[i].name);
	if (session->type == SESSION_RSPAN_SOURCE)
		printf(" RSPAN VLAN %u", session->rspan_vlan);
	if (session->erspan_to[0])
		printf(
		    " ERSPAN %u to %s", session->erspan_id, session->erspan_to);
	if (session->state == SESSION_STATE_DOWN)
		fputs(", down", stdout);
	putchar('\n');
}

/* The commands of one change; none when they cannot be had. */
static struct script
commands_of(const struct work *work, const struct change *change)
{
	struct script script = {NULL, 0};

	if (work->backend->script(work->device, change, &script))
		script_clear(&script);
	return script;
}

void
report_findings(const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		printf("  %s: %s\n", finding_level_name(findings->at[i].level),
		    findings->at[i].text);
}

json_t *
report_findings_json(const struct findings *findings)
{
	json_t *array = json_array();

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->at[i];

		json_array_append_new(
		    array, json_pack("{s:s,s:s,s:s}", "level",
			       finding_level_name(finding->level), "check",
			       finding->check, "text", finding->text));
	}
	return array;
}

void
report_work(const struct work *work)
{
	printf("%s (%s):\n", work->device->name, work->device->driver->name);
	for (size_t i = 0; i < work->changes.count; i++) {
		const struct change *change = &work->changes.at[i];
		struct script script = commands_of(work, change);

		printf("  %s ", change_verb(change));
		report_session(change->want ? change->want : change->have);
		for (size_t k = 0; k < script.count; k++)
			printf("      %s\n", script.lines[k]);
		script_clear(&script);
	}
	if (work->changes.count == 0)
		puts("  as planned");
	report_findings(&work->findings);
}

static json_t *
change_json(const struct work *work, const struct change *change)
{
	struct script script = commands_of(work, change);
	json_t *commands = json_array();

	for (size_t i = 0; i < script.count; i++)
		json_array_append_new(commands, json_string(script.lines[i]));
	script_clear(&script);
	return json_pack("{s:s,s:s,s:o,s:o,s:o}", "session", change_id(change),
	    "action", change_verb(change), "commands", commands, "have",
	    change->have ? json_session(change->have) : json_null(), "want",
	    change->want ? json_session(change->want) : json_null());
}

static json_t *
real_or_null(bool known, double number)
{
	return known ? json_real(number) : json_null();
}

/* What a port carried. */
static json_t *
load_json(const struct port_load *load)
{
	return json_pack("{s:s,s:o,s:o,s:o}", "port", load->name, "rx_mbit",
	    real_or_null(load->known[COUNT_RX], load->mbit[COUNT_RX]),
	    "tx_mbit",
	    real_or_null(load->known[COUNT_TX], load->mbit[COUNT_TX]),
	    "speed_mbit",
	    load->speed_mbit ? json_integer(load->speed_mbit) : json_null());
}

/* What is copied to the destinations of the plan, and what fits yet. */
static json_t *
destinations_json(const struct work *work, const struct session *session)
{
	json_t *array = json_array();

	for (size_t i = 0; i < session->destinations.count; i++) {
		const struct mirror_port *port = &session->destinations.at[i];
		struct capacity capacity =
		    capacity_of(port, &work->want, &work->keeps, &work->loads);

		json_array_append_new(array,
		    json_pack("{s:s,s:s,s:o,s:o,s:o}", "port", port->name,
			"session", session->id, "copied_mbit",
			real_or_null(capacity.measured, capacity.copied_mbit),
			"speed_mbit",
			capacity.speed_mbit ? json_integer(capacity.speed_mbit)
					    : json_null(),
			"room_calls",
			capacity.measured && capacity.speed_mbit
			    ? json_integer(
				  (json_int_t)capacity_calls(&capacity))
			    : json_null()));
	}
	return array;
}

/* null when nothing was measured. */
static json_t *
measured_json(const struct work *work)
{
	json_t *ports = NULL, *destinations = NULL;

	if (!work->measure_s)
		return json_null();
	ports = json_array();
	destinations = json_array();
	for (size_t i = 0; i < work->loads.count; i++)
		json_array_append_new(ports, load_json(&work->loads.at[i]));
	for (size_t i = 0; i < work->want.count; i++) {
		json_t *some = destinations_json(work, &work->want.at[i]);

		json_array_extend(destinations, some);
		json_decref(some);
	}
	return json_pack("{s:i,s:o,s:o}", "seconds", (int)work->measure_s,
	    "ports", ports, "destinations", destinations);
}

json_t *
report_work_json(const struct work *work)
{
	json_t *changes = json_array();

	for (size_t i = 0; i < work->changes.count; i++)
		json_array_append_new(
		    changes, change_json(work, &work->changes.at[i]));
	return json_pack("{s:s,s:s,s:o,s:o,s:o}", "device", work->device->name,
	    "driver", work->device->driver->name, "changes", changes,
	    "measured", measured_json(work), "findings",
	    report_findings_json(&work->findings));
}
