/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads, their mail, and the rounds that bring events back. */
#include "calls/writers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/counter.h"
#include "base/log.h"
#include "base/thread.h"
#include "calls/feed.h"
#include "calls/take.h"

/* A writer that sleeps is woken after so much mail at the latest. */
#define WAKE_AFTER 128

/* One thread. */
struct thread {
	struct writers *writers;
	/* Both sides'. */
	struct mailbox mail;
	struct bell bell;
	_Atomic uint64_t done;    /* mails */
	_Atomic uint64_t awaited; /* mails that the engine waits for */
	atomic_int error;         /* the first one */
	atomic_bool stops;
	/* The engine's. */
	pthread_t id;
	bool is_running;
	uint64_t sent;    /* mails */
	unsigned unheard; /* mails since the bell was rung */
	struct feed_bag bags[WRITER_ROUNDS];
	unsigned bags_sent, bags_taken; /* so far */
	/* The thread's. */
	struct takes takes;
};

struct writers {
	struct writers_options options;
	unsigned count;   /* of 'threads' */
	bool is_started;  /* they are */
	struct bell bell; /* rung when something is done */
	struct thread threads[];
};

struct writers *
writers_new(const struct writers_options *options)
{
	struct writers *writers;
	unsigned count = options->count ? options->count : 1;
	struct recording_options recordings = {
	    .format = options->format,
	    .flush_ns = options->flush_ns,
	    .unhashed = options->unhashed,
	    .budget = options->budget,
	};

	writers = calloc(1, sizeof *writers + count * sizeof *writers->threads);
	if (!writers)
		return NULL;
	writers->options = *options;
	writers->count = count;
	bell_init(&writers->bell);
	for (unsigned i = 0; i < count; i++) {
		struct thread *thread = &writers->threads[i];

		thread->writers = writers;
		bell_init(&thread->bell);
		takes_init(&thread->takes, options->dir_fd, options->listens,
		    options->supply, &recordings);
		for (unsigned bag = 0; bag < WRITER_ROUNDS; bag++)
			thread->bags[bag].mail.kind = MAIL_BAG;
	}
	return writers;
}

uint16_t
writers_choose(const struct writers *writers, uint64_t number)
{
	return (uint16_t)(number % writers->count);
}

/* Works on one mail. */
static void
work(struct thread *thread, struct feed_mail *mail)
{
	struct feed_bag *bag = (struct feed_bag *)(void *)mail;

	if (mail->kind == MAIL_BAG) {
		bag->first = takes_events(&thread->takes);
		atomic_store_explicit(
		    &bag->is_full, true, memory_order_release);
		return;
	}
	takes_push(&thread->takes, mail);
	if (thread->takes.error)
		atomic_store(&thread->error, thread->takes.error);
}

/* Works on one mail, and lets the engine know if it waits for that: it is woken
 * once, not by each mail on the way there. */
static void
finish_mail(struct thread *thread, struct feed_mail *mail)
{
	bool is_bag = mail->kind == MAIL_BAG;
	uint64_t done;

	work(thread, mail);
	done = atomic_fetch_add(&thread->done, 1) + 1;
	if (is_bag || done == atomic_load(&thread->awaited))
		bell_ring(&thread->writers->bell);
}

/* Works on all mail that is there; false when there is none. */
static bool
work_off(struct thread *thread)
{
	struct mail *mail = mailbox_take(&thread->mail), *next;
	bool any = mail != NULL;

	for (; mail; mail = next) {
		next = mail->next;
		/* 3 % of a replay of 10,000 calls. */
		if (next)
			takes_prefetch((struct feed_mail *)(void *)next,
			    (struct feed_mail *)(void *)next->next);
		finish_mail(thread, (struct feed_mail *)(void *)mail);
	}
	return any;
}

static void *
run(void *arg)
{
	struct thread *thread = arg;
	bool stops = false;

	counter_thread_begin();
	for (;;) {
		/* Asked before: all that was sent until then is there. */
		stops = atomic_load(&thread->stops);
		if (work_off(thread))
			continue;
		if (stops)
			break;
		bell_wait(&thread->bell);
	}
	counter_thread_end();
	return NULL;
}

/* Starts the threads. What one that cannot be started should do, the engine
 * does itself. */
static void
start(struct writers *writers)
{
	writers->is_started = true;
	for (unsigned i = 0; i < writers->options.count; i++) {
		struct thread *thread = &writers->threads[i];
		char name[THREAD_NAME_SIZE];
		int error;

		snprintf(name, sizeof name, "writer %hu", (uint16_t)i);
		error = thread_start(&thread->id, name, run, thread);
		thread->is_running = error == 0;
		if (!error)
			continue;
		errno = error;
		log_warn("a thread that writes audio cannot be started");
	}
}

static void
wake(struct thread *thread)
{
	if (thread->unheard == 0)
		return;
	thread->unheard = 0;
	bell_ring(&thread->bell);
}

