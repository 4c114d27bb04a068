/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way of a frame, and everything that it passes: made once for a run, fed
 * with frames in order of time, finished once. Its time is that of the frames
 * and nothing else, so that the same frames give the same recordings.
 */
#ifndef RECORDER_PIPELINE_H
#define RECORDER_PIPELINE_H

#include <stdint.h>

#include "capture/batch.h"
#include "calls/ledger.h"
#include "calls/settings.h"
#include "recorder/sources.h"
#include "storage/catalogue.h"

struct calls;
struct pipeline;

/* Totals of a run. */
struct pipeline_totals {
	struct ledger ledger;
	uint64_t packets; /* frames in */
	uint64_t bytes;   /* captured of them */
	struct tstamp first, last;
};

/* All arguments are borrowed and must outlive it. NULL without memory. */
struct pipeline *pipeline_new(const struct settings *settings, int dir_fd,
    struct catalogue *catalogue, struct sources *sources);
void pipeline_free(struct pipeline *pipeline); /* NULL is allowed */

/* Takes some frames, in order. */
void pipeline_push(struct pipeline *pipeline, const struct batch *batch);

/*
 * No frame will come any more that is older than 'now': lets time pass while
 * none comes. It may be left out: the next frame makes up for it. A clock that
 * was set back is believed when a frame says so.
 */
void pipeline_tick(struct pipeline *pipeline, struct tstamp now);

/* The capture is over: files and rows are closed. */
void pipeline_finish(struct pipeline *pipeline);

const struct pipeline_totals *pipeline_totals(const struct pipeline *pipeline);

/* The calls that go on, and the time of the packets. */
struct calls *pipeline_calls(struct pipeline *pipeline);
struct tstamp pipeline_now(const struct pipeline *pipeline);

/* The first errno of a write that failed, or 0. */
int pipeline_error(const struct pipeline *pipeline);

#endif
