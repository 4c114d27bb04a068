/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * checkaudio: compares a recording with what was really spoken, as callgen
 * wrote it down; see bench/README.md. Sample 0 of a recording is the capture
 * time of the first RTP packet of either side, left is the caller.
 */
#include "bench/compare.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The command line. */
struct settings {
	const char *prefix;        /* of the truth's files */
	const char *recording;     /* the WAV file */
	int64_t tolerance_samples; /* a channel may lie off by */
	double max_misalign_ms;    /* a drifting window may lie off by */
	bool drift[2];             /* sides to compare by correlation */
};

/* Prints the help text. */
static void
usage(FILE *f)
{
	fputs("usage: checkaudio [option ...] TRUTHDIR/CALLID RECORDING.wav\n"
	      "Compares a recording with the truth that callgen wrote.\n\n"
	      "  --tolerance-samples N  a channel may be shifted by N (0)\n"
	      "  --drift                compare the callee by correlation\n"
	      "  --drift-both           compare both sides by correlation\n"
	      "  --max-misalign-ms M    how far a piece may be off then (10)\n"
	      "  -h, --help             this text\n\n"
	      "exit status: 0 equal, 1 different, 2 usage or unreadable\n",
	    f);
}

/* Reads a number from 0 to 'max'. */
static bool
read_number(const char *text, double max, double *number)
{
	char *end = NULL;

	errno = 0;
	*number = strtod(text, &end);
	return errno == 0 && end != text && *end == '\0' && *number >= 0 &&
	       *number <= max;
}

/* Takes in one option. Returns whether it is legal. */
static bool
take_option(struct settings *set, int value)
{
	double number = 0;

	switch (value) {
	case 't':
		if (!read_number(optarg, 8000, &number))
			return false;
		set->tolerance_samples = (int64_t)number;
		return (double)set->tolerance_samples >= number;
	case 'm':
		return read_number(optarg, 1000, &set->max_misalign_ms);
	case 'b':
		set->drift[0] = true;
		set->drift[1] = true;
		return true;
	case 'd':
		set->drift[1] = true;
		return true;
	default:
		return false;
	}
}

/* Parses the command line. Returns 0, 1 when help was given, 2 if wrong. */
static int
parse(struct settings *set, int argc, char **argv)
{
	static const struct option longs[] = {
	    {"tolerance-samples", required_argument, NULL, 't'},
	    {"max-misalign-ms", required_argument, NULL, 'm'},
	    {"drift", no_argument, NULL, 'd'},
	    {"drift-both", no_argument, NULL, 'b'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	int value;

	*set = (struct settings){.max_misalign_ms = 10};
	while ((value = getopt_long(argc, argv, "h", longs, NULL)) != -1) {
		if (value == 'h') {
			usage(stdout);
			return 1;
		}
		if (!take_option(set, value)) {
			usage(stderr);
			return 2;
		}
	}
	if (argc - optind != 2) {
		usage(stderr);
		return 2;
	}
	set->prefix = argv[optind];
	set->recording = argv[optind + 1];
	return 0;
}

/* Prints the line of one side. */
static void
print_verdict(const char *name, const struct verdict *v)
{
	char first[32] = "-";

	if (v->has_first)
		snprintf(first, sizeof(first), "%" PRId64, v->first);
	printf("%s: %s compared=%zu ", name, v->equal ? "ok" : "DIFFERENT",
	    v->compared);
	if (v->drift)
		printf("windows=%zu unmatched=%zu ", v->windows, v->unmatched);
	else
		printf("differing=%zu outside=%zu ", v->differing, v->outside);
	printf("first_difference=%s lost=%zu silent=%zu misalign_ms=%.3f\n",
	    first, v->lost, v->silent, v->worst_ms);
}

/* Compares the lengths. Returns whether they agree. */
static bool
check_length(
    const struct settings *set, const struct spoken *spoken, int64_t frames)
{
	int64_t shortest, longest, slack = set->tolerance_samples;

	compare_length(spoken, &shortest, &longest);
	if (set->drift[0] || set->drift[1]) {
		/* the truth counts the samples of a clock that is off */
		double drift = spoken->sides[1].drift_ppm / 1e6;

		slack +=
		    (int64_t)(set->max_misalign_ms * COMPARE_SAMPLES_PER_MS);
		slack +=
		    (int64_t)((double)longest * (drift < 0 ? -drift : drift));
	}
	bool agree = frames >= shortest - slack && frames <= longest + slack;
	printf("length: %s frames=%" PRId64 " shortest=%" PRId64
	       " longest=%" PRId64 "\n",
	    agree ? "ok" : "DIFFERENT", frames, shortest, longest);
	return agree;
}

/* Compares all there is. Returns the exit status. */
static int
check(const struct settings *set, const struct spoken *spoken,
    const struct wav *wav)
{
	static const char *const names[] = {"caller", "callee"};
	bool equal = check_length(set, spoken, (int64_t)wav->frames);

	for (int side = 0; side < 2; side++) {
		struct channel channel = {
		    .samples = wav->samples + side,
		    .stride = 2,
		    .frames = (int64_t)wav->frames,
		};
		struct verdict v = {0};

		if (set->drift[side])
			compare_drift(
			    spoken, side, &channel, set->max_misalign_ms, &v);
		else
			compare_exact(
			    spoken, side, &channel, set->tolerance_samples, &v);
		print_verdict(names[side], &v);
		equal = equal && v.equal;
	}
	return equal ? 0 : 1;
}

int
main(int argc, char **argv)
{
	struct settings set;
	struct spoken spoken = {0};
	struct wav wav = {0};
	int status = parse(&set, argc, argv);

	if (status != 0)
		return status == 1 ? 0 : 2;
	if (spoken_read(set.prefix, &spoken) != 0 ||
	    wav_read(set.recording, &wav) != 0) {
		status = 2;
	} else if (wav.channels != 2 || wav.rate_hz != COMPARE_RATE_HZ ||
		   wav.frames == 0) {
		fprintf(stderr, "%s: not 8000 Hz stereo, or empty\n",
		    set.recording);
		status = 1;
	} else {
		status = check(&set, &spoken, &wav);
	}
	spoken_clear(&spoken);
	wav_clear(&wav);
	return status;
}
