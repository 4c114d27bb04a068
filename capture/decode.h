/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way from a frame to the packet in it: link, tags, IP, tunnels, and IP
 * again, to UDP, TCP or a fragment. It has no memory: what needs other frames
 * (fragments, streams, duplicates) comes later.
 */
#ifndef CAPTURE_DECODE_H
#define CAPTURE_DECODE_H

#include "base/counter.h"
#include "capture/frame.h"
#include "capture/packet.h"
#include "capture/tunnel_ports.h"

/*
 * Finds the packet in 'frame'. COUNTER_NONE and '*out' filled, whose payload
 * lives as long as the frame's bytes; or the outcome of the frame, which the
 * caller counts.
 */
enum counter_id
decode_frame(const struct frame *frame, const struct tunnel_ports *ports,
    struct packet *out) __attribute__((warn_unused_result));

/*
 * Goes on where the fragment '*packet' ended, with the whole payload of its
 * IP packet: 'size' bytes are there, 'length' it had. As decode_frame(); what
 * comes out may be a fragment again, of a packet inside.
 */
enum counter_id decode_whole(const uint8_t *bytes, size_t size, size_t length,
    const struct tunnel_ports *ports, struct packet *packet)
    __attribute__((warn_unused_result));

#endif
