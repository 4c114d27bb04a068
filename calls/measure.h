/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is heard in calls beside speech: keys, reports, the quality of streams.
 * It joins media, keys and quality for calls/calls.c.
 */
#ifndef CALLS_MEASURE_H
#define CALLS_MEASURE_H

#include "calls/calls.h"
#include "calls/keys.h"
#include "calls/recording.h"

/* Listens to the media of all calls, whose media has calls as its 'arg'. */
void measure_listen(struct calls *calls);

/* A key was pressed in 'call'. */
void measure_key(
    struct calls *calls, struct call *call, const struct key_press *press);

/* A recording of 'call' begins: its audio may have keys in it. */
void measure_recording(
    struct calls *calls, struct call *call, struct recording *recording);

/* Lets time pass in 'call'. */
void measure_tick(struct calls *calls, struct call *call, struct tstamp now);

/* 'call' is over: its audio is not yet rendered to its end; then, it is. */
void measure_end(struct calls *calls, struct call *call);
void measure_forget(struct call *call);

#endif
