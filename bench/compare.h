/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares one channel of a recording with what was spoken. */
#ifndef BENCH_COMPARE_H
#define BENCH_COMPARE_H

#include "bench/spoken.h"
#include "bench/wav.h"

#include <stdbool.h>

#define COMPARE_RATE_HZ 8000         /* of all recordings */
#define COMPARE_NS_PER_SAMPLE 125000 /* the same */
#define COMPARE_SAMPLES_PER_MS 8     /* the same */

/* The figures of one channel. Positions are frames of the recording. */
struct verdict {
	size_t compared;  /* samples compared; in windows if 'drift' */
	size_t differing; /* of them, not equal */
	size_t outside;   /* not zero before the side's start or after it */
	size_t lost;      /* samples whose packets were lost */
	size_t silent;    /* samples for which nothing was sent */
	bool has_first;   /* 'first' is known */
	int64_t first;    /* the first differing position */
	double worst_ms;  /* largest misalignment, with its sign */
	bool drift;       /* compared by correlation: the rest counts */
	size_t windows;   /* windows compared */
	size_t unmatched; /* of them, with nothing alike near by */
	bool equal;       /* the channel is as it should be */
};

/* One channel of a recording. */
struct channel {
	const int16_t *samples; /* borrowed; the first sample */
	size_t stride;          /* samples from one to the next */
	int64_t frames;         /* how many there are */
};

/* Where sample 0 of a side belongs: frames behind the recording's start. */
int64_t compare_position(const struct spoken *spoken, int side);

/*
 * Compares sample by sample. The channel may lie up to 'tolerance_samples'
 * earlier or later as a whole; the best shift counts.
 */
void compare_exact(const struct spoken *spoken, int side,
    const struct channel *channel, int64_t tolerance_samples,
    struct verdict *v);

/*
 * Compares by the correlation of 250 ms windows, each with the place where its
 * samples were in capture time. 'max_ms' is the largest legal misalignment.
 */
void compare_drift(const struct spoken *spoken, int side,
    const struct channel *channel, double max_ms, struct verdict *v);

/*
 * The shortest and longest legal length of the recording, in frames: lost or
 * silent samples at the end of a side may be missing.
 */
void compare_length(
    const struct spoken *spoken, int64_t *shortest, int64_t *longest);

#endif
