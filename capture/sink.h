/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps a host silent to which tunnels of mirrors are sent. Their packets are
 * captured like all others, but the kernel gets them too, and answers each
 * with ICMP "port unreachable" or "protocol unreachable" (RFC 1122 sections
 * 3.2.2.1 and 4.1.3.1) unless somebody listens. A sink listens, and takes
 * nothing.
 */
#ifndef CAPTURE_SINK_H
#define CAPTURE_SINK_H

#include "base/flow.h"
#include "capture/tunnel_ports.h"

#define SINK_ERROR_SIZE 256

struct sink;

/*
 * Listens on 'address' (any: on all of its family) for the tunnels of
 * 'ports', HEP, and those right above IP. A port where another program
 * listens is left to it. 0, or a positive errno and a sentence for people in
 * 'error': EADDRNOTAVAIL (not an address of this host), EPERM (tunnels right
 * above IP need CAP_NET_RAW).
 */
int sink_open(const struct addr *address, const struct tunnel_ports *ports,
    struct sink **out, char error[SINK_ERROR_SIZE])
    __attribute__((warn_unused_result));

void sink_close(struct sink *sink); /* NULL is allowed */

#endif
