/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packets that tracks borrow: each in memory of its own, of just its size, so
 * that a sanitizer sees who reads behind it. They are kept until kept_clear().
 */
#ifndef TESTS_RTP_KEPT_H
#define TESTS_RTP_KEPT_H

#include <stdlib.h>
#include <string.h>

#include "rtp/reorder.h"

struct kept {
	struct kept *next;
	struct rtp_frame frame; /* and its payload behind it */
};

static struct kept *kept_newest;

/* 'frame' with 'size' bytes of payload. */
static inline const struct rtp_frame *
keep(const struct rtp_frame *frame, const uint8_t *payload, size_t size)
{
	struct kept *kept = malloc(sizeof *kept + size);

	if (!kept)
		abort();
	kept->next = kept_newest;
	kept_newest = kept;
	kept->frame = *frame;
	kept->frame.size = (uint16_t)size;
	if (size)
		memcpy(kept + 1, payload, size);
	return &kept->frame;
}

/* No track is used any more. */
static inline void
kept_clear(void)
{
	while (kept_newest) {
		struct kept *kept = kept_newest;

		kept_newest = kept->next;
		free(kept);
	}
}

#endif
