/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Named counters, one line each in counters.def. All that is refused,
 * dropped, cut or given up is counted here and never logged by packet. They
 * belong to the engine thread; no other thread may touch them.
 */
#ifndef BASE_COUNTER_H
#define BASE_COUNTER_H

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

extern uint64_t counter_values[COUNTER_COUNT];

/* Adds one to the counter COUNTER_<name>. */
#define counter_up(name) ((void)counter_values[COUNTER_##name]++)

static inline void
counter_add(enum counter_id id, uint64_t amount)
{
	counter_values[id] += amount;
}

static inline uint64_t
counter_get(enum counter_id id)
{
	return counter_values[id];
}

/* "rtp_duplicate", and what it means in a few words. */
const char *counter_name(enum counter_id id);
const char *counter_description(enum counter_id id);

/* The sum of all counters of 'group'. */
uint64_t counter_sum(enum counter_group group);

/* Sets all to 0. */
void counter_reset(void);

#endif
