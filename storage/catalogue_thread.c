/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A round takes what is queued, and has it kept batch by batch. Live, (1) what
 * a row tells of was given to the disk before the row was queued, and (2) the
 * disk is synced between the moment when the row is taken and the end of its
 * transaction: so no row promises more than the disk holds, whatever happens.
 * It is synced each second also when no row comes: (3) calls go on that are
 * recorded.
 */
#include "storage/catalogue_thread.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/thread.h"

#define ROUND_MS 1000

/* Times that calls are indexed before it ends: what remains, the next run
 * does. */
#define INDEX_ROUNDS_LAST 10

/* A lock of another program is waited for, but only once. */
#define PATIENCE_MS 5000
#define IMPATIENCE_MS 100

struct catalogue_thread {
	struct row_queue *queue;
	struct row_store store;
	int folder_fd;
	_Atomic bool is_live;
	bool is_running;
	pthread_t thread;
	struct row_batch *batches; /* taken and not yet kept */
	struct row_batch **last;
	int said;          /* the trouble that was logged */
	_Atomic int stall; /* why rows can be kept nowhere; 0: they can */
	pthread_mutex_t lock;
	struct catalogue_status status; /* under the lock */
};

struct catalogue_thread *
catalogue_thread_new(
    const struct row_store *store, int folder_fd, struct row_queue *queue)
{
	struct catalogue_thread *thread = calloc(1, sizeof *thread);

	if (!thread)
		return NULL;
	pthread_mutex_init(&thread->lock, NULL);
	thread->queue = queue;
	thread->store = *store;
	thread->folder_fd = folder_fd;
	thread->last = &thread->batches;
	return thread;
}

/* Says what is wrong, or right again, when that changes. */
static void
say(struct catalogue_thread *thread)
{
	int error = thread->stall ? thread->stall : thread->store.trouble;

	if (error == thread->said)
		return;
	thread->said = error;
	if (!error) {
		log_warnx("%s: rows are written again", CATALOGUE_FILE);
		return;
	}
	errno = error;
	log_warn("%s: no rows can be written; they wait in %s", CATALOGUE_FILE,
	    thread->stall ? "memory" : SPOOL_FILE);
}

static void
publish(struct catalogue_thread *thread)
{
	const struct row_store *store = &thread->store;
	struct catalogue_status *status = &thread->status;

	pthread_mutex_lock(&thread->lock);
	status->error = thread->stall ? thread->stall : store->trouble;
	status->rows_written = store->written;
	status->rows_refused = store->refused;
	status->rows_spooled = store->spooled;
	status->rows_lost = store->spool.dropped;
	status->spool_damaged = store->spool.damaged;
	status->put_aside = store->put_aside;
	status->spool_bytes =
	    spool_is_used(&store->spool) ? store->spool.size : 0;
	pthread_mutex_unlock(&thread->lock);
}

/* Takes what there is to do, in its turn, and waits for it. */
static void
take(struct catalogue_thread *thread, struct row_queue_work *work)
{
	int wait_ms = -1;

	/* In trouble it tries again each second, whatever comes. */
	if (thread->is_live || thread->stall || thread->store.trouble)
		wait_ms = ROUND_MS;
	else if (row_store_has_work(&thread->store))
		wait_ms = 0;
	row_queue_take(thread->queue, wait_ms, work);
	*thread->last = work->batches;
	while (*thread->last)
		thread->last = &(*thread->last)->next;
}

/* Has all kept that was taken, as far as it goes. */
static int
keep(struct catalogue_thread *thread)
{
	while (thread->batches) {
		struct row_batch *batch = thread->batches;
		int error = row_store_write(&thread->store, batch);

		if (error)
			return error;
		thread->batches = batch->next;
		if (!thread->batches)
			thread->last = &thread->batches;
		row_queue_release(thread->queue, batch);
	}
	return 0;
}

