/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks devices about the sessions of the plan; see readings.h. */
#include "spanctl/readings.h"

#include <errno.h>
#include <stdlib.h>

#include "base/log.h"
#include "spanctl/backend.h"

/* A session of the plan, on its device. */
struct reading {
	const struct planned *planned;
	size_t device;              /* its number */
	const struct session *have; /* NULL: it is not there */
	struct figures before, after;
};

/* A device that is connected. */
struct line {
	const struct backend *backend;
	void *state; /* NULL: it could not be read */
	struct session_list have;
};

struct readings {
	const struct plan *plan;
	struct line *lines;   /* one for each device of the plan */
	struct reading *each; /* one for each session of the plan */
};

static void
open_line(const struct device *device, struct line *line)
{
	int error;

	line->backend = backend_of(device);
	if (!line->backend->open)
		return;
	error = line->backend->open(device, &line->state);
	if (!error)
		error = line->backend->read(line->state, &line->have);
	if (!error)
		return;
	log_warnx("%s: is left out, since it cannot be read", device->name);
	if (line->state)
		line->backend->close(line->state);
	line->state = NULL;
}

static void
read_figures(
    struct readings *readings, struct reading *reading, struct figures *figures)
{
	struct line *line = &readings->lines[reading->device];

	*figures = (struct figures){.copied = 0};
	if (!line->state || !reading->have || !line->backend->figures)
		return;
	if (line->backend->figures(line->state, reading->have, figures))
		*figures = (struct figures){.copied = 0};
}

struct readings *
readings_begin(const struct plan *plan)
{
	struct readings *readings = calloc(1, sizeof *readings);

	if (!readings)
		return NULL;
	readings->plan = plan;
	readings->lines = calloc(plan->device_count + 1, sizeof(struct line));
	readings->each =
	    calloc(plan->session_count + 1, sizeof(struct reading));
	if (!readings->lines || !readings->each) {
		readings_free(readings);
		return NULL;
	}
	for (size_t i = 0; i < plan->device_count; i++)
		open_line(&plan->devices[i], &readings->lines[i]);
	for (size_t i = 0; i < plan->session_count; i++) {
		struct reading *reading = &readings->each[i];

		reading->planned = &plan->sessions[i];
		reading->device =
		    (size_t)(reading->planned->device - plan->devices);
		reading->have =
		    session_list_find(&readings->lines[reading->device].have,
			reading->planned->session.id);
		read_figures(readings, reading, &reading->before);
	}
	return readings;
}

/* Ports and directions that the plan has and the device has not. */
static void
judge_members(const struct reading *reading, struct findings *findings)
{
	const struct planned *planned = reading->planned;
	const char *device = planned->device->name;

	for (size_t i = 0; i < planned->session.sources.count; i++) {
		const struct mirror_port *want =
		    &planned->session.sources.at[i];
		const struct mirror_port *have =
		    mirror_ports_find(&reading->have->sources, want->key);
		enum direction missing =
		    want->direction &
		    ~(have ? have->direction : DIRECTION_NONE);

		if (missing)
			findings_add(findings, FINDING_ERROR, "not-copied",
			    "%s: session %s does not copy %s of %s, as the "
			    "plan wants: spanctl apply %s",
			    device, planned->session.id,
			    direction_name(missing), want->name, device);
	}
	for (size_t i = 0; i < planned->session.destinations.count; i++) {
		const struct mirror_port *want =
		    &planned->session.destinations.at[i];

		if (!mirror_ports_find(&reading->have->destinations, want->key))
			findings_add(findings, FINDING_ERROR, "destination",
			    "%s: session %s does not copy to %s, as the plan "
			    "wants: spanctl apply %s",
			    device, planned->session.id, want->name, device);
	}
}

static void
judge_session(const struct reading *reading, struct findings *findings)
{
	const char *device = reading->planned->device->name;
	const char *id = reading->planned->session.id;

	if (!reading->have) {
		findings_add(findings, FINDING_ERROR, "session-missing",
		    "%s: session %s is not there: spanctl apply %s", device, id,
		    device);
		return;
	}
	judge_members(reading, findings);
	if (reading->have->state == SESSION_STATE_DOWN || reading->after.down)
		findings_add(findings, FINDING_ERROR, "session-down",
		    "%s: session %s is down: are its destination and sources "
		    "up?",
		    device, id);
}

static void
judge_figures(const struct reading *reading, const uint64_t *arrived,
    struct findings *findings)
{
	const struct figures *before = &reading->before;
	const struct figures *after = &reading->after;
	const char *device = reading->planned->device->name;
	const char *id = reading->planned->session.id;

	/* Counters that went back were cleared. */
	if (before->has_dropped && after->dropped > before->dropped)
		findings_add(findings, FINDING_ERROR, "device-drops",
		    "%s: session %s lost %llu packets that its destination "
		    "had no room for: fewer sources, rx only, or a faster "
		    "port",
		    device, id,
		    (unsigned long long)(after->dropped - before->dropped));
	if (!arrived || *arrived || !before->has_copied || !after->has_copied ||
	    after->copied < before->copied)
		return;
	if (after->copied == before->copied)
		findings_add(findings, FINDING_ERROR, "nothing-copied",
		    "%s: session %s copied nothing meanwhile: do its sources "
		    "carry traffic?",
		    device, id);
	else
		findings_add(findings, FINDING_ERROR, "copies-lost",
		    "%s: session %s copied %llu packets, and none arrived: "
		    "does the cable of its destination end here?",
		    device, id,
		    (unsigned long long)(after->copied - before->copied));
}

void
readings_judge(struct readings *readings, const uint64_t *arrived,
    struct findings *findings)
{
	for (size_t i = 0; i < readings->plan->session_count; i++) {
		struct reading *reading = &readings->each[i];

		read_figures(readings, reading, &reading->after);
		if (!readings->lines[reading->device].state)
			continue;
		judge_session(reading, findings);
		judge_figures(reading, arrived, findings);
	}
}

static json_t *
number_or_null(bool known, uint64_t number)
{
	return known ? json_integer((json_int_t)number) : json_null();
}

json_t *
readings_json(const struct readings *readings)
{
	json_t *array = json_array();

	for (size_t i = 0; i < readings->plan->session_count; i++) {
		const struct reading *reading = &readings->each[i];
		const struct figures *now = &reading->after;
		bool read = readings->lines[reading->device].state != NULL;

		json_array_append_new(array,
		    json_pack("{s:s,s:s,s:b,s:o,s:o,s:o}", "device",
			reading->planned->device->name, "session",
			reading->planned->session.id, "read", read, "there",
			read ? json_boolean(reading->have != NULL)
			     : json_null(),
			"copied", number_or_null(now->has_copied, now->copied),
			"dropped",
			number_or_null(now->has_dropped, now->dropped)));
	}
	return array;
}

void
readings_free(struct readings *readings)
{
	for (size_t i = 0; readings->lines && i < readings->plan->device_count;
	     i++) {
		struct line *line = &readings->lines[i];

		if (line->state)
			line->backend->close(line->state);
		session_list_clear(&line->have);
	}
	free(readings->lines);
	free(readings->each);
	free(readings);
}
