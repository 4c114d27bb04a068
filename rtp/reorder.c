/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bounded reorder buffer: sorted insertion from the end. */
#include "rtp/reorder.h"

#include <string.h>

/* Bytes that a packet takes, so that the next header is aligned. */
static size_t
space(size_t payload_size)
{
	const size_t unit = _Alignof(struct rtp_frame);

	return sizeof(struct rtp_frame) +
	       (payload_size + unit - 1) / unit * unit;
}

bool
reorder_put(struct reorder *reorder, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size)
{
	uint8_t *bytes = reorder->bytes + reorder->used;
	struct rtp_frame header = *frame;
	size_t at = reorder->count;

	if (at == REORDER_PACKETS || size > REORDER_PAYLOAD_MAX ||
	    space(size) > (size_t)(REORDER_BYTES - reorder->used))
		return false;
	header.size = (uint16_t)size;
	memcpy(bytes, &header, sizeof header);
	if (size)
		memcpy(bytes + sizeof header, payload, size);
	/* In order, which is nearly always, nothing moves. */
	while (at > 0 && reorder_frame(reorder, at - 1)->order > frame->order) {
		reorder->at[at] = reorder->at[at - 1];
		at--;
	}
	reorder->at[at] = reorder->used;
	reorder->used = (uint16_t)(reorder->used + space(size));
	reorder->count++;
	return true;
}

void
reorder_drop(struct reorder *reorder, size_t count)
{
	static _Thread_local uint8_t kept[REORDER_BYTES];
	size_t left = reorder->count - count, used = 0;

	for (size_t i = 0; i < left; i++) {
		const struct rtp_frame *frame =
		    reorder_frame(reorder, count + i);
		size_t size = space(frame->size);

		memcpy(kept + used, frame, size);
		reorder->at[i] = (uint16_t)used;
		used += size;
	}
	memcpy(reorder->bytes, kept, used);
	reorder->count = (uint16_t)left;
	reorder->used = (uint16_t)used;
}
