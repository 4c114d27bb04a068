/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Peaks, made of the samples. */
#include "storage/peaks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "storage/audio_reader.h"
#include "storage/peaks_int.h"

#define BLOCK_FRAMES 8192
#define SCALE 127

/* Makes room for one more of each channel. */
static int
grow(struct peaks *peaks, size_t *room)
{
	size_t wanted = *room ? *room * 2 : 1024;
	struct peak *peak;

	if (peaks->count < *room)
		return 0;
	peak = realloc(peaks->peak,
	    wanted * (size_t)peaks->channels * sizeof *peaks->peak);
	if (!peak)
		return ENOMEM;
	peaks->peak = peak;
	*room = wanted;
	return 0;
}

/* Away from zero, so that the faintest sound is not silence. */
static int8_t
scaled(int sample)
{
	int value = abs(sample) * SCALE;

	value = (value + INT16_MAX - 1) / INT16_MAX;
	if (value > SCALE)
		value = SCALE;
	return (int8_t)(sample < 0 ? -value : value);
}

/* Ends the peak that lasts from one frame of 'samples' to another. */
static void
add_peak(struct peaks *peaks, const int low[2], const int high[2])
{
	struct peak *peak =
	    peaks->peak + peaks->count * (size_t)peaks->channels;

	for (int c = 0; c < peaks->channels; c++)
		peak[c] = (struct peak){scaled(low[c]), scaled(high[c])};
	peaks->count++;
}

/* Where the peak 'i' ends. */
static uint64_t
end_of(const struct peaks *peaks, size_t i)
{
	return (i + 1) * (uint64_t)peaks->rate_hz / PEAKS_PER_SECOND;
}

static void
clear_range(int low[2], int high[2])
{
	low[0] = low[1] = INT16_MAX;
	high[0] = high[1] = INT16_MIN;
}

/* Takes all frames of the recording. */
static int
measure(struct audio_reader *reader, int16_t *samples, struct peaks *peaks)
{
	int low[2], high[2];
	size_t n, room = 0;
	uint64_t begun = 0; /* where the peak that is not ended yet begins */
	int error = 0;

	clear_range(low, high);
	while (!error && peaks->count < PEAKS_COUNT_MAX &&
	       (n = audio_reader_read(
		    reader, peaks->frames, samples, BLOCK_FRAMES))) {
		const int16_t *at = samples;

		for (size_t i = 0;
		     i < n && !error && peaks->count < PEAKS_COUNT_MAX; i++) {
			for (int c = 0; c < peaks->channels; c++) {
				int it = *at++;

				low[c] = it < low[c] ? it : low[c];
				high[c] = it > high[c] ? it : high[c];
			}
			if (++peaks->frames < end_of(peaks, peaks->count))
				continue;
			error = grow(peaks, &room);
			if (!error)
				add_peak(peaks, low, high);
			begun = peaks->frames;
			clear_range(low, high);
		}
	}
	if (!error && peaks->frames > begun)
		error = grow(peaks, &room);
	if (!error && peaks->frames > begun)
		add_peak(peaks, low, high);
	return error;
}

/* Makes the peaks of a recording out of its samples. */
static int
make(int dir_fd, const struct recording_row *row, struct peaks *out)
{
	struct audio_reader *reader = NULL;
	int16_t *samples = NULL;
	int error = audio_reader_open(dir_fd, row, &reader);

	if (error)
		return error;
	out->channels = audio_reader_info(reader)->channels;
	out->rate_hz = audio_reader_info(reader)->rate_hz;
	samples = malloc(BLOCK_FRAMES * 2 * sizeof *samples);
	error = samples ? measure(reader, samples, out) : ENOMEM;
	free(samples);
	audio_reader_close(reader);
	return error;
}

int
peaks_get(int dir_fd, const struct recording_row *row, struct peaks *out)
{
	int error;

	*out = (struct peaks){0};
	if (peaks_cache_load(dir_fd, row, out))
		return 0;
	error = make(dir_fd, row, out);
	if (error)
		peaks_clear(out);
	else
		peaks_cache_store(dir_fd, row, out);
	return error;
}

void
peaks_clear(struct peaks *peaks)
{
	free(peaks->peak);
	*peaks = (struct peaks){0};
}
