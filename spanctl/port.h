/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of switch ports: short and long forms of the same name, and lists
 * with ranges as switches print and accept them.
 */
#ifndef SPANCTL_PORT_H
#define SPANCTL_PORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

#define PORT_NAME_SIZE 64 /* with the NUL; longer names are refused */
#define PORTS_MAX 1024    /* of one list */

/* How a kind of device names its ports. */
struct port_names {
	const char *const *kinds; /* long names of kinds, ends with NULL */
	/* Short forms that are no beginning of the long one: "GE",
	 * "GigabitEthernet", and so on, ends with NULL; or NULL. */
	const char *const *aliases;
	bool bare;        /* "5" and "0/5" are ports too */
	bool ranges;      /* "Fa0/2-3" are two ports */
	bool inherits;    /* in "Fa0/2,5" the 5 is Fa0/5 */
	bool any;         /* every word is a port: hosts */
	const char *unit; /* what ".0" is to Junos; NULL: none */
};

/*
 * Writes the one long name of 'name' to 'out': the kind that its letters
 * abbreviate (the first of the table that fits) and the rest as it is; a name
 * of no kind as it is. False when it is too long or empty.
 */
bool port_canonical(const struct port_names *names, struct text name,
    char out[PORT_NAME_SIZE]) __attribute__((warn_unused_result));

/*
 * As port_canonical(), and in small letters where case makes no difference:
 * equal keys are the same port.
 */
bool port_key(const struct port_names *names, struct text name,
    char out[PORT_NAME_SIZE]) __attribute__((warn_unused_result));

/* Does 'name' look like a port of this kind of device? */
bool port_known(const struct port_names *names, struct text name);

/* Takes one name of a list; 0 or a positive errno, which ends the list. */
typedef int port_fn(struct text name, void *arg);

/*
 * Calls 'fn' for each port of "Fa0/2-3,Fa0/5", "Eth1/1 Eth1/2" or
 * "fa0/1 , fa0/3 - 6", ranges expanded, names as they are written. A word
 * that is no port is given as it is. 0; E2BIG when there are more than
 * PORTS_MAX; EBADMSG when a name is too long; or what 'fn' returned.
 */
int port_list_each(const struct port_names *names, struct text list,
    port_fn *fn, void *arg) __attribute__((warn_unused_result));

#endif
