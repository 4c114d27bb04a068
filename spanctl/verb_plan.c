/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs check and plan: is the plan right, and what is there to do? */
#include <errno.h>
#include <stdio.h>

#include "base/log.h"
#include "spanctl/report.h"
#include "spanctl/spanctl.h"

int
for_devices(const struct request *request, device_fn *fn, void *arg)
{
	struct plan plan;
	int status = STATUS_DONE;

	if (plan_read(request->plan_path, &plan)) {
		plan_clear(&plan);
		return STATUS_FAILED;
	}
	for (int i = 0; i < request->word_count; i++) {
		if (!plan_device(&plan, request->words[i])) {
			log_warnx("%s: there is no device \"%s\"",
			    request->plan_path, request->words[i]);
			status = STATUS_USAGE;
		}
	}
	for (size_t i = 0; i < plan.device_count && status != STATUS_USAGE;
	     i++) {
		const struct device *device = &plan.devices[i];
		bool named = request->word_count == 0;

		for (int k = 0; k < request->word_count; k++)
			named |=
			    plan_device(&plan, request->words[k]) == device;
		if (named && fn(request, &plan, device, arg))
			status = STATUS_FAILED;
	}
	plan_clear(&plan);
	return status;
}

/* What "plan" finds out about all devices. */
struct outlook {
	json_t *devices;
	size_t changes, errors;
};

static int
look_at(const struct request *request, const struct plan *plan,
    const struct device *device, void *arg)
{
	struct outlook *outlook = arg;
	struct work work;
	int error = work_open(plan, device, &work);

	work.measure_s = request->measure_s;
	if (!error)
		error = work_plan(&work, false, request->adopt);
	if (!error) {
		if (journal_state(work.journal) == JOURNAL_BEGUN)
			log_warnx("%s: an earlier change was cut off: spanctl "
				  "rollback %s brings back what was before",
			    device->name, device->name);
		outlook->changes += work.changes.count;
		outlook->errors += work.findings.errors;
		if (request->json)
			json_array_append_new(
			    outlook->devices, report_work_json(&work));
		else
			report_work(&work);
	}
	work_close(&work);
	return error;
}

int
verb_plan(const struct request *request)
{
	struct outlook outlook = {.devices = json_array()};
	int status = for_devices(request, look_at, &outlook);

	if (request->json) {
		if (json_print_release(json_pack("{s:O,s:I,s:I}", "devices",
			outlook.devices, "pending", (json_int_t)outlook.changes,
			"errors", (json_int_t)outlook.errors)))
			status = STATUS_FAILED;
	} else if (status == STATUS_DONE && outlook.changes) {
		printf("%zu change%s pending%s\n", outlook.changes,
		    outlook.changes == 1 ? " is" : "s are",
		    outlook.errors ? "" : ": spanctl apply");
	}
	json_decref(outlook.devices);
	if (status == STATUS_DONE && outlook.errors)
		status = STATUS_FAILED;
	return status == STATUS_DONE && outlook.changes ? STATUS_PENDING
							: status;
}

static int
guard(const struct request *request, const struct plan *plan,
    const struct device *device, void *arg)
{
	struct session_list want = {NULL, 0}, none = {NULL, 0};
	struct findings findings = {.count = 0};
	size_t *errors = arg;
	int error = plan_sessions_of(plan, device, &want);

	(void)request;
	if (!error)
		guards_check(device, &want, &none, NULL, &findings);
	for (size_t i = 0; i < findings.count; i++)
		printf("%s: %s: %s\n", device->name,
		    finding_level_name(findings.at[i].level),
		    findings.at[i].text);
	*errors += findings.errors;
	session_list_clear(&want);
	return error;
}

int
verb_check(const struct request *request)
{
	size_t errors = 0;
	int status = for_devices(request, guard, &errors);

	return errors ? STATUS_FAILED : status;
}
