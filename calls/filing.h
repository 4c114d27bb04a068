/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a call to its rows. Order matters (promise 3): a file is closed and
 * named before its row says so, and the call's row comes last.
 */
#ifndef CALLS_FILING_H
#define CALLS_FILING_H

#include <stdint.h>

#include "calls/call.h"
#include "calls/media.h"
#include "calls/feed.h"
#include "calls/recording.h"
#include "storage/catalogue.h"

/* What was filed of one call. */
struct filed {
	enum completeness completeness;
	unsigned streams;
};

/* The call's row. 'completeness' and 'reason' are NULL while it goes on. */
int file_call(struct catalogue *catalogue, const struct call *call,
    const char *completeness, const char *reason)
    __attribute__((warn_unused_result));

/* The row of a file that is open. */
int file_part_begun(struct catalogue *catalogue, const struct feed *feed,
    const struct recording_part *part) __attribute__((warn_unused_result));

/* The rows of a file that has ended, and of its gaps, which are judged. */
int file_part_ended(struct catalogue *catalogue, struct feed *feed,
    struct recording_part *part) __attribute__((warn_unused_result));

/* The row of a stream as it stands now, with 'stream->id' from then on. */
int file_stream(struct catalogue *catalogue, struct media_stream *stream)
    __attribute__((warn_unused_result));

/* A jitter in 1/16 of the stream's clock, in ms. */
double stream_jitter_ms(const struct media_stream *stream, uint32_t jitter_16);

/* Packets of 'stream' that came too late for the recording, as far as its
 * writer has told. */
uint64_t stream_late(const struct media_stream *stream);

/* The MOS of 'stream' when 'lost' of 'expected' packets are; false when its
 * codec has none. */
bool stream_mos(const struct media_stream *stream, uint64_t lost,
    uint64_t expected, double *out);

/* Writes all rows of a call that is over, whose feeds are finished. Returns the
 * first errno of the catalogue, or 0. */
int file_all(struct catalogue *catalogue, struct call *call,
    struct filed *filed) __attribute__((warn_unused_result));

#endif
