/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one side of a call sends, slot by slot. A slot is one packet time: it
 * carries audio, or an event, or nothing. The plan is a pure function of the
 * options, so that the truth can walk it again when the call is over instead
 * of keeping the audio in memory.
 */
#ifndef BENCH_PLAN_H
#define BENCH_PLAN_H

#include "bench/g711.h"
#include "bench/options.h"

#define PLAN_EVENT_SAMPLES 800 /* length of the pressed digit: 100 ms */

/* The two speakers of a call; the values index arrays. */
enum side {
	SIDE_CALLER, /* who sent the INVITE */
	SIDE_CALLEE, /* who answered it */
};

/* What a slot holds. */
enum slot_kind {
	SLOT_AUDIO,  /* one G.711 packet */
	SLOT_SILENT, /* no packet, the RTP clock goes on */
	SLOT_NOISE,  /* one comfort noise packet (RFC 3389) */
	SLOT_EVENT,  /* one telephone-event packet (RFC 4733) */
};

/* One packet time of one side. */
struct slot {
	int64_t pos_samples;    /* from the stream's first packet */
	uint32_t samples;       /* length of the slot */
	enum slot_kind kind;    /* what is sent in it */
	enum g711_law law;      /* of the audio */
	uint32_t generation;    /* 0, or 1 after the change of SSRC */
	uint32_t event_samples; /* SLOT_EVENT: from the event's start */
	bool marker;            /* RTP marker bit (RFC 3551 section 4.1) */
	bool anchor;            /* first packet of its SSRC */
};

/* The walk through the slots of one side. */
struct plan {
	const struct options *opt; /* borrowed */
	enum side side;            /* whose plan it is */
	enum g711_law law;         /* what the call began with */
	int64_t end_samples;       /* no slot reaches beyond */
	int64_t pos_samples;       /* where the next slot begins */
	int64_t event_at_samples;  /* the event's start, or OPTIONS_NEVER */
	uint32_t generation;       /* of the next slot */
	bool spurt;                /* the next packet begins a talk spurt */
	bool anchor;               /* the next packet begins an SSRC */
	bool noise_sent;           /* the comfort noise packet is out */
};

/*
 * Begins the plan of 'side' for a call that starts with 'law' and whose audio
 * on this side ends before 'end_samples'. 'opt' must outlive the plan.
 */
void plan_init(struct plan *p, const struct options *opt, enum side side,
    enum g711_law law, int64_t end_samples);

/* Gives the next slot; false at the end. */
bool plan_next(struct plan *p, struct slot *slot)
    __attribute__((warn_unused_result));

#endif
