/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who a message says that somebody is, beside From and To: the identity that
 * the network vouches for (RFC 3325 and what came before it), and who diverted
 * a call (RFC 5806, RFC 7044). Pure functions over texts of the message.
 */
#ifndef SIP_IDENTITY_H
#define SIP_IDENTITY_H

#include <stdbool.h>

#include "sip/address.h"
#include "sip/message.h"

/* The headers that tell, whole; empty when the message has none. */
struct sip_identity_headers {
	struct text asserted;     /* P-Asserted-Identity */
	struct text preferred;    /* P-Preferred-Identity */
	struct text remote_party; /* Remote-Party-ID */
	struct text privacy;      /* Privacy */
};

/* Reads name-addr or addr-spec: all of a party but its tag. */
struct sip_party sip_party_read(struct text value);

/* The same of what is cut up already. */
struct sip_party sip_party_of(const struct address *address);

/*
 * What the headers say of the sender of a request or a response. Of several
 * headers P-Asserted-Identity goes before Remote-Party-ID, and that before
 * P-Preferred-Identity; of several values the first that names a user.
 */
struct sip_assertion
sip_assertion_read(const struct sip_identity_headers *headers, bool is_request);

/*
 * Does the party hide who it is: "anonymous", "unavailable" and their like as
 * user, or a host below "invalid" (RFC 3323 section 4.1.1.3)?
 */
bool sip_party_is_anonymous(const struct sip_party *party);

/* Who diverted a call, and why. */
struct sip_diversion {
	struct sip_party party;
	struct text reason; /* "no-answer" (RFC 5806) or a SIP status such as
	                       "302" (RFC 4458), or empty */
};

/*
 * Whom the call was for at first, of a request that was diverted: the last
 * value of Diversion, else the first of History-Info when a later one was not
 * reached by plain routing. False when nothing tells of a diversion.
 */
bool sip_message_diverted(
    const struct sip_message *message, struct sip_diversion *out);

#endif
