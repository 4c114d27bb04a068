/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files about Open vSwitch share. */
#ifndef SPANCTL_OVS_INT_H
#define SPANCTL_OVS_INT_H

#include "spanctl/backend.h"
#include "spanctl/ovsdb.h"

#define OVS_SOCKET "/var/run/openvswitch/db.sock"

struct bridge {
	const struct device *device;
	struct ovsdb *ovsdb;
};

/* The path of the database's socket. */
const char *ovs_socket(const struct device *device);

/* As ovsdb_transact(), with a message. */
int ovs_transact(struct bridge *bridge, json_t *operations, json_t **result)
    __attribute__((warn_unused_result));

/* Of backend_ovs. */
int
ovs_figures(void *state, const struct session *session, struct figures *out);
int ovs_counts(void *state, struct port_counts *ports, size_t count);
int ovs_stations(void *state, struct station_list *list);

#endif
