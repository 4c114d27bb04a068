/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much the ports of a device carry now: its counters, read twice some
 * seconds apart.
 */
#ifndef SPANCTL_LOAD_H
#define SPANCTL_LOAD_H

#include "spanctl/counts.h"
#include "spanctl/session.h"

struct backend;

struct port_load {
	char name[PORT_NAME_SIZE];
	char key[PORT_NAME_SIZE];
	struct port_counts first;
	bool known[COUNT_WAYS];
	double mbit[COUNT_WAYS]; /* on the wire: with preamble and gap */
	unsigned speed_mbit;     /* 0: not known */
};

struct loads {
	struct port_load *at;
	size_t count;
	unsigned seconds; /* between the readings */
};

/* Adds the sources and destinations of all sessions of the list; 0 or
 * ENOMEM. */
int loads_add(struct loads *loads, const struct session_list *list)
    __attribute__((warn_unused_result));

/*
 * Measures the ports that were added for 'seconds'. A port that the device
 * says nothing of stays unknown, and so do all where it has no counters. 0,
 * or a positive errno after a message.
 */
int loads_measure(struct loads *loads, const struct backend *backend,
    void *state, unsigned seconds) __attribute__((warn_unused_result));

/* The load of that port, or NULL. */
const struct port_load *loads_find(const struct loads *loads, const char *key);

void loads_clear(struct loads *loads);

#endif
