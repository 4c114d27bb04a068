/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows between the engine, which puts them, and the thread of the
 * catalogue, which takes them: a bounded queue of batches, each of which
 * becomes one transaction. Within storage/ only.
 *
 * A batch is closed when it is full, by a number of rows and bytes alone, so
 * that the same rows make the same transactions; or when it is taken at the
 * end of a second, or asked for by row_queue_flush().
 */
#ifndef STORAGE_ROW_QUEUE_H
#define STORAGE_ROW_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/row_kind.h"

#define BATCH_ROWS 16384
#define BATCH_BYTES (16 << 20)

/* Rows, as row_encode() makes them, one after the other. */
struct row_batch {
	struct row_batch *next;
	unsigned rows;
	size_t size; /* bytes used */
	size_t room;
	unsigned char *bytes;
};

struct row_queue;

/* What an engine does when the queue is full. */
enum row_queue_way {
	ROW_QUEUE_WAITS, /* until there is room: replay */
	ROW_QUEUE_SHEDS, /* gives up what weighs least first: live */
};

/* What became of the rows that were put. */
struct row_queue_state {
	size_t bytes;                 /* that wait now */
	uint64_t shed[ROW_BASIS + 1]; /* given up, by weight */
};

/* A queue of at most 'limit' bytes; NULL: no memory. */
struct row_queue *row_queue_new(size_t limit);

/* Frees it, with what is in it. NULL is allowed. */
void row_queue_free(struct row_queue *queue);

/* --- by the engine --- */

void row_queue_set_way(struct row_queue *queue, enum row_queue_way way);

/*
 * Puts a copy of 'row'. ENOBUFS: it was given up, and counted. EINVAL: larger
 * than any row may be. ENOMEM. Of a queue that is stalled and full, why.
 */
int row_queue_put(struct row_queue *queue, enum row_kind kind, const void *row)
    __attribute__((warn_unused_result));

/* Has all rows that were put so far taken and answered for, and waits; gives
 * the answer. */
int
row_queue_flush(struct row_queue *queue) __attribute__((warn_unused_result));

/* Like it, but for the answer to 'stop': nothing is put any more. */
void row_queue_stop(struct row_queue *queue);

void row_queue_get_state(struct row_queue *queue, struct row_queue_state *out);

/* --- by the thread --- */

/* What the thread is asked for. */
struct row_queue_work {
	struct row_batch *batches; /* the oldest first; NULL: none */
	uint64_t ticket;           /* of the flush that it completes; 0: none */
	bool stop;                 /* ... and it is the last */
};

/*
 * Takes batches: the full ones, and the open one as well when a flush asks for
 * it or 'timeout_ms' has passed (-1: it is not taken otherwise) and the thread
 * is not stalled. Waits until there is something to do, or that time.
 */
void row_queue_take(
    struct row_queue *queue, int timeout_ms, struct row_queue_work *out);

/* Gives a batch back, whose rows are somewhere else now. */
void row_queue_release(struct row_queue *queue, struct row_batch *batch);

/* Answers all that was asked up to 'ticket'. */
void row_queue_answer(struct row_queue *queue, uint64_t ticket, int error);

/* The thread cannot go on: who puts into a full queue gets 'error' instead of
 * waiting. 0: it goes on. */
void row_queue_stall(struct row_queue *queue, int error);

#endif
