/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames that arrive at an interface of this host, for a look of seconds. */
#ifndef SPANCTL_LIVE_H
#define SPANCTL_LIVE_H

#include "spanctl/observe.h"

/*
 * Watches 'interface', in promiscuous mode, for 'seconds'. 0, or a positive
 * errno after a message that says what to do.
 */
int live_observe(const char *interface, unsigned seconds,
    struct observation *observation) __attribute__((warn_unused_result));

#endif