void
writers_wake(struct writers *writers)
{
	for (unsigned i = 0; i < writers->count; i++)
		wake(&writers->threads[i]);
}

/* Waits until the first 'count' mails of a thread are done. */
static void
wait_for(struct thread *thread, uint64_t count)
{
	wake(thread);
	/* Told before it is looked at: the thread looks the other way round. */
	atomic_store(&thread->awaited, count);
	while (atomic_load(&thread->done) < count)
		bell_wait(&thread->writers->bell);
}

static void
put(struct thread *thread, struct feed_mail *mail)
{
	thread->sent++;
	if (!thread->is_running) {
		finish_mail(thread, mail);
		return;
	}
	thread->unheard++;
	mailbox_put(&thread->mail, &mail->mail);
	if (thread->unheard >= WAKE_AFTER)
		wake(thread);
}

void
writers_send(struct writers *writers, struct feed_mail *mail)
{
	struct thread *thread = &writers->threads[mail->feed->writer];

	if (!writers->is_started)
		start(writers);
	put(thread, mail);
	if (writers->options.waits &&
	    thread->sent -
		    atomic_load_explicit(&thread->done, memory_order_relaxed) >
		WRITER_BACKLOG)
		wait_for(thread, thread->sent - WRITER_BACKLOG / 2);
}

void
writers_drain(struct writers *writers)
{
	for (unsigned i = 0; i < writers->count; i++)
		wait_for(&writers->threads[i], writers->threads[i].sent);
}

void
writers_send_round(struct writers *writers)
{
	if (!writers->is_started)
		return;
	for (unsigned i = 0; i < writers->count; i++) {
		struct thread *thread = &writers->threads[i];
		struct feed_bag *bag =
		    &thread->bags[thread->bags_sent % WRITER_ROUNDS];

		if (thread->bags_sent - thread->bags_taken < WRITER_ROUNDS) {
			thread->bags_sent++;
			atomic_store(&bag->is_full, false);
			put(thread, &bag->mail);
		}
		wake(thread);
	}
}

/* Takes from 'thread' all rounds but the newest 'but' to the end of a list. */
static struct feed_event **
take_rounds(
    struct thread *thread, unsigned but, bool waits, struct feed_event **last)
{
	while (thread->bags_sent - thread->bags_taken > but) {
		struct feed_bag *bag =
		    &thread->bags[thread->bags_taken % WRITER_ROUNDS];

		while (!atomic_load_explicit(
		    &bag->is_full, memory_order_acquire)) {
			if (!waits)
				return last;
			bell_wait(&thread->writers->bell);
		}
		*last = bag->first;
		while (*last)
			last = &(*last)->next;
		thread->bags_taken++;
	}
	return last;
}

/* Cuts a list in two halves. */
static struct feed_event *
cut_half(struct feed_event *list)
{
	struct feed_event *slow = list, *fast = list->next;

	while (fast && fast->next) {
		slow = slow->next;
		fast = fast->next->next;
	}
	fast = slow->next;
	slow->next = NULL;
	return fast;
}

/* Sorts by feed; what is of the same feed stays in order. */
static struct feed_event *
sort(struct feed_event *list)
{
	struct feed_event *other, *sorted = NULL, **last = &sorted;

	if (!list || !list->next)
		return list;
	other = sort(cut_half(list));
	list = sort(list);
	while (list && other) {
		struct feed_event **from =
		    list->feed->number <= other->feed->number ? &list : &other;

		*last = *from;
		*from = (*from)->next;
		last = &(*last)->next;
	}
	*last = list ? list : other;
	return sorted;
}

static struct feed_event *
take(struct writers *writers, unsigned but, bool waits)
{
	struct feed_event *list = NULL, **last = &list;

	for (unsigned i = 0; i < writers->count; i++)
		last = take_rounds(&writers->threads[i], but, waits, last);
	return sort(list);
}

struct feed_event *
writers_take(struct writers *writers, unsigned but)
{
	return take(
	    writers, writers->options.waits ? but : 0, writers->options.waits);
}

struct feed_event *
writers_take_all(struct writers *writers)
{
	return take(writers, 0, true);
}

int
writers_error(const struct writers *writers)
{
	int error = 0;

	for (unsigned i = 0; i < writers->count && !error; i++)
		error = atomic_load(&writers->threads[i].error);
	return error;
}

void
writers_free(struct writers *writers)
{
	if (!writers)
		return;
	for (unsigned i = 0; i < writers->count; i++) {
		struct thread *thread = &writers->threads[i];

		atomic_store(&thread->stops, true);
		bell_ring(&thread->bell);
		if (thread->is_running)
			pthread_join(thread->id, NULL);
		takes_clear(&thread->takes);
		bell_clear(&thread->bell);
	}
	bell_clear(&writers->bell);
	free(writers);
}
