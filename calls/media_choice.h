/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose is a packet when several calls have its address? Two branch offices
 * use the same private addresses, a port is used again by the next call while
 * packets of the one before are late, or its BYE was lost. Only for
 * calls/media.c.
 */
#ifndef CALLS_MEDIA_CHOICE_H
#define CALLS_MEDIA_CHOICE_H

#include "calls/media.h"

/* The next entry with the same address, an older one; NULL: none. */
struct media_endpoint *media_next_claim(const struct media_endpoint *endpoint);

/*
 * Of 'newest' and the other entries with its address, to which 'packet' was
 * sent: the one that has most for it. In this order:
 *
 *   it was signalled;
 *   it is over, and the packet a late one of a stream that it had (of others
 *     it gets what nobody wants);
 *   the other side described the address that the packet comes from (which is
 *     less than the next two when a new stream comes where nothing of the call
 *     was seen so far);
 *   it was described where the packet was seen (VLAN, tunnel);
 *   it has the stream already;
 *   the other side had the SSRC before;
 *   the other side's description was not seen: it may be anywhere;
 *   the packet comes from the host of the other side, or who signals for it;
 *   its payload type was described;
 *   it is the newest, which is counted for a new stream (media_ambiguous).
 *
 * An address learned by symmetric RTP gets only what comes from an address
 * that the other side described. NULL when nobody has it.
 */
struct media_endpoint *
media_choose(struct media_endpoint *newest, const struct datagram *packet);

/*
 * Likewise of 'newest' and the others with the address that 'packet', to an
 * address of no call, was sent from: the one whose call may learn it. NULL when
 * there is none, or when its payload type is not what was described.
 */
struct media_endpoint *media_choose_sender(
    struct media_endpoint *newest, const struct datagram *packet);

/* Who says what payload types mean that are sent from 'from': a description of
 * the other side, or when none was seen its own. */
struct media_endpoint *media_receiver(struct media_endpoint *from);

/* Is 'address' one where 'owner' of 'call' receives, by a description or by
 * ICE? */
bool media_announced(
    const struct call *call, enum side owner, const struct endpoint *address);

/* Did 'owner' of 'call' describe any address? */
bool media_described(const struct call *call, enum side owner);

#endif
