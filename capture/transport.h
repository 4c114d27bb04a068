/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UDP (RFC 768), TCP (RFC 9293), and tunnels right above IP. */
#ifndef CAPTURE_TRANSPORT_H
#define CAPTURE_TRANSPORT_H

#include "capture/layer.h"

/*
 * LAYER_TRANSPORT: a datagram or a segment, or the tunnel in it. COUNTER_NONE,
 * or udp_truncated, udp_malformed, tcp_truncated, tcp_malformed, ip_other, or
 * what a tunnel was refused for.
 */
enum counter_id
transport_decode(struct layers *l) __attribute__((warn_unused_result));

#endif
