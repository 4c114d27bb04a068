/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Concealment and comfort noise. ITU-T G.711 appendix I, RFC 3389. */
#include "rtp/conceal.h"

#include <math.h>

/* ITU-T G.711 appendix I: pitch from 200 Hz to 66 Hz; 20 ms are compared, and
 * the fade begins after 10 ms. */
#define PITCH_MAX_HZ 200
#define LAG_MAX_OF_LAG_MIN 3
#define WINDOWS_A_SECOND 50
#define FULL_MS 10

/* Full scale of a square wave, and the overload point of RFC 3389. */
#define OVERLOAD 32767.0

/* The lag at which the last WINDOW samples resemble those before best. At
 * higher rates only each n-th sample is looked at: pitch is no finer. */
static size_t
find_lag(const int16_t *end, uint32_t rate_hz)
{
	size_t step = rate_hz / 8000;
	size_t window = rate_hz / WINDOWS_A_SECOND;
	size_t lag_min = rate_hz / PITCH_MAX_HZ;
	size_t lag_max = lag_min * LAG_MAX_OF_LAG_MIN;
	const int16_t *recent = end - window;
	size_t best = lag_max;
	double best_score = 0;

	for (size_t lag = lag_min; lag <= lag_max; lag += step) {
		const int16_t *earlier = recent - lag;
		int64_t product = 0, energy = 1;

		for (size_t i = 0; i < window; i += step) {
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
conceal(const int16_t *end, uint32_t rate_hz, int16_t *out, size_t count)
{
	size_t lag = find_lag(end, rate_hz);
	const int16_t *period = end - lag;
	size_t full = rate_hz * FULL_MS / 1000;
	int32_t fade = (int32_t)(rate_hz * CONCEAL_MAX_MS / 1000 - full);

	for (size_t i = 0; i < count; i++) {
		int32_t gain = fade;

		if (i >= full)
			gain -= (int32_t)(i - full);
		out[i] = (int16_t)(period[i % lag] * gain / fade);
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

uint8_t
noise_level(const int16_t *samples, size_t count)
{
	double energy = 0, level;

	for (size_t i = 0; i < count; i++)
		energy += (double)samples[i] * samples[i];
	if (energy <= 0)
		return 127;
	level = -10 * log10(energy / (double)count / (OVERLOAD * OVERLOAD));
	if (level > 127)
		return 127;
	return level < 0 ? 0 : (uint8_t)lround(level);
}
