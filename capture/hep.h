/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * HEP version 3 (the Homer encapsulation protocol, "HEP/EEP network
 * protocol specification", rev. 12): an agent that saw a packet tells of it.
 */
#ifndef CAPTURE_HEP_H
#define CAPTURE_HEP_H

#include <string.h>

#include "capture/layer.h"

/* Does a datagram with this payload begin like HEP? */
static inline bool
hep_is(const struct cursor *c)
{
	return c->left >= 6 && !memcmp(c->at, "HEP3", 4);
}

/*
 * Fills 'out' with the packet that the agent saw. The time stays that of the
 * capture, as the agent's clock is another one. COUNTER_NONE, tunnel_other
 * (it tells of no packet), tunnel_malformed, encapsulation_limit.
 */
enum counter_id
hep_decode(struct layers *l) __attribute__((warn_unused_result));

#endif
