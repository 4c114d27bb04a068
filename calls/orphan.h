/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Audio without signalling: a call that was running when the capture began is
 * known by its RTP alone until a BYE or re-INVITE names it. Only audio of a
 * static payload type is believed (RFC 3551 table 4), and only when every
 * packet follows the one before exactly, by sequence number and RTP clock, at
 * the pace of that clock.
 */
#ifndef CALLS_ORPHAN_H
#define CALLS_ORPHAN_H

#include <stdbool.h>

#include "base/counter.h"
#include "base/flow.h"
#include "calls/calls.h"
#include "calls/media.h"
#include "calls/parties.h"

struct orphans;

/* 'calls' and 'parties' (which names their hosts) are borrowed. NULL without
 * memory. */
struct orphans *orphans_new(
    struct calls *calls, struct parties *parties, enum orphan_mode mode);
void orphans_free(struct orphans *orphans); /* NULL is allowed */

/*
 * Looks at a datagram that belongs to no call. rtp_probation when it may be
 * audio that has to prove itself, rtp_orphan when it has and is only counted,
 * else COUNTER_NONE. Once it has proved itself a call begins, with the packets
 * that were the proof, and its next ones find it in the media table.
 */
enum counter_id
orphans_push(struct orphans *orphans, const struct datagram *packet);

/*
 * The one call without signalling whose audio goes between the hosts of
 * 'flow', or NULL when there is none or several. '*flipped' tells whether the
 * sender of 'flow' is its callee. It is no orphan from then on.
 */
struct call *
orphans_adopt(struct orphans *orphans, const struct flow *flow, bool *flipped);

/* Told by calls: 'call' is forgotten. */
void orphans_forget(struct orphans *orphans, const struct call *call);

#endif
