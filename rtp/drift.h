/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a sender's clock runs against the capture clock, from the lag of its
 * packets: arrival minus RTP time, in samples. Jitter only ever adds to the
 * lag, so the least lag of each window of time follows the clocks alone.
 */
#ifndef RTP_DRIFT_H
#define RTP_DRIFT_H

#include <stdbool.h>
#include <stdint.h>

struct drift {
	uint32_t rate_hz;     /* samples a second; set by the owner */
	bool has_window;      /* a window is open */
	bool has_base;        /* 'base' is known: one window has ended */
	int64_t window_start; /* arrival of its first packet, samples */
	int64_t window_least; /* least lag in it, samples */
	int64_t base;         /* least lag of the first window, samples */
	/* Sums of the straight line through the windows' least lags. */
	double n, sum_t, sum_lag, sum_tt, sum_t_lag;
};

/*
 * Takes a packet that arrived at sample 'arrival' with 'lag'. True when that
 * ended a window: '*excess' is then how far its least lag is from the first
 * window's, in samples.
 */
bool
drift_push(struct drift *drift, int64_t arrival, int64_t lag, int64_t *excess);

/*
 * Lags are 'samples' smaller from now on, because drift was corrected: the
 * line through the past moves along, so that the correction is no slope.
 */
void drift_corrected(struct drift *drift, int64_t samples);

/*
 * From now on samples count from what was 'at', and there are 'new_hz' of
 * them where there were 'rate_hz'.
 */
void drift_rebase(
    struct drift *drift, int64_t at, uint32_t rate_hz, uint32_t new_hz);

/*
 * How much faster the sender's clock runs than the capture clock, in parts
 * per million; false before three windows.
 */
bool drift_ppm(const struct drift *drift, double *ppm);

#endif
