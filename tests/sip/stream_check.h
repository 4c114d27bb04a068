/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of streams share: messages that are written down. */
#ifndef TESTS_SIP_STREAM_CHECK_H
#define TESTS_SIP_STREAM_CHECK_H

#include <stdint.h>
#include <string.h>

#include "sip/framing.h"
#include "tests/sip/sip_check.h"

/* Messages that were given, each with a "|" behind it. */
struct given {
	size_t count;
	size_t size;
	char at[1 << 18];
};

static inline void
given_add(const uint8_t *message, size_t size, void *arg)
{
	struct given *given = arg;

	ck_assert_uint_lt(given->size + size + 2, sizeof given->at);
	memcpy(given->at + given->size, message, size);
	given->size += size;
	given->at[given->size++] = '|';
	given->at[given->size] = '\0';
	given->count++;
}

static inline void
given_clear(struct given *given)
{
	given->count = given->size = 0;
	given->at[0] = '\0';
}

/* Numbers that are the same in each run. */
static inline uint32_t
dice(uint32_t sides)
{
	static uint64_t state = 1;

	state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)(state >> 33) % sides;
}

#endif
