/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The supply of chunks. Of a usual size they come out of a pool; one for a
 * packet that is larger than that, which is rare, is made for it. */
#include "calls/chunk.h"

#include <stdlib.h>

void
chunk_supply_init(struct chunk_supply *supply, size_t limit_bytes)
{
	*supply = (struct chunk_supply){.limit_bytes = limit_bytes};
	pool_init(&supply->pool, CHUNK_BYTES);
}

void
chunk_supply_clear(struct chunk_supply *supply)
{
	chunk_collect(supply);
	pool_clear(&supply->pool);
	supply->free = NULL;
}

static size_t
bytes_of(const struct chunk *chunk)
{
	return offsetof(struct chunk, bytes) + chunk->size;
}

static struct chunk *
make(struct chunk_supply *supply, size_t bytes)
{
	struct mail *free = supply->free;

	if (bytes > CHUNK_BYTES)
		return malloc(bytes);
	if (!free)
		return pool_take(&supply->pool);
	supply->free = free->next;
	/* The next one was last used by another thread. */
	__builtin_prefetch(supply->free, 1);
	return (struct chunk *)(void *)free;
}

size_t
chunk_waiting_bytes(struct chunk_supply *supply)
{
	/* In this order: a chunk that is returned meanwhile is counted here
	 * rather than taken off twice. */
	size_t returned = atomic_load(&supply->returned_bytes);
	size_t accepted = atomic_load(&supply->accepted_bytes);

	return supply->used_bytes - returned - accepted;
}

static bool
has_room(struct chunk_supply *supply, size_t bytes)
{
	/* What others write to is looked at only when there is need. */
	return supply->used_bytes + bytes <= supply->limit_bytes ||
	       chunk_waiting_bytes(supply) + bytes <= supply->limit_bytes;
}

struct chunk *
chunk_take(struct chunk_supply *supply, size_t payload_size)
{
	size_t bytes =
	    offsetof(struct chunk, bytes) + rtp_frame_space(payload_size);
	struct chunk *chunk;

	if (bytes < CHUNK_BYTES)
		bytes = CHUNK_BYTES;
	if (!supply->free || !has_room(supply, bytes))
		chunk_collect(supply);
	if (!has_room(supply, bytes))
		return NULL;
	chunk = make(supply, bytes);
	if (!chunk)
		return NULL;
	memset(chunk, 0, offsetof(struct chunk, bytes));
	chunk->mail.kind = MAIL_CHUNK;
	chunk->size = (uint16_t)(bytes - offsetof(struct chunk, bytes));
	supply->used_bytes += bytes;
	return chunk;
}

/* No longer used: its bytes, of which nobody is told yet. */
static size_t
unaccept(struct chunk_supply *supply, const struct chunk *chunk)
{
	size_t bytes = bytes_of(chunk);

	if (chunk->is_accepted)
		atomic_fetch_sub(&supply->accepted_bytes, bytes);
	return bytes;
}

void
chunk_give(struct chunk_supply *supply, struct chunk *chunk)
{
	size_t bytes = unaccept(supply, chunk);

	supply->used_bytes -= bytes;
	if (bytes > CHUNK_BYTES) {
		free(chunk);
		return;
	}
	chunk->mail.mail.next = supply->free;
	supply->free = &chunk->mail.mail;
}

void
chunk_accept(struct chunk_supply *supply, struct chunk *chunk)
{
	chunk->is_accepted = true;
	atomic_fetch_add(&supply->accepted_bytes, bytes_of(chunk));
}

void
chunk_return(struct chunk_supply *supply, struct chunk *chunk)
{
	size_t bytes = unaccept(supply, chunk);

	if (bytes > CHUNK_BYTES)
		free(chunk);
	else
		mailbox_put(&supply->returned, &chunk->mail.mail);
	atomic_fetch_add(&supply->returned_bytes, bytes);
}

/* No chunk is looked at before it is used again: each of them is in the cache
 * of another processor. */
void
chunk_collect(struct chunk_supply *supply)
{
	supply->used_bytes -= atomic_exchange(&supply->returned_bytes, 0);
	if (!supply->free)
		supply->free = mailbox_take_newest(&supply->returned);
}
