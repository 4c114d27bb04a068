/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The random numbers of callgen: a hash of what is asked, so that any one
 * of them can be had again, and none depends on how many were drawn before.
 */
#ifndef BENCH_HASH_H
#define BENCH_HASH_H

#include <stdint.h>

/* Mixes all bits of 'x' into all bits of the result (splitmix64's mixer). */
static inline uint64_t
hash_mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15U;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9U;
	x = (x ^ x >> 27) * 0x94d049bb133111ebU;
	return x ^ x >> 31;
}

/* A number that 'key' and 'index' determine. */
static inline uint64_t
hash_at(uint64_t key, uint64_t index)
{
	return hash_mix(key ^ hash_mix(index));
}

#endif
