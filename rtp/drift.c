/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clock drift by the lower envelope of the packets' lag. */
#include "rtp/drift.h"

/* Long enough that some packet came without delay. */
#define WINDOW_SECONDS 5
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

	if (drift->has_window && arrival - drift->window_start >=
				     (int64_t)WINDOW_SECONDS * drift->rate_hz) {
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

void
drift_rebase(struct drift *drift, int64_t at, uint32_t rate_hz, uint32_t new_hz)
{
	double by = (double)new_hz / rate_hz, t = (double)at;

	drift->window_start =
	    (int64_t)((double)(drift->window_start - at) * by);
	drift->window_least = (int64_t)((double)drift->window_least * by);
	drift->base = (int64_t)((double)drift->base * by);
	drift->sum_tt += drift->n * t * t - 2 * t * drift->sum_t;
	drift->sum_t_lag -= t * drift->sum_lag;
	drift->sum_t -= drift->n * t;
	drift->sum_t *= by;
	drift->sum_lag *= by;
	drift->sum_tt *= by * by;
	drift->sum_t_lag *= by * by;
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
