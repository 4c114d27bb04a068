/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an interface's driver says of itself, as ethtool(8) shows it. */
#ifndef SPANCTL_ETHTOOL_H
#define SPANCTL_ETHTOOL_H

#include <stdbool.h>
#include <stdint.h>

#define NIC_NAME_SIZE 33

struct nic {
	char driver[NIC_NAME_SIZE]; /* "" when it has no name */
	bool gro, lro;              /* frames are joined before they are seen */
	unsigned ring;      /* frames that wait for the host; 0: not known */
	unsigned ring_most; /* as many as it could */
};

/* 0 or a positive errno; what a driver does not say stays 0. */
int nic_read(const char *interface, struct nic *out)
    __attribute__((warn_unused_result));

/* Speed of its link in Mbit/s; 0 when its driver does not say. */
unsigned nic_speed_mbit(const char *interface);

/* Takes a counter of the driver. */
typedef void nic_counter_fn(const char *name, uint64_t value, void *arg);

/* Calls 'fn' for each counter; 0, EOPNOTSUPP when there are none, or another
 * errno. */
int nic_counters_each(const char *interface, nic_counter_fn *fn, void *arg)
    __attribute__((warn_unused_result));

#endif
