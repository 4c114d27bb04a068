/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packets of one side of a call that wait until they are decoded, in the order
 * in which they were sent. It serves as the reorder window and as the batch
 * that makes decoding and writing cheap: G.711 stays as received until then,
 * half the size of its samples. Bounded, never waits, takes no memory.
 *
 * The packets themselves are the owner's, and stay where they are: with a
 * thousand calls none of them is in the cache, and copying them costs more
 * than decoding them.
 */
#ifndef RTP_REORDER_H
#define RTP_REORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/tstamp.h"

#define REORDER_PACKETS 160
#define REORDER_BYTES 14336 /* 1.5 s of G.711 in packets of 20 ms */

/* One packet, in one piece: its payload follows in memory. */
struct rtp_frame {
	uint64_t order;        /* rises as sent; see reorder_order() */
	struct tstamp arrival; /* capture time */
	uint32_t timestamp;    /* RTP time */
	uint16_t size;         /* of its payload, bytes */
	uint8_t kind;          /* enum codec_kind */
	uint8_t variant;       /* of that kind */
};

/* The largest payload that can wait. */
#define REORDER_PAYLOAD_MAX (REORDER_BYTES - sizeof(struct rtp_frame))

/* Bytes that a packet takes, so that the next one is aligned. */
static inline size_t
rtp_frame_space(size_t payload_size)
{
	const size_t unit = _Alignof(struct rtp_frame);

	return sizeof(struct rtp_frame) +
	       (payload_size + unit - 1) / unit * unit;
}

struct reorder {
	uint16_t count; /* packets */
	uint16_t used;  /* bytes that they take, up to REORDER_BYTES */
	const struct rtp_frame *at[REORDER_PACKETS]; /* borrowed, by 'order' */
};

void reorder_init(struct reorder *reorder);

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

/* The key of the same packet when its stream has another 'base'. */
static inline uint64_t
reorder_rebase(uint64_t order, uint64_t base)
{
	return base + (order & ((UINT64_C(1) << REORDER_INDEX_BITS) - 1));
}

/* The packet number 'i', below 'count', and its payload. */
static inline const struct rtp_frame *
reorder_frame(const struct reorder *reorder, size_t i)
{
	return reorder->at[i];
}

static inline const uint8_t *
reorder_payload(const struct rtp_frame *frame)
{
	return (const uint8_t *)(frame + 1);
}

/* Puts a packet where it belongs: 'frame', with its payload behind it, is
 * borrowed until it is dropped. False when there is no room. */
bool reorder_put(struct reorder *reorder, const struct rtp_frame *frame);

/* Forgets the first 'count' packets. */
void reorder_drop(struct reorder *reorder, size_t count);

/* Asks for the memory of all packets, before they are looked at. */
void reorder_prefetch(const struct reorder *reorder);

/* Waits a packet that lies in the 'size' bytes at 'memory'? */
bool
reorder_holds(const struct reorder *reorder, const void *memory, size_t size);

#endif
