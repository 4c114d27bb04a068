/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the seeds of the hash tables come from. */
#include "base/hash.h"

#include <sys/random.h>
#include <time.h>

uint64_t
hash_seed(void)
{
	uint64_t seed;
	struct timespec now;

	if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) == sizeof seed)
		return seed;
	/* Early in a boot there may be no entropy yet; any value will do
	 * for correctness. */
	clock_gettime(CLOCK_MONOTONIC, &now);
	return hash_mix((uint64_t)now.tv_nsec, (uint64_t)now.tv_sec + 1);
}
