/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Capture time. It comes with each packet and is the only clock below the
 * main loop; a struct keeps it from being mixed with RTP or sample counts.
 */
#ifndef BASE_TSTAMP_H
#define BASE_TSTAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NS_PER_SEC INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)
#define NS_PER_US INT64_C(1000)

/* "2026-11-20T14:03:12.123456Z" and its NUL; years 0000 to 9999. */
#define TSTAMP_ISO_SIZE 28

struct tstamp {
	int64_t ns; /* nanoseconds since 1970-01-01T00:00:00Z */
};

/* Nanoseconds from 'from' to 'to'; saturates instead of overflowing. */
static inline int64_t
tstamp_diff_ns(struct tstamp to, struct tstamp from)
{
	int64_t diff;

	if (__builtin_sub_overflow(to.ns, from.ns, &diff))
		return to.ns < from.ns ? INT64_MIN : INT64_MAX;
	return diff;
}

/* 'time' moved by 'ns' nanoseconds; saturates instead of overflowing. */
static inline struct tstamp
tstamp_add_ns(struct tstamp time, int64_t ns)
{
	int64_t sum;

	if (__builtin_add_overflow(time.ns, ns, &sum))
		sum = ns < 0 ? INT64_MIN : INT64_MAX;
	return (struct tstamp){sum};
}

static inline bool
tstamp_before(struct tstamp a, struct tstamp b)
{
	return a.ns < b.ns;
}

/* Microseconds since 1970, rounded down, as the catalogue keeps them. */
static inline int64_t
tstamp_us(struct tstamp time)
{
	int64_t us = time.ns / NS_PER_US;

	return us * NS_PER_US > time.ns ? us - 1 : us;
}

/*
 * Writes 'us' (microseconds since 1970, UTC) to 'out' as ISO 8601 with
 * microseconds and a Z. A year outside 0000 to 9999 gives an empty string.
 */
void tstamp_format_iso(int64_t us, char out[TSTAMP_ISO_SIZE]);

#endif
