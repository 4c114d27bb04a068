/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opus (RFC 6716, RFC 7587) by libopus, which takes what a packet tells of a
 * lost one before it (in-band FEC), and makes one channel of two.
 */
#include <opus.h>

#include "rtp/codec.h"
#include "rtp/codec_int.h"
#include "rtp/decoder.h"

#define RATE_HZ 48000        /* RFC 7587 section 4.1 */
#define STEP (RATE_HZ / 400) /* losses are made up for in 2.5 ms */

static bool
exists(uint8_t kind, uint8_t variant)
{
	(void)kind, (void)variant;
	return true;
}

static void *
open_opus(uint8_t kind, uint8_t variant)
{
	(void)kind, (void)variant;
	return opus_decoder_create(RATE_HZ, 1, NULL);
}

static int
decode(void *state, const struct codec_frame *frame, int16_t *out)
{
	return opus_decode(
	    state, frame->bytes, (opus_int32)frame->size, out, DECODED_MAX, 0);
}

static int
conceal(
    void *state, const struct codec_frame *next, size_t wanted, int16_t *out)
{
	int count = (int)(wanted / STEP * STEP);
	int made = 0, tail = 0;

	if (count > DECODED_MAX)
		count = DECODED_MAX;
	if (count == 0)
		return -1;
	/* A packet tells of the one before it, which was as long as it. */
	if (next)
		tail = opus_packet_get_nb_samples(
		    next->bytes, (opus_int32)next->size, RATE_HZ);
	if (tail < 0 || tail > count)
		tail = 0;
	if (count > tail) {
		made = opus_decode(state, NULL, 0, out, count - tail, 0);
		if (made < 0)
			return -1;
	}
	if (tail > 0)
		tail = opus_decode(state, next->bytes, (opus_int32)next->size,
		    out + made, tail, 1);
	return tail < 0 ? made : made + tail;
}

static void
close_opus(void *state)
{
	opus_decoder_destroy(state);
}

const struct codec_ops codec_opus = {
    .exists = exists,
    .open = open_opus,
    .decode = decode,
    .conceal = conceal,
    .close = close_opus,
};
