/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one thread gives to another: mail is put by any thread, and taken, all
 * of it at once and oldest first, by one. Nobody waits and nothing is copied;
 * a mail is a member of what is sent. What limits its length is how much there
 * is to send.
 *
 * bell: a thread sleeps until another one rings.
 */
#ifndef BASE_MAILBOX_H
#define BASE_MAILBOX_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

struct mail {
	struct mail *next;
};

/* All zero is an empty one. */
struct mailbox {
	_Atomic(struct mail *) newest;
};

/* Any thread. The mail belongs to whoever takes it. */
void mailbox_put(struct mailbox *box, struct mail *mail);

/* All that is there, as a list, oldest first; NULL: nothing is. One thread at
 * a time. */
struct mail *mailbox_take(struct mailbox *box);

/* The same, newest first: no mail is looked at, which costs nothing, however
 * much there is. */
struct mail *mailbox_take_newest(struct mailbox *box);

struct bell {
	atomic_bool is_rung;
	pthread_mutex_t lock;
	pthread_cond_t rung;
};

void bell_init(struct bell *bell);
void bell_clear(struct bell *bell);

/* Wakes who waits, or who waits next. Any thread. */
void bell_ring(struct bell *bell);

/* Sleeps until the bell was rung since the last time. One thread. */
void bell_wait(struct bell *bell);

#endif
