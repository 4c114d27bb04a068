/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tones FIRST-BIN TONES: measures recordings in which each side of each call
 * has a tone of its own, so that what of one call is in another is heard.
 *
 * A line of standard input is the path of a WAV file, and of its left and
 * right channel the tone and how many packets of 20 ms were sent. Tones are
 * whole turns in 4096 samples, TONES of them from FIRST-BIN on. Says what is
 * wrong in lines, and is silent when each channel
 *
 *   (1) holds its own tone or silence in each block of 20 ms,
 *   (2) holds the tone as long as it was sent, and
 *   (3) has no other of the tones in any half second of it: a packet of
 *       another would be 28 dB below, the noise of G.711 is more than 36.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/wav.h"

#define BINS 4096
#define BLOCK 160
#define FOREIGN 0.025 /* of its own amplitude: -32 dB */
#define RESIDUE 0.01  /* of the energy of a block: -20 dB */
#define SILENCE 100.0 /* mean square */

static double turn_cos[BINS], turn_sin[BINS];
static unsigned first_bin, tones, faults;

/* One channel of a recording, and what it should hold. */
struct channel {
	const char *path;
	char name; /* L, R */
	double *samples;
	size_t count;
	size_t begin, end; /* what is not silence */
	unsigned tone;
	size_t packets;
};

static void
make_turn(void)
{
	for (unsigned i = 0; i < BINS; i++) {
		turn_cos[i] = cos(2 * M_PI * i / BINS);
		turn_sin[i] = sin(2 * M_PI * i / BINS);
	}
}

/* Radix 2, in place (Cooley and Tukey); 're' and 'im' have BINS members. */
static void
fft(double *re, double *im)
{
	for (unsigned i = 1, j = 0; i < BINS; i++) {
		unsigned bit = BINS >> 1;

		for (; j & bit; bit >>= 1)
			j ^= bit;
		j ^= bit;
		if (i < j) {
			double keep = re[i];

			re[i] = re[j];
			re[j] = keep;
		}
	}
	memset(im, 0, BINS * sizeof *im);
	for (unsigned half = 1; half < BINS; half *= 2)
		for (unsigned i = 0; i < BINS; i++) {
			unsigned angle = (i & (half - 1)) * (BINS / 2 / half);
			double r, m;

			if (i & half)
				continue;
			r = re[i + half] * turn_cos[angle] +
			    im[i + half] * turn_sin[angle];
			m = im[i + half] * turn_cos[angle] -
			    re[i + half] * turn_sin[angle];
			re[i + half] = re[i] - r;
			im[i + half] = im[i] - m;
			re[i] += r;
			im[i] += m;
		}
}

/* What is left of a block when the tone that fits best is taken away, as a
 * part of its energy; below 0: it is silent. */
static double
residue(const struct channel *channel, size_t at)
{
	double energy = 0, cc = 0, ss = 0, cs = 0, xc = 0, xs = 0, det;

	for (size_t i = at; i < at + BLOCK && i < channel->count; i++) {
		double x = channel->samples[i];
		double c = turn_cos[channel->tone * i % BINS];
		double s = turn_sin[channel->tone * i % BINS];

		energy += x * x;
		cc += c * c;
		ss += s * s;
		cs += c * s;
		xc += x * c;
		xs += x * s;
	}
	det = cc * ss - cs * cs;
	if (energy < SILENCE * BLOCK || det <= 0)
		return -1;
	return 1 -
	       (xc * xc * ss - 2 * xc * xs * cs + xs * xs * cc) / det / energy;
}

static void
complain(const struct channel *channel, const char *what, double at, double how)
{
	printf("%s %c: %s, at %.3f s: %.3f\n", channel->path, channel->name,
	    what, at, how);
	faults++;
}

/* (1) and (2) */
static void
check_blocks(const struct channel *channel)
{
	size_t own = 0;

	for (size_t at = channel->begin; at < channel->end; at += BLOCK) {
		double rest = residue(channel, at);

		if (rest > RESIDUE)
			complain(
			    channel, "something else", (double)at / 8000, rest);
		own += rest >= 0;
	}
	if (own != channel->packets)
		complain(channel, "blocks instead of packets",
		    (double)channel->packets, (double)own);
}

/* (3) */
static void
check_windows(const struct channel *channel)
{
	static double re[BINS], im[BINS];
	size_t at = channel->begin;

	for (; at + BINS <= channel->end; at += BINS / 2) {
		double own;

		memcpy(re, channel->samples + at, sizeof re);
		fft(re, im);
		own = hypot(re[channel->tone], im[channel->tone]);
		for (unsigned i = first_bin; i < first_bin + tones; i++)
			if (i != channel->tone &&
			    hypot(re[i], im[i]) > FOREIGN * own)
				complain(channel, "another tone",
				    (double)at / 8000, i);
	}
}

/* Where something is heard. A tone begins with a sample that is zero. */
static void
find_span(struct channel *channel)
{
	channel->end = channel->count;
	while (channel->end > 0 && channel->samples[channel->end - 1] == 0)
		channel->end--;
	while (channel->begin < channel->end &&
	       channel->samples[channel->begin] == 0)
		channel->begin++;
	if (channel->begin > 0)
		channel->begin--;
}

static int
check_line(const char *path, const unsigned tone[2], const size_t packets[2])
{
	struct wav wav;
	int error = wav_read(path, &wav);

	if (error || wav.channels != 2)
		return 1;
	for (int side = 0; side < 2; side++) {
		struct channel channel = {.path = path,
		    .name = "LR"[side],
		    .samples = calloc(wav.frames + 1, sizeof(double)),
		    .count = wav.frames,
		    .tone = tone[side],
		    .packets = packets[side]};

		if (!channel.samples)
			abort();
		for (size_t i = 0; i < wav.frames; i++)
			channel.samples[i] = wav.samples[2 * i + (size_t)side];
		find_span(&channel);
		check_blocks(&channel);
		check_windows(&channel);
		free(channel.samples);
	}
	wav_clear(&wav);
	return 0;
}

int
main(int argc, char **argv)
{
	char path[4097];
	unsigned tone[2];
	size_t packets[2];

	if (argc != 3) {
		fputs("usage: tones FIRST-BIN TONES\n", stderr);
		return 2;
	}
	first_bin = (unsigned)strtoul(argv[1], NULL, 10);
	tones = (unsigned)strtoul(argv[2], NULL, 10);
	if (first_bin + tones > BINS / 2)
		return 2;
	make_turn();
	while (scanf("%4096s %u %u %zu %zu", path, &tone[0], &tone[1],
		   &packets[0], &packets[1]) == 5) {
		if (tone[0] >= BINS / 2 || tone[1] >= BINS / 2 ||
		    check_line(path, tone, packets) != 0)
			return 2;
	}
	return faults > 0;
}
