/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How good each stream of a call was, over time. */
#ifndef BROWSE_JSON_QUALITY_H
#define BROWSE_JSON_QUALITY_H

#include <jansson.h>

#include "storage/query.h"

/*
 * {"streams": [{id, side, codec, ssrc, points: [{from, to, packets, lost,
 * late, jitter_ms, mos, round_trip_ms, method}]}]}, each in order of time; the
 * caller releases '*out'. 0 or a positive errno.
 */
int json_quality(struct catalogue *catalogue, const struct call_view *view,
    json_t **out) __attribute__((warn_unused_result));

#endif
