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
#include "calls/feed_event.h"
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

/* A file of a recording, and what is known of it once it has ended. */
struct recording_part {
	/* Set when it is begun. */
	char path[RECORDING_PATH_SIZE];
	struct tstamp origin; /* capture time of sample 0 */
	uint32_t rate_hz;
	enum audio_format format;
	/* Once it has ended. */
	size_t gap_count, gap_size;
	struct recording_gap *gaps; /* in order of their end */
	int64_t ends[SIDE_COUNT];   /* behind the last sample of each side */
	struct written written;
	int error;    /* first errno of a write so far, or 0 */
	bool is_last; /* nothing follows */
	/* The owner's. */
	int64_t id; /* recording.id in the catalogue */
	struct feed_event begun, ended;
};

struct recording;

/* Who opens the files of a recording, and hears what became of them. */
struct recording_files {
	/* Opens the file of the present part, whose 'origin' and 'rate_hz' are
	 * set: sets its 'path', and 'writer'. An errno, or 0. */
	int (*begin)(struct recording *recording, void *arg);
	/* A file has ended; 'part' is the caller's from now on. */
	void (*end)(struct recording *recording, struct recording_part *part,
	    void *arg);
	void *arg;
};

/* Given what was rendered, in order and without a gap from sample 0 on: the
 * same samples of both sides; at another rate when another part begins. */
typedef void recording_tap_fn(const int16_t *const sides[SIDE_COUNT],
    size_t count, uint32_t rate_hz, void *arg);

struct recording {
	struct tstamp flush_at;      /* when what is settled is written next */
	struct recording_part *part; /* the present one; never NULL, but without
	                                memory */
	struct writer *writer;       /* of it; NULL: audio is not written */
	bool begun; /* its rate is decided, and its file open */
	uint32_t rate_hz;
	/* All parts. */
	enum audio_format format;
	int error;           /* first errno of a write, or 0 */
	unsigned file_count; /* that were begun */
	int64_t flush_ns;
	bool unhashed; /* its files get no SHA-256 */
	const struct recording_files *files;
	void *owner;                  /* for 'files' */
	recording_tap_fn *on_samples; /* NULL: nobody listens */
	void *on_samples_arg;
	struct track tracks[SIDE_COUNT];
};

/* How a recording is made. */
struct recording_options {
	enum audio_format format;
	int64_t flush_ns; /* written so often; 0: RECORDING_FLUSH_NS */
	bool unhashed;    /* files get no SHA-256 */
	const struct recording_files *files; /* NULL: nothing is written */
	struct decoder_budget *budget;       /* NULL: only G.711 is decoded */
};

#define RECORDING_FLUSH_NS NS_PER_SEC

/* The first file is begun when so much was captured: then the codecs of both
 * sides are known. */
#define RECORDING_BEGIN_NS NS_PER_SEC

/* Starts 'recording', whose first sample is captured at 'origin'. What
 * 'options' points to is borrowed. */
void recording_init(struct recording *recording, struct tstamp origin,
    const struct recording_options *options);

/*
 * Takes a packet that 'side' spoke, and writes what is settled when it came at
 * 'flush_at' or later. The packet, with its payload behind it, is borrowed as
 * long as recording_holds() says so. 0, or the errno of the first write that
 * failed when this call tried to write.
 */
int recording_put(
    struct recording *recording, enum side side, const struct rtp_frame *frame);

/* Waits a packet that lies in the 'size' bytes at 'memory'? */
bool recording_holds(
    const struct recording *recording, const void *memory, size_t size);

/* Writes what is left and closes the file, synced to the disk if 'sync'. 0, or
 * the errno of the first write that failed. */
int recording_finish(struct recording *recording, bool sync);

/* Frees what the recording holds, and discards a file that is not closed. */
void recording_clear(struct recording *recording);

/* NULL is allowed. */
void recording_part_free(struct recording_part *part);

#endif
