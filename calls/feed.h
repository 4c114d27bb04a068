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

/* A chunk is sent when it is full, or so old: live, what waits in it is lost in
 * a crash; in a replay nothing is, and a full chunk is less memory and fewer
 * mails (5 % less memory a call). */
#define FEED_CHUNK_NS (100 * NS_PER_MS)
#define FEED_CHUNK_REPLAY_NS (400 * NS_PER_MS)

/* The most that may be held back of one call. */
#define FEED_HELD_MAX ((size_t)4 << 20)

struct take;
struct writers;

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
	uint64_t refused[SIDE_COUNT]; /* packets that their decoder refused */
	bool has_drift[SIDE_COUNT];
	double drift_ppm[SIDE_COUNT]; /* sender's clock against the capture's */
	int error;                    /* first errno of a write, or 0 */
};

struct feed {
	/* What each packet touches. */
	const void *places[2]; /* head and end of the chunk that was filled
	                          last: hints for prefetching */
	struct chunk *open;    /* being filled; NULL: none is */
	uint8_t state;         /* enum feed_state */
	bool has_run;          /* its writer was given something */
	bool is_crossed; /* its caller is the call's callee: it was merged */
	uint16_t writer; /* number of the thread that writes it */
	uint8_t again;   /* recordings of its call before this one */
	struct tstamp release_at; /* FEED_YOUNG: it is no longer, from then */
	struct tstamp origin;     /* its first packet, or soon before it */
	struct feeds *feeds;
	struct call *call;
	/* What is held: chunks in order, without the open one. */
	struct chunk *held_first, *held_last;
	size_t held_bytes;
	int64_t look_back_ns; /* FEED_HELD: older packets are given up */
	size_t held_max;      /* FEED_HELD: so many bytes, likewise */
	/* Its places in the lists of all feeds, and of its call. */
	uint64_t number;            /* 1, 2, ... as they began */
	struct feed *older, *newer; /* of those that take packets */
	struct feed *opened_before, *opened_after; /* by their open chunk */
	struct feed *next;                         /* of the same call */
	/* What is known of it so far, by events. */
	uint64_t late[SIDE_COUNT]; /* packets that came when their place was
	                              rendered */
	int64_t gap_ns[SIDE_COUNT][GAP_CAUSE_COUNT]; /* between the edges of
	                                                each side */
	unsigned files;                              /* that were begun */
	unsigned files_before; /* of its call, when it began to run */
	bool is_finished;
	struct feed_name name;     /* as the writer was told last */
	struct feed_result result; /* once finished */
	/* The writer's. */
	struct take *take;
	struct feed_name *file_name; /* owned */
	struct feed_mail end_mail;
	struct feed_event finished;
};

/* All feeds of a run. */
struct feeds {
	struct chunk_supply supply;
	struct pool pool;        /* struct feed */
	struct writers *writers; /* borrowed */
	bool listens;            /* writers listen for tones */
	bool waits;              /* a replay: waits rather than lose audio */
	uint64_t count;          /* that were made so far */
	struct feed *oldest, *newest; /* that take packets */
	struct feed *first_open, *last_open;
};

/* So much of the memory for audio is left to the calls that run: when less is
 * there, a new one is not recorded. */
#define FEEDS_RESERVE(limit) ((limit) / 4)

/* 'limit_bytes': of all audio that waits. */
void
feeds_init(struct feeds *feeds, struct writers *writers, size_t limit_bytes);
void feeds_clear(struct feeds *feeds);

/* Sends chunks that are old enough, so that audio is on its way to the disk
 * however little comes; some ten times a second. */
void feeds_tick(struct feeds *feeds, struct tstamp now);

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
 * disk already, or it has ended, or gave way for want of memory.
 */
bool feed_hold(struct feed *feed, int64_t look_back_ns, size_t bytes_max);

/*
 * What is held goes to the writer, and what comes follows: the recording
 * begins with the first packet that was captured at 'since' or later.
 * INT64_MIN: with all that is held. A feed whose packets were thrown away
 * begins with the next one, unless it gave way for want of memory.
 */
void feed_release(struct feed *feed, struct tstamp since);

/* Throws away what is held, and what comes, until feed_hold() or
 * feed_release(). False: packets are on their way to the disk already; see
 * feed_end(). */
bool feed_discard(struct feed *feed);

/* Nothing more comes: a young one is released, what a rule holds is thrown
 * away, and the writer closes the file. If it 'has_run' then, FEED_FINISHED
 * comes back. */
void feed_end(struct feed *feed);

/* The numbers of its call, or its call, may be others now: its next file is
 * called by them. */
void feed_rename(struct feed *feed);

/* Where packets go that another feed held. */
struct feed_place {
	bool is_free; /* or they go nowhere */
	enum side side;
	uint64_t order_base; /* of their order there */
};

/* Gives what 'from' holds, by side, to places in 'into', but packets from
 * before the first of 'into'. Nothing is held by 'from' then. */
void feed_move_held(struct feed *from, struct feed *into,
    const struct feed_place places[SIDE_COUNT]);

#endif
