/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The quality of streams over time: what was received of each in every ten
 * seconds, and what RTCP reports of it. One row each, written as it comes, so
 * that a long call takes no more memory than a short one.
 */
#ifndef CALLS_QUALITY_H
#define CALLS_QUALITY_H

#include "calls/call.h"
#include "calls/media.h"
#include "storage/catalogue.h"

#define QUALITY_INTERVAL_NS (10 * NS_PER_SEC)
#define QUALITY_ROWS_MAX 20000 /* of a call: a day of two streams and RTCP */

/* Writes 'row' of 'stream', and the stream's own before it when it has none.
 * 0, or an errno of the catalogue. */
int quality_put(struct catalogue *catalogue, struct media_stream *stream,
    struct quality_row *row) __attribute__((warn_unused_result));

/* Writes down each stream of 'call', when an interval has passed. */
int quality_tick(struct catalogue *catalogue, struct call *call,
    struct tstamp now) __attribute__((warn_unused_result));

/* Writes down the rest of 'stream', whose call is over. */
int quality_finish(struct catalogue *catalogue, struct media_stream *stream)
    __attribute__((warn_unused_result));

#endif
