/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same RTP packets in two calls: a relay or a back-to-back user agent
 * received them in one and sends them on in the other. Looks at the first
 * packets of each stream only; a packet of a known stream costs one
 * comparison.
 */
#ifndef CALLS_IDENTITY_H
#define CALLS_IDENTITY_H

#include "calls/call.h"
#include "base/text.h"
#include "calls/media.h"

struct identities;

struct identities *identities_new(void);             /* NULL without memory */
void identities_free(struct identities *identities); /* NULL is allowed */

/* Where the packets of a stream were before. */
struct identity {
	struct call *call; /* another one, which goes on */
	int64_t leg_id;    /* leg.id of its stream; 0: none */
	bool crossed;      /* the speaker is the other side there */
};

/* Takes note of one of the first packets of a stream. True when it and one
 * before came from another call. */
bool identities_note(struct identities *identities,
    const struct media_stream *stream, const struct rtp_frame *frame,
    struct text payload, struct identity *out);

/* The call is forgotten, or becomes a part of another. */
void identities_forget(struct identities *identities, struct call *call);

#endif
