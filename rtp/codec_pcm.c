/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Codecs without state: L16 (RFC 3551 section 4.5.11), and G.711 where it is
 * resampled. (G.711 in a recording of its own rate goes the short way:
 * rtp/track.c.)
 */
#include <stdlib.h>

#include "rtp/codec.h"
#include "rtp/codec_int.h"
#include "rtp/g711.h"

struct pcm {
	uint8_t kind;
	uint8_t variant;
};

static bool
exists(uint8_t kind, uint8_t variant)
{
	(void)kind, (void)variant;
	return true;
}

static void *
open_pcm(uint8_t kind, uint8_t variant)
{
	struct pcm *pcm = malloc(sizeof *pcm);

	if (pcm)
		*pcm = (struct pcm){kind, variant};
	return pcm;
}

/* Left and right become one: a side of a call has one channel. */
static void
decode_l16(const struct pcm *pcm, const struct codec_frame *frame, int16_t *out)
{
	bool stereo = pcm->variant & CODEC_STEREO;
	struct cursor octets = cursor_over(frame->bytes, frame->size);

	for (size_t i = 0; i < frame->samples; i++) {
		int32_t sample = (int16_t)cursor_be16(&octets);

		if (stereo)
			sample = (sample + (int16_t)cursor_be16(&octets)) / 2;
		out[i] = (int16_t)sample;
	}
}

static int
decode(void *state, const struct codec_frame *frame, int16_t *out)
{
	const struct pcm *pcm = state;

	if (pcm->kind == CODEC_PCMU)
		g711_ulaw_decode(frame->bytes, frame->size, out);
	else if (pcm->kind == CODEC_PCMA)
		g711_alaw_decode(frame->bytes, frame->size, out);
	else
		decode_l16(pcm, frame, out);
	return (int)frame->samples;
}

const struct codec_ops codec_pcm = {
    .exists = exists,
    .open = open_pcm,
    .decode = decode,
    .close = free,
};
