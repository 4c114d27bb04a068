/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way from a frame to a datagram: link, IP, UDP. */
#ifndef CAPTURE_DECODE_H
#define CAPTURE_DECODE_H

#include "base/counter.h"
#include "capture/packet.h"
#include "capture/frame.h"

/*
 * Finds the UDP datagram in 'frame'. COUNTER_NONE and '*out' filled, whose
 * payload lives as long as the frame's bytes; or the outcome of the frame,
 * which the caller counts.
 */
enum counter_id decode_frame(const struct frame *frame, struct packet *out)
    __attribute__((warn_unused_result));

#endif
