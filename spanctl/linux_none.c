/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands in for linux.c where libmnl is missing: commands can be printed. */
#include <errno.h>

#include "base/log.h"
#include "spanctl/backend.h"

static int
refuse(const struct device *device, void **state)
{
	(void)state;
	log_warnx("%s: spanctl was built without libmnl, and cannot change "
		  "this host: see spanctl export",
	    device->name);
	return ENOTSUP;
}

const struct backend backend_linux = {.open = refuse, .script = linux_script};

int
host_neighbours(struct station_list *list)
{
	(void)list;
	return ENOTSUP;
}
