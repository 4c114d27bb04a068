/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ICE and BUNDLE add to an m= line: inside sip/ only. */
#ifndef SIP_SDP_ICE_H
#define SIP_SDP_ICE_H

#include "sip/sdp.h"

#define SDP_GROUPS_MAX 4

/* The groups of media that share an address; texts are borrowed. */
struct sdp_groups {
	size_t count;
	struct text members[SDP_GROUPS_MAX]; /* mids with spaces between */
};

/* The value of an a=candidate line (RFC 8839 section 5.1). */
void sdp_ice_candidate(struct sdp_media *media, struct text value);

/* The value of an a=ssrc line (RFC 5576 section 4.1). */
void sdp_ice_ssrc(struct sdp_media *media, struct text value);

/* The value of an a=group line: those of BUNDLE are kept (RFC 8843). */
void sdp_ice_group(struct sdp_groups *groups, struct text value);

/* Sets 'bundle' of each media. */
void sdp_ice_bundle(struct sdp *sdp, const struct sdp_groups *groups);

#endif
