/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The value of a From or To header and the URI in it, cut into pieces as they
 * were sent (RFC 3261 sections 19.1.1, 20.10 and 25.1; RFC 3966 for tel:).
 * libosip2 undoes escapes and changes spaces, so it is not asked for these.
 */
#ifndef SIP_ADDRESS_H
#define SIP_ADDRESS_H

#include "base/text.h"

struct address {
	struct text display; /* without its quotes; may be empty */
	struct text uri;     /* without "<" and ">"; may be empty */
	struct text params;  /* what follows it: ";tag=1", or empty */
};

/* Cuts 'value' up: name-addr or addr-spec. Never fails; pieces may be empty. */
struct address address_split(struct text value);

/*
 * Finds user and host in 'uri'; either may come out empty. The number of a
 * tel: URI is its user; an IPv6 host loses its brackets.
 */
void address_read_uri(struct text uri, struct text *user, struct text *host);

#endif
