/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory for one piece of work, given back all at once: taking some is an
 * addition, and nothing is given back one by one. What does not fit into the
 * arena itself comes from the heap.
 *
 * Not thread-safe.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#define ARENA_SIZE 8192 /* bytes without the heap */

struct arena_block;

/* All of it is 0 at first. */
struct arena {
	size_t used;              /* bytes of 'at' */
	struct arena_block *more; /* from the heap */
	_Alignas(max_align_t) char at[ARENA_SIZE];
};

/* 'size' bytes of undefined content, aligned for any type, that live until
 * arena_reset(); NULL without memory. */
void *arena_take(struct arena *arena, size_t size);

/* As realloc(): 'memory' came from arena_take(), or is NULL; NULL, and
 * nothing changed, without memory. */
void *arena_resize(struct arena *arena, void *memory, size_t size);

/* Gives all of it back. */
void arena_reset(struct arena *arena);

#endif
