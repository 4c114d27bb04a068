/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The threads that answer. Each kind of work has a lane of its own with so
 * many threads and so many exchanges that wait, so that what takes long never
 * keeps a list waiting.
 */
#ifndef SERVE_WORKERS_H
#define SERVE_WORKERS_H

#include <stdbool.h>

#include "serve/exchange.h"

enum lane {
	LANE_READ,     /* the catalogue, files, accounts */
	LANE_PASSWORD, /* hashing, which takes memory and time */
	LANE_CHANGE,   /* writes, which wait for the disk and for others */
	LANE_PLAY,     /* recordings, once the audit tells of it */
	LANE_EXPORT,   /* as long as it takes to send what is made */
	LANE_RECORDER, /* a recorder is asked, and may be slow */
	LANE_COUNT
};

struct workers;

/* Answers 'exchange'; runs in a thread of its lane. */
typedef void workers_fn(struct exchange *exchange, void *arg);

struct workers_settings {
	const char *folder; /* with the catalogue, of which each thread that
	                        reads has its own */
	workers_fn *work;   /* the answer */
	void (*done)(struct exchange *exchange);
	void *arg;
};

/* 0 or a positive errno. */
int workers_start(const struct workers_settings *settings, struct workers **out)
    __attribute__((warn_unused_result));

/* False: too many wait already. */
bool workers_push(
    struct workers *workers, enum lane lane, struct exchange *exchange);

/* Ends the threads after all that waits was answered; what is pushed later is
 * refused. NULL is allowed, as in workers_free(), which comes behind it. */
void workers_stop(struct workers *workers);
void workers_free(struct workers *workers);

#endif
