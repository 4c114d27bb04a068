/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A call in time: INVITE, 100 after 2 ms, 180 after 50 ms, 200 after 200 ms,
 * ACK 10 ms later, audio 20 to 30 ms later, BYE at the end, and its 200. All
 * audio is over 20 ms before the BYE, late packets too.
 */
#include "bench/call.h"

#include "bench/hash.h"
#include "bench/list.h"
#include "bench/truth.h"

#include <errno.h>
#include <stdlib.h>

#define DSCP_CS3 24           /* RFC 4594: signalling */
#define AUDIO_AFTER_MS 20     /* from ACK to the first packet, at least */
#define AUDIO_SPREAD_US 10000 /* and at most this much more */
#define AUDIO_MARGIN_MS 20    /* from the last packet to the BYE */

int64_t
call_time(const struct call *c, enum sipmsg msg)
{
	/* milliseconds after the INVITE, BYE and its answer after the end */
	static const int64_t after_ms[SIPMSG_COUNT] = {
	    [SIPMSG_TRYING] = 2,
	    [SIPMSG_RINGING] = 50,
	    [SIPMSG_OK] = 200,
	    [SIPMSG_ACK] = 210,
	    [SIPMSG_BYE_OK] = 8,
	};
	int64_t at_ms = after_ms[msg];

	if (msg == SIPMSG_BYE || msg == SIPMSG_BYE_OK)
		at_ms += c->engine->opt->duration_ms;
	return c->start_ns + at_ms * ENGINE_NS_PER_MS;
}

/* Begins the audio of one side. */
static void
start_stream(struct call *c, enum side side)
{
	const struct dialog *d = &c->dialog;
	const struct options *opt = c->engine->opt;
	uint64_t random = hash_at(d->key, 40 + (uint64_t)side);
	int64_t margin_ms = AUDIO_MARGIN_MS + (int64_t)opt->jitter_ms;
	int64_t spread_us = (int64_t)(random % AUDIO_SPREAD_US);
	struct stream_setup setup = {
	    .call = c->engine->started - 1,
	    .side = side,
	    .law = d->law,
	    .from = &d->media[side],
	    .to = &d->media[side == SIDE_CALLER ? SIDE_CALLEE : SIDE_CALLER],
	    .first_ns = call_time(c, SIPMSG_ACK) +
			AUDIO_AFTER_MS * ENGINE_NS_PER_MS +
			spread_us * ENGINE_NS_PER_US,
	    .end_ns = call_time(c, SIPMSG_BYE) - margin_ms * ENGINE_NS_PER_MS,
	};

	stream_init(&c->streams[side], c->engine, &setup);
}

/* The call is over: lists it, writes its truth and frees it. */
static void
finish(struct call *c)
{
	struct engine *e = c->engine;

	list_call(e, c);
	if (e->opt->truth_dir != NULL && c->number % e->opt->truth_every == 0)
		engine_fail(e, truth_write(c, e->opt->truth_dir));
	for (int side = 0; side < 2; side++)
		stream_clear(&c->streams[side]);
	free(c);
}

int
call_start(struct engine *e, uint32_t number, int64_t now_ns)
{
	struct call *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return ENOMEM;
	c->engine = e;
	c->number = number;
	c->start_ns = now_ns;
	dialog_init(&c->dialog, e->opt, number);
	c->ip_id = (uint16_t)c->dialog.key;
	for (int side = 0; side < 2; side++)
		flow_init(&c->flow[side], &c->dialog.sip[side],
		    &c->dialog.sip[1 - side], DSCP_CS3);
	engine_schedule(e, now_ns, EVENT_SIP, c);
	return 0;
}

void
call_step(struct call *c, int64_t now_ns)
{
	struct engine *e = c->engine;
	const struct flow *flow = &c->flow[sipmsg_sender(&c->dialog, c->next)];
	size_t size =
	    sipmsg_build(&c->dialog, c->next, packet_payload(flow, &e->frame));

	packet_finish(flow, &e->frame, c->ip_id++, size);
	engine_write(e, now_ns);
	if (c->next == SIPMSG_ACK && !e->opt->sip_only) {
		start_stream(c, SIDE_CALLER);
		start_stream(c, SIDE_CALLEE);
	}
	c->next++;
	if (c->next == SIPMSG_COUNT)
		finish(c);
	else
		engine_schedule(e, call_time(c, c->next), EVENT_SIP, c);
}
