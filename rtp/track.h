/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One side of a recording: takes the packets that this side spoke, in any
 * order, and gives its samples, each at its place, with what was lost
 * concealed. It joins reorder, timeline, codecs and concealment.
 *
 * G.711 in a recording of 8 kHz is decoded in place (rtp/track.c); all else
 * goes through a decoder (rtp/track_coded.c).
 */
#ifndef RTP_TRACK_H
#define RTP_TRACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rtp/codec.h"
#include "rtp/conceal.h"
#include "rtp/decoder.h"
#include "rtp/reorder.h"
#include "rtp/timeline.h"

/* Told of each stretch whose packets never came, in samples of the recording;
 * they come in order and never overlap. */
typedef void track_gap_fn(int64_t from, int64_t to, void *arg);

/* A stream that changes its codec back and forth has some; past that the
 * oldest one is given up, which is counted. */
#define TRACK_DECODERS_MAX 4

/* The rate of a track until track_rebase() gives it another. */
#define TRACK_RATE_HZ 8000

struct track {
	track_gap_fn *on_gap;
	void *on_gap_arg;
	int16_t history[CONCEAL_HISTORY]; /* the last samples rendered ... */
	int16_t *wide_history;            /* ... where the rate is not 8 kHz */
	struct decoder_budget *budget;    /* borrowed; NULL: no decoders */
	struct decoder *decoders[TRACK_DECODERS_MAX]; /* newest first */
	struct decoder *speaking;     /* may have samples pending, or NULL */
	uint32_t decoders_generation; /* of the stream that they decode */
	int16_t *carry;        /* decoded, but behind what was rendered */
	size_t carry_count;    /* samples of 'carry' */
	size_t carry_size;     /* samples it has room for */
	int64_t rendered;      /* samples given out so far */
	int64_t end;           /* behind the last sample of a packet */
	uint64_t late;         /* packets that came after their place was */
	uint64_t refused;      /* packets that their decoder refused */
	uint32_t frame_length; /* samples of the last packet with audio */
	uint32_t noise_state;  /* of the comfort noise generator */
	uint8_t noise_level;   /* as the sender told, -dBov */
	bool noise;            /* comfort noise until the next packet */
	bool has_coded;        /* what waits needs decoders, or did */
	/* From the end of the timeline on: what each packet touches. */
	struct timeline timeline;
	struct reorder waiting;
};

/* Starts a track whose sample 0 was captured at 'origin'. 'budget' is
 * borrowed; without it only G.711 is decoded. */
void track_init(struct track *track, struct tstamp origin,
    struct decoder_budget *budget, track_gap_fn *on_gap, void *on_gap_arg);
void track_clear(struct track *track);

/* Is the place of 'frame' rendered already? */
static inline bool
track_is_late(const struct track *track, const struct rtp_frame *frame)
{
	const struct timeline *timeline = &track->timeline;

	return timeline->anchored && frame->order <= timeline->last_order;
}

/*
 * From now on sample 0 is what was the sample 'at', captured at 'origin', and
 * 'rate_hz' samples a second are rendered. To change the rate, 'at' must be
 * what is rendered next. ENOMEM: all is as it was.
 */
int track_rebase(struct track *track, int64_t at, struct tstamp origin,
    uint32_t rate_hz) __attribute__((warn_unused_result));

/* When the first waiting packet came whose codec has a rate above 'rate_hz',
 * and the highest rate of all that wait. False: there is none. */
bool track_waits_above(const struct track *track, uint32_t rate_hz,
    struct tstamp *arrival, uint32_t *highest_hz);

/*
 * Takes one packet, with its payload behind it: it is borrowed as long as
 * track_holds() says so. ENOBUFS: the buffer is full; render first. EMSGSIZE:
 * no packet of audio is that large. A packet whose place was already rendered
 * is counted as late.
 */
int track_put(struct track *track, const struct rtp_frame *frame)
    __attribute__((warn_unused_result));

/* Waits a packet that lies in the 'size' bytes at 'memory'? */
static inline bool
track_holds(const struct track *track, const void *memory, size_t size)
{
	return reorder_holds(&track->waiting, memory, size);
}

/* How far track_render() may go now: see timeline_doubt(). */
int64_t track_limit(const struct track *track, struct tstamp settled);

/* Are there packets or samples left that were not rendered? */
bool track_has_more(const struct track *track);

/*
 * Gives the next 'count' samples, above 0. 'out' must have
 * CONCEAL_HISTORY_HIGHEST samples of scratch before it.
 */
void track_render(struct track *track, int16_t *out, size_t count);

/*
 * As track_render(), for a file of 'law' (CODEC_PCMU or CODEC_PCMA): what came
 * in it is not decoded but copied to 'octets'. Returns how many of the first
 * samples are in 'out': the rest is in 'octets', each at its place in both. All
 * of them are in 'out' when something else was heard, or made.
 */
size_t track_render_law(struct track *track, enum codec_kind law,
    uint8_t *octets, int16_t *out, size_t count);

#endif
