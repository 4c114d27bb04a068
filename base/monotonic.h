/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The clock that nobody sets, for what goes by time and not by packets:
 * servers, and threads that wait. No stage below the main loop reads it.
 */
#ifndef BASE_MONOTONIC_H
#define BASE_MONOTONIC_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

/* Now; it means something only beside another one. */
int64_t monotonic_ms(void);
int64_t monotonic_s(void);

/* The time that is 'ms' (>= 0) from now, to wait until. */
struct timespec monotonic_in_ms(int ms);

/* A condition variable whose pthread_cond_timedwait() goes by this clock. */
void monotonic_cond_init(pthread_cond_t *condition);

#endif
