/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/deadline.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/monotonic.h"
#include "base/thread.h"

struct deadlines {
	pthread_mutex_t lock; /* a socket is not closed while it is held */
	pthread_cond_t stop;
	pthread_t thread;
	bool is_stopped;
	int64_t *at_s; /* of each descriptor; 0: none */
	size_t room;
};

/* Each second: shuts down what is too late. */
static void *
watch(void *arg)
{
	struct deadlines *all = arg;
	struct timespec until;

	pthread_mutex_lock(&all->lock);
	while (!all->is_stopped) {
		int64_t now = monotonic_s();

		for (size_t i = 0; i < all->room; i++) {
			if (all->at_s[i] && all->at_s[i] <= now) {
				all->at_s[i] = 0;
				shutdown((int)i, SHUT_RDWR);
			}
		}
		until = monotonic_in_ms(1000);
		pthread_cond_timedwait(&all->stop, &all->lock, &until);
	}
	pthread_mutex_unlock(&all->lock);
	return NULL;
}

int
deadlines_start(struct deadlines **out)
{
	struct deadlines *all = calloc(1, sizeof *all);
	int error;

	if (!all)
		return ENOMEM;
	pthread_mutex_init(&all->lock, NULL);
	monotonic_cond_init(&all->stop);
	error = thread_start(&all->thread, "deadlines", watch, all);
	if (error) {
		free(all);
		return error;
	}
	*out = all;
	return 0;
}

void
deadlines_stop(struct deadlines *all)
{
	pthread_mutex_lock(&all->lock);
	all->is_stopped = true;
	pthread_cond_signal(&all->stop);
	pthread_mutex_unlock(&all->lock);
	pthread_join(all->thread, NULL);
	pthread_cond_destroy(&all->stop);
	pthread_mutex_destroy(&all->lock);
	free(all->at_s);
	free(all);
}

/* Makes room for 'fd'; false without memory. The lock is held. */
static bool
grow(struct deadlines *all, size_t fd)
{
	size_t room = all->room ? all->room : 64;
	int64_t *grown;

	if (fd < all->room)
		return true;
	while (room <= fd)
		room *= 2;
	grown = realloc(all->at_s, room * sizeof *grown);
	if (!grown)
		return false;
	memset(grown + all->room, 0, (room - all->room) * sizeof *grown);
	all->at_s = grown;
	all->room = room;
	return true;
}

void
deadline_set(struct deadlines *all, int fd, unsigned seconds)
{
	if (fd < 0)
		return;
	pthread_mutex_lock(&all->lock);
	if (grow(all, (size_t)fd))
		all->at_s[fd] = seconds ? monotonic_s() + seconds : 0;
	pthread_mutex_unlock(&all->lock);
}
