/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches of rows behind one lock, which nobody holds for long. */
#include "storage/row_queue.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/monotonic.h"
#include "storage/row_code.h"

#define ROOM_FIRST (64 << 10)

struct row_queue {
	pthread_mutex_t lock;
	pthread_cond_t work;        /* there is something for the thread */
	pthread_cond_t progress;    /* ... or for the engine */
	size_t limit;               /* bytes */
	enum row_queue_way way;     /* when it is full */
	struct row_queue_state now; /* 'bytes' until they are released */
	struct row_batch *first;    /* full ones */
	struct row_batch **last;
	struct row_batch *open;  /* the one that is filled, or NULL */
	struct row_batch *spare; /* one to be used again, or NULL */
	uint64_t asked;          /* flushes that were asked for */
	uint64_t answered;       /* ... and done */
	int answer;
	int stalled; /* why nothing goes on; 0: it does */
	bool stop;
};

struct row_queue *
row_queue_new(size_t limit)
{
	struct row_queue *queue = calloc(1, sizeof *queue);

	if (!queue)
		return NULL;
	pthread_mutex_init(&queue->lock, NULL);
	monotonic_cond_init(&queue->work);
	pthread_cond_init(&queue->progress, NULL);
	queue->limit = limit;
	queue->last = &queue->first;
	return queue;
}

static void
batch_free(struct row_batch *batch)
{
	if (!batch)
		return;
	free(batch->bytes);
	free(batch);
}

void
row_queue_free(struct row_queue *queue)
{
	struct row_batch *next;

	if (!queue)
		return;
	for (struct row_batch *at = queue->first; at; at = next) {
		next = at->next;
		batch_free(at);
	}
	batch_free(queue->open);
	batch_free(queue->spare);
	pthread_cond_destroy(&queue->progress);
	pthread_cond_destroy(&queue->work);
	pthread_mutex_destroy(&queue->lock);
	free(queue);
}

void
row_queue_set_way(struct row_queue *queue, enum row_queue_way way)
{
	pthread_mutex_lock(&queue->lock);
	queue->way = way;
	pthread_mutex_unlock(&queue->lock);
}

/* The open batch, with room for 'size' more bytes; NULL: no memory. */
static struct row_batch *
open_batch(struct row_queue *queue, size_t size)
{
	struct row_batch *batch = queue->open;
	unsigned char *bytes;
	size_t room;

	if (!batch) {
		batch = queue->spare;
		queue->spare = NULL;
		if (!batch)
			batch = calloc(1, sizeof *batch);
		if (!batch)
			return NULL;
		batch->next = NULL;
		batch->rows = 0;
		batch->size = 0;
		queue->open = batch;
	}
	if (batch->room - batch->size >= size)
		return batch;
	room = batch->room ? batch->room : ROOM_FIRST;
	while (room - batch->size < size)
		room *= 2;
	bytes = realloc(batch->bytes, room);
	if (!bytes)
		return NULL;
	batch->bytes = bytes;
	batch->room = room;
	return batch;
}

/* The open batch is one of those to be taken, from now on. */
static void
close_batch(struct row_queue *queue)
{
	if (!queue->open || queue->open->rows == 0)
		return;
	*queue->last = queue->open;
	queue->last = &queue->open->next;
	queue->open = NULL;
}

/* How much of the queue may be full for rows of this weight. */
static size_t
share(const struct row_queue *queue, enum row_weight weight)
{
	switch (weight) {
	case ROW_BULK:
		return queue->limit / 2;
	case ROW_DETAIL:
		return queue->limit / 4 * 3;
	default:
		return queue->limit;
	}
}

/* Has the thread bytes of rows, or could it take some? */
static bool
is_moving(const struct row_queue *queue)
{
	size_t open = queue->open ? queue->open->size : 0;

	return !queue->stalled && queue->now.bytes > open;
}

