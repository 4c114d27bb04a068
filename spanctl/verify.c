/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The verb verify: does what the plan expects arrive where copies arrive? A
 * finding says which port of which device to look at, and what to do.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "spanctl/json.h"
#include "spanctl/judge.h"
#include "spanctl/live.h"
#include "spanctl/readings.h"
#include "spanctl/report.h"
#include "spanctl/spanctl.h"

#define SECONDS 10

static json_t *
hosts_json(const struct observation *seen)
{
	json_t *array = json_array();

	for (const struct table_link *link = seen->hosts.oldest; link;
	     link = link->newer) {
		const struct observed_host *host =
		    (const void *)((const char *)link -
				   offsetof(struct observed_host, link));
		char text[ADDR_TEXT_SIZE];

		json_array_append_new(array,
		    json_pack("{s:s,s:[I,I],s:[I,I],s:[I,I]}", "address",
			addr_format(&host->addr, text), "requests",
			(json_int_t)host->requests[WAY_SENT],
			(json_int_t)host->requests[WAY_RECEIVED], "responses",
			(json_int_t)host->responses[WAY_SENT],
			(json_int_t)host->responses[WAY_RECEIVED], "rtp",
			(json_int_t)host->rtp[WAY_SENT],
			(json_int_t)host->rtp[WAY_RECEIVED]));
	}
	return array;
}

static json_t *
twice_json(const struct observation *seen)
{
	json_t *array = json_array();

	for (size_t i = 0; i < seen->twice_count; i++) {
		const struct observed_twice *twice = &seen->twice[i];
		char one[ADDR_TEXT_SIZE], other[ADDR_TEXT_SIZE];

		json_array_append_new(
		    array, json_pack("{s:[s,s],s:[i,i],s:I}", "hosts",
			       addr_format(&twice->one, one),
			       addr_format(&twice->other, other), "vlans",
			       (int)twice->first_vlan, (int)twice->vlan,
			       "packets", (json_int_t)twice->packets));
	}
	return array;
}

static json_t *
view_json(const struct view *view, const struct readings *readings)
{
	const struct observation *seen = view->seen;
	json_t *findings = report_findings_json(&view->findings);
	json_t *tags = json_array();

	for (size_t i = 0; i < seen->tag_count; i++)
		json_array_append_new(tags, json_integer(seen->tags[i]));
	return json_pack(
	    "{s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:o,s:o,s:o,s:o,s:o}",
	    "interface", view->analysis->interface, "frames",
	    (json_int_t)seen->frames, "unicast", (json_int_t)seen->unicast,
	    "packets", (json_int_t)seen->packets, "sip", (json_int_t)seen->sip,
	    "rtp", (json_int_t)seen->rtp, "duplicates",
	    (json_int_t)seen->copies, "truncated", (json_int_t)seen->truncated,
	    "vlans", tags, "hosts", hosts_json(seen), "twice", twice_json(seen),
	    "sessions", readings ? readings_json(readings) : json_array(),
	    "findings", findings);
}

static void
print_view(const struct view *view)
{
	const struct observation *seen = view->seen;

	printf("%s: %llu frames, %llu packets: %llu of SIP, %llu of RTP, %llu "
	       "came twice\n",
	    view->analysis->interface, (unsigned long long)seen->frames,
	    (unsigned long long)seen->packets, (unsigned long long)seen->sip,
	    (unsigned long long)seen->rtp, (unsigned long long)seen->copies);
	report_findings(&view->findings);
	if (view->findings.count == 0)
		puts("  all that is expected arrives, both ways");
}

static int
observe(const struct request *request, const struct analysis *analysis,
    struct observation *seen)
{
	if (request->input)
		return file_observe(request->input, seen);
	return live_observe(analysis->interface,
	    request->seconds ? request->seconds : SECONDS, seen);
}

/* The number of errors found, or -1. */
static int
verify_one(const struct request *request, const struct plan *plan,
    const struct analysis *analysis, json_t *interfaces)
{
	struct observation seen;
	struct view view = {.plan = plan, .analysis = analysis, .seen = &seen};
	struct readings *readings = NULL;
	int error = observation_init(&seen);

	if (error)
		return -1;
	/* A file is of another time. */
	if (!request->input)
		readings = readings_begin(plan);
	error = observe(request, analysis, &seen);
	/* Of a damaged file, what could be read. */
	if (!error || (request->input && seen.frames)) {
		judge(&view);
		if (readings)
			readings_judge(readings, &seen.unicast, &view.findings);
		if (request->json)
			json_array_append_new(
			    interfaces, view_json(&view, readings));
		else
			print_view(&view);
	}
	if (readings)
		readings_free(readings);
	observation_clear(&seen);
	return error ? -1 : (int)view.findings.errors;
}

static bool
is_named(const struct request *request, const char *interface)
{
	for (int i = 0; i < request->word_count; i++) {
		if (!strcmp(request->words[i], interface))
			return true;
	}
	return request->word_count == 0;
}

int
verb_verify(const struct request *request)
{
	json_t *interfaces = json_array();
	struct plan plan;
	int status = STATUS_DONE;
	size_t count = 0;

	if (plan_read(request->plan_path, &plan))
		status = STATUS_FAILED;
	for (size_t i = 0; i < plan.analysis_count && status == STATUS_DONE;
	     i++) {
		if (!is_named(request, plan.analyses[i].interface))
			continue;
		count++;
		if (verify_one(request, &plan, &plan.analyses[i], interfaces))
			status = STATUS_FAILED;
	}
	if (status == STATUS_DONE && count == 0) {
		log_warnx("%s: there is no such \"analysis\" in it",
		    request->plan_path);
		status = STATUS_USAGE;
	}
	plan_clear(&plan);
	if (request->json &&
	    json_print_release(json_pack("{s:O}", "interfaces", interfaces)))
		status = STATUS_FAILED;
	json_decref(interfaces);
	return status;
}
