/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clock drift by the lower envelope of the packets' lag. */
#include "rtp/drift.h"

/* Long enough that some packet came without delay, in samples at 8 kHz. */
#define WINDOW_SAMPLES (5 * 8000)
#define WINDOWS_FOR_PPM 3

static void
end_window(struct drift *drift)
{
	double t = (double)drift->window_start;
	double lag = (double)drift->window_least;

	if (!drift->has_base)
		drift->base = drift->window_least;
	drift->has_base = true;
	drift->n += 1;
	drift->sum_t += t;
	drift->sum_lag += lag;
	drift->sum_tt += t * t;
	drift->sum_t_lag += t * lag;
}

bool
drift_push(struct drift *drift, int64_t arrival, int64_t lag, int64_t *excess)
{
	bool ended = false;

	if (drift->has_window &&
	    arrival - drift->window_start >= WINDOW_SAMPLES) {
		end_window(drift);
		*excess = drift->window_least - drift->base;
		drift->has_window = false;
		ended = true;
	}
	if (!drift->has_window) {
		drift->has_window = true;
		drift->window_start = arrival;
		drift->window_least = lag;
	} else if (lag < drift->window_least) {
		drift->window_least = lag;
	}
	return ended;
}

void
drift_corrected(struct drift *drift, int64_t samples)
{
	drift->window_least -= samples;
	drift->sum_t_lag -= drift->sum_t * (double)samples;
	drift->sum_lag -= drift->n * (double)samples;
}

bool
drift_ppm(const struct drift *drift, double *ppm)
{
	double spread = drift->n * drift->sum_tt - drift->sum_t * drift->sum_t;

	if (drift->n < WINDOWS_FOR_PPM || spread <= 0)
		return false;
	*ppm = -1e6 *
	       (drift->n * drift->sum_t_lag - drift->sum_t * drift->sum_lag) /
	       spread;
	return true;
}
