/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tunnels right above IP: IP in IP (RFC 2003, 2473, 4213), GRE (RFC 2784,
 * 2890, 2637) with ERSPAN, L2TPv3 (RFC 3931).
 *
 * Each stands behind the IP header, notes the tunnel and says what is next;
 * or returns tunnel_malformed, tunnel_other (nothing of a call in it),
 * encapsulation_limit.
 */
#ifndef CAPTURE_TUNNEL_H
#define CAPTURE_TUNNEL_H

#include "capture/layer.h"

enum counter_id tunnel_ip(struct layers *l) __attribute__((warn_unused_result));
enum counter_id
tunnel_gre(struct layers *l) __attribute__((warn_unused_result));
enum counter_id
tunnel_l2tp_ip(struct layers *l) __attribute__((warn_unused_result));

/* L2TPv3 behind its session number 'session', in IP as in UDP: how long the
 * cookie and the sublayer are was agreed on elsewhere. */
enum counter_id tunnel_l2tp_session(struct layers *l, uint32_t session)
    __attribute__((warn_unused_result));

#endif
