/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fills a catalogue for the tests of spanview:
 *
 *     make_catalogue FOLDER plain|hostile|empty|hold|N
 *
 * plain: five calls, the last of them failed; hostile: calls with names that
 * try to steer a terminal; hold: like plain, but stays open until standard
 * input ends; a number: so many calls, and how long that took.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "tests/storage/sample.h"

#define LONG_NAME 1000

static int
add_plain(struct catalogue *catalogue, unsigned count)
{
	struct sample_ids ids;
	int64_t first = 0;
	int error = sample_sources(catalogue, &first);
	/* Of the leg and the caller, and of the callee. */
	const int64_t sources[][2] = {{first, first}, {first + 2, first + 2},
	    {first + 2, first + 1}, {0, 0}};

	for (unsigned i = 0; i < count && !error; i++) {
		const int64_t *source = sources[i % 4];
		struct sample sample = {.number = i,
		    .failed = i % 5 == 4,
		    .source = {source[0], source[1]}};

		error = sample_add(catalogue, &sample, &ids);
	}
	return error;
}

static int
add_hostile(struct catalogue *catalogue)
{
	char longest[LONG_NAME + 1];
	const char *const names[] = {
	    "\033[2J\033]0;owned\007", /* clears the screen, sets a title */
	    "a\r\nb\tc\x7f",
	    "\xc2\x9b"
	    "31mC1",                                  /* CSI as one character */
	    "J\xc3\xbcrgen \xe6\x97\xa5\xe6\x9c\xac", /* wide characters */
	    "\xe2\x80\xae"
	    "desrever",                 /* right-to-left override */
	    "\xff\xfe broken \xc0\xaf", /* no UTF-8 */
	    "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81", /* marks */
	    longest,
	};
	struct sample_ids ids;
	int error = 0;

	memset(longest, 'x', LONG_NAME);
	longest[LONG_NAME] = '\0';
	for (unsigned i = 0; i < sizeof names / sizeof *names && !error; i++) {
		struct sample sample = {
		    .number = i, .name = names[i], .caller = names[i]};

		error = sample_add(catalogue, &sample, &ids);
	}
	return error;
}

/* Adds 'count' calls and prints how long that took. */
static int
add_many(struct catalogue *catalogue, unsigned count)
{
	struct timespec from, to;
	double seconds;
	int error;

	clock_gettime(CLOCK_MONOTONIC, &from);
	error = add_plain(catalogue, count);
	if (!error)
		error = catalogue_commit(catalogue);
	clock_gettime(CLOCK_MONOTONIC, &to);
	seconds = (double)(to.tv_sec - from.tv_sec) +
		  (double)(to.tv_nsec - from.tv_nsec) / 1e9;
	fprintf(stderr, "%u calls in %.3f s\n", count, seconds);
	return error;
}

static int
fill(struct catalogue *catalogue, const char *what)
{
	unsigned long count;
	int error = 0;

	if (!strcmp(what, "plain"))
		return add_plain(catalogue, 5);
	if (!strcmp(what, "hostile"))
		return add_hostile(catalogue);
	if (text_number(text_of(what), 100000000, &count))
		return add_many(catalogue, (unsigned)count);
	if (!strcmp(what, "hold")) {
		error = add_plain(catalogue, 5);
		if (!error)
			error = catalogue_commit(catalogue);
		puts("ready");
		fflush(stdout);
		while (getchar() != EOF)
			;
	}
	return error;
}

int
main(int argc, char **argv)
{
	struct catalogue *catalogue = NULL;
	int error, closing;

	if (argc != 3) {
		fputs("usage: make_catalogue FOLDER WHAT\n", stderr);
		return 2;
	}
	error = catalogue_open(argv[1], CATALOGUE_WRITE, &catalogue);
	if (error)
		return EXIT_FAILURE;
	error = fill(catalogue, argv[2]);
	closing = catalogue_close(catalogue);
	return error || closing ? EXIT_FAILURE : EXIT_SUCCESS;
}
