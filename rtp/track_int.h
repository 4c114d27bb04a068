/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rendering: what rtp/track.c and rtp/track_coded.c share. */
#ifndef RTP_TRACK_INT_H
#define RTP_TRACK_INT_H

#include "rtp/track.h"

#define SEAM 2 /* samples; a gap of a drift slip, filled by the last sample */

/* What one call of track_render() works on. */
struct render {
	struct track *track;
	int16_t *out; /* sample 'from' */
	int64_t from; /* first sample asked for */
	int64_t to;   /* behind the last */
	int64_t end;  /* behind the last sample made so far; may pass 'to' */
	/* What came in the law of the file stays as it is: octets in the place
	 * of samples, but for the first ones up to 'coded_from'. NULL: all are
	 * samples. */
	uint8_t *octets;
	int64_t coded_from;
	uint8_t law; /* enum codec_kind, of 'octets' */
};

/* The last samples rendered, and how many they are: CONCEAL_HISTORY_MS. */
static inline int16_t *
track_history(struct track *track)
{
	return track->wide_history ? track->wide_history : track->history;
}

static inline size_t
track_history_size(uint32_t rate_hz)
{
	return rate_hz * CONCEAL_HISTORY_MS / 1000;
}

/* What renders the next 'count' samples. */
static inline struct render
render_next(struct track *track, int16_t *out, size_t count)
{
	return (struct render){
	    .track = track,
	    .out = out,
	    .from = track->rendered,
	    .to = track->rendered + (int64_t)count,
	    .end = track->rendered,
	};
}

/* Renders all that is asked for. */
void render_all(struct render *r);

/* Adds 'count' samples at r->end: what passes r->to waits as 'carry'. */
void render_append(struct render *r, const int16_t *samples, size_t count);

/* Adds what 'position' lies behind, as far as it is asked for: silence or
 * comfort noise. */
void render_quietly(struct render *r, int64_t position);

/* Fills what is missing before the packet 'frame', which lies at 'position'. */
void render_before(
    struct render *r, const struct rtp_frame *frame, int64_t position);

/* How long the loss of 'lost' packets before 'position' was: what they cannot
 * have filled is a pause. Told to the owner, from 'from' on. */
int64_t render_tell_loss(
    struct render *r, int64_t from, int64_t position, uint64_t lost);

/* Adds 'count' samples of concealment, CONCEAL_MAX_MS at most, at r->end,
 * which must not have passed r->to. */
void render_concealed(struct render *r, size_t count);

/* From here on there may be octets, if there were to be any. */
void law_begin(struct render *r);

/* From here on samples are made, and those before are some, too. */
void law_leave(struct render *r);

/* Puts 'frame' as it came, but for its first 'skip' octets. */
void law_put(struct render *r, const struct rtp_frame *frame, size_t skip);

/* Puts 'count' octets of mu-law that are 0, which are asked for. */
void law_put_zeros(struct render *r, size_t count);

/* The last octets become the history. */
void law_keep_history(struct render *r);

/* The waiting packet 'i', by a decoder; false when it lies behind what is
 * asked for. */
bool coded_render(struct render *r, size_t i);

/* Nothing follows what was decoded: adds what is pending of it. */
void coded_end(struct render *r);

/* Samples that were decoded and are not rendered. */
size_t coded_pending(const struct track *track);

/* Frees the decoders, or lets them give another rate. */
void coded_clear(struct track *track);
void coded_set_rate(struct track *track, uint32_t rate_hz);

#endif
