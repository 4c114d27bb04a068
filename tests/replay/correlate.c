/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where and how well samples are found in what was recorded of them:
 *
 *     correlate RATE SOURCE RECORDED
 *
 * The files are raw samples of one side. Half a second at a time, since codecs
 * that take turns delay by what is theirs; prints the correlation as if of the
 * whole, and the least and the greatest delay in samples.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define SAMPLES_MAX (1L << 22)
#define QUIET 300 /* pieces that are less loud are pauses */

struct samples {
	int16_t *at;
	long count;
};

static struct samples
read_samples(const char *path)
{
	struct samples all = {calloc(SAMPLES_MAX, sizeof *all.at), 0};
	FILE *file = fopen(path, "rb");

	if (!file || !all.at) {
		perror(path);
		exit(2);
	}
	all.count =
	    (long)fread(all.at, sizeof *all.at, (size_t)SAMPLES_MAX, file);
	fclose(file);
	return all;
}

static double
product_of(const int16_t *one, const int16_t *other, long count)
{
	int64_t sum = 0;

	for (long i = 0; i < count; i++)
		sum += (int64_t)one[i] * other[i];
	return (double)sum;
}

/* The best correlation of samples of ours from 'first' on, and its delay. */
static double
best_of(const struct samples *ours, const struct samples *theirs, long first,
    long count, long rate_hz, long *delay)
{
	const int16_t *left = ours->at + first;
	double energy = product_of(left, left, count), best = 0;

	*delay = 0;
	for (long i = -rate_hz / 400; i < rate_hz / 55; i++) {
		const int16_t *right;
		double product, score;

		if (first + i < 0 || first + i + count > theirs->count)
			continue;
		right = theirs->at + (first + i);
		product = product_of(left, right, count);
		if (product <= 0)
			continue;
		score =
		    product / sqrt(energy * product_of(right, right, count));
		if (score < best)
			continue;
		best = score;
		*delay = i;
	}
	return best;
}

int
main(int argc, char **argv)
{
	long rate_hz = argc == 4 ? strtol(argv[1], NULL, 10) : 0;
	long piece = rate_hz / 2, least = 0, greatest = 0;
	double sum = 0, total = 0;
	struct samples ours, theirs;

	if (rate_hz < 8000 || rate_hz > 192000) {
		fprintf(stderr, "usage: correlate RATE SOURCE RECORDED\n");
		return 2;
	}
	ours = read_samples(argv[2]);
	theirs = read_samples(argv[3]);
	for (long at = 0; at < ours.count - rate_hz / 4; at += piece) {
		long left = ours.count - at, delay;
		long whole = left < piece ? left : piece;
		long count =
		    left - rate_hz / 10 < piece ? left - rate_hz / 10 : piece;
		double energy = product_of(ours.at + at, ours.at + at, whole);
		double score;

		if (energy < (double)QUIET * QUIET * (double)whole)
			continue;
		score = best_of(&ours, &theirs, at, count, rate_hz, &delay);
		least = total == 0 || delay < least ? delay : least;
		greatest = total == 0 || delay > greatest ? delay : greatest;
		sum += score * energy;
		total += energy;
	}
	if (total > 0)
		printf("%.4f %ld %ld\n", sum / total, least, greatest);
	free(ours.at);
	free(theirs.at);
	return total > 0 ? 0 : 1;
}
