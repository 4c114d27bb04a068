/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs rollback and confirm. */
#include <errno.h>
#include <stdio.h>

#include "base/log.h"
#include "spanctl/report.h"
#include "spanctl/spanctl.h"

static int
take_back(const struct request *request, const struct plan *plan,
    const struct device *device, void *arg)
{
	struct work work;
	int error = work_open(plan, device, &work);

	if (!error && journal_state(work.journal) == JOURNAL_NONE) {
		if (!request->json)
			printf("%s: nothing is there to take back\n",
			    device->name);
		goto out;
	}
	if (!error)
		error = work_plan_back(&work);
	if (error)
		goto out;
	if (request->json)
		json_array_append_new(arg, report_work_json(&work));
	else
		report_work(&work);
	error = work_undo(&work, request->save);
	if (!error && !request->json)
		printf("  taken back\n");
out:
	work_close(&work);
	return error;
}

int
verb_rollback(const struct request *request)
{
	json_t *devices = json_array();
	int status = for_devices(request, take_back, devices);

	if (request->json &&
	    json_print_release(json_pack("{s:O,s:b}", "devices", devices,
		"done", status == STATUS_DONE)))
		status = STATUS_FAILED;
	json_decref(devices);
	return status;
}

/* What the device would undo by itself is told to it, if it is still there. */
static int
confirm_guarded(struct work *work)
{
	int error = work_plan(work, false, false);

	if (!error && work->changes.count) {
		log_warnx("%s: is not as planned any more: it was undone, or "
			  "the plan is another",
		    work->device->name);
		return ECANCELED;
	}
	return error ? error : work->backend->confirm(work->state);
}

/* Connects where there is something to say to the device. */
static int
confirm_device(const struct request *request, const struct plan *plan,
    const struct device *device, void *arg)
{
	struct journal *journal = NULL;
	struct work work;
	bool waiting, guarded;
	int error = journal_open(
	    plan->journal, device->name, device->driver->names, &journal);

	if (error)
		return error;
	waiting = journal_state(journal) == JOURNAL_WAITING;
	guarded = journal_guarded(journal);
	if (waiting && !guarded)
		error = journal_set(journal, JOURNAL_APPLIED, 0);
	journal_close(journal);
	if (error || !waiting)
		return error;
	work = (struct work){.plan = plan};
	if (guarded || request->save)
		error = work_open(plan, device, &work);
	if (!error && guarded)
		error = confirm_guarded(&work);
	if (!error && guarded)
		error = journal_set(work.journal, JOURNAL_APPLIED, 0);
	if (!error && request->save && work.backend->save)
		error = work.backend->save(work.state);
	work_close(&work);
	if (!error)
		json_array_append_new(
		    arg, json_pack("{s:s}", "device", device->name));
	if (!error && !request->json)
		printf("%s: confirmed\n", device->name);
	return error;
}

int
verb_confirm(const struct request *request)
{
	json_t *devices = json_array();
	int status = for_devices(request, confirm_device, devices);

	if (status == STATUS_DONE && json_array_size(devices) == 0) {
		log_warnx("nothing waits to be confirmed");
		status = STATUS_FAILED;
	}
	if (request->json &&
	    json_print_release(json_pack("{s:O,s:b}", "devices", devices,
		"done", status == STATUS_DONE)))
		status = STATUS_FAILED;
	json_decref(devices);
	return status;
}
