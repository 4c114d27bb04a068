/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys in a=crypto lines (RFC 4568). Only for sip/sdp.c. */
#ifndef SIP_SDP_CRYPTO_H
#define SIP_SDP_CRYPTO_H

#include "base/text.h"
#include "sip/sdp.h"

/*
 * Adds the keys of an a=crypto line, its value given without "crypto:", to
 * 'sdp' as keys of 'media'. Those that cannot be read are left out and counted
 * (sdp_crypto_bad), as are those past the limit (sdp_crypto_limit).
 */
void
sdp_crypto_add(struct sdp *sdp, struct sdp_media *media, struct text value);

#endif
