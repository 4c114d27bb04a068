/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verb export: the plan as commands, as JSON, or as text for people. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "spanctl/backend.h"
#include "spanctl/json.h"
#include "spanctl/report.h"
#include "spanctl/spanctl.h"

/* The commands from a device without sessions to the plan, or back. */
static int
commands(const struct device *device, const struct session_list *want,
    bool back, struct script *script)
{
	const struct cli_talk *talk = device->driver->talk;
	int error = 0;

	if (talk && talk->configure)
		error = script_add(script, "%s", talk->configure);
	for (size_t i = 0; i < want->count && !error; i++) {
		struct change change = {
		    back ? &want->at[i] : NULL, back ? NULL : &want->at[i]};

		error = backend_of(device)->script(device, &change, script);
	}
	if (!error && talk && talk->commit)
		error = script_add(script, "%s", talk->commit);
	if (!error && talk && talk->leave)
		error = script_add(script, "%s", talk->leave);
	return error;
}

static void
print_script(const struct script *script, const char *before)
{
	for (size_t i = 0; i < script->count; i++)
		printf("%s%s\n", before, script->lines[i]);
}

static json_t *
script_json(const struct script *script)
{
	json_t *array = json_array();

	for (size_t i = 0; i < script->count; i++)
		json_array_append_new(array, json_string(script->lines[i]));
	return array;
}

static void
print_words(const char *title, const char *const *lines)
{
	if (!lines || !lines[0])
		return;
	printf("\n%s:\n\n", title);
	for (; *lines; lines++)
		printf("    %s\n", *lines);
}

/* Steps that a person can follow without spanctl. */
static void
print_runbook(const struct device *device, const struct session_list *want,
    const struct script *there, const struct script *back)
{
	const struct cli_talk *talk = device->driver->talk;
	struct session_list none = {NULL, 0};
	struct findings findings = {.count = 0};

	printf("# %s (%s)\n\n", device->name, device->driver->what);
	for (size_t i = 0; i < want->count; i++)
		report_session(&want->at[i]);
	guards_check(device, want, &none, NULL, &findings);
	for (size_t i = 0; i < findings.count; i++)
		printf("\n%s: %s\n",
		    findings.at[i].level == FINDING_ERROR ? "ERROR" : "Note",
		    findings.at[i].text);
	print_words("See what is there, and keep it", talk ? talk->read : NULL);
	puts("\nMake the sessions:\n");
	print_script(there, "    ");
	print_words("See that it is there", talk ? talk->read : NULL);
	print_words("Keep it over a restart", talk ? talk->save : NULL);
	puts("\nTake them away again:\n");
	print_script(back, "    ");
	putchar('\n');
}

static int
export_device(const struct request *request, const struct plan *plan,
    const struct device *device, void *arg)
{
	struct session_list want = {NULL, 0};
	struct script there = {NULL, 0}, back = {NULL, 0};
	int error = plan_sessions_of(plan, device, &want);

	if (!error)
		error = commands(device, &want, false, &there);
	if (!error)
		error = commands(device, &want, true, &back);
	if (error || want.count == 0)
		goto out;
	if (!strcmp(request->format, "json")) {
		json_array_append_new(
		    arg, json_pack("{s:s,s:s,s:o,s:o,s:o}", "device",
			     device->name, "driver", device->driver->name,
			     "sessions", json_sessions(&want), "commands",
			     script_json(&there), "undo", script_json(&back)));
	} else if (!strcmp(request->format, "runbook")) {
		print_runbook(device, &want, &there, &back);
	} else {
		printf("! %s\n", device->name);
		print_script(&there, "");
	}
out:
	session_list_clear(&want);
	script_clear(&there);
	script_clear(&back);
	return error;
}

int
verb_export(const struct request *request)
{
	struct request asked = *request;
	json_t *devices = json_array();
	int status;

	if (!asked.format)
		asked.format = request->json ? "json" : "commands";
	if (strcmp(asked.format, "json") && strcmp(asked.format, "commands") &&
	    strcmp(asked.format, "runbook")) {
		log_warnx("--format: there are commands, json and runbook");
		json_decref(devices);
		return STATUS_USAGE;
	}
	status = for_devices(&asked, export_device, devices);
	if (!strcmp(asked.format, "json") &&
	    json_print_release(json_pack("{s:O}", "devices", devices)))
		status = STATUS_FAILED;
	json_decref(devices);
	return status;
}
