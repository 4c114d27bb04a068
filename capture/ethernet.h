/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From an Ethernet header to the IP header behind it, past all that switches
 * and providers put between: 802.1Q, 802.1ad and VN tags, MPLS, PPPoE,
 * 802.1ah, SNAP.
 */
#ifndef CAPTURE_ETHERNET_H
#define CAPTURE_ETHERNET_H

#include "capture/layer.h"

#define ETHERNET_HEADER_SIZE ((size_t)14)

/* LAYER_ETHERNET, LAYER_ETHERTYPE and LAYER_PPP: COUNTER_NONE with what is
 * next, or link_truncated, link_malformed, link_other, encapsulation_limit. */
enum counter_id
ethernet_decode(struct layers *l) __attribute__((warn_unused_result));
enum counter_id
ethertype_decode(struct layers *l) __attribute__((warn_unused_result));
enum counter_id
ppp_decode(struct layers *l) __attribute__((warn_unused_result));

#endif
