/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The counters and their names, from counters.def. */
#include "base/counter.h"

#include <pthread.h>

struct description {
	enum counter_group group;
	const char *name;
	const char *text;
};

static const struct description descriptions[COUNTER_COUNT] = {
    {COUNTER_EVENTS, "none", ""},
#define COUNTER(group, name, description) {COUNTER_##group, #name, description},
#include "base/counters.def"
#undef COUNTER
};

_Thread_local _Atomic uint64_t counter_values[COUNTER_COUNT];

/* The threads that count, and what those counted that ended. */
#define THREADS_MAX 64

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic uint64_t *threads[THREADS_MAX];
static uint64_t ended[COUNTER_COUNT];

/* The first thread begins by itself. */
void __attribute__((constructor)) counter_thread_begin(void)
{
	size_t i = 0;

	pthread_mutex_lock(&lock);
	while (i < THREADS_MAX - 1 && threads[i])
		i++;
	if (!threads[i])
		threads[i] = counter_values;
	pthread_mutex_unlock(&lock);
}

void
counter_thread_end(void)
{
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < THREADS_MAX; i++)
		if (threads[i] == counter_values)
			threads[i] = NULL;
	for (size_t id = 0; id < COUNTER_COUNT; id++)
		ended[id] += atomic_load_explicit(
		    &counter_values[id], memory_order_relaxed);
	pthread_mutex_unlock(&lock);
}

/* The list is locked. */
static uint64_t
sum_of(enum counter_id id)
{
	uint64_t sum = ended[id];

	for (size_t i = 0; i < THREADS_MAX; i++)
		if (threads[i])
			sum += atomic_load_explicit(
			    &threads[i][id], memory_order_relaxed);
	return sum;
}

uint64_t
counter_get(enum counter_id id)
{
	uint64_t sum;

	pthread_mutex_lock(&lock);
	sum = sum_of(id);
	pthread_mutex_unlock(&lock);
	return sum;
}

const char *
counter_name(enum counter_id id)
{
	return descriptions[id].name;
}

const char *
counter_description(enum counter_id id)
{
	return descriptions[id].text;
}

uint64_t
counter_sum(enum counter_group group)
{
	uint64_t sum = 0;

	for (size_t id = COUNTER_NONE + 1; id < COUNTER_COUNT; id++)
		if (descriptions[id].group == group)
			sum += counter_get((enum counter_id)id);
	return sum;
}

void
counter_reset(void)
{
	pthread_mutex_lock(&lock);
	for (size_t id = 0; id < COUNTER_COUNT; id++) {
		atomic_store_explicit(
		    &counter_values[id], 0, memory_order_relaxed);
		ended[id] = 0;
	}
	pthread_mutex_unlock(&lock);
}
