/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pool: chunks of a huge page each, a list of what is free. */
#include "base/pool.h"

#include <stdlib.h>

#include "base/cache_line.h"
#include "base/huge.h"

/* At the head of each chunk. */
struct pool_chunk {
	struct pool_chunk *next;
};

/* In an object that is free. */
struct pool_free {
	struct pool_free *next;
};

void
pool_init(struct pool *pool, size_t size)
{
	*pool = (struct pool){
	    .object_size = (size + CACHE_LINE - 1) & ~(CACHE_LINE - 1)};
}

void
pool_clear(struct pool *pool)
{
	while (pool->chunks) {
		struct pool_chunk *chunk = pool->chunks;

		pool->chunks = chunk->next;
		free(chunk);
	}
	pool_init(pool, pool->object_size);
}

static int
add_chunk(struct pool *pool)
{
	struct pool_chunk *chunk = huge_alloc(HUGE_PAGE_BYTES);

	if (!chunk)
		return -1;
	chunk->next = pool->chunks;
	pool->chunks = chunk;
	pool->next = (char *)chunk + CACHE_LINE;
	pool->left = (HUGE_PAGE_BYTES - CACHE_LINE) / pool->object_size;
	return 0;
}

void *
pool_take(struct pool *pool)
{
	void *object = pool->free;

	if (object) {
		pool->free = pool->free->next;
		return object;
	}
	if (pool->left == 0 && add_chunk(pool) != 0)
		return NULL;
	object = pool->next;
	pool->next += pool->object_size;
	pool->left--;
	return object;
}

void
pool_give(struct pool *pool, void *object)
{
	struct pool_free *free_object = object;

	free_object->next = pool->free;
	pool->free = free_object;
}
