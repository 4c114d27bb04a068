/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The payload types of one m= line: inside sip/ only. */
#ifndef SIP_SDP_CODEC_H
#define SIP_SDP_CODEC_H

#include "sip/sdp.h"

/* Adds the payload types in 'formats', the end of an m= line. */
void sdp_codec_add_all(struct sdp_media *media, struct text formats);

/* The value of an a=rtpmap or a=fmtp line (RFC 8866 sections 6.6, 6.15). */
void sdp_codec_rtpmap(struct sdp_media *media, struct text value);
void sdp_codec_fmtp(struct sdp_media *media, struct text value);

#endif
