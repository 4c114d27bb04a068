/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bounded reorder buffer: sorted insertion from the end. */
#include "rtp/reorder.h"

#include <string.h>

void
reorder_init(struct reorder *reorder)
{
	reorder->count = reorder->used = 0;
}

bool
reorder_put(struct reorder *reorder, const struct rtp_frame *frame)
{
	size_t space = rtp_frame_space(frame->size);
	size_t at = reorder->count;

	if (at == REORDER_PACKETS || frame->size > REORDER_PAYLOAD_MAX ||
	    reorder->used + space > REORDER_BYTES)
		return false;
	/* In order, which is nearly always, nothing moves. */
	while (at > 0 && reorder->at[at - 1]->order > frame->order) {
		reorder->at[at] = reorder->at[at - 1];
		at--;
	}
	reorder->at[at] = frame;
	reorder->used = (uint16_t)(reorder->used + space);
	reorder->count++;
	return true;
}

void
reorder_drop(struct reorder *reorder, size_t count)
{
	size_t left = reorder->count - count, space = 0;

	for (size_t i = 0; i < count; i++)
		space += rtp_frame_space(reorder->at[i]->size);
	memmove(reorder->at, reorder->at + count, left * sizeof *reorder->at);
	reorder->count = (uint16_t)left;
	reorder->used = (uint16_t)(reorder->used - space);
}

void
reorder_prefetch(const struct reorder *reorder)
{
	for (size_t i = 0; i < reorder->count; i++) {
		const char *at = (const char *)reorder->at[i];

		/* 20 ms of G.711 */
		__builtin_prefetch(at);
		__builtin_prefetch(at + 64);
		__builtin_prefetch(at + 128);
	}
}

bool
reorder_holds(const struct reorder *reorder, const void *memory, size_t size)
{
	uintptr_t from = (uintptr_t)memory;

	for (size_t i = 0; i < reorder->count; i++)
		if ((uintptr_t)reorder->at[i] - from < size)
			return true;
	return false;
}
