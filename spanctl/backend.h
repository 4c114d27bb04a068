/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How sessions of a device are read and changed. Each function returns 0, or
 * a positive errno after a message.
 */
#ifndef SPANCTL_BACKEND_H
#define SPANCTL_BACKEND_H

#include "spanctl/change.h"
#include "spanctl/counts.h"
#include "spanctl/plan.h"
#include "spanctl/station.h"

/* What a device counts of a session: sums since it came up. */
struct figures {
	uint64_t copied;  /* packets */
	uint64_t dropped; /* packets that the destination had no room for */
	bool has_copied, has_dropped; /* else not known */
	bool down;                    /* it says that nothing is copied */
};

struct backend {
	int (*open)(const struct device *device, void **state);
	/* Appends all sessions of the device. */
	int (*read)(void *state, struct session_list *list);
	/* Appends what 'apply' will make beside the sessions, so that it can
	 * be written down first; may be NULL. */
	int (*note)(void *state, const struct change *change,
	    struct mirror_ports *made);
	/* Makes one change; may take away again what is in 'made'. */
	int (*apply)(void *state, const struct change *change,
	    const struct mirror_ports *made);
	/* Has the device itself undo the next change after 'seconds' unless it
	 * is confirmed: the time that it will take; 0 when it cannot. May be
	 * NULL. */
	unsigned (*guard)(void *state, unsigned seconds);
	/* Did the change become one that the device undoes? */
	bool (*guarded)(const void *state);
	/* Keeps such a change. */
	int (*confirm)(void *state);
	/* Reads what the device counts of one of its sessions; may be NULL. */
	int (*figures)(
	    void *state, const struct session *session, struct figures *out);
	/* Reads what the device counts of ports; of those that it does not
	 * know nothing is said. May be NULL. */
	int (*counts)(void *state, struct port_counts *ports, size_t count);
	/* Appends the hosts that the device knows of; may be NULL. */
	int (*stations)(void *state, struct station_list *list);
	/* Keeps changes over a restart; NULL: nothing keeps them. */
	int (*save)(void *state);
	/* Appends the commands that do the same, for people. */
	int (*script)(const struct device *device, const struct change *change,
	    struct script *script);
	/* The configuration that people would read, for the journal; the
	 * caller frees it; may be NULL. */
	int (*config)(void *state, char **text);
	void (*close)(void *state);
	bool marks; /* sessions say themselves whose they are */
};

extern const struct backend backend_cli, backend_linux, backend_ovs,
    backend_smon, backend_nsdp;

/* What backend_ovs does, as commands of ovs-vsctl(8). */
int ovs_script(const struct device *device, const struct change *change,
    struct script *script) __attribute__((warn_unused_result));

/* What backend_linux does, as commands of tc(8). */
int linux_script(const struct device *device, const struct change *change,
    struct script *script) __attribute__((warn_unused_result));

/* Appends the hosts that this host knows by ARP and neighbour discovery; 0,
 * ENOTSUP when built without libmnl, or a positive errno. */
int
host_neighbours(struct station_list *list) __attribute__((warn_unused_result));

/* What backend_smon does, as rows of portCopyTable. */
int smon_script(const struct device *device, const struct change *change,
    struct script *script) __attribute__((warn_unused_result));

/* What backend_nsdp does, as steps in the switch's own pages. */
int nsdp_script(const struct device *device, const struct change *change,
    struct script *script) __attribute__((warn_unused_result));

/* The backend of a device's driver. */
const struct backend *backend_of(const struct device *device);

#endif
