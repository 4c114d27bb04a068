/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a running recorder does at the moment, for all pages that look on
 * (server-sent events): one thread asks it, however many these are, and only
 * while there is one.
 */
#ifndef SERVE_LIVE_H
#define SERVE_LIVE_H

#include <stddef.h>

#define LIVE_CLIENTS_MAX 64
#define LIVE_CLIENTS_PER_USER 8

struct accounts;
struct identity;
struct live;
struct stream;

/* Starts its thread; 'socket' is the recorder's, and is kept, as 'accounts'
 * are. 0 or a positive errno. */
int live_start(const char *socket, struct accounts *accounts, struct live **out)
    __attribute__((warn_unused_result));

/* Ends all streams. NULL is allowed. */
void live_stop(struct live *live);

/* Asks once, now: as control_ask(). '*text' is to be freed. */
int live_ask(struct live *live, const char *line, char **text, size_t *size)
    __attribute__((warn_unused_result));

/*
 * From now on the events go to 'stream', whose maker's end is taken, until it
 * is left, the recorder ends, 'who' may not look on any more, or some minutes
 * have passed: a page asks anew then. 0, or EMFILE: this user, or all, have too
 * many.
 */
int live_join(struct live *live, struct stream *stream,
    const struct identity *who) __attribute__((warn_unused_result));

#endif
