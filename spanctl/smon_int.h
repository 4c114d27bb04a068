/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files about SNMP mirrors share. */
#ifndef SPANCTL_SMON_INT_H
#define SPANCTL_SMON_INT_H

#include "spanctl/backend.h"
#include "spanctl/snmp.h"

/* RFC 2579, RowStatus. */
enum row_status {
	ROW_ACTIVE = 1,
	ROW_CREATE_AND_GO = 4,
	ROW_CREATE_AND_WAIT = 5,
	ROW_DESTROY = 6,
};

struct interface {
	unsigned long index;
	char name[PORT_NAME_SIZE];
	unsigned long bridge_port; /* 0: none */
	struct port_counts counts;
};

/* A row of portCopyTable. */
struct copy {
	unsigned long pair[2]; /* source, destination: its index */
	unsigned long direction, status, drops;
};

struct smon {
	const struct device *device;
	struct agent *agent;
	struct interface *interfaces;
	size_t interface_count;
	struct copy *copies;
	size_t copy_count;
};

/* The interface of that index, or NULL. */
struct interface *smon_interface(const struct smon *smon, unsigned long index);

/* Its name; one that is not listed has its number. */
void smon_name(
    const struct smon *smon, unsigned long index, char out[PORT_NAME_SIZE]);

/* Reads portCopyTable; 0 or an errno after a message. */
int smon_read_copies(struct smon *smon);

/* Of backend_smon. */
int
smon_figures(void *state, const struct session *session, struct figures *out);
int smon_counts(void *state, struct port_counts *ports, size_t count);
int smon_stations(void *state, struct station_list *list);

#endif
