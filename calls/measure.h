/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is heard in calls beside speech: keys, reports, the quality of streams.
 * It joins media, keys and quality for calls/calls.c.
 */
#ifndef CALLS_MEASURE_H
#define CALLS_MEASURE_H

#include "calls/calls.h"
#include "calls/keys.h"
#include "calls/feed.h"

/* Listens to the media of all calls, whose media has calls as its 'arg'. */
void measure_listen(struct calls *calls);

/* A key was pressed in 'call', as was told at 'now'. */
void measure_key(struct calls *calls, struct call *call,
    const struct key_press *press, struct tstamp now);

/* ... which is known to be new, and no part of a code (calls/pause.h). */
void measure_put_key(
    struct calls *calls, struct call *call, const struct key_press *press);

/* A tone was heard in the audio of 'feed'. */
void measure_tone(
    struct calls *calls, struct feed *feed, const struct feed_tone *tone);

/* Lets time pass in 'call'. */
void measure_tick(struct calls *calls, struct call *call, struct tstamp now);

/* 'call' is over: nothing more comes; then, it is filed. */
void measure_end(struct calls *calls, struct call *call);
void measure_forget(struct call *call);

#endif
