/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers by chance, the same on each run. */
#ifndef TESTS_CAPTURE_RANDOM_H
#define TESTS_CAPTURE_RANDOM_H

#include <stdint.h>

static uint64_t random_state = UINT64_C(88172645463325252);

/* Any number below 'below': xorshift64 of Marsaglia. */
static inline unsigned
any(size_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (unsigned)((random_state >> 32) % below);
}

#endif
