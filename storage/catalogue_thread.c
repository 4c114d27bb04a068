/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each batch of rows is one transaction, and is given back to the queue when
 * it is on the disk. Live, (1) what a row tells of was given to the disk
 * before the row was queued, and (2) the disk is synced between the moment
 * when the row is taken and the end of its transaction: so no row promises
 * more than the disk holds, whatever happens.
 */
#include "storage/catalogue_thread.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "storage/row_code.h"
#include "storage/row_write.h"

#define CYCLE_MS 1000

struct catalogue_thread {
	struct row_queue *queue;
	struct database *db;
	int folder_fd;
	bool is_live;
	bool is_running;
	pthread_t thread;
	struct number_plan plan;
	struct row_batch *batches; /* taken and not yet written */
	struct row_batch **last;
	int trouble;              /* as 'error' */
	int answer;               /* first error since the last answer */
	_Atomic int error;        /* why it stands still; 0: it does not */
	_Atomic uint64_t refused; /* rows that could not be stored */
};

int
catalogue_thread_new(struct database *db, int folder_fd,
    struct row_queue *queue, struct catalogue_thread **out)
{
	struct catalogue_thread *thread = calloc(1, sizeof *thread);

	if (!thread) {
		database_close(db);
		return ENOMEM;
	}
	thread->queue = queue;
	thread->db = db;
	thread->folder_fd = folder_fd;
	thread->plan = NUMBER_PLAN_DEFAULT;
	thread->last = &thread->batches;
	*out = thread;
	return 0;
}

/* Says what is wrong, or right again, when that changes. */
static void
set_trouble(struct catalogue_thread *thread, int error)
{
	if (error && error != thread->trouble) {
		errno = error;
		log_warn("%s: rows wait in memory", CATALOGUE_FILE);
	} else if (!error && thread->trouble) {
		log_warnx("%s: rows are written again", CATALOGUE_FILE);
	}
	thread->trouble = error;
	atomic_store(&thread->error, error);
	row_queue_stall(thread->queue, error);
}

/* A row cannot be stored: that is its own fault, and the others go on. */
static void
refuse(struct catalogue_thread *thread, int error)
{
	atomic_fetch_add(&thread->refused, 1);
	if (!thread->answer)
		thread->answer = error;
}

/* Writes all rows of a batch into the open transaction. */
static int
write_rows(struct catalogue_thread *thread, const struct row_batch *batch)
{
	const unsigned char *at = batch->bytes;
	const unsigned char *end = at + batch->size;
	enum row_kind kind;
	union row row;
	size_t size;

	for (; at < end; at += size) {
		int error = EINVAL;

		size = row_size_at(at, (size_t)(end - at));
		if (row_decode(at, size, &kind, &row))
			error =
			    row_write(thread->db, kind, &row, &thread->plan);
		if (error == EINVAL)
			refuse(thread, error);
		else if (error)
			return error;
	}
	return 0;
}

/* One transaction. After an error nothing of it is there. */
static int
write_batch(struct catalogue_thread *thread, const struct row_batch *batch)
{
	struct number_plan plan = thread->plan;
	int error = database_begin(thread->db);

	if (error)
		return error;
	error = write_rows(thread, batch);
	if (!error)
		error = database_commit(thread->db);
	if (error) {
		database_rollback(thread->db);
		thread->plan = plan;
	}
	return error;
}

/* Writes what was taken, as far as it goes. */
static void
write_all(struct catalogue_thread *thread)
{
	int error = 0;

	if (thread->batches && thread->is_live && syncfs(thread->folder_fd))
		error = errno;
	while (!error && thread->batches) {
		struct row_batch *batch = thread->batches;

		error = write_batch(thread, batch);
		if (error)
			break;
		thread->batches = batch->next;
		if (!thread->batches)
			thread->last = &thread->batches;
		row_queue_release(thread->queue, batch);
	}
	set_trouble(thread, error);
}

static void
take(struct catalogue_thread *thread, struct row_queue_work *work)
{
	/* In trouble it tries again each second, whatever comes. */
	row_queue_take(thread->queue,
	    thread->is_live || thread->trouble ? CYCLE_MS : -1, work);
	*thread->last = work->batches;
	while (*thread->last)
		thread->last = &(*thread->last)->next;
}

static void *
run(void *arg)
{
	struct catalogue_thread *thread = arg;
	struct row_queue_work work;

	do {
		take(thread, &work);
		write_all(thread);
		if (work.ticket) {
			int error = thread->trouble;

			row_queue_answer(thread->queue, work.ticket,
			    error ? error : thread->answer);
			thread->answer = 0;
		}
	} while (!work.stop);
	return NULL;
}

int
catalogue_thread_start(struct catalogue_thread *thread)
{
	sigset_t all, before;
	int error;

	if (thread->is_running)
		return 0;
	/* Signals are for the engine. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread->thread, NULL, run, thread);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	thread->is_running = !error;
	return error;
}

void
catalogue_thread_go_live(struct catalogue_thread *thread)
{
	thread->is_live = true;
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
	error = thread->trouble ? thread->trouble : thread->answer;
	for (struct row_batch *at = thread->batches, *next; at; at = next) {
		next = at->next;
		row_queue_release(thread->queue, at);
	}
	database_close(thread->db);
	free(thread);
	return error;
}

int
catalogue_thread_error(const struct catalogue_thread *thread)
{
	return atomic_load(&thread->error);
}

uint64_t
catalogue_thread_refused(const struct catalogue_thread *thread)
{
	return atomic_load(&thread->refused);
}

struct database *
catalogue_thread_database(struct catalogue_thread *thread)
{
	return thread->db;
}
