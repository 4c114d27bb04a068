/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One direction of a call's audio, and what happens to it on the way. */
#ifndef BENCH_STREAM_H
#define BENCH_STREAM_H

#include "bench/engine.h"
#include "bench/plan.h"

/* A stretch of a stream, from the first sample to the one behind the last. */
struct range {
	int64_t from_samples; /* inside */
	int64_t to_samples;   /* outside */
};

/* Stretches in order; neighbours are merged. */
struct ranges {
	struct range *items; /* owned */
	size_t len;          /* stretches */
	size_t room;         /* stretches that fit */
};

/* Everything about one side's RTP. Arrays of two: by slot generation. */
struct stream {
	struct engine *engine; /* borrowed */
	enum side side;        /* who speaks */
	struct plan plan;      /* what is left to say */
	struct slot next;      /* the slot that is scheduled */
	struct voice voice;    /* with which voice */
	struct flow flow;      /* from where to where */
	uint64_t key;          /* of this stream's random numbers */
	int64_t first_ns;      /* capture time of the first packet */
	double sample_ns;      /* capture time of one sample */
	uint32_t ssrc[2];      /* synchronisation source */
	uint32_t timestamp[2]; /* RTP time of position 0 */
	uint16_t sequence[2];  /* RTP sequence number of 'base' */
	uint32_t base[2];      /* index of the first packet */
	int64_t samples;       /* end of the last packet's slot */
	uint32_t sent;         /* packets sent; the next one's index */
	uint32_t captured;     /* packets in the capture, each once */
	uint32_t duplicates;   /* further copies in the capture */
	uint32_t reordered;    /* captured behind a later packet */
	uint32_t highest;      /* index of the latest captured packet */
	uint32_t pending;      /* units in the heap */
	bool done;             /* the plan is at its end */
	struct unit *held;     /* wait for packets to overtake them */
	struct ranges lost;    /* audio that was not captured */
	struct ranges silent;  /* stretches without audio packets */
};

/* Who a stream belongs to and when it runs. */
struct stream_setup {
	uint32_t call;               /* number of the call, from 0 */
	enum side side;              /* who speaks */
	enum g711_law law;           /* at the beginning */
	const struct endpoint *from; /* where it comes from */
	const struct endpoint *to;   /* where it goes */
	int64_t first_ns;            /* time of the first packet */
	int64_t end_ns;              /* all audio ends before */
};

/* Prepares 's' and schedules its first slot. */
void stream_init(
    struct stream *s, struct engine *e, const struct stream_setup *setup);

/* Sends the slot that is due and schedules the next one. */
void stream_slot(struct stream *s, int64_t now_ns);

/* Puts a late packet, which is taken over, on the wire. */
void stream_emit(struct unit *unit, int64_t now_ns);

/* Releases what 's' owns. */
void stream_clear(struct stream *s);

/* Releases the units that 'e' keeps for use again. */
void stream_drop_spares(struct engine *e);

#endif
