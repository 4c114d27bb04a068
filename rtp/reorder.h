/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packets of one side of a call, kept as they came until they are decoded,
 * in the order in which they were sent. It serves as the reorder window and
 * as the batch that makes decoding and writing cheap: G.711 stays as received
 * until then, half the size of its samples. Bounded, never waits; memory is
 * taken as packets need it, some few times a second.
 *
 * A packet lies in one piece, its payload behind its header, so that taking
 * one touches as little memory as can be: with a thousand calls none of it is
 * in the cache.
 */
#ifndef RTP_REORDER_H
#define RTP_REORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/tstamp.h"

#define REORDER_PACKETS 160
#define REORDER_BYTES 14336 /* 1.5 s of G.711 in packets of 20 ms */

/* One packet that waits; its payload follows in memory. */
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

struct reorder {
	uint16_t count;               /* packets */
	uint16_t used;                /* bytes of 'bytes' */
	uint16_t size;                /* bytes there are, up to REORDER_BYTES */
	uint16_t at[REORDER_PACKETS]; /* where each begins, by 'order' */
	uint8_t *bytes;               /* owned */
};

void reorder_init(struct reorder *reorder);
void reorder_clear(struct reorder *reorder);

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
	return (const struct rtp_frame *)(const void *)(reorder->bytes +
							reorder->at[i]);
}

static inline const uint8_t *
reorder_payload(const struct rtp_frame *frame)
{
	return (const uint8_t *)(frame + 1);
}

/* Asks for all that waits, before it is decoded: some 2 % of a replay. */
static inline void
reorder_prefetch(const struct reorder *reorder)
{
	for (size_t at = 0; at < reorder->used; at += 64)
		__builtin_prefetch(reorder->bytes + at);
}

/*
 * Puts a packet where it belongs: 'frame', whose 'size' is set here, and
 * 'size' bytes of payload are copied. False when there is no room, or no
 * memory.
 */
bool reorder_put(struct reorder *reorder, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size);

/* Forgets the first 'count' packets and closes up what is left. */
void reorder_drop(struct reorder *reorder, size_t count);

#endif
