/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One side of a recording: takes the packets that this side spoke, in any
 * order, and gives its samples, each at its place, with what was lost
 * concealed. It joins reorder, timeline, codecs and concealment.
 */
#ifndef RTP_TRACK_H
#define RTP_TRACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rtp/codec.h"
#include "rtp/conceal.h"
#include "rtp/reorder.h"
#include "rtp/timeline.h"

/* Told of each stretch whose packets never came, in samples of the recording;
 * they come in order and never overlap. */
typedef void track_gap_fn(int64_t from, int64_t to, void *arg);

struct track {
	track_gap_fn *on_gap;
	void *on_gap_arg;
	int16_t history[CONCEAL_HISTORY]; /* the last samples rendered */
	int16_t *carry;        /* decoded, but behind what was rendered */
	size_t carry_count;    /* samples of 'carry' */
	size_t carry_size;     /* samples it has room for */
	int64_t rendered;      /* samples given out so far */
	int64_t end;           /* behind the last sample of a packet */
	uint64_t late;         /* packets that came after their place was */
	uint32_t frame_length; /* samples of the last packet with audio */
	uint32_t noise_state;  /* of the comfort noise generator */
	uint8_t noise_level;   /* as the sender told, -dBov */
	bool noise;            /* comfort noise until the next packet */
	/* From the end of the timeline on: what each packet touches. */
	struct timeline timeline;
	struct tstamp flush_at; /* for the owner: when to render again */
	struct reorder waiting;
};

/* Starts a track whose sample 0 was captured at 'origin'. */
void track_init(struct track *track, struct tstamp origin, track_gap_fn *on_gap,
    void *on_gap_arg);
void track_clear(struct track *track);

/* Is the place of 'frame' rendered already? */
static inline bool
track_is_late(const struct track *track, const struct rtp_frame *frame)
{
	const struct timeline *timeline = &track->timeline;

	return timeline->anchored && frame->order <= timeline->last_order;
}

/*
 * Takes one packet: its payload is copied. Only 'order', 'arrival',
 * 'timestamp' and 'kind' of 'frame' are used. ENOBUFS: the buffer is full;
 * render first. EMSGSIZE: no packet of audio is that large. A packet whose
 * place was already rendered is counted as late.
 */
int track_put(struct track *track, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size) __attribute__((warn_unused_result));

/* How far track_render() may go now: see timeline_doubt(). */
int64_t track_limit(const struct track *track, struct tstamp settled);

/* Are there packets or samples left that were not rendered? */
bool track_has_more(const struct track *track);

/*
 * Gives the next 'count' samples, above 0. 'out' must have CONCEAL_HISTORY
 * samples of scratch before it.
 */
void track_render(struct track *track, int16_t *out, size_t count);

#endif
