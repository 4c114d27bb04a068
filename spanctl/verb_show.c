/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verb show: the sessions that devices have, and whose they are. */
#include <errno.h>
#include <stdio.h>

#include "spanctl/report.h"
#include "spanctl/spanctl.h"

static bool
is_owned(const struct work *work, const struct session *session)
{
	return session_list_find(journal_owned(work->journal), session->id);
}

static json_t *
sessions_json(const struct work *work)
{
	json_t *array = json_sessions(&work->have);

	for (size_t i = 0; i < work->have.count; i++)
		json_object_set_new(json_array_get(array, i), "owned",
		    json_boolean(is_owned(work, &work->have.at[i])));
	return json_pack("{s:s,s:s,s:o}", "device", work->device->name,
	    "driver", work->device->driver->name, "sessions", array);
}

static int
show_device(const struct request *request, const struct plan *plan,
    const struct device *device, void *arg)
{
	struct work work;
	int error = work_open(plan, device, &work);

	if (!error && request->json) {
		json_array_append_new(arg, sessions_json(&work));
	} else if (!error) {
		printf("%s (%s):\n", device->name, device->driver->name);
		for (size_t i = 0; i < work.have.count; i++) {
			printf("  %s ", is_owned(&work, &work.have.at[i])
					    ? "ours "
					    : "other");
			report_session(&work.have.at[i]);
		}
		if (work.have.count == 0)
			puts("  no sessions");
	}
	work_close(&work);
	return error;
}

int
verb_show(const struct request *request)
{
	json_t *devices = json_array();
	int status = for_devices(request, show_device, devices);

	if (request->json &&
	    json_print_release(json_pack("{s:O}", "devices", devices)))
		status = STATUS_FAILED;
	json_decref(devices);
	return status;
}
