/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies frames out of a merge, which gives one at a time. */
#include "capture/batch.h"

#include <errno.h>

/* Room for one frame of the largest size, behind some of a usual one. */
#define BATCH_BYTES (SOURCE_FRAME_MAX + (64 << 10))

int
batch_init(struct batch *batch)
{
	batch->count = 0;
	batch->bytes = malloc(BATCH_BYTES);
	return batch->bytes ? 0 : ENOMEM;
}

void
batch_clear(struct batch *batch)
{
	free(batch->bytes);
	batch->bytes = NULL;
}

bool
batch_fill(struct batch *batch, struct merge *merge)
{
	size_t used = 0, count = 0;

	while (count < BATCH_FRAMES && BATCH_BYTES - used >= SOURCE_FRAME_MAX &&
	       merge_next(merge, &batch->frames[count])) {
		struct frame *frame = &batch->frames[count++];

		memcpy(batch->bytes + used, frame->bytes, frame->captured);
		frame->bytes = batch->bytes + used;
		used += frame->captured;
	}
	batch->count = count;
	return count > 0;
}
