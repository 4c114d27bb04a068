/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bounded reorder buffer: sorted insertion from the end. */
#include "rtp/reorder.h"

#include <stdlib.h>
#include <string.h>

/* The memory has one of two sizes: what packets of G.711 need in 650 ms, as
 * long as they wait at the most when the owner renders each 400 ms; or all. */
#define SMALL_BYTES 6144

/* Bytes that a packet takes, so that the next header is aligned. */
static size_t
space(size_t payload_size)
{
	const size_t unit = _Alignof(struct rtp_frame);

	return sizeof(struct rtp_frame) +
	       (payload_size + unit - 1) / unit * unit;
}

void
reorder_init(struct reorder *reorder)
{
	reorder->count = reorder->used = reorder->size = 0;
	reorder->bytes = NULL;
}

void
reorder_clear(struct reorder *reorder)
{
	free(reorder->bytes);
	reorder_init(reorder);
}

static uint16_t
size_for(size_t needed)
{
	return needed <= SMALL_BYTES ? SMALL_BYTES : REORDER_BYTES;
}

/* Makes room for 'needed' bytes, REORDER_BYTES at the most. */
static bool
grow(struct reorder *reorder, size_t needed)
{
	uint16_t size = size_for(needed);
	uint8_t *bytes = realloc(reorder->bytes, size);

	if (!bytes)
		return false;
	reorder->bytes = bytes;
	reorder->size = size;
	return true;
}

bool
reorder_put(struct reorder *reorder, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size)
{
	size_t needed = reorder->used + space(size);
	struct rtp_frame header = *frame;
	size_t at = reorder->count;
	uint8_t *bytes;

	if (at == REORDER_PACKETS || size > REORDER_PAYLOAD_MAX ||
	    needed > REORDER_BYTES)
		return false;
	if (needed > reorder->size && !grow(reorder, needed))
		return false;
	bytes = reorder->bytes + reorder->used;
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
	reorder->count = (uint16_t)left;
	reorder->used = (uint16_t)used;
	/* What came at once need not stay. */
	if (size_for(used) < reorder->size) {
		free(reorder->bytes);
		reorder->bytes = NULL;
		reorder->size = 0;
		if (used && !grow(reorder, used)) {
			reorder->count = reorder->used = 0;
			return;
		}
	}
	if (used)
		memcpy(reorder->bytes, kept, used);
}
