/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Concealment and comfort noise. ITU-T G.711 appendix I, RFC 3389. */
#include "rtp/conceal.h"

#include <math.h>

/* ITU-T G.711 appendix I: pitch from 200 Hz to 66 Hz, at 8 kHz. */
#define LAG_MIN 40
#define LAG_MAX 120
#define WINDOW 160 /* samples that are compared, 20 ms */

#define FULL_SAMPLES 80 /* 10 ms before the fade begins */

/* Full scale of a square wave, and the overload point of RFC 3389. */
#define OVERLOAD 32767.0

/* The lag at which the last WINDOW samples resemble those before best. */
static size_t
find_lag(const int16_t *end)
{
	const int16_t *recent = end - WINDOW;
	size_t best = LAG_MAX;
	double best_score = 0;

	for (size_t lag = LAG_MIN; lag <= LAG_MAX; lag++) {
		const int16_t *earlier = recent - lag;
		int64_t product = 0, energy = 1;

		for (size_t i = 0; i < WINDOW; i++) {
			product += recent[i] * earlier[i];
			energy += earlier[i] * earlier[i];
		}
		if (product <= 0)
			continue;
		double score =
		    (double)product * (double)product / (double)energy;
		if (score > best_score) {
			best_score = score;
			best = lag;
		}
	}
	return best;
}

void
conceal(const int16_t history[CONCEAL_HISTORY], int16_t *out, size_t count)
{
	const int16_t *end = history + CONCEAL_HISTORY;
	size_t lag = find_lag(end);
	const int16_t *period = end - lag;

	for (size_t i = 0; i < count; i++) {
		int32_t gain = CONCEAL_MAX - FULL_SAMPLES;

		if (i >= FULL_SAMPLES)
			gain -= (int32_t)(i - FULL_SAMPLES);
		out[i] = (int16_t)(period[i % lag] * gain /
				   (CONCEAL_MAX - FULL_SAMPLES));
	}
}

void
comfort_noise(uint8_t level, uint32_t *state, int16_t *out, size_t count)
{
	/* Uniform noise has a root mean square of its peak / sqrt(3). */
	double peak = OVERLOAD * pow(10.0, -(level & 0x7f) / 20.0) * sqrt(3.0);
	int32_t amplitude = peak > OVERLOAD ? (int32_t)OVERLOAD : (int32_t)peak;

	for (size_t i = 0; i < count; i++) {
		*state = *state * 1664525u + 1013904223u;
		out[i] = (int16_t)((int64_t)(*state >> 16) *
				       (2 * amplitude + 1) / 65536 -
				   amplitude);
	}
}
