/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The event loop. Each call is in the heap once for its signalling and once
 * for each of its two streams; a packet that is late on purpose once more. The
 * heap gives events in the order of their time, so the capture comes out in
 * order and nothing is kept but the calls that are under way.
 */
#include "bench/engine.h"

#include "bench/call.h"
#include "bench/list.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROGRESS_EVENTS 131072 /* events between two looks at the clock */

void
engine_fail(struct engine *e, int err)
{
	if (e->err == 0)
		e->err = err;
}

void
engine_schedule(
    struct engine *e, int64_t at_ns, enum event_kind kind, void *subject)
{
	engine_fail(e, heap_push(&e->heap, at_ns, kind, subject));
}

void
engine_write(struct engine *e, int64_t at_ns)
{
	uint8_t wrapped[PACKET_MAX + WRAP_MAX];
	size_t size;

	if (e->wrap.size == 0) {
		pcapfile_write(&e->pcap, at_ns, e->frame.bytes, e->frame.size);
		return;
	}
	size = wrap_put(&e->wrap, &e->frame, wrapped);
	pcapfile_write(&e->pcap, at_ns, wrapped, size);
}

/* Begins the next call, and says when the one after it begins. */
static void
start_call(struct engine *e, int64_t now_ns)
{
	const struct options *opt = e->opt;

	engine_fail(e, call_start(e, e->started, now_ns));
	e->started++;
	if (e->started == opt->calls)
		return;
	/* whole microseconds: readers of coarser files see the same times */
	int64_t us = opt->duration_ms * 1000 * (e->started / opt->concurrent) +
		     opt->ramp_ms * 1000 * (e->started % opt->concurrent) /
			 opt->concurrent;
	int64_t start_ns = opt->start_s * 1000 * ENGINE_NS_PER_MS;
	engine_schedule(e, start_ns + us * ENGINE_NS_PER_US, EVENT_START, NULL);
}

/* Lets happen what is due. */
static void
dispatch(struct engine *e, const struct event *event)
{
	switch (event->kind) {
	case EVENT_START:
		start_call(e, event->at_ns);
		break;
	case EVENT_SIP:
		call_step(event->subject, event->at_ns);
		break;
	case EVENT_SLOT:
		stream_slot(event->subject, event->at_ns);
		break;
	case EVENT_EMIT:
		stream_emit(event->subject, event->at_ns);
		break;
	}
}

/* Shows how much of the capture's time has been written. */
static void
show_progress(const struct engine *e, int64_t now_ns)
{
	const struct options *opt = e->opt;
	int64_t all_ms =
	    opt->duration_ms * opt->calls / opt->concurrent + opt->duration_ms;
	int64_t done_ms = now_ns / ENGINE_NS_PER_MS - opt->start_s * 1000;

	fprintf(stderr, "\rcallgen: %3d %%", (int)(done_ms * 100 / all_ms));
}

/* Runs until nothing is left to happen. */
static void
loop(struct engine *e)
{
	bool progress = isatty(STDERR_FILENO) != 0;
	struct event event;
	uint64_t count = 0;

	while (e->err == 0 && heap_pop(&e->heap, &event)) {
		dispatch(e, &event);
		engine_fail(e, e->pcap.err);
		if (progress && ++count % PROGRESS_EVENTS == 0)
			show_progress(e, event.at_ns);
	}
	if (progress)
		fputs("\r              \r", stderr);
}

/* Makes the folder for the truth unless it is there. */
static int
make_truth_dir(const char *path)
{
	if (path == NULL || mkdir(path, 0777) == 0 || errno == EEXIST)
		return 0;
	return errno;
}

/* Says what was written, in a form that scripts can read. */
static void
print_summary(const struct engine *e)
{
	int64_t start_ns = e->opt->start_s * 1000 * ENGINE_NS_PER_MS;

	fprintf(stderr,
	    "callgen: calls=%" PRIu32 " packets=%" PRIu64 " bytes=%" PRIu64
	    " seconds=%.3f\n",
	    e->started, e->pcap.packets, e->pcap.bytes,
	    (double)(e->pcap.last_ns - start_ns) / 1e9);
}

int
engine_run(const struct options *opt)
{
	struct engine *e = calloc(1, sizeof(*e));
	const char *what = opt->out_path;

	if (e == NULL)
		return ENOMEM;
	e->opt = opt;
	g711_init(&e->g711);
	wrap_init(&e->wrap, opt);
	int err = speech_init(&e->speech, opt->speech_path);
	if (err != 0) {
		free(e);
		return err;
	}
	err = heap_init(&e->heap, (size_t)opt->concurrent * 4);
	if (err != 0)
		goto out;
	err = make_truth_dir(opt->truth_dir);
	if (err != 0) {
		what = opt->truth_dir;
		goto out;
	}
	err = list_open(e);
	if (err != 0) {
		what = opt->list_path;
		goto out;
	}
	err = pcapfile_open(&e->pcap, opt->out_path);
	if (err != 0)
		goto out;
	engine_schedule(
	    e, opt->start_s * 1000 * ENGINE_NS_PER_MS, EVENT_START, NULL);
	loop(e);
	engine_fail(e, pcapfile_close(&e->pcap));
	engine_fail(e, list_close(e));
	err = e->err;
	if (err == 0)
		print_summary(e);
out:
	if (err != 0)
		fprintf(stderr, "callgen: %s: %s\n", what, strerror(err));
	if (e->list != NULL)
		fclose(e->list);
	stream_drop_spares(e);
	heap_clear(&e->heap);
	speech_clear(&e->speech);
	free(e);
	return err;
}
