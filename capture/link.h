/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first header of a frame, which its link type names: Ethernet, Linux
 * cooked capture v1 and v2, raw IP, BSD loopback, PPP.
 */
#ifndef CAPTURE_LINK_H
#define CAPTURE_LINK_H

#include "capture/frame.h"
#include "capture/layer.h"

/*
 * Moves 'l', which stands at the first byte of a frame, past its link header.
 * COUNTER_NONE with what is next, or why there is nothing: link_type_unknown,
 * link_truncated, link_malformed, link_other.
 */
enum counter_id link_decode(struct layers *l, enum link_type type)
    __attribute__((warn_unused_result));

#endif
