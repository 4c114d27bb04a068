/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that count arrivals share. */
#ifndef SPANCTL_OBSERVE_INT_H
#define SPANCTL_OBSERVE_INT_H

#include "base/text.h"
#include "capture/packet.h"
#include "spanctl/observe.h"

/* "INVITE sip:... SIP/2.0" or "SIP/2.0 200"; which says '*request'. */
bool observe_is_start_line(struct text line, bool *request);

void observe_count_sip(
    struct observation *observation, const struct packet *packet, bool request);

/* Counts the messages that begin in a segment; false when its connection
 * carries no SIP as far as is known. */
bool observe_tcp(struct observation *observation, const struct packet *packet);

void observe_tcp_clear(struct observation *observation);

#endif
