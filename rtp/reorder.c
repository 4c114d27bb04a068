/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bounded reorder buffer: sorted insertion from the end. */
#include "rtp/reorder.h"

#include <string.h>

void
reorder_put(struct reorder *reorder, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size)
{
	size_t at = reorder->count;

	/* In order, which is nearly always, nothing moves. */
	while (at > 0 && reorder->frames[at - 1].order > frame->order) {
		reorder->frames[at] = reorder->frames[at - 1];
		at--;
	}
	reorder->frames[at] = *frame;
	reorder->frames[at].at = (uint16_t)reorder->bytes_used;
	reorder->frames[at].size = (uint16_t)size;
	if (size)
		memcpy(reorder->bytes + reorder->bytes_used, payload, size);
	reorder->bytes_used += size;
	reorder->count++;
}

void
reorder_drop(struct reorder *reorder, size_t count)
{
	static _Thread_local uint8_t kept[REORDER_BYTES];
	size_t used = 0;

	reorder->count -= count;
	memmove(reorder->frames, reorder->frames + count,
	    reorder->count * sizeof *reorder->frames);
	for (size_t i = 0; i < reorder->count; i++) {
		struct rtp_frame *frame = &reorder->frames[i];

		memcpy(kept + used, reorder->bytes + frame->at, frame->size);
		frame->at = (uint16_t)used;
		used += frame->size;
	}
	if (used)
		memcpy(reorder->bytes, kept, used);
	reorder->bytes_used = used;
}
