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
	bool has_pipe = merge_has_pipe(merge);
	size_t used = 0, count = 0;

	while (count < BATCH_FRAMES && BATCH_BYTES - used >= SOURCE_FRAME_MAX) {
		struct frame *frame = &batch->frames[count];

		if (has_pipe && count > 0 && merge_must_wait(merge))
			break;
		if (!merge_next(merge, frame))
			break;
		count++;
		memcpy(batch->bytes + used, frame->bytes, frame->captured);
		frame->bytes = batch->bytes + used;
		used += frame->captured;
	}
	batch->count = count;
	return count > 0;
}
