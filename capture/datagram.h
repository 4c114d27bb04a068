/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One UDP datagram out of a frame. Plain data; the payload is borrowed. */
#ifndef CAPTURE_DATAGRAM_H
#define CAPTURE_DATAGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/flow.h"
#include "base/tstamp.h"

struct datagram {
	struct tstamp time;     /* when it was captured */
	struct flow flow;       /* from where to where */
	const uint8_t *payload; /* what was captured of it */
	size_t size;            /* bytes there */
	size_t length;          /* bytes it had; more than 'size' when the
	                           snap length cut it */
	uint16_t vlan;          /* outermost 802.1Q VLAN; 0: untagged */
	unsigned source;        /* index of its source in the merge */
};

#endif
