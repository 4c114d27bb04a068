/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the readers of capture files share: integers in the byte order of the
 * machine that wrote them, and times. Who calls these has made sure by
 * stream_want() that the bytes are there.
 */
#ifndef CAPTURE_FILE_INT_H
#define CAPTURE_FILE_INT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/tstamp.h"

/* The last time that is given out, in the year 2262: sums still fit. */
#define FILE_TIME_MAX_NS ((INT64_MAX / NS_PER_SEC - 1) * NS_PER_SEC)

/* The most bytes of one frame or block; more is damage. */
#define FILE_RECORD_MAX ((uint32_t)16 << 20)

static inline uint16_t
file_u16(const uint8_t *at, bool swapped)
{
	uint16_t value;

	memcpy(&value, at, sizeof value);
	return swapped ? __builtin_bswap16(value) : value;
}

static inline uint32_t
file_u32(const uint8_t *at, bool swapped)
{
	uint32_t value;

	memcpy(&value, at, sizeof value);
	return swapped ? __builtin_bswap32(value) : value;
}

static inline uint64_t
file_u64(const uint8_t *at, bool swapped)
{
	uint64_t value;

	memcpy(&value, at, sizeof value);
	return swapped ? __builtin_bswap64(value) : value;
}

/* From 1970 to FILE_TIME_MAX_NS. */
static inline struct tstamp
file_time(int64_t ns)
{
	if (ns < 0)
		ns = 0;
	return (struct tstamp){ns < FILE_TIME_MAX_NS ? ns : FILE_TIME_MAX_NS};
}

#endif
