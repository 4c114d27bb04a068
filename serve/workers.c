/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/workers.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/thread.h"
#include "serve/fresh.h"

struct lane_rule {
	unsigned threads;
	unsigned waiting; /* at most */
};

static const struct lane_rule rules[LANE_COUNT] = {
    [LANE_READ] = {4, 1024},
    [LANE_PASSWORD] = {1, 32},
    [LANE_CHANGE] = {2, 256},
    [LANE_PLAY] = {4, 256},
    [LANE_EXPORT] = {3, 32},
    [LANE_RECORDER] = {2, 64},
};

/* What waits for the threads of one kind. */
struct queue {
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct exchange *first;
	struct exchange **end;
	unsigned count;
	bool is_stopped;
};

struct thread {
	pthread_t id;
	struct workers *workers;
	struct queue *queue;
	struct fresh reader;
};

struct workers {
	struct workers_settings settings;
	struct queue queues[LANE_COUNT];
	size_t count; /* of the threads that run */
	struct thread threads[];
};

static struct exchange *
take(struct queue *queue)
{
	struct exchange *exchange;

	pthread_mutex_lock(&queue->lock);
	while (!queue->first && !queue->is_stopped)
		pthread_cond_wait(&queue->more, &queue->lock);
	exchange = queue->first;
	if (exchange) {
		queue->first = exchange->next;
		queue->count--;
		if (!queue->first)
			queue->end = &queue->first;
	}
	pthread_mutex_unlock(&queue->lock);
	return exchange;
}

static void *
work(void *arg)
{
	struct thread *thread = arg;
	const struct workers_settings *settings = &thread->workers->settings;
	struct exchange *exchange;

	while ((exchange = take(thread->queue))) {
		bool is_sent = false;

		exchange->reader = &thread->reader;
		exchange->is_sent = &is_sent;
		settings->work(exchange, settings->arg);
		if (!is_sent)
			settings->done(exchange);
	}
	fresh_close(&thread->reader);
	return NULL;
}

static int
start_thread(struct workers *workers, struct queue *queue)
{
	struct thread *thread = &workers->threads[workers->count];
	int error;

	*thread = (struct thread){.workers = workers,
	    .queue = queue,
	    .reader.folder = workers->settings.folder};
	error = thread_start(&thread->id, "worker", work, thread);
	if (!error)
		workers->count++;
	return error;
}

int
workers_start(const struct workers_settings *settings, struct workers **out)
{
	struct workers *workers;
	size_t threads = 0;
	int error = 0;

	for (int i = 0; i < LANE_COUNT; i++)
		threads += rules[i].threads;
	workers = calloc(1, sizeof *workers + threads * sizeof(struct thread));
	if (!workers)
		return ENOMEM;
	workers->settings = *settings;
	for (int i = 0; i < LANE_COUNT; i++) {
		struct queue *queue = &workers->queues[i];

		queue->end = &queue->first;
		pthread_mutex_init(&queue->lock, NULL);
		pthread_cond_init(&queue->more, NULL);
	}
	for (int i = 0; i < LANE_COUNT; i++) {
		for (unsigned n = 0; !error && n < rules[i].threads; n++)
			error = start_thread(workers, &workers->queues[i]);
	}
	if (error) {
		workers_stop(workers);
		workers_free(workers);
		return error;
	}
	*out = workers;
	return 0;
}

bool
workers_push(struct workers *workers, enum lane lane, struct exchange *exchange)
{
	struct queue *queue = &workers->queues[lane];
	bool fits;

	exchange->next = NULL;
	pthread_mutex_lock(&queue->lock);
	fits = queue->count < rules[lane].waiting && !queue->is_stopped;
	if (fits) {
		*queue->end = exchange;
		queue->end = &exchange->next;
		queue->count++;
		pthread_cond_signal(&queue->more);
	}
	pthread_mutex_unlock(&queue->lock);
	return fits;
}

void
workers_stop(struct workers *workers)
{
	if (!workers)
		return;
	for (int i = 0; i < LANE_COUNT; i++) {
		pthread_mutex_lock(&workers->queues[i].lock);
		workers->queues[i].is_stopped = true;
		pthread_cond_broadcast(&workers->queues[i].more);
		pthread_mutex_unlock(&workers->queues[i].lock);
	}
	for (size_t i = 0; i < workers->count; i++)
		pthread_join(workers->threads[i].id, NULL);
	workers->count = 0;
}

void
workers_free(struct workers *workers)
{
	if (!workers)
		return;
	for (int i = 0; i < LANE_COUNT; i++) {
		pthread_cond_destroy(&workers->queues[i].more);
		pthread_mutex_destroy(&workers->queues[i].lock);
	}
	free(workers);
}
