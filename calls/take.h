/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A recording in the hands of its writer: mail in, files and events out. One
 * thread each; it knows nothing of others.
 */
#ifndef CALLS_TAKE_H
#define CALLS_TAKE_H

#include "base/pool.h"
#include "calls/chunk.h"
#include "calls/feed_event.h"
#include "calls/recording.h"

/* What all takes of a thread share. */
struct takes {
	int dir_fd;
	bool listens;                /* for tones */
	struct chunk_supply *supply; /* borrowed: chunks go back there */
	struct recording_options options;
	struct recording_files files;
	struct pool pool;                             /* struct take */
	struct take *first;                           /* those that go on */
	struct feed_event *first_event, **last_event; /* not collected yet */
	int error; /* first errno of a write, or 0 */
};

/* 'options' without 'files'. */
void takes_init(struct takes *takes, int dir_fd, bool listens,
    struct chunk_supply *supply, const struct recording_options *options);

/* Throws away those that go on. */
void takes_clear(struct takes *takes);

/* Asks for the memory that 'next', and after it 'later' (may be NULL), will
 * touch. */
void
takes_prefetch(const struct feed_mail *next, const struct feed_mail *later);

/* Takes a mail of a feed: what it tells is done, chunks are read by the time
 * that a block of audio is due. */
void takes_push(struct takes *takes, struct feed_mail *mail);

/* All events since the last time, in order. */
struct feed_event *takes_events(struct takes *takes);

#endif
