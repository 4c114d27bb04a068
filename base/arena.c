/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arena: its own bytes in order, then a list of blocks. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT _Alignof(max_align_t)

/* A sanitizer watches the edges of each piece when it is one of the heap. */
#if defined(__SANITIZE_ADDRESS__)
#define OWN_SIZE 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OWN_SIZE 0
#endif
#endif
#ifndef OWN_SIZE
#define OWN_SIZE ARENA_SIZE
#endif

/* In front of what is handed out. */
struct head {
	_Alignas(max_align_t) size_t size;
};

struct arena_block {
	struct arena_block *next;
	struct head head;
};

static struct head *
take_block(struct arena *arena, size_t size)
{
	struct arena_block *block;

	if (size > SIZE_MAX - sizeof *block)
		return NULL;
	block = malloc(sizeof *block + size);
	if (!block)
		return NULL;
	block->next = arena->more;
	arena->more = block;
	return &block->head;
}

void *
arena_take(struct arena *arena, size_t size)
{
	size_t left = OWN_SIZE - arena->used;
	struct head *head;

	if (left < sizeof *head + ALIGNMENT ||
	    size > left - sizeof *head - ALIGNMENT) {
		head = take_block(arena, size);
		if (!head)
			return NULL;
	} else {
		head = (struct head *)(void *)(arena->at + arena->used);
		arena->used +=
		    sizeof *head + ((size + ALIGNMENT - 1) & ~(ALIGNMENT - 1));
	}
	head->size = size;
	return head + 1;
}

void *
arena_resize(struct arena *arena, void *memory, size_t size)
{
	void *more = arena_take(arena, size);
	size_t before = memory ? ((struct head *)memory - 1)->size : 0;

	if (more && before)
		memcpy(more, memory, before < size ? before : size);
	return more;
}

void
arena_reset(struct arena *arena)
{
	arena->used = 0;
	while (arena->more) {
		struct arena_block *block = arena->more;

		arena->more = block->next;
		free(block);
	}
}
