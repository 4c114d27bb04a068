/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where frames come from, a capture file or an interface, and what came of
 * it. Plain data. */
#ifndef CAPTURE_ORIGIN_H
#define CAPTURE_ORIGIN_H

#include "capture/frame.h"

struct origin {
	const char *kind;         /* "file", "interface" */
	const char *state;        /* "file"; of an interface: up, down, gone */
	const char *name;         /* the path as given, "eth1" */
	enum link_type link_type; /* of its first frames */
	uint64_t frames;          /* delivered */
	uint64_t bytes;           /* of these frames, as captured */
	struct tstamp first;      /* time of its first frame */
	struct tstamp last;       /* time of its newest frame */
	struct tstamp ended;      /* when its capture did; 0: not known */
	uint64_t ring_dropped;    /* by the kernel: we were too slow */
	uint64_t device_dropped; /* before, by the card, its driver, the host */
};

/* Counts a frame that is delivered. */
static inline void
origin_count(struct origin *origin, const struct frame *frame)
{
	if (origin->frames++ == 0)
		origin->first = origin->last = frame->time;
	else if (tstamp_before(origin->last, frame->time))
		origin->last = frame->time;
	origin->bytes += frame->captured;
}

/* All origins of a run: frame.source is the index of one. */
struct origins {
	size_t count;
	const struct origin *(*at)(const void *of, size_t i);
	const void *of; /* handed to at() */
};

static inline const struct origin *
origins_at(const struct origins *origins, size_t i)
{
	return origins->at(origins->of, i);
}

#endif
