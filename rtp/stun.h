/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * STUN as it shares a port with RTP (RFC 8489, RFC 7983): no more of it than
 * a listener needs to follow the connectivity checks of ICE (RFC 8445).
 */
#ifndef RTP_STUN_H
#define RTP_STUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* A check: the sender asks whether the pair of addresses works. */
struct stun_check {
	struct text receiver; /* user name of whom it is sent to, borrowed */
	struct text sender;   /* ... and of who sends it */
};

/*
 * Reads a Binding request with a USERNAME "receiver:sender" (RFC 8445 section
 * 7.2.2); false when the datagram is anything else, or cut short.
 */
bool stun_check_parse(const uint8_t *bytes, size_t size, struct stun_check *out)
    __attribute__((warn_unused_result));

#endif
