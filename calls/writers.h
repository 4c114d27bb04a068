/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The threads that make files of audio. A feed belongs to one of them from its
 * first chunk to its end: what is sent there is worked on in order, by the
 * code of calls/recording.h. What comes of it is told by events, which the
 * engine collects in rounds: a round has all that happened before it was sent,
 * so that what is known when does not depend on how fast a thread is.
 *
 * The engine's side, unless something else is said.
 */
#ifndef CALLS_WRITERS_H
#define CALLS_WRITERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calls/chunk.h"
#include "calls/feed_event.h"
#include "calls/feed_mail.h"
#include "rtp/decoder.h"
#include "storage/writer.h"

/* Rounds that are on their way at once. */
#define WRITER_ROUNDS 4

/* A replay lets so much mail wait for a writer. */
#define WRITER_BACKLOG 256

struct writers_options {
	unsigned count; /* of threads; 0: none, the engine does the work */
	int dir_fd;     /* the output folder; borrowed */
	enum audio_format format;
	int64_t flush_ns; /* a file is written to so often */
	bool unhashed;    /* files get no SHA-256 */
	bool listens;     /* for tones in the audio */
	bool waits;       /* a replay: the engine waits for writers */
	struct decoder_budget *budget; /* borrowed */
	struct chunk_supply *supply;   /* borrowed: chunks go back there */
};

struct writers;

/* Threads start with the first mail. NULL without memory. */
struct writers *writers_new(const struct writers_options *options);

/* Ends the threads; recordings that have not ended are thrown away. NULL is
 * allowed. */
void writers_free(struct writers *writers);

/* The writer of feed 'number'. */
uint16_t writers_choose(const struct writers *writers, uint64_t number);

/* Sends a mail to the writer of its feed. A replay waits when too much waits
 * there. */
void writers_send(struct writers *writers, struct feed_mail *mail);

/* Wakes the writers that were sent something and sleep. */
void writers_wake(struct writers *writers);

/* Waits until all that was sent is done. */
void writers_drain(struct writers *writers);

/* Sends a round, but to writers with WRITER_ROUNDS of them on their way. */
void writers_send_round(struct writers *writers);

/*
 * Takes what rounds have brought back, all but the newest 'but' of each writer:
 * a list of events, by feeds as they began and of each in order. A replay
 * waits for them. Those allocated by themselves are the caller's to free.
 */
struct feed_event *writers_take(struct writers *writers, unsigned but);

/* Waits for all rounds whether this is a replay or not, and takes them. */
struct feed_event *writers_take_all(struct writers *writers);

/* The first errno of a write that failed, or of starting a thread; or 0. */
int writers_error(const struct writers *writers);

#endif
