/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joins capture, signalling and media; called by recorder/replay.c. */
#include "recorder/pipeline.h"

#include "base/counter.h"
#include "capture/decode.h"
#include "recorder/calls.h"
#include "recorder/media.h"
#include "recorder/orphan.h"
#include "recorder/signalling.h"

#define TICK_NS NS_PER_SEC

/* A frame older than the newest by more than this was taken by a clock that
 * was set back, or follows one with a wrong time: time goes on from there.
 * Otherwise no time-out would come true until the wrong time has passed. */
#define SET_BACK_NS (60 * NS_PER_SEC)

struct pipeline {
	struct calls *calls;
	struct orphans *orphans;
	struct signalling *signalling;
	struct pipeline_totals totals;
	struct tstamp now;       /* time of the newest frame */
	struct tstamp next_tick; /* when time is let pass again */
};

static void
on_forgotten(struct call *call, void *arg)
{
	struct pipeline *pipeline = arg;

	signalling_forget(call);
	orphans_forget(pipeline->orphans, call);
}

struct pipeline *
pipeline_new(
    const struct settings *settings, int dir_fd, struct catalogue *catalogue)
{
	struct pipeline *pipeline = calloc(1, sizeof *pipeline);

	if (!pipeline)
		return NULL;
	pipeline->calls =
	    calls_new(settings, dir_fd, catalogue, &pipeline->totals.ledger);
	if (!pipeline->calls)
		goto out;
	calls_on_forgotten(pipeline->calls, on_forgotten, pipeline);
	pipeline->orphans = orphans_new(pipeline->calls);
	if (!pipeline->orphans)
		goto out;
	pipeline->signalling =
	    signalling_new(pipeline->calls, pipeline->orphans, catalogue);
	if (pipeline->signalling)
		return pipeline;
out:
	pipeline_free(pipeline);
	return NULL;
}

void
pipeline_free(struct pipeline *pipeline)
{
	if (!pipeline)
		return;
	signalling_free(pipeline->signalling);
	orphans_free(pipeline->orphans);
	calls_free(pipeline->calls);
	free(pipeline);
}

static void
tick(struct pipeline *pipeline)
{
	signalling_tick(pipeline->signalling, pipeline->now);
	calls_tick(pipeline->calls, pipeline->now);
	pipeline->next_tick = tstamp_add_ns(pipeline->now, TICK_NS);
}

/* What becomes of a datagram: media of a known call first, as most are. */
static enum counter_id
push_datagram(struct pipeline *pipeline, const struct packet *datagram)
{
	struct media_packet packet = {
	    .time = datagram->time,
	    .flow = &datagram->flow,
	    .bytes = datagram->payload,
	    .size = datagram->size,
	    .cut_bytes = datagram->length - datagram->size,
	};
	enum counter_id media =
	    media_push(calls_media(pipeline->calls), &packet);
	enum counter_id outcome;

	/* A description may name a port of SIP as one of media: that must
	 * not hide the calls that are signalled there. */
	if (media != COUNTER_NONE && media != COUNTER_media_stun)
		return media;
	outcome = signalling_push(pipeline->signalling, &datagram->flow,
	    datagram->payload, datagram->size, datagram->time);
	if (outcome != COUNTER_NONE)
		return outcome;
	if (media != COUNTER_NONE)
		return media;
	outcome = orphans_push(pipeline->orphans, &packet);
	if (outcome != COUNTER_NONE)
		return outcome;
	return packet.cut_bytes ? COUNTER_udp_truncated : COUNTER_udp_other;
}

/* Lets the time of a frame pass before it is worked on. */
static void
take_time(struct pipeline *pipeline, const struct frame *frame)
{
	struct pipeline_totals *totals = &pipeline->totals;

	if (totals->packets++ == 0) {
		totals->first = totals->last = frame->time;
		pipeline->now = frame->time;
		pipeline->next_tick = tstamp_add_ns(frame->time, TICK_NS);
	}
	totals->bytes += frame->captured;
	if (tstamp_before(frame->time, pipeline->now))
		counter_up(source_out_of_order);
	else
		pipeline->now = frame->time;
	if (tstamp_diff_ns(pipeline->now, frame->time) > SET_BACK_NS) {
		pipeline->now = frame->time;
		tick(pipeline);
	}
	if (tstamp_before(totals->last, pipeline->now))
		totals->last = pipeline->now;
	if (!tstamp_before(pipeline->now, pipeline->next_tick))
		tick(pipeline);
	if (frame->captured < frame->length)
		counter_up(frame_truncated);
}

void
pipeline_push(struct pipeline *pipeline, const struct batch *batch)
{
	struct packet datagrams[BATCH_FRAMES];
	enum counter_id outcomes[BATCH_FRAMES];
	const struct endpoint *addresses[BATCH_FRAMES];
	size_t found = 0;

	for (size_t i = 0; i < batch->count; i++) {
		outcomes[i] = decode_frame(&batch->frames[i], &datagrams[i]);
		if (outcomes[i] == COUNTER_NONE)
			addresses[found++] = &datagrams[i].flow.dst;
	}
	media_prefetch(calls_media(pipeline->calls), addresses, found);
	for (size_t i = 0; i < batch->count; i++) {
		take_time(pipeline, &batch->frames[i]);
		if (outcomes[i] == COUNTER_NONE)
			outcomes[i] = push_datagram(pipeline, &datagrams[i]);
		counter_add(outcomes[i], 1);
	}
}

void
pipeline_finish(struct pipeline *pipeline)
{
	tick(pipeline);
	calls_finish(pipeline->calls, pipeline->now);
}

const struct pipeline_totals *
pipeline_totals(const struct pipeline *pipeline)
{
	return &pipeline->totals;
}

int
pipeline_error(const struct pipeline *pipeline)
{
	return calls_error(pipeline->calls);
}
