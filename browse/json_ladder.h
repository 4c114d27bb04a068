/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ladder of a call as a JSON object, for programs and for the page. */
#ifndef BROWSE_JSON_LADDER_H
#define BROWSE_JSON_LADDER_H

#include <jansson.h>

#include "storage/query.h"

/*
 * The object of a call's ladder, which the caller releases:
 *
 *     {"id", "started", "truncated",
 *      "participants": [{"id", "address", "label", "role", "agent"}],
 *      "legs": [{"number", "sip_call_id", "caller_number", "callee_number",
 *                "from", "to"}],
 *      "rows": [{"time", "offset_ms", "kind", "from", "to", "text", "detail",
 *                "leg", "retransmissions", ...}]}
 *
 * spanview(1) describes all of it. 0 or a positive errno.
 */
int json_ladder(struct catalogue *catalogue, const struct call_view *view,
    json_t **out) __attribute__((warn_unused_result));

#endif
