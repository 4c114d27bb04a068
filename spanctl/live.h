/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames for a look: of an interface of this host for seconds, or a file. */
#ifndef SPANCTL_LIVE_H
#define SPANCTL_LIVE_H

#include <stdbool.h>

#include "spanctl/observe.h"

/* Takes one frame; false: that is enough. */
typedef bool live_fn(const struct frame *frame, void *arg);

/*
 * Gives the frames of 'interface' to 'fn' for 'seconds', in promiscuous mode.
 * '*dropped' is what the kernel had no room for. 0, or a positive errno after
 * a message that says what to do.
 */
int live_watch(const char *interface, unsigned seconds, live_fn *fn, void *arg,
    uint64_t *dropped) __attribute__((warn_unused_result));

/*
 * Watches 'interface', in promiscuous mode, for 'seconds'. 0, or a positive
 * errno after a message that says what to do.
 */
int live_observe(const char *interface, unsigned seconds,
    struct observation *observation) __attribute__((warn_unused_result));

/*
 * The same of a capture file in place of an interface. Where it is damaged,
 * what can be read is given to 'fn', and EIO comes after a message.
 */
int file_watch(const char *path, live_fn *fn, void *arg)
    __attribute__((warn_unused_result));
int file_observe(const char *path, struct observation *observation)
    __attribute__((warn_unused_result));

#endif
