/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files about mirrors of this host share. */
#ifndef SPANCTL_LINUX_INT_H
#define SPANCTL_LINUX_INT_H

#include "spanctl/backend.h"
#include "spanctl/netlink.h"

struct host {
	struct netlink *netlink;
	const struct device *device;
};

/* The id in a cookie of ours for this direction; "" when it is none. */
void linux_session_of(const struct tc_mirror *mirror, char id[TC_COOKIE_SIZE]);

/* Of backend_linux. */
int
linux_figures(void *state, const struct session *session, struct figures *out);
int linux_counts(void *state, struct port_counts *ports, size_t count);
int linux_stations(void *state, struct station_list *list);

#endif
