/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Audio without signalling: a call that was running when the capture began is
 * known by its RTP alone until a BYE or re-INVITE names it. Only G.711 whose
 * every packet follows the one before exactly is believed.
 */
#ifndef RECORDER_ORPHAN_H
#define RECORDER_ORPHAN_H

#include <stdbool.h>

#include "base/counter.h"
#include "base/flow.h"
#include "recorder/calls.h"
#include "recorder/media.h"

struct orphans;

/* 'calls' is borrowed. NULL without memory. */
struct orphans *orphans_new(struct calls *calls);
void orphans_free(struct orphans *orphans); /* NULL is allowed */

/*
 * Looks at a datagram that belongs to no call. rtp_probation when it may be
 * audio that has to prove itself, else COUNTER_NONE. Once it has, a call
 * begins and its next packets find it in the media table.
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
