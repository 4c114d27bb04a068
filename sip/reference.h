/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a message says of another dialog: Replaces (RFC 3891), Refer-To
 * (RFC 3515), the Contact of a redirection, a sipfrag (RFC 3420), Session-ID
 * (RFC 7989). Texts that are found are borrowed from the value.
 */
#ifndef SIP_REFERENCE_H
#define SIP_REFERENCE_H

#include <stdbool.h>

#include "base/text.h"

#define SIP_REPLACES_SIZE 512 /* of one in a URI; longer ones are left */
#define SIP_SESSION_ID_LEN 32 /* hexadecimal digits */

/* A dialog, as Replaces names it. */
struct sip_replaces {
	struct text call_id;
	struct text to_tag;   /* of who receives the request */
	struct text from_tag; /* of whose place is taken */
	bool early_only;      /* only when it is not yet answered */
};

/* False when 'value' names no dialog: a Call-ID or tag is missing. */
bool sip_replaces_parse(struct text value, struct sip_replaces *out);

/* Where a request is to be sent. */
struct sip_target {
	struct text uri;  /* without the headers in it */
	struct text user; /* may be empty */
	struct text host;
	char replaces[SIP_REPLACES_SIZE]; /* of the URI's Replaces header,
	                                     escapes undone; "" for none */
};

/* The first target of a Refer-To or Contact; false when there is none. */
bool sip_target_parse(struct text value, struct sip_target *out);

/* Is the Contact that of a conference's focus (RFC 4579 section 3)? */
bool sip_contact_is_focus(struct text contact);

/* The status of the response that begins 'fragment' (of type
 * message/sipfrag); 0 when it begins with none. */
unsigned sip_fragment_status(struct text fragment);

/* The sender's own UUID in a Session-ID; empty when there is none, or it is
 * the one that says so. */
struct text sip_session_id_own(struct text session_id);

#endif
