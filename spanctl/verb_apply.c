/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs apply and remove. */
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "base/log.h"
#include "spanctl/report.h"
#include "spanctl/spanctl.h"
#include "spanctl/timer.h"

#define GRACE_S 20 /* for a device to undo it, before spanctl does */

/* Prints what is done to a device, in the form that was asked for. */
static void
report(const struct request *request, const struct work *work, json_t *devices)
{
	if (request->json)
		json_array_append_new(devices, report_work_json(work));
	else
		report_work(work);
	fflush(stdout); /* before a child could print it again */
}

/* From now on the changes are undone unless they are confirmed. */
static int
arm(const struct request *request, struct work *work)
{
	unsigned guard_s = work->guard_s;
	unsigned after_s = guard_s ? guard_s : request->confirm_s;
	int64_t deadline = (int64_t)time(NULL) + after_s;
	unsigned number = journal_number(work->journal);
	const struct plan *plan = work->plan;
	const struct device *device = work->device;
	int error;

	if (guard_s)
		journal_guard(work->journal);
	error = journal_set(work->journal, JOURNAL_WAITING, deadline);
	if (error)
		return error;
	/* The timer has to get at the journal. */
	work_close(work);
	error = timer_start(
	    plan, device, number, guard_s ? GRACE_S : 0, request->save);
	if (!error && !request->json)
		printf("  it is undone in %u s%s, unless: spanctl confirm %s\n",
		    after_s, guard_s ? " by the device itself" : "",
		    device->name);
	return error;
}

static int
change_device(const struct request *request, const struct plan *plan,
    const struct device *device, void *arg)
{
	bool nothing = !strcmp(request->verb, "remove");
	struct work work;
	int error = work_open(plan, device, &work);

	work.measure_s = request->measure_s;
	if (!error)
		error = work_plan(&work, nothing, request->adopt);
	if (error)
		goto out;
	report(request, &work, arg);
	if (work.changes.count == 0)
		goto out;
	if (work.findings.errors) {
		log_warnx("%s: nothing is changed", device->name);
		error = EPERM;
		goto out;
	}
	work.guard_s = request->wants_confirm ? request->confirm_s : 0;
	error = work_apply(&work, request->save && !request->wants_confirm);
	if (!error && request->wants_confirm)
		error = arm(request, &work);
	if (!error && !request->json)
		printf("  done, and read back%s\n",
		    request->save && !request->wants_confirm ? ", and saved"
							     : "");
out:
	work_close(&work);
	return error;
}

int
verb_apply(const struct request *request)
{
	json_t *devices = json_array();
	int status = for_devices(request, change_device, devices);

	if (request->json &&
	    json_print_release(json_pack("{s:O,s:b}", "devices", devices,
		"done", status == STATUS_DONE)))
		status = STATUS_FAILED;
	json_decref(devices);
	return status;
}

int
verb_remove(const struct request *request)
{
	return verb_apply(request);
}
