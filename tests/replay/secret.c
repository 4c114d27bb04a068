/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * secret SECRET FILE...: is what SECRET holds heard in any of the files?
 *
 * SECRET is raw audio, 16 bit at 8 kHz, as it was spoken; each of its pieces of
 * 20 ms is slid along each channel of each WAV file. Prints the highest
 * correlation that was found, from 0 to 1, of pieces that are louder than
 * silence: 1 for the same audio, and some 0.3 for what has nothing to do with
 * it.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/wav.h"

#define PIECE 160
#define SILENCE 100.0 /* mean square */

/* The highest correlation of 'piece' with any place of a channel. */
static double
slide(const double *piece, const double *channel, size_t count)
{
	double own = 0, energy = 0, best = 0;

	for (size_t i = 0; i < PIECE; i++)
		own += piece[i] * piece[i];
	for (size_t i = 0; i < PIECE && i < count; i++)
		energy += channel[i] * channel[i];
	for (size_t at = 0; at + PIECE <= count; at++) {
		double sum = 0, it;

		if (at > 0)
			energy +=
			    channel[at + PIECE - 1] * channel[at + PIECE - 1] -
			    channel[at - 1] * channel[at - 1];
		if (energy < SILENCE * PIECE)
			continue;
		for (size_t i = 0; i < PIECE; i++)
			sum += piece[i] * channel[at + i];
		it = fabs(sum) / sqrt(own * energy);
		if (it > best)
			best = it;
	}
	return best;
}

static double
search(const struct wav *wav, const int16_t *secret, size_t count)
{
	double *channel = calloc(wav->frames + 1, sizeof *channel);
	double piece[PIECE], best = 0;

	for (size_t c = 0; channel && c < wav->channels; c++) {
		for (size_t i = 0; i < wav->frames; i++)
			channel[i] = wav->samples[i * wav->channels + c];
		for (size_t at = 0; at + PIECE <= count; at += PIECE) {
			double it;

			for (size_t i = 0; i < PIECE; i++)
				piece[i] = secret[at + i];
			it = slide(piece, channel, wav->frames);
			if (it > best)
				best = it;
		}
	}
	free(channel);
	return best;
}

int
main(int argc, char **argv)
{
	uint8_t *bytes;
	size_t size;
	double best = 0;

	if (argc < 3 || wav_slurp(argv[1], &bytes, &size) != 0)
		return 2;
	for (int i = 2; i < argc; i++) {
		struct wav wav;
		double it;

		if (wav_read(argv[i], &wav) != 0)
			return 2;
		it = search(&wav, (const int16_t *)(void *)bytes, size / 2);
		if (it > best)
			best = it;
		wav_clear(&wav);
	}
	free(bytes);
	printf("%.3f\n", best);
	return 0;
}
