/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One run of the recorder, as replay and live capture have it in common: what
 * is opened before the first frame, and closed, checked and told after the
 * last one. Belongs to the engine thread.
 */
#ifndef RECORDER_RUN_H
#define RECORDER_RUN_H

#include <signal.h>
#include <stdbool.h>

#include "calls/settings.h"
#include "capture/origin.h"
#include "capture/sink.h"
#include "recorder/pipeline.h"
#include "recorder/privileges.h"
#include "recorder/reserve.h"

struct run {
	const struct settings *settings; /* borrowed */
	struct privileges privileges;
	int dir_fd; /* the output folder; -1 */
	struct catalogue *catalogue;
	struct sources *sources;
	struct pipeline *pipeline;
	struct reserve reserve;
	struct sink *sinks[SINKS_MAX];
	bool good; /* nothing went wrong so far */
};

/* The signal that asked for an end, or 0. */
extern volatile sig_atomic_t run_asked_to_stop;

/*
 * Finds whom the process becomes, opens the sinks, and makes the output folder
 * when it is not there. What else needs a privilege is opened behind this, and
 * what is opened later is named by privileges_allow(). False when something is
 * not possible, which was said; run_close() is for that, too.
 */
bool run_open(struct run *run, const struct settings *settings)
    __attribute__((warn_unused_result));

/*
 * Gives up all privileges, and opens the output folder and the catalogue with
 * what is left. No thread may be running, and no packet was looked at. False
 * when something is not possible, which was said.
 */
bool run_drop(struct run *run) __attribute__((warn_unused_result));

/*
 * Makes what frames of 'origins' pass through, keeps room on the disk, and
 * watches for signals: the first SIGINT or SIGTERM sets run_asked_to_stop,
 * the next one ends the program. False without memory, which was said.
 */
bool run_start(struct run *run, const struct origins *origins)
    __attribute__((warn_unused_result));

/* Brings the rows of sources up to date, which are written at the end else. 0
 * or the first errno of one. */
int run_flush(struct run *run) __attribute__((warn_unused_result));

/* The first errno of a write that failed, or 0. */
int run_error(const struct run *run);

/* Closes calls, files and rows, and checks what must be true of any run. */
void run_finish(struct run *run);

/* The totals, on standard output. */
void run_report(const struct run *run);

/* Gives up what it holds. Returns 'good'. */
bool run_close(struct run *run);

#endif