/* One round; false: there is more to do. The last one is patient. */
static bool
work_once(struct catalogue_thread *thread, bool patient)
{
	int before = thread->store.trouble;
	int error = 0;

	patient |= !thread->store.trouble;
	row_store_begin(&thread->store, patient ? PATIENCE_MS : IMPATIENCE_MS);
	if (thread->is_live && syncfs(thread->folder_fd))
		error = errno;
	if (!error)
		error = keep(thread);
	/* What was just found to be locked is not waited for again. */
	if (!error && row_store_has_work(&thread->store) &&
	    (before || !thread->store.trouble))
		row_store_load(&thread->store);
	thread->stall = error;
	row_queue_stall(thread->queue, error);
	say(thread);
	publish(thread);
	return error || thread->store.trouble ||
	       !row_store_has_work(&thread->store);
}

/* Why not all rows are in the database; else why one was refused. */
static int
answer(struct catalogue_thread *thread)
{
	int error = thread->store.refusal;

	if (thread->stall)
		return thread->stall;
	if (thread->store.trouble)
		return thread->store.trouble;
	thread->store.refusal = 0;
	return error;
}

/* Calls are indexed a round after the other while live, and in replay when all
 * rows are there: so each replay does it in the same order. */
static void
index_calls(struct catalogue_thread *thread, bool last)
{
	int rounds = thread->is_live ? last ? INDEX_ROUNDS_LAST : 1 : INT_MAX;

	if (!thread->is_live && !last)
		return;
	while (rounds-- && row_store_index(&thread->store))
		continue;
}

static void *
run(void *arg)
{
	struct catalogue_thread *thread = arg;
	struct row_queue_work work;
	bool done;

	do {
		take(thread, &work);
		done = work_once(thread, work.stop);
		if (done && work.ticket)
			row_queue_answer(
			    thread->queue, work.ticket, answer(thread));
		if (done && !thread->stall)
			index_calls(thread, work.stop);
	} while (!work.stop || !done);
	return NULL;
}

int
catalogue_thread_start(struct catalogue_thread *thread)
{
	int error;

	if (thread->is_running)
		return 0;
	error = thread_start(&thread->thread, "catalogue", run, thread);
	thread->is_running = !error;
	return error;
}

void
catalogue_thread_go_live(struct catalogue_thread *thread)
{
	thread->is_live = true;
	/* When it runs it may be waiting for a batch that is full: wake it to
	 * its rounds, which tell of trouble. */
	if (thread->is_running && row_queue_flush(thread->queue) != 0)
		log_debug("the catalogue begins with trouble");
}

/* Gives up what could be kept nowhere. */
static void
drop_batches(struct catalogue_thread *thread)
{
	unsigned rows = 0;

	for (struct row_batch *at = thread->batches, *next; at; at = next) {
		next = at->next;
		rows += at->rows;
		row_queue_release(thread->queue, at);
	}
	if (rows)
		log_warnx("%s: %u rows are lost", CATALOGUE_FILE, rows);
}

int
catalogue_thread_stop(struct catalogue_thread *thread)
{
	int error;

	if (!thread)
		return 0;
	if (thread->is_running) {
		row_queue_stop(thread->queue);
		pthread_join(thread->thread, NULL);
	}
	error = thread->is_running ? answer(thread) : 0;
	if (row_store_has_work(&thread->store) && thread->is_running)
		log_warnx("rows wait in %s for the next start", SPOOL_FILE);
	drop_batches(thread);
	row_store_close(&thread->store);
	pthread_mutex_destroy(&thread->lock);
	free(thread);
	return error;
}

void
catalogue_thread_get_status(
    struct catalogue_thread *thread, struct catalogue_status *out)
{
	pthread_mutex_lock(&thread->lock);
	*out = thread->status;
	pthread_mutex_unlock(&thread->lock);
}

int
catalogue_thread_error(const struct catalogue_thread *thread)
{
	return thread->stall;
}

struct database *
catalogue_thread_database(struct catalogue_thread *thread)
{
	return thread->store.db;
}
