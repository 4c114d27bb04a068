/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mail between threads: a stack that is taken whole and turned over, so that
 * no mail is looked at by two threads. */
#include "base/mailbox.h"

#include <stddef.h>

void
mailbox_put(struct mailbox *box, struct mail *mail)
{
	mail->next = atomic_load_explicit(&box->newest, memory_order_relaxed);
	while (!atomic_compare_exchange_weak_explicit(&box->newest, &mail->next,
	    mail, memory_order_release, memory_order_relaxed))
		;
}

struct mail *
mailbox_take_newest(struct mailbox *box)
{
	if (!atomic_load_explicit(&box->newest, memory_order_relaxed))
		return NULL;
	return atomic_exchange_explicit(
	    &box->newest, NULL, memory_order_acquire);
}

struct mail *
mailbox_take(struct mailbox *box)
{
	struct mail *newest = mailbox_take_newest(box), *oldest = NULL;

	while (newest) {
		struct mail *mail = newest;

		newest = mail->next;
		mail->next = oldest;
		oldest = mail;
	}
	return oldest;
}

void
bell_init(struct bell *bell)
{
	atomic_init(&bell->is_rung, false);
	pthread_mutex_init(&bell->lock, NULL);
	pthread_cond_init(&bell->rung, NULL);
}

void
bell_clear(struct bell *bell)
{
	pthread_cond_destroy(&bell->rung);
	pthread_mutex_destroy(&bell->lock);
}

void
bell_ring(struct bell *bell)
{
	if (atomic_exchange(&bell->is_rung, true))
		return;
	pthread_mutex_lock(&bell->lock);
	pthread_cond_signal(&bell->rung);
	pthread_mutex_unlock(&bell->lock);
}

void
bell_wait(struct bell *bell)
{
	pthread_mutex_lock(&bell->lock);
	while (!atomic_exchange(&bell->is_rung, false))
		pthread_cond_wait(&bell->rung, &bell->lock);
	pthread_mutex_unlock(&bell->lock);
}
