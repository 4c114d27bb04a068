/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packets of one call, of both sides as they came, in one piece of memory that
 * goes from the engine to a writer and back. All memory that audio waits in is
 * chunks; how much there may be is the limit of all that waits.
 */
#ifndef CALLS_CHUNK_H
#define CALLS_CHUNK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/mailbox.h"
#include "base/pool.h"
#include "calls/call.h"
#include "calls/feed_mail.h"
#include "rtp/reorder.h"

#define CHUNK_BYTES ((size_t)4032)

/* A bit for each packet that fits. */
#define CHUNK_PACKETS ((size_t)192)

/* What adding a packet touches comes first, and fills a line of the cache. */
struct chunk {
	struct feed_mail mail;
	struct tstamp last;                  /* arrival of the last packet */
	uint64_t callee[CHUNK_PACKETS / 64]; /* whose each packet is */
	uint16_t used, size;                 /* bytes of 'bytes' */
	uint16_t count;                      /* packets */
	bool signals_keys[SIDE_COUNT]; /* ... in telephone events, by now */
	bool is_accepted;              /* see chunk_accept() */
	struct chunk *next;            /* for whoever has it */
	struct tstamp first;           /* arrival of the first packet */
	_Alignas(struct rtp_frame) uint8_t bytes[];
};

_Static_assert(
    offsetof(struct chunk, is_accepted) <= 64, "one line of the cache");

static inline bool
chunk_has_room(const struct chunk *chunk, size_t payload_size)
{
	return chunk->count < CHUNK_PACKETS &&
	       rtp_frame_space(payload_size) <=
		   (size_t)(chunk->size - chunk->used);
}

/* Adds a packet, for which there is room. */
static inline void
chunk_add(struct chunk *chunk, enum side side, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size)
{
	struct rtp_frame *at = (void *)(chunk->bytes + chunk->used);

	/* One by one: what was just written is not there to be copied whole
	 * before the memory of 'at' is. */
	at->order = frame->order;
	at->arrival = frame->arrival;
	at->timestamp = frame->timestamp;
	at->size = (uint16_t)size;
	at->kind = frame->kind;
	at->variant = frame->variant;
	if (size)
		memcpy(at + 1, payload, size);
	chunk->callee[chunk->count / 64] |= (uint64_t)(side == SIDE_CALLEE)
					    << chunk->count % 64;
	chunk->count++;
	chunk->used = (uint16_t)(chunk->used + rtp_frame_space(size));
	chunk->last = frame->arrival;
}

/* Walks the packets of a chunk. */
struct chunk_reader {
	const struct chunk *chunk;
	uint32_t at;
	uint16_t i;
};

/* The next packet, whose payload lies behind it, and its side; NULL: none. */
static inline const struct rtp_frame *
chunk_next(struct chunk_reader *reader, enum side *side)
{
	const struct chunk *chunk = reader->chunk;
	const struct rtp_frame *frame;

	if (reader->i == chunk->count)
		return NULL;
	frame = (const void *)(chunk->bytes + reader->at);
	*side = chunk->callee[reader->i / 64] >> reader->i % 64 & 1
		    ? SIDE_CALLEE
		    : SIDE_CALLER;
	reader->at += (uint32_t)rtp_frame_space(frame->size);
	reader->i++;
	return frame;
}

/* Where chunks come from. */
struct chunk_supply {
	struct pool pool;             /* chunks of CHUNK_BYTES */
	struct mail *free;            /* ... that are not in use */
	size_t used_bytes;            /* of chunks in use */
	size_t limit_bytes;           /* of those that wait for a writer */
	struct mailbox returned;      /* by writers */
	atomic_size_t returned_bytes; /* of chunks: not yet taken off 'used' */
	atomic_size_t accepted_bytes; /* of those that do not wait, but are in
	                                 use */
};

void chunk_supply_init(struct chunk_supply *supply, size_t limit_bytes);
void chunk_supply_clear(struct chunk_supply *supply);

/* An empty chunk with room for a payload of 'size' bytes, REORDER_PAYLOAD_MAX
 * at the most. NULL: the limit is reached, or no memory. Engine. */
struct chunk *chunk_take(struct chunk_supply *supply, size_t payload_size);

/* Gives a chunk back. Engine. */
void chunk_give(struct chunk_supply *supply, struct chunk *chunk);

/*
 * A writer has come to 'chunk': it does not count as waiting any more, though
 * its packets do, in their tracks, which have limits of their own. Writer.
 */
void chunk_accept(struct chunk_supply *supply, struct chunk *chunk);

/* Gives a chunk back, from a writer. */
void chunk_return(struct chunk_supply *supply, struct chunk *chunk);

/* Takes in what was returned. Engine. */
void chunk_collect(struct chunk_supply *supply);

/* Bytes of chunks that wait for a writer, or are being filled. Engine. */
size_t chunk_waiting_bytes(struct chunk_supply *supply);

#endif
