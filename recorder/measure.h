/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is heard in calls beside speech: keys, reports, the quality of streams.
 * It joins media, keys and quality for recorder/calls.c.
 */
#ifndef RECORDER_MEASURE_H
#define RECORDER_MEASURE_H

#include "recorder/calls.h"
#include "recorder/keys.h"
#include "recorder/recording.h"

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
