/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Objects of one size out of large pieces of memory, which the kernel may
 * back with huge pages: with thousands of calls, what a packet touches then
 * needs few entries of the processor's address cache. What is given back is
 * used again; memory returns to the system with pool_clear().
 *
 * Not thread-safe.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>

struct pool_chunk;
struct pool_free;

struct pool {
	size_t object_size;        /* bytes, a multiple of a cache line */
	struct pool_chunk *chunks; /* all memory */
	struct pool_free *free;    /* objects given back */
	char *next;                /* never used yet, in the newest chunk */
	size_t left;               /* objects there */
};

/* An empty pool of objects of 'size' bytes, at most 1 MiB. */
void pool_init(struct pool *pool, size_t size);

/* Frees all memory; no object may be in use. */
void pool_clear(struct pool *pool);

/* An object with undefined content, aligned to a cache line; NULL without
 * memory. */
void *pool_take(struct pool *pool);

/* Gives an object back. */
void pool_give(struct pool *pool, void *object);

#endif
