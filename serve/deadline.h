/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * By when a connection must have said something whole. A client that sends a
 * byte now and then is never idle, and would hold its connection for ever: at
 * its deadline the socket is shut down, and HTTP finds it closed.
 */
#ifndef SERVE_DEADLINE_H
#define SERVE_DEADLINE_H

struct deadlines;

/* Starts the thread that looks at them. 0 or a positive errno. */
int deadlines_start(struct deadlines **out) __attribute__((warn_unused_result));
void deadlines_stop(struct deadlines *deadlines);

/* The socket 'fd' has 'seconds' from now; 0: it has no deadline. By any
 * thread; always with 0 before it is closed. */
void deadline_set(struct deadlines *deadlines, int fd, unsigned seconds);

#endif
