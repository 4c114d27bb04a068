/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Measures how many calls, with their rows, the thread of a catalogue takes,
 * or makes a large one:
 *
 *     load_rows FOLDER CALLS READERS [live]
 *
 * Each call is a call row put twice, a leg, two messages, two streams, four
 * quality rows, a recording, a gap and an event: 14 rows. Readers list the
 * newest calls again and again. It prints what it saw in the form name=value;
 * bench/run calls it.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "storage/query.h"
#include "tests/storage/sample.h"

#define ROWS_OF_CALL 14

static const char *folder;
static _Atomic bool is_done;
static _Atomic unsigned long lists;

static double
seconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int
see(const struct call_view *view, void *arg)
{
	(void)view;
	(void)arg;
	return 0;
}

static void *
read_on(void *arg)
{
	struct call_filter newest = {.limit = 100};
	struct catalogue *catalogue;

	(void)arg;
	if (catalogue_open(folder, CATALOGUE_READ, &catalogue))
		return NULL;
	while (!is_done && query_calls(catalogue, &newest, see, NULL) == 0) {
		lists++;
		usleep(10000);
	}
	if (catalogue_close(catalogue))
		fprintf(stderr, "a reader failed\n");
	return NULL;
}

static int
add_call(struct catalogue *catalogue, unsigned number)
{
	struct sample sample = {.number = number};
	struct sample_ids ids;
	struct quality_row quality = {
	    .packets = 500, .has_mos = true, .mos = 4.1, .method = "rtcp"};
	int error = sample_add(catalogue, &sample, &ids);

	quality.stream_id = catalogue_next_id(catalogue, CATALOGUE_STREAM) - 1;
	for (int i = 0; !error && i < 4; i++)
		error = catalogue_add_quality(catalogue, &quality);
	if (!error)
		error = sample_call(catalogue, &sample,
		    SAMPLE_START_US + sample.number * SAMPLE_STEP_US, ids.call);
	return error;
}

static void
tell(unsigned calls, double took, double put)
{
	struct rusage usage;
	char path[4096];
	struct stat st;

	getrusage(RUSAGE_SELF, &usage);
	snprintf(path, sizeof path, "%s/%s-wal", folder, CATALOGUE_FILE);
	printf("calls=%u rows=%u seconds=%.3f put_seconds=%.3f "
	       "cpu_seconds=%.3f lists=%lu log_kib=%lld rss_kib=%ld\n",
	    calls, calls * ROWS_OF_CALL, took, put,
	    seconds(CLOCK_PROCESS_CPUTIME_ID), lists,
	    stat(path, &st) ? 0LL : (long long)st.st_size >> 10,
	    usage.ru_maxrss);
}

int
main(int argc, char *argv[])
{
	unsigned calls = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
	int readers = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 0;
	struct catalogue *catalogue;
	pthread_t threads[16];
	double begun, put;
	int error = 0;

	if (calls == 0 || readers > 16) {
		fprintf(stderr, "load_rows FOLDER CALLS READERS [live]\n");
		return 2;
	}
	folder = argv[1];
	if (catalogue_open(folder, CATALOGUE_WRITE, &catalogue))
		return 1;
	if (argc > 4 && catalogue_go_live(catalogue))
		return 1;
	for (int i = 0; i < readers; i++)
		pthread_create(&threads[i], NULL, read_on, NULL);
	begun = seconds(CLOCK_MONOTONIC);
	for (unsigned i = 0; i < calls && !error; i++)
		error = add_call(catalogue, i);
	put = seconds(CLOCK_MONOTONIC) - begun;
	if (!error)
		error = catalogue_commit(catalogue);
	tell(calls, seconds(CLOCK_MONOTONIC) - begun, put);
	is_done = true;
	for (int i = 0; i < readers; i++)
		pthread_join(threads[i], NULL);
	return catalogue_close(catalogue) || error;
}
