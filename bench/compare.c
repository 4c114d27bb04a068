/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The exact comparison: every sample whose packet was captured must be in the
 * recording, unchanged, at the place that its capture time gives.
 */
#include "bench/compare.h"

int64_t
compare_position(const struct spoken *spoken, int side)
{
	int64_t late_ns =
	    spoken->sides[side].first_packet_ns - spoken->origin_ns;

	/* rounded to the nearest sample */
	return (late_ns + COMPARE_NS_PER_SAMPLE / 2) / COMPARE_NS_PER_SAMPLE;
}

/* The sample at frame 'at', 0 outside the recording. */
static int16_t
sample_at(const struct channel *c, int64_t at)
{
	if (at < 0 || at >= c->frames)
		return 0;
	return c->samples[(size_t)at * c->stride];
}

/* Counts a difference at frame 'at'. */
static void
differ(struct verdict *v, size_t *counter, int64_t at)
{
	(*counter)++;
	if (!v->has_first || at < v->first)
		v->first = at;
	v->has_first = true;
}

/* Compares the side as if its sample 0 were at frame 'position'. */
static void
compare_at(const struct spoken_side *s, const struct channel *c,
    int64_t position, struct verdict *v)
{
	for (size_t i = 0; i < s->samples; i++) {
		int64_t at = position + (int64_t)i;

		if (s->marks[i] == SPOKEN_LOST) {
			v->lost++;
		} else if (s->marks[i] == SPOKEN_SILENT) {
			v->silent++;
		} else {
			v->compared++;
			if (at < 0 || at >= c->frames ||
			    sample_at(c, at) != s->audio[i])
				differ(v, &v->differing, at);
		}
	}
	for (int64_t at = 0; at < position && at < c->frames; at++) {
		if (sample_at(c, at) != 0)
			differ(v, &v->outside, at);
	}
	for (int64_t at = position + (int64_t)s->samples; at < c->frames;
	     at++) {
		if (sample_at(c, at) != 0)
			differ(v, &v->outside, at);
	}
}

void
compare_exact(const struct spoken *spoken, int side,
    const struct channel *channel, int64_t tolerance_samples, struct verdict *v)
{
	int64_t position = compare_position(spoken, side);
	bool has_best = false;

	/* the unshifted place first, then ever farther ones on both sides */
	for (int64_t i = 0; i <= 2 * tolerance_samples; i++) {
		int64_t shift = i % 2 == 0 ? i / 2 : -(i + 1) / 2;
		struct verdict now = {
		    .worst_ms = (double)shift / COMPARE_SAMPLES_PER_MS,
		};

		compare_at(
		    &spoken->sides[side], channel, position + shift, &now);
		now.equal = now.differing == 0 && now.outside == 0;
		if (!has_best ||
		    now.differing + now.outside < v->differing + v->outside)
			*v = now;
		has_best = true;
		if (now.equal)
			return;
	}
}

void
compare_length(const struct spoken *spoken, int64_t *shortest, int64_t *longest)
{
	*shortest = 0;
	*longest = 0;
	for (int side = 0; side < 2; side++) {
		const struct spoken_side *s = &spoken->sides[side];
		int64_t position = compare_position(spoken, side);
		size_t heard = s->samples;

		while (heard > 0 && s->marks[heard - 1] != SPOKEN_HEARD)
			heard--;
		if (position + (int64_t)heard > *shortest)
			*shortest = position + (int64_t)heard;
		if (position + (int64_t)s->samples > *longest)
			*longest = position + (int64_t)s->samples;
	}
}
