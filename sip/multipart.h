/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Content-Type values and the parts of multipart bodies (RFC 2046). */
#ifndef SIP_MULTIPART_H
#define SIP_MULTIPART_H

#include <stdbool.h>

#include "base/text.h"

#define MULTIPART_PARTS_MAX 32 /* parts looked at in one body */

/* "type/subtype" of a Content-Type value, without its parameters. */
struct text content_type_name(struct text content_type);

/* Is it some multipart type? */
bool content_type_is_multipart(struct text content_type);

/*
 * The first part of type 'wanted' in 'body', whose Content-Type value is
 * 'content_type': borrowed from 'body', without the part's own headers. Looks
 * into multipart parts one level deep. A body that was cut may lack its last
 * delimiter. An empty text when there is none; counts multipart_bad when
 * there is no boundary to look for.
 */
struct text
multipart_find(struct text content_type, struct text body, const char *wanted);

#endif
