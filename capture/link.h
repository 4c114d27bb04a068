/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a frame to the IP packet in it: Ethernet with 802.1Q tags (IEEE
 * 802.1Q), Linux cooked capture v1 and v2, raw IP, BSD loopback.
 */
#ifndef CAPTURE_LINK_H
#define CAPTURE_LINK_H

#include "base/counter.h"
#include "base/cursor.h"
#include "capture/frame.h"

/* What the link layer told of a packet. */
struct link_info {
	uint16_t vlan; /* outermost VLAN identifier; 0: untagged */
};

/*
 * Moves '*c', which stands at the first byte of 'frame', to the IP header.
 * COUNTER_NONE, or why there is none: link_type_unknown, link_truncated,
 * link_malformed, link_other.
 */
enum counter_id link_decode(const struct frame *frame, struct cursor *c,
    struct link_info *info) __attribute__((warn_unused_result));

#endif
