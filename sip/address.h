/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The value of a From or To header and the URI in it, cut into pieces as they
 * were sent (RFC 3261 sections 19.1.1, 20.10 and 25.1; RFC 3966 for tel:).
 * libosip2 undoes escapes and changes spaces, so it is not asked for these.
 */
#ifndef SIP_ADDRESS_H
#define SIP_ADDRESS_H

#include <stdbool.h>

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

/*
 * Cuts the next address off a list that is separated by commas (RFC 3261
 * section 7.3.1): those in quotes, in "<>" and in "()" do not count. False at
 * the end; empty elements are passed over.
 */
bool address_next(struct text *list, struct text *address);

/*
 * The value of parameter 'name' in ';a=1;b="2"', without its quotes; empty
 * when there is none. '*found' (NULL is allowed) tells "none" from "empty".
 */
struct text
address_parameter(struct text params, const char *name, bool *found);

/* The parameters of a URI, from its first ';' behind the host on (of a tel:
 * URI behind the number); may be empty. */
struct text address_uri_parameters(struct text uri);

/*
 * Writes the user part as people read it: without its parameters
 * (";phone-context=", ";npdi", ";isub=": RFC 3966, RFC 4694) and with escapes
 * undone (%2B is +) where they stand for a character that can be printed.
 */
void address_read_user(struct text user, char *out, size_t size);

/* A display name as people read it: with the quoted pairs undone. */
void address_read_display(struct text display, char *out, size_t size);

#endif
