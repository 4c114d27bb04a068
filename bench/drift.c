/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The comparison for a side whose clock drifts: a recorder may insert, drop or
 * resample, so samples need not be equal, but each must be near the instant at
 * which it was captured. Windows of the truth are searched for in the recording
 * around that place, by normalised cross-correlation.
 */
#include "bench/compare.h"

#include <math.h>

#define WINDOW_SAMPLES 2000  /* 250 ms */
#define BEYOND_SAMPLES 240   /* searched beyond what is legal */
#define QUIET_LEVEL 60       /* rms below which a window says nothing */
#define ALIKE 0.85           /* correlation that counts as found */
#define UNMATCHED_SHARE 0.05 /* of the windows that may not be found */

/* The best place of a window. */
struct match {
	int64_t at;         /* frame of its first sample */
	double correlation; /* 1: equal but for loudness */
};

/* Whether the window can be judged: all heard, and not silence. */
static bool
usable(const struct spoken_side *s, size_t from)
{
	int64_t energy = 0;

	for (size_t i = from; i < from + WINDOW_SAMPLES; i++) {
		if (s->marks[i] != SPOKEN_HEARD)
			return false;
		energy += s->audio[i] * s->audio[i];
	}
	return energy > (int64_t)QUIET_LEVEL * QUIET_LEVEL * WINDOW_SAMPLES;
}

/* Fills 'out' with 'len' samples of the recording from frame 'at' on. */
static void
extract(const struct channel *c, int64_t at, int16_t *out, int64_t len)
{
	for (int64_t i = 0; i < len; i++, at++) {
		bool inside = at >= 0 && at < c->frames;

		out[i] =
		    inside ? c->samples[(size_t)at * c->stride] : (int16_t)0;
	}
}

/* The inner product of two windows. */
static int64_t
product(const int16_t *a, const int16_t *b)
{
	int64_t sum = 0;

	for (int i = 0; i < WINDOW_SAMPLES; i++)
		sum += a[i] * b[i];
	return sum;
}

/* Searches 'reach' frames around frame 'around' for the window at 'audio'. */
static struct match
search(const struct channel *c, const int16_t *audio, int64_t around,
    int64_t reach)
{
	int16_t near[WINDOW_SAMPLES + 2 * (BEYOND_SAMPLES + 8000)];
	struct match best = {.at = around};
	double own = sqrt((double)product(audio, audio));

	extract(c, around - reach, near, WINDOW_SAMPLES + 2 * reach);
	int64_t energy = product(near, near);
	for (int64_t i = 0; i <= 2 * reach; i++) {
		if (energy > 0) {
			double alike = (double)product(audio, near + i) /
				       (own * sqrt((double)energy));

			if (alike > best.correlation)
				best =
				    (struct match){around - reach + i, alike};
		}
		if (i == 2 * reach)
			break;
		/* slide by one */
		energy += near[i + WINDOW_SAMPLES] * near[i + WINDOW_SAMPLES] -
			  near[i] * near[i];
	}
	return best;
}

void
compare_drift(const struct spoken *spoken, int side,
    const struct channel *channel, double max_ms, struct verdict *v)
{
	const struct spoken_side *s = &spoken->sides[side];
	double late = (double)(s->first_packet_ns - spoken->origin_ns) /
		      COMPARE_NS_PER_SAMPLE;
	double pace = 1 / (1 + s->drift_ppm / 1e6);
	int64_t reach =
	    (int64_t)(max_ms * COMPARE_SAMPLES_PER_MS) + BEYOND_SAMPLES;

	*v = (struct verdict){.drift = true};
	for (size_t i = 0; i < s->samples; i++) {
		v->lost += s->marks[i] == SPOKEN_LOST;
		v->silent += s->marks[i] == SPOKEN_SILENT;
	}
	for (size_t from = 0; from + WINDOW_SAMPLES <= s->samples;
	     from += WINDOW_SAMPLES) {
		if (!usable(s, from))
			continue;
		/* where the middle of the window was in capture time */
		double middle = (double)from + WINDOW_SAMPLES / 2.0;
		double start = late + middle * pace - WINDOW_SAMPLES / 2.0;
		struct match m = search(
		    channel, s->audio + from, (int64_t)lrint(start), reach);
		double off_ms = ((double)m.at - start) / COMPARE_SAMPLES_PER_MS;

		v->windows++;
		v->compared += WINDOW_SAMPLES;
		if (m.correlation < ALIKE)
			v->unmatched++;
		else if (fabs(off_ms) > fabs(v->worst_ms))
			v->worst_ms = off_ms;
		if ((m.correlation < ALIKE || fabs(off_ms) > max_ms) &&
		    !v->has_first) {
			v->has_first = true;
			v->first = (int64_t)start;
		}
	}
	v->equal = v->windows > 0 && fabs(v->worst_ms) <= max_ms &&
		   (double)v->unmatched <= UNMATCHED_SHARE * (double)v->windows;
}
