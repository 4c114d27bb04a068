/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heart of callgen: the event loop, and what all calls share. */
#ifndef BENCH_ENGINE_H
#define BENCH_ENGINE_H

#include "bench/heap.h"
#include "bench/packet.h"
#include "bench/pcapfile.h"
#include "bench/speech.h"
#include "bench/wrap.h"

#include <stdio.h>

#define ENGINE_NS_PER_MS INT64_C(1000000)
#define ENGINE_NS_PER_US INT64_C(1000)

struct unit;

/* One run of callgen. */
struct engine {
	const struct options *opt; /* borrowed */
	struct g711 g711;          /* codec tables */
	struct speech speech;      /* where voices come from */
	struct heap heap;          /* what happens next */
	struct pcapfile pcap;      /* where packets go */
	struct frame frame;        /* the packet under construction */
	struct wrap wrap;          /* what is put around it */
	FILE *list;                /* of the calls, NULL: none */
	struct unit *spare;        /* units to use again, see stream.c */
	uint32_t started;          /* calls begun */
	int err;                   /* first errno that ends the run, or 0 */
};

/*
 * Writes the capture and the truth that 'opt' asks for. Returns 0, or an errno
 * after a message to standard error.
 */
int engine_run(const struct options *opt) __attribute__((warn_unused_result));

/* Schedules an event; an error ends the run. */
void engine_schedule(
    struct engine *e, int64_t at_ns, enum event_kind kind, void *subject);

/* Writes the frame under construction, as the mirror delivers it. */
void engine_write(struct engine *e, int64_t at_ns);

/* Ends the run with 'err', unless it is 0 or another came first. */
void engine_fail(struct engine *e, int err);

#endif
