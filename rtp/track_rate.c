/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another rate, or another origin, in the middle of a track. */
#include "rtp/track_int.h"

#include <errno.h>

#include "rtp/resample.h"

/* '*count' samples at another rate, and how many they are then; NULL without
 * memory. */
static int16_t *
at_rate(struct resampler *resampler, const int16_t *samples, size_t *count,
    size_t wanted)
{
	int16_t *out = malloc((wanted + 1) * sizeof *out);

	if (out)
		resampler_whole(resampler, samples, *count, out, wanted);
	*count = wanted;
	return out;
}

/* Brings the sound that is kept to another rate. */
static bool
resample_kept(
    struct track *track, struct resampler *resampler, uint32_t rate_hz)
{
	uint32_t before = track->timeline.rate_hz;
	size_t history_count = track_history_size(before);
	size_t carry_count = track->carry_count;
	int16_t *history = at_rate(resampler, track_history(track),
	    &history_count, track_history_size(rate_hz));
	int16_t *carry = at_rate(resampler, track->carry, &carry_count,
	    (size_t)timeline_rescale((int64_t)carry_count, before, rate_hz));

	if (!history || !carry) {
		free(history);
		free(carry);
		return false;
	}
	free(track->wide_history);
	track->wide_history = history;
	free(track->carry);
	track->carry = carry;
	track->carry_size = track->carry_count = carry_count;
	return true;
}

static int
change_rate(struct track *track, uint32_t rate_hz)
{
	uint32_t before = track->timeline.rate_hz;
	struct resampler *resampler = resampler_new(before, rate_hz);
	struct render none = {.track = track};
	bool done = false;

	coded_end(&none); /* to the carry */
	if (resampler)
		done = resample_kept(track, resampler, rate_hz);
	resampler_free(resampler);
	if (!done)
		return ENOMEM;
	track->frame_length =
	    (uint32_t)timeline_rescale(track->frame_length, before, rate_hz);
	coded_set_rate(track, rate_hz);
	return 0;
}

int
track_rebase(
    struct track *track, int64_t at, struct tstamp origin, uint32_t rate_hz)
{
	uint32_t before = track->timeline.rate_hz;

	if (rate_hz != before) {
		int error = change_rate(track, rate_hz);

		if (error)
			return error;
	}
	timeline_rebase(&track->timeline, at, origin, rate_hz);
	track->rendered =
	    timeline_rescale(track->rendered - at, before, rate_hz);
	track->end = timeline_rescale(track->end - at, before, rate_hz);
	return 0;
}
