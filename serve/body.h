/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of a request, as a JSON object. */
#ifndef SERVE_BODY_H
#define SERVE_BODY_H

#include <jansson.h>

#include "serve/exchange.h"

/* The object in the body, which the caller releases; NULL when there is none:
 * the answer says so. */
json_t *body_object(struct exchange *exchange);

/* The text 'name' in it of at most 'max' bytes; NULL when there is none. */
const char *body_text(const json_t *object, const char *name, size_t max);

#endif
