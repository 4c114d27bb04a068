/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a codec is to rtp/decoder.c: each rtp/codec_*.c has one of these. */
#ifndef RTP_CODEC_INT_H
#define RTP_CODEC_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rtp/payload.h"

struct codec_ops {
	/* Is it there, in the library that we run with? */
	bool (*exists)(uint8_t kind, uint8_t variant);
	/* Its state; NULL without memory. */
	void *(*open)(uint8_t kind, uint8_t variant);
	/* Decodes a frame to 'out', which has room for DECODED_MAX samples at
	 * codec_rate_hz(), mono. The samples, or -1. */
	int (*decode)(
	    void *state, const struct codec_frame *frame, int16_t *out);
	/* Makes 'wanted' samples for what was lost before 'next' (NULL: it was
	 * lost, too). The samples, or -1. NULL: it cannot. */
	int (*conceal)(void *state, const struct codec_frame *next,
	    size_t wanted, int16_t *out);
	void (*close)(void *state);
};

extern const struct codec_ops codec_pcm;  /* G.711 and L16 */
extern const struct codec_ops codec_av;   /* libavcodec */
extern const struct codec_ops codec_opus; /* libopus */

#endif
