/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A copy of all frames that are recorded, in pcapng files: to replay them
 * gives the same calls, streams and audio (promise 1). A thread writes them,
 * so that a slow disk does not stop the recorder; what it cannot keep up with
 * is left out of the copy and counted: tee_dropped.
 *
 * Files are never written over. When one has the size that was asked for, the
 * next one is begun: FILE, then FILE with _00002 and so on before what follows
 * the last dot, so that their names sort as they were written. Each frame of a
 * file is older than those of the next one. Behind a clock that was set back a
 * file goes on, for that, until the time before is reached, or it has four
 * times its size: then the next one is older, and a replay begins with that.
 *
 * All of it holds what was said and pressed on the telephone, also while
 * recording is paused: it is a capture.
 */
#ifndef RECORDER_TEE_H
#define RECORDER_TEE_H

#include <stdbool.h>

#include "capture/batch.h"
#include "capture/origin.h"

/* What waits for the thread. */
#define TEE_BUFFER_BYTES ((size_t)64 << 20)

#define TEE_BYTES_MIN ((int64_t)1 << 20)
#define TEE_BYTES_MAX ((int64_t)1 << 40)

struct tee;

/*
 * Begins the first file, of frames of 'origins' (borrowed, all there). 0 or a
 * positive errno: EEXIST when all names are taken.
 */
int
tee_open(const char *path, uint64_t file_bytes, const struct origins *origins,
    struct tee **out) __attribute__((warn_unused_result));

/* Copies frames, in the order in which the pipeline has them. */
void tee_push(struct tee *tee, const struct batch *batch);

/* The first errno of the thread, or 0. It writes no more then. */
int tee_error(const struct tee *tee);

/* The capture ended at 'ended': writes all that waits, and closes the file.
 * 0 or the first errno. NULL is allowed. */
int tee_close(struct tee *tee, struct tstamp ended);

#endif
