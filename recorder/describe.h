/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a session description to watched addresses (RFC 3264). */
#ifndef RECORDER_DESCRIBE_H
#define RECORDER_DESCRIBE_H

#include "recorder/call.h"
#include "recorder/media.h"
#include "sip/sdp.h"

/*
 * Notes that 'side' of 'call' described its media as 'sdp' on the leg
 * 'leg_id': watches where it receives, and what it will send and receive.
 */
void describe_media(struct media *media, struct call *call, enum side side,
    const struct sdp *sdp, int64_t leg_id);

#endif
