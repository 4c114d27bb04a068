/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes to and from a device's command line: SSH or telnet. */
#ifndef SPANCTL_WIRE_H
#define SPANCTL_WIRE_H

#include <stddef.h>

#include "spanctl/plan.h"

struct wire {
	/* What arrived: bytes; 0 at the end or nothing within 'timeout_ms',
	 * which '*error' tells apart: ETIMEDOUT, ECONNRESET. */
	size_t (*read)(
	    void *state, char *out, size_t size, int timeout_ms, int *error);
	/* Sends all; 0 or a positive errno. */
	int (*write)(void *state, const char *bytes, size_t size);
	void (*close)(void *state);
	void *state;
	bool authenticated; /* nobody will ask for user and password */
};

/*
 * Connect to a device; 0, or a positive errno after a message that says what
 * to do. EPERM: the host key is not the pinned one; EACCES: user or password
 * are wrong. ENOTSUP: built without.
 */
int wire_open_ssh(const struct device *device, struct wire *out)
    __attribute__((warn_unused_result));
int wire_open_telnet(const struct device *device, struct wire *out)
    __attribute__((warn_unused_result));

#endif
