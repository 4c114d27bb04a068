/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The verb doctor: looks at a live system without a capture of its own. The
 * running recorder says what it sees, devices what they have, this host what
 * is in the way.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "spanctl/checkup.h"
#include "spanctl/obstacles.h"
#include "spanctl/readings.h"
#include "spanctl/recorder.h"
#include "spanctl/report.h"
#include "spanctl/spanctl.h"

#define INTERFACES_MAX 64

/* All that is looked at. */
struct visit {
	const struct request *request;
	struct plan plan;
	json_t *figures; /* of the recorder; NULL: none runs */
	json_t *parts;   /* of the report */
	size_t errors;
};

static void
report(struct visit *visit, const char *key, const char *what,
    const struct findings *findings)
{
	visit->errors += findings->errors;
	if (visit->request->json) {
		json_array_append_new(
		    visit->parts, json_pack("{s:s,s:o}", key, what, "findings",
				      report_findings_json(findings)));
		return;
	}
	printf("%s:\n", what);
	report_findings(findings);
	if (findings->count == 0)
		puts("  nothing is wrong");
}

static void
visit_interface(struct visit *visit, const struct analysis *analysis,
    const struct losses *before)
{
	struct findings findings = {.count = 0};

	obstacles_check(analysis->interface, before, &findings);
	if (visit->figures)
		checkup(&visit->plan, analysis, visit->figures, &findings);
	report(visit, "interface", analysis->interface, &findings);
}

/* The analysis of that interface; one that the plan has not is empty. */
static struct analysis
analysis_of(const struct plan *plan, const char *interface)
{
	struct analysis analysis = {
	    .sip = true, .rtp = true, .max_duplicates = 1};

	for (size_t i = 0; i < plan->analysis_count; i++) {
		if (!strcmp(plan->analyses[i].interface, interface))
			return plan->analyses[i];
	}
	text_copy(
	    analysis.interface, sizeof analysis.interface, text_of(interface));
	return analysis;
}

/* Those that are named, else those of the plan, else the recorder's. */
static size_t
choose_interfaces(const struct visit *visit, const char *names[INTERFACES_MAX])
{
	const struct plan *plan = &visit->plan;
	size_t count = 0, i;
	const json_t *item;

	for (int k = 0; k < visit->request->word_count; k++) {
		if (count < INTERFACES_MAX)
			names[count++] = visit->request->words[k];
	}
	for (i = 0; !visit->request->word_count && i < plan->analysis_count;
	     i++) {
		if (count < INTERFACES_MAX)
			names[count++] = plan->analyses[i].interface;
	}
	if (count)
		return count;
	json_array_foreach(
	    json_object_get(visit->figures, "interfaces"), i, item)
	{
		const char *name =
		    json_string_value(json_object_get(item, "name"));

		if (name && count < INTERFACES_MAX)
			names[count++] = name;
	}
	return count;
}

static void
visit_interfaces(struct visit *visit, const char *const *names, size_t count)
{
	struct losses before[INTERFACES_MAX];

	for (size_t i = 0; i < count; i++)
		losses_read(names[i], &before[i]);
	sleep(1); /* what is lost meanwhile is lost now */
	for (size_t i = 0; i < count; i++) {
		struct analysis analysis = analysis_of(&visit->plan, names[i]);

		visit_interface(visit, &analysis, &before[i]);
	}
}

static void
visit_devices(struct visit *visit)
{
	struct findings findings = {.count = 0};
	struct readings *readings;

	if (visit->plan.session_count == 0)
		return;
	readings = readings_begin(&visit->plan);
	if (!readings)
		return;
	readings_judge(readings, NULL, &findings);
	readings_free(readings);
	report(visit, "part", "devices", &findings);
}

static void
visit_recorder(struct visit *visit)
{
	const char *path = visit->request->control ? visit->request->control
						   : RECORDER_CONTROL;
	struct findings findings = {.count = 0};
	int error = recorder_figures(path, &visit->figures);

	if (error == ENOENT || error == ECONNREFUSED)
		findings_add(&findings,
		    visit->request->control ? FINDING_ERROR : FINDING_NOTE,
		    "no-recorder",
		    "no recorder answers at %s: only this host and the devices "
		    "are looked at; spanctl verify looks for itself",
		    path);
	else if (error)
		findings_add(&findings, FINDING_ERROR, "recorder",
		    "the recorder at %s: %s", path, strerror(error));
	report(visit, "part", "recorder", &findings);
}

/* A plan is of help, and not needed. */
static int
read_plan(struct visit *visit)
{
	const char *path = visit->request->plan_path;

	if (access(path, R_OK) && errno == ENOENT &&
	    !strcmp(path, DEFAULT_PLAN))
		return 0;
	return plan_read(path, &visit->plan);
}

int
verb_doctor(const struct request *request)
{
	struct visit visit = {.request = request, .parts = json_array()};
	const char *names[INTERFACES_MAX];
	int status = read_plan(&visit) ? STATUS_FAILED : STATUS_DONE;
	size_t count;

	if (status == STATUS_DONE) {
		visit_recorder(&visit);
		count = choose_interfaces(&visit, names);
		if (count == 0) {
			log_warnx("doctor: name an interface, or have an "
				  "\"analysis\" in the plan");
			status = STATUS_USAGE;
		}
		visit_interfaces(&visit, names, count);
		visit_devices(&visit);
	}
	if (request->json && status == STATUS_DONE &&
	    json_print_release(json_pack("{s:O,s:I}", "parts", visit.parts,
		"errors", (json_int_t)visit.errors)))
		status = STATUS_FAILED;
	json_decref(visit.parts);
	json_decref(visit.figures);
	plan_clear(&visit.plan);
	return status == STATUS_DONE && visit.errors ? STATUS_FAILED : status;
}
