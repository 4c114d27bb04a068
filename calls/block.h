/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Both sides of a recording for a while: rendered, then joined as their file
 * has them. In a file of mu-law or A-law a side is octets, as they came if
 * they can be (rtp/track.h).
 */
#ifndef CALLS_BLOCK_H
#define CALLS_BLOCK_H

#include "calls/call.h"
#include "rtp/track.h"
#include "storage/writer.h"

/* The most samples of a block: a flush and its delay fit. */
#define BLOCK_SAMPLES 16000

struct block {
	enum audio_format format; /* of the file */
	size_t count;             /* samples of each side */
	const int16_t *samples[SIDE_COUNT];
	const uint8_t *octets[SIDE_COUNT]; /* of mu-law and A-law */
};

/* Is a file of 'format' one of mu-law or A-law? */
static inline bool
block_is_law(enum audio_format format)
{
	return format == AUDIO_ULAW || format == AUDIO_ALAW;
}

/*
 * Renders the next 'count' samples of both tracks, BLOCK_SAMPLES at the most,
 * to memory of this thread, where they stay until the next block. If 'listens',
 * all of them are samples.
 */
void block_render(struct block *block, struct track tracks[SIDE_COUNT],
    enum audio_format format, bool listens, size_t count);

/* Writes the block: see writer_write(). */
int block_write(const struct block *block, struct writer *writer)
    __attribute__((warn_unused_result));

#endif
