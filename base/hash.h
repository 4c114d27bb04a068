/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Seeded hashing of bytes that come from the network. The seed is random for
 * each table, so that nobody outside can make keys collide; no result may
 * depend on a hash's value.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Both halves of a 128-bit product, folded: the mixing step. */
static inline uint64_t
hash_mix(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 product =
	    (unsigned __int128)a * (unsigned __int128)b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The hash of 'size' bytes, with 'seed' as the starting state. */
static inline uint64_t
hash_bytes(const void *bytes, size_t size, uint64_t seed)
{
	const uint8_t *at = bytes;
	uint64_t state = seed ^ UINT64_C(0x9e3779b97f4a7c15);
	uint64_t word;
	size_t left = size;

	for (; left >= 8; left -= 8, at += 8) {
		memcpy(&word, at, 8);
		state =
		    hash_mix(state ^ word, seed ^ UINT64_C(0xbf58476d1ce4e5b9));
	}
	word = 0;
	if (left)
		memcpy(&word, at, left);
	state = hash_mix(state ^ word, seed ^ UINT64_C(0x94d049bb133111eb));
	return hash_mix(state ^ size, seed ^ UINT64_C(0xd6e8feb86659fd93));
}

/* A random seed for a table. */
uint64_t hash_seed(void);

#endif
