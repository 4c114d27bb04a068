/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The audio of one call on its way to files: two tracks that share one origin,
 * rendered together in blocks of about a second, left the caller.
 *
 * A file has the highest rate of the codecs that both sides spoke when it was
 * begun, about a second into the call. When a codec with a higher rate comes
 * later, or a WAV file is full, the recording goes on in a next file, with the
 * next sample.
 */
#ifndef CALLS_RECORDING_H
#define CALLS_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/tstamp.h"
#include "calls/call.h"
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
	uint64_t late;  /* packets of it that came when it was rendered */
	enum gap_cause cause;
	bool is_edge; /* before or behind all that was heard of its side */
};

struct recording;

/* Who opens the files of a recording, and hears what became of them. */
struct recording_files {
	/* Opens the file of the part that begins at 'origin' with 'rate_hz':
	 * sets 'writer', 'id' and 'path'. An errno, or 0. */
	int (*begin)(struct recording *recording, void *arg);
	/* A part has ended: 'written' and 'gaps' are what there is of it. */
	void (*end)(struct recording *recording, void *arg);
	void *arg;
};

/* Of all files of a recording that were closed. */
struct recording_totals {
	uint64_t files;
	uint64_t bytes;
	uint64_t ms;
};

/* Given what was rendered, in order and without a gap from sample 0 on: the
 * same samples of both sides; at another rate when another part begins. */
typedef void recording_tap_fn(const int16_t *const sides[SIDE_COUNT],
    size_t count, uint32_t rate_hz, void *arg);

struct recording {
	/* The present part. */
	int64_t id; /* recording.id in the catalogue */
	char path[RECORDING_PATH_SIZE];
	struct writer *writer; /* NULL: audio is not written */
	struct tstamp origin;  /* capture time of sample 0 */
	uint32_t rate_hz;
	bool begun; /* the rate is decided, and the file open */
	size_t gap_count, gap_size;
	struct recording_gap *gaps; /* in order of their end */
	struct written written;     /* once it has ended */
	/* All parts. */
	struct call *call; /* for the owner */
	enum audio_format format;
	int error; /* first errno of a write, or 0 */
	const struct recording_files *files;
	recording_tap_fn *on_samples; /* NULL: nobody listens */
	void *on_samples_arg;
	struct recording_totals totals;
	bool last; /* the present part is the last */
	/* What is missing between the edges of each side, by cause. */
	int64_t gap_ns[SIDE_COUNT][GAP_CAUSE_COUNT];
	struct track tracks[SIDE_COUNT];
};

/*
 * Starts 'recording', whose first sample is captured at 'origin'. 'files',
 * borrowed, makes its files; NULL: nothing is written. 'budget' is borrowed;
 * NULL: only G.711 is decoded.
 */
void recording_init(struct recording *recording, struct tstamp origin,
    enum audio_format format, const struct recording_files *files,
    struct decoder_budget *budget);

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

/* Writes what is left and closes the file, synced to the disk if 'sync'. 0, or
 * the errno of the first write that failed. */
int recording_finish(struct recording *recording, bool sync);

/* Frees what the recording holds, and discards a file that is not closed. */
void recording_clear(struct recording *recording);

#endif