/* Is there room for a row? Waits for it, or gives it up. */
static int
make_room(struct row_queue *queue, enum row_weight weight, size_t size)
{
	if (queue->way == ROW_QUEUE_WAITS) {
		while (
		    queue->now.bytes + size > queue->limit && is_moving(queue))
			pthread_cond_wait(&queue->progress, &queue->lock);
		return queue->now.bytes + size > queue->limit ? queue->stalled
							      : 0;
	}
	if (queue->now.bytes + size <= share(queue, weight))
		return 0;
	queue->now.shed[weight]++;
	return ENOBUFS;
}

int
row_queue_put(struct row_queue *queue, enum row_kind kind, const void *row)
{
	size_t size = row_size(kind, row);
	struct row_batch *batch;
	int error;

	if (size == 0)
		return EINVAL;
	pthread_mutex_lock(&queue->lock);
	error = make_room(queue, row_layout(kind)->weight, size);
	batch = error ? NULL : open_batch(queue, size);
	if (batch) {
		row_encode(kind, row, size, batch->bytes + batch->size);
		batch->size += size;
		batch->rows++;
		queue->now.bytes += size;
		if (batch->rows >= BATCH_ROWS || batch->size >= BATCH_BYTES) {
			close_batch(queue);
			pthread_cond_signal(&queue->work);
		}
	} else if (!error) {
		error = ENOMEM;
	}
	pthread_mutex_unlock(&queue->lock);
	return error;
}

int
row_queue_flush(struct row_queue *queue)
{
	uint64_t ticket;
	int error;

	pthread_mutex_lock(&queue->lock);
	close_batch(queue);
	ticket = ++queue->asked;
	pthread_cond_signal(&queue->work);
	while (queue->answered < ticket)
		pthread_cond_wait(&queue->progress, &queue->lock);
	error = queue->answer;
	pthread_mutex_unlock(&queue->lock);
	return error;
}

void
row_queue_stop(struct row_queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	close_batch(queue);
	queue->stop = true;
	pthread_cond_signal(&queue->work);
	pthread_mutex_unlock(&queue->lock);
}

void
row_queue_get_state(struct row_queue *queue, struct row_queue_state *out)
{
	pthread_mutex_lock(&queue->lock);
	*out = queue->now;
	pthread_mutex_unlock(&queue->lock);
}

void
row_queue_take(
    struct row_queue *queue, int timeout_ms, struct row_queue_work *out)
{
	struct timespec until =
	    monotonic_in_ms(timeout_ms < 0 ? 0 : timeout_ms);
	bool late = false;

	pthread_mutex_lock(&queue->lock);
	while (!queue->first && !queue->stop &&
	       queue->asked == queue->answered && !late) {
		if (timeout_ms < 0)
			pthread_cond_wait(&queue->work, &queue->lock);
		else
			late = pthread_cond_timedwait(&queue->work,
				   &queue->lock, &until) == ETIMEDOUT;
	}
	/* What is not full has more room than it needs: few are to wait. */
	if (late && !queue->stalled)
		close_batch(queue);
	*out = (struct row_queue_work){.batches = queue->first,
	    .ticket = queue->asked == queue->answered ? 0 : queue->asked,
	    .stop = queue->stop};
	queue->first = NULL;
	queue->last = &queue->first;
	pthread_mutex_unlock(&queue->lock);
}

void
row_queue_release(struct row_queue *queue, struct row_batch *batch)
{
	pthread_mutex_lock(&queue->lock);
	queue->now.bytes -= batch->size;
	if (!queue->spare) {
		queue->spare = batch;
		batch = NULL;
	}
	pthread_cond_broadcast(&queue->progress);
	pthread_mutex_unlock(&queue->lock);
	batch_free(batch);
}

void
row_queue_answer(struct row_queue *queue, uint64_t ticket, int error)
{
	pthread_mutex_lock(&queue->lock);
	queue->answered = ticket;
	queue->answer = error;
	pthread_cond_broadcast(&queue->progress);
	pthread_mutex_unlock(&queue->lock);
}

void
row_queue_stall(struct row_queue *queue, int error)
{
	pthread_mutex_lock(&queue->lock);
	queue->stalled = error;
	pthread_cond_broadcast(&queue->progress);
	pthread_mutex_unlock(&queue->lock);
}
