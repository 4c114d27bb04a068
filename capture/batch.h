/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A few frames at once. What a packet touches is rarely in the cache when
 * there are many calls; with several packets in hand, their memory can be
 * asked for together before the first is worked on.
 */
#ifndef CAPTURE_BATCH_H
#define CAPTURE_BATCH_H

#include <stdbool.h>

#include "capture/frame.h"
#include "capture/merge.h"

#define BATCH_FRAMES 16

struct batch {
	size_t count; /* frames in it */
	struct frame frames[BATCH_FRAMES];
	uint8_t *bytes; /* copies of what was captured, where needed */
};

/* 0 or ENOMEM. */
int batch_init(struct batch *batch) __attribute__((warn_unused_result));
void batch_clear(struct batch *batch);

/* Takes the next frames of 'merge', fewer when more would have to be waited
 * for; false when there are none left. */
bool batch_fill(struct batch *batch, struct merge *merge);

#endif
