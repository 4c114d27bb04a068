/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call: its signalling in time, and its two streams. */
#ifndef BENCH_CALL_H
#define BENCH_CALL_H

#include "bench/sipmsg.h"
#include "bench/stream.h"

/* A call that is under way. Arrays are indexed by enum side. */
struct call {
	struct engine *engine;    /* borrowed */
	uint32_t number;          /* from 0 */
	struct dialog dialog;     /* what its messages say */
	struct flow flow[2];      /* signalling, by sender */
	enum sipmsg next;         /* the message that is scheduled */
	uint16_t ip_id;           /* of that message */
	int64_t start_ns;         /* time of the INVITE */
	bool has_audio;           /* the streams have begun */
	struct stream streams[2]; /* audio, by speaker */
};

/*
 * Begins call 'number' with its INVITE at 'now_ns'; it frees itself when it is
 * over. Returns 0 or ENOMEM.
 */
int call_start(struct engine *e, uint32_t number, int64_t now_ns)
    __attribute__((warn_unused_result));

/* Sends the message that is due and schedules the next. */
void call_step(struct call *c, int64_t now_ns);

/* When message 'msg' of 'c' is sent, in nanoseconds since 1970. */
int64_t call_time(const struct call *c, enum sipmsg msg);

#endif
