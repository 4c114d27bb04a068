/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drivers there are. */
#include "spanctl/driver.h"

static const struct driver *const drivers[] = {
    &driver_ios,
    &driver_nxos,
    &driver_eos,
    &driver_junos,
    &driver_procurve,
    &driver_comware,
    &driver_vrp,
    &driver_fastpath,
    &driver_routeros,
    &driver_linux,
    &driver_ovs,
    &driver_smon,
    &driver_nsdp,
    &driver_aoscx,
    &driver_aws,
    &driver_gcp,
    &driver_azure,
    &driver_vmware,
    &driver_unifi,
};

const struct driver *
driver_at(size_t n)
{
	return n < sizeof drivers / sizeof *drivers ? drivers[n] : NULL;
}

const struct driver *
driver_find(const char *name)
{
	const struct driver *driver;

	for (size_t i = 0; (driver = driver_at(i)); i++) {
		if (!strcmp(driver->name, name))
			return driver;
	}
	return NULL;
}
