/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What spanview explain --json prints. */
#ifndef BROWSE_JSON_EXPLANATION_H
#define BROWSE_JSON_EXPLANATION_H

#include <jansson.h>

#include "storage/query.h"

/* The object of a call's id and its sentences; the caller releases '*out'. 0
 * or a positive errno. */
int json_explanation(struct catalogue *catalogue, const struct call_view *view,
    json_t **out) __attribute__((warn_unused_result));

#endif
