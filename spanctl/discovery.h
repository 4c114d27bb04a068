/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a switch says of the port that a cable leads to: LLDP (IEEE 802.1AB)
 * and CDP (Cisco). Texts hold printable ASCII only, whatever was sent.
 */
#ifndef SPANCTL_DISCOVERY_H
#define SPANCTL_DISCOVERY_H

#include <stdbool.h>

#include "base/flow.h"
#include "capture/frame.h"

#define DISCOVERY_TEXT_SIZE 128

struct discovery {
	const char *protocol;             /* "LLDP" or "CDP" */
	char device[DISCOVERY_TEXT_SIZE]; /* its name; "" when not said */
	char port[DISCOVERY_TEXT_SIZE];   /* as the device calls it */
	char about[DISCOVERY_TEXT_SIZE];  /* description of the port */
	struct addr address;              /* of management; or any */
	unsigned vlan;                    /* untagged; 0: not said */
};

/* Reads an Ethernet frame; false when it is of neither protocol, is cut
 * short, or names no port. */
bool discovery_parse(const struct frame *frame, struct discovery *out)
    __attribute__((warn_unused_result));

#endif
