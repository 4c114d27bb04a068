/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What belongs to a plan, however it was read. */
#include "spanctl/plan.h"

#include <stdlib.h>
#include <string.h>

void
plan_clear(struct plan *plan)
{
	for (size_t i = 0; i < plan->device_count; i++) {
		free(plan->devices[i].uplinks.at);
		free(plan->devices[i].lag_members.at);
		free(plan->devices[i].management.at);
	}
	for (size_t i = 0; i < plan->session_count; i++) {
		free(plan->sessions[i].session.sources.at);
		free(plan->sessions[i].session.destinations.at);
	}
	free(plan->devices);
	free(plan->sessions);
	free(plan->analyses);
	*plan = (struct plan){.devices = NULL};
}

const struct device *
plan_device(const struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->device_count; i++) {
		if (!strcmp(plan->devices[i].name, name))
			return &plan->devices[i];
	}
	return NULL;
}

int
plan_sessions_of(const struct plan *plan, const struct device *device,
    struct session_list *list)
{
	int error = 0;

	for (size_t i = 0; i < plan->session_count && !error; i++) {
		if (plan->sessions[i].device == device)
			error =
			    session_list_copy(list, &plan->sessions[i].session);
	}
	return error;
}
