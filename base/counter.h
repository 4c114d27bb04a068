/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Named counters, one line each in counters.def. All that is refused,
 * dropped, cut or given up is counted here and never logged by packet.
 *
 * Each thread counts for itself; reading adds them up. A thread that is not
 * the first one begins with counter_thread_begin() and ends with
 * counter_thread_end(), or what it counts is in no sum.
 */
#ifndef BASE_COUNTER_H
#define BASE_COUNTER_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* What a counter counts. */
enum counter_group {
	COUNTER_FRAMES, /* how a frame ended: each frame ends in exactly one */
	COUNTER_EVENTS, /* something that happened on the way */
};

enum counter_id {
	COUNTER_NONE, /* not a counter: "nothing went wrong" */
#define COUNTER(group, name, description) COUNTER_##name,
#include "base/counters.def"
#undef COUNTER
	COUNTER_COUNT
};

/* Of this thread: written by it alone, read by all. */
extern _Thread_local _Atomic uint64_t counter_values[COUNTER_COUNT];

static inline void
counter_add(enum counter_id id, uint64_t amount)
{
	_Atomic uint64_t *value = &counter_values[id];

	/* No other thread writes to it: no locked instruction is needed. */
	atomic_store_explicit(value,
	    atomic_load_explicit(value, memory_order_relaxed) + amount,
	    memory_order_relaxed);
}

/* Adds one to the counter COUNTER_<name>. */
#define counter_up(name) counter_add(COUNTER_##name, 1)

/* The sum of all threads. */
uint64_t counter_get(enum counter_id id);

/* A thread begins; it ends, and what it counted stays counted. */
void counter_thread_begin(void);
void counter_thread_end(void);

/* "rtp_duplicate", and what it means in a few words. */
const char *counter_name(enum counter_id id);
const char *counter_description(enum counter_id id);

/* The sum of all counters of 'group'. */
uint64_t counter_sum(enum counter_group group);

/* Sets all to 0, while there is no other thread. */
void counter_reset(void);

#endif
