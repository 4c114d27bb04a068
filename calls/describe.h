/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a session description to watched addresses (RFC 3264). */
#ifndef CALLS_DESCRIBE_H
#define CALLS_DESCRIBE_H

#include "calls/call.h"
#include "calls/media.h"
#include "sip/sdp.h"

/* Who described what, and how it came. */
struct description {
	enum side side; /* who describes itself */
	const struct sdp *sdp;
	bool is_answer; /* to an offer of the other side */
	struct tstamp time;
	const struct addr *host; /* who sent it, as seen on the wire */
	int64_t leg_id;          /* leg.id of the catalogue */
	int64_t source_id;       /* source.id: where it was seen */
	bool tentative;          /* an offer that may be refused: what comes
	                            until the answer is as it was before */
};

/*
 * A side of 'call' described its media: watches where it receives, and notes
 * what it will send and receive, and its keys. Addresses are those of its lines
 * of audio, of media that they are bundled with, and their candidates.
 */
void describe_media(struct media *media, struct call *call,
    const struct description *description);

#endif
