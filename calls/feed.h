/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way of a call's audio from the engine to the thread that writes it: the
 * packets of both sides, as they came, in chunks. The engine fills a chunk and
 * sends it (calls/writers.h); what becomes of it there comes back as events.
 *
 * Packets may be held here first. Each feed holds its first second: nothing of
 * it is on the disk then, and when it turns out to be a part of another call
 * it can still be given to that one. Rules may hold it for longer, until they
 * know whether the call is to be recorded.
 *
 * All is decided by packet time, so that the same packets make the same chunks
 * and the same files. Engine thread only, but for what is said to be the
 * writer's.
 */
#ifndef CALLS_FEED_H
#define CALLS_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/tstamp.h"
#include "calls/call.h"
#include "calls/chunk.h"
#include "calls/feed_event.h"
#include "calls/feed_mail.h"

/* Nothing of a call is on its way to the disk before it was heard so long. */
#define FEED_YOUNG_NS NS_PER_SEC

/* ... unless its packets are so large that no track could hold them. */
#define FEED_YOUNG_BYTES ((size_t)28 << 10)

/* A chunk is sent when it is full, or so old. */
#define FEED_CHUNK_NS (100 * NS_PER_MS)

/* The most that may be held back of one call. */
#define FEED_HELD_MAX ((size_t)4 << 20)

struct feeds;
struct recording;

/* Where the packets of a feed go. */
enum feed_state {
	FEED_YOUNG,     /* held: its first second */
	FEED_HELD,      /* held: a rule has not decided yet */
	FEED_RUNNING,   /* to its writer */
	FEED_DISCARDED, /* nowhere: thrown away */
	FEED_ENDED,     /* nowhere: its writer was told the end */
};

/* What a writer knows of a recording when it has ended. */
struct feed_result {
	uint64_t late[SIDE_COUNT];    /* packets that came when their place
	                                 was rendered */
	uint64_t refused[SIDE_COUNT]; /* packets that their decoder refused */
	bool has_drift[SIDE_COUNT];
	double drift_ppm[SIDE_COUNT]; /* sender's clock against the capture's */
	int error;                    /* first errno of a write, or 0 */
};

struct feed {
	/* What each packet touches. */
	struct chunk *open; /* being filled; NULL: none is */
	uint8_t state;      /* enum feed_state */
	bool is_crossed;    /* its caller is the call's callee: it was merged */
	bool is_shed;       /* overload ended it */
	uint16_t writer;    /* number of the thread that writes it */
	struct tstamp release_at; /* FEED_YOUNG: it is no longer, from then */
	struct feeds *feeds;
	struct call *call;
	/* What is held: chunks in order, without the open one. */
	struct chunk *held_first, **held_last;
	size_t held_bytes;
	int64_t look_back_ns; /* FEED_HELD: older packets are given up */
	size_t held_max;      /* FEED_HELD: so many bytes, likewise */
	/* Its places in the lists of all feeds, and of its call. */
	uint64_t number;            /* 1, 2, ... as they began */
	struct feed *older, *newer; /* of those that take packets */
	struct feed *opened_before, *opened_after; /* by their open chunk */
	struct feed *next;                         /* of the same call */
	/* What is known of it so far, by events. */
	bool is_finished;
	uint64_t late[SIDE_COUNT];
	int64_t gap_ns[SIDE_COUNT][GAP_CAUSE_COUNT]; /* between the edges of
	                                                each side */
	struct tstamp shed_at;                       /* with 'is_shed' */
	struct feed_name *name;    /* as the writer was told last; or NULL */
	struct feed_result result; /* once finished */
	/* The writer's. */
	struct recording *recording;
	struct feed_name *file_name; /* owned */
	struct feed_mail end_mail;
	struct feed_event finished;
};

/*
 * Begins the feed of 'call' with a packet that arrived at 'now'. NULL: no
 * memory, or overload: counted, and noted in the call. It goes with
 * feed_free().
 */
struct feed *
feed_new(struct feeds *feeds, struct call *call, struct tstamp now);

/* Frees a feed that is finished, or that never ran. */
void feed_free(struct feed *feed);

/* Takes a packet that 'side' of the feed's call spoke: its payload is copied.
 * Takes no memory but chunks that are there, no lock, and makes no system
 * call. */
void feed_push(struct feed *feed, enum side side, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size);

/*
 * Holds back all packets from now on, and those that wait already: nothing
 * more is written until feed_release(). Of what is held the last
 * 'look_back_ns' of packet time, and 'bytes_max' bytes (FEED_HELD_MAX at the
 * most), stay; older packets are given up by whole chunks, counted as
 * 'audio_look_back'. False: it is too late, as packets are on their way to the
 * disk already, or it has ended.
 */
bool feed_hold(struct feed *feed, int64_t look_back_ns, size_t bytes_max);

/*
 * What is held goes to the writer, and what comes follows: the recording
 * begins with the first packet that was captured at 'since' or later.
 * INT64_MIN: with all that is held. A feed whose packets were thrown away
 * begins with the next one.
 */
void feed_release(struct feed *feed, struct tstamp since);

/* Throws away what is held, and what comes, until feed_hold() or
 * feed_release(). False: packets are on their way to the disk already; see
 * feed_end(). */
bool feed_discard(struct feed *feed);

/* Was its writer given anything of it? Then there is a file, or will be. */
static inline bool
feed_has_run(const struct feed *feed)
{
	return feed->state == FEED_RUNNING || feed->state == FEED_ENDED;
}

/* Nothing more comes: what is held is released, and the writer closes the
 * file. 'finished' comes back as an event if feed_has_run() then. */
void feed_end(struct feed *feed);

/* Gives the packets of one side that 'from' holds to 'side' of 'into', with
 * another base of their order; those before the first of 'into' are not. */
void feed_move_held(struct feed *from, enum side of, struct feed *into,
    enum side side, uint64_t order_base);

#endif
