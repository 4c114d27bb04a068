/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several sources as one, in the order of capture time. Frames of the same
 * time come in the order of their sources' names, so that the order in which
 * files were given changes nothing.
 */
#ifndef CAPTURE_MERGE_H
#define CAPTURE_MERGE_H

#include "capture/source.h"

struct merge;

/* What became of one source. */
struct merge_source {
	const struct source *source; /* borrowed */
	uint64_t frames;             /* delivered */
	uint64_t bytes;              /* of these frames, as captured */
	struct tstamp first;         /* time of its first frame */
	struct tstamp last;          /* time of its newest frame */
	bool damaged;                /* ended before its end */
};

/* An empty merge, or NULL without memory. */
struct merge *merge_new(void);

/* Closes all sources too; NULL is allowed. */
void merge_free(struct merge *merge);

/* Adds 'source', which the merge owns from now on, also on ENOMEM. Only
 * before the first merge_next(). */
int merge_add(struct merge *merge, struct source *source)
    __attribute__((warn_unused_result));

/*
 * The next frame in time; false at the end of all sources. Its 'source' is
 * the index for merge_source(). Its bytes live until the next call.
 */
bool merge_next(struct merge *merge, struct frame *out);

size_t merge_count(const struct merge *merge);
const struct merge_source *merge_source(const struct merge *merge, size_t i);

#endif
