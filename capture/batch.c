/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes frames out of a merge, which gives one at a time. Their bytes are only
 * copied when they would move: that is once in a chunk that was read. */
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

/* Copies the bytes of the frames from 'first' on, which are to move; 'used' is
 * how many bytes there are of those before. */
static void
keep(struct batch *batch, size_t first, size_t count, size_t used)
{
	for (size_t i = first; i < count; i++) {
		struct frame *frame = &batch->frames[i];

		memcpy(batch->bytes + used, frame->bytes, frame->captured);
		frame->bytes = batch->bytes + used;
		used += frame->captured;
	}
}

bool
batch_fill(struct batch *batch, struct merge *merge)
{
	bool has_pipe = merge_has_pipe(merge);
	size_t used = 0, count = 0;            /* of all frames */
	size_t kept_bytes = 0, kept_count = 0; /* of those that were copied */

	while (count < BATCH_FRAMES && BATCH_BYTES - used >= SOURCE_FRAME_MAX) {
		struct frame *frame = &batch->frames[count];

		if (!merge_next_at_hand(merge, frame)) {
			if (has_pipe && count > 0 && merge_must_wait(merge))
				break;
			keep(batch, kept_count, count, kept_bytes);
			kept_count = count;
			kept_bytes = used;
			if (!merge_next(merge, frame))
				break;
		}
		used += frame->captured;
		count++;
	}
	batch->count = count;
	return count > 0;
}
