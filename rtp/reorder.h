/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packets of one side of a call, kept as they came until they are decoded,
 * in the order in which they were sent. It serves as the reorder window and
 * as the batch that makes decoding and writing cheap: G.711 stays as received
 * until then, half the size of its samples. Fixed in size, never waits.
 */
#ifndef RTP_REORDER_H
#define RTP_REORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/tstamp.h"

#define REORDER_PACKETS 160
#define REORDER_BYTES 12288 /* 1.5 s of G.711 */

/* One packet that waits. */
struct rtp_frame {
	uint64_t order;        /* rises as sent; see reorder_order() */
	struct tstamp arrival; /* capture time */
	uint32_t timestamp;    /* RTP time */
	uint16_t at;           /* where its payload begins in 'bytes' */
	uint16_t size;         /* of its payload, bytes */
	uint8_t kind;          /* enum codec_kind */
};

struct reorder {
	size_t count;      /* packets */
	size_t bytes_used; /* of 'bytes' */
	struct rtp_frame frames[REORDER_PACKETS]; /* by 'order' */
	uint8_t bytes[REORDER_BYTES];             /* payloads, as they came */
};

/*
 * The key that orders packets of one side: first by stream ('generation'
 * rises when another stream takes over), then by extended sequence number.
 */
#define REORDER_INDEX_BITS 44

static inline uint64_t
reorder_order(uint32_t generation, int64_t index)
{
	return (uint64_t)generation << REORDER_INDEX_BITS |
	    ((uint64_t)index & ((UINT64_C(1) << REORDER_INDEX_BITS) - 1));
}

/* Has it room for one more packet of 'size' bytes? */
static inline bool
reorder_has_room(const struct reorder *reorder, size_t size)
{
	return reorder->count < REORDER_PACKETS &&
	    size <= REORDER_BYTES - reorder->bytes_used;
}

/* Puts a packet where it belongs; reorder_has_room() must be true. 'frame' is
 * copied, its 'at' and 'size' are set here. */
void reorder_put(struct reorder *reorder, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size);

/* Forgets the first 'count' packets and closes up what is left. */
void reorder_drop(struct reorder *reorder, size_t count);

#endif
