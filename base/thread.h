/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads beside the first one. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>

#define THREAD_NAME_SIZE 16 /* what the kernel keeps of a name */

/*
 * Starts a thread that runs 'run' with 'arg'. No signal comes to it: these are
 * for the first thread. 'name', of which THREAD_NAME_SIZE - 1 bytes count, is
 * what "top -H" and debuggers call it. Returns an errno; then there is none.
 */
int thread_start(pthread_t *out, const char *name, void *(*run)(void *),
    void *arg) __attribute__((warn_unused_result));

#endif
