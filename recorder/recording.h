/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The audio of one call on its way to a file: two tracks that share one
 * origin, rendered together in blocks of about a second, left the caller.
 */
#ifndef RECORDER_RECORDING_H
#define RECORDER_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/tstamp.h"
#include "recorder/call.h"
#include "rtp/track.h"
#include "storage/path.h"
#include "storage/writer.h"

/* A packet waits this long for one that was sent before it. */
#define REORDER_WINDOW_NS (250 * NS_PER_MS)

/* So many gaps of a recording are kept one by one; the rest of each side as
 * one. */
#define RECORDING_GAPS_MAX 256

struct recording_gap {
	enum side side;
	int64_t from; /* samples of the recording */
	int64_t to;
	uint64_t count; /* gaps in it */
};

/* Given what was rendered, in order and without a gap from sample 0 on: the
 * same samples of both sides. */
typedef void recording_tap_fn(const int16_t *const sides[SIDE_COUNT],
    size_t count, uint32_t rate_hz, void *arg);

struct recording {
	int64_t id; /* recording.id in the catalogue */
	char path[RECORDING_PATH_SIZE];
	enum audio_format format;
	struct writer *writer;            /* NULL: audio is not written */
	int error;                        /* first errno of a write, or 0 */
	struct tstamp origin;             /* capture time of sample 0 */
	int64_t lost_samples[SIDE_COUNT]; /* in gaps */
	size_t gap_count, gap_size;
	struct recording_gap *gaps;   /* in order of their end */
	recording_tap_fn *on_samples; /* NULL: nobody listens */
	void *on_samples_arg;
	struct written written; /* after recording_finish() */
	struct track tracks[SIDE_COUNT];
};

/*
 * Starts 'recording', whose first sample is captured at 'origin'. 'writer' is
 * owned from now on; NULL renders nothing to disk.
 */
void recording_init(
    struct recording *recording, struct writer *writer, struct tstamp origin);

/*
 * Takes a packet that 'side' spoke, and writes what is settled when a second
 * has passed. 0, or the errno of the first write that failed when this call
 * tried to write.
 */
int recording_put(struct recording *recording, enum side side,
    const struct rtp_frame *frame, const uint8_t *payload, size_t size);

/* What the next packet of 'side' will touch: where it will be kept, and what
 * is looked at before. For prefetching. */
static inline void
recording_next_places(
    const struct recording *recording, enum side side, const void *places[2])
{
	const struct track *track = &recording->tracks[side];

	places[0] = track->waiting.bytes + track->waiting.used;
	places[1] = &track->timeline.anchored;
}

/* Writes what is left and closes the file: 'written' tells what became of it.
 * 0, or the errno of the first write that failed. */
int recording_finish(struct recording *recording, bool sync);

/* Frees what the recording holds, and discards a file that is not closed. */
void recording_clear(struct recording *recording);

#endif
