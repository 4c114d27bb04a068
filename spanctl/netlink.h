/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mirroring filters of this host's kernel: a clsact queueing discipline on an
 * interface, filters at its two hooks, actions that copy to other interfaces.
 * All functions return 0 or a positive errno, without a message.
 */
#ifndef SPANCTL_NETLINK_H
#define SPANCTL_NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TC_TARGETS_MAX 16
#define TC_COOKIE_SIZE 16 /* all that the kernel keeps of an action's owner */

/* A filter that copies all packets of one hook. */
struct tc_mirror {
	unsigned interface;  /* index */
	bool egress;         /* what the interface sends; else receives */
	uint16_t preference; /* the kernel asks the lower first */
	char kind[16];       /* "matchall", "bpf", "u32" or another */
	uint8_t cookie[TC_COOKIE_SIZE]; /* of its first action */
	size_t cookie_size;
	unsigned targets[TC_TARGETS_MAX]; /* indexes of interfaces */
	size_t target_count;
	uint64_t packets, bytes, drops; /* of its first action */
};

struct netlink;

int netlink_open(struct netlink **out) __attribute__((warn_unused_result));
void netlink_close(struct netlink *netlink);

/* EEXIST: there is one. */
int netlink_clsact_add(struct netlink *netlink, unsigned interface)
    __attribute__((warn_unused_result));
int netlink_clsact_remove(struct netlink *netlink, unsigned interface)
    __attribute__((warn_unused_result));

/* Is there one? */
int netlink_clsact_find(struct netlink *netlink, unsigned interface,
    bool *found) __attribute__((warn_unused_result));

/* Adds a filter of the kind that 'mirror' says; EEXIST when the preference is
 * taken, ENOENT when the kernel has no such kind. */
int netlink_mirror_add(struct netlink *netlink, const struct tc_mirror *mirror)
    __attribute__((warn_unused_result));
int netlink_mirror_remove(struct netlink *netlink,
    const struct tc_mirror *mirror) __attribute__((warn_unused_result));

/* Where a host of the network is, as this kernel has learnt it. */
struct neighbour {
	uint8_t mac[6];
	uint8_t address[16]; /* of 'address_size' bytes: 4, 16 */
	size_t address_size; /* 0: a bridge has learnt the MAC address alone */
	unsigned interface;
	unsigned vlan; /* 0: not said */
};

typedef int neighbour_fn(const struct neighbour *neighbour, void *arg);

/*
 * Calls 'fn' for each entry of the tables of neighbours, or with 'bridges' of
 * the tables of MAC addresses of all bridges; none that is the host's own.
 */
int netlink_neighbours_each(struct netlink *netlink, bool bridges,
    neighbour_fn *fn, void *arg) __attribute__((warn_unused_result));

typedef int tc_mirror_fn(const struct tc_mirror *mirror, void *arg);

/* Calls 'fn' for each filter at one hook, whoever made it; those that copy
 * nothing have no targets. */
int
netlink_mirrors_each(struct netlink *netlink, unsigned interface, bool egress,
    tc_mirror_fn *fn, void *arg) __attribute__((warn_unused_result));

#endif
