/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One codec of one stream: frames of it in order to samples of the rate that
 * is recorded. It joins the codec, kept in its rtp/codec_*.c, and a
 * resampler, whose delay is taken out again: a first sample given comes from
 * the first sample decoded.
 *
 * A decoder belongs to one thread at a time.
 */
#ifndef RTP_DECODER_H
#define RTP_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rtp/payload.h"

/* The most samples that come of one frame, at any rate: 120 ms at 48 kHz, or
 * what 8 kHz makes of as many. */
#define DECODED_MAX 5760
#define DECODER_OUT_MAX (DECODED_MAX * 6 + 4096)

/* How many decoders there may be, of all threads together; what they take is
 * some 30 kB each. */
struct decoder_budget {
	_Atomic size_t count;
	size_t limit;
};

struct decoder;

/* Is there one in this build, and in the libraries that it runs with? */
bool decoder_exists(uint8_t kind, uint8_t variant);

/* Loads the libraries of all codecs now, and not when a first call needs
 * them: for who cannot load anything later. */
void decoder_load(void);

/* One for samples at 'rate_hz'. NULL: there is none, no memory, or too many
 * (counted). 'budget' is borrowed. */
struct decoder *decoder_new(struct decoder_budget *budget, uint8_t kind,
    uint8_t variant, uint32_t rate_hz);
void decoder_free(struct decoder *decoder); /* NULL is allowed */

uint8_t decoder_kind(const struct decoder *decoder);
uint8_t decoder_variant(const struct decoder *decoder);

/* Another rate from now on. False: no memory. What decoder_pending() tells
 * must have been taken. */
bool decoder_set_rate(struct decoder *decoder, uint32_t rate_hz);

/*
 * Decodes a frame of speech, or of coded noise, to '*out', which is the
 * decoder's until it is asked again. Returns the samples; fewer or more than
 * the frame's by what is pending. False: the codec refuses the frame.
 * '*noise_level' (NULL is allowed) becomes that of what was decoded.
 */
bool decoder_push(struct decoder *decoder, const struct codec_frame *frame,
    const int16_t **out, size_t *count, uint8_t *noise_level);

/* Can the codec itself make up for frames that were lost? */
bool decoder_conceals(const struct decoder *decoder);

/*
 * Makes some of 'wanted' samples (of 'rate_hz') for what was lost, as
 * decoder_push() gives them. 'next' is the payload that came after them, of
 * which some codecs take it, or NULL.
 */
bool decoder_conceal(struct decoder *decoder, const struct codec_frame *next,
    size_t wanted, const int16_t **out, size_t *count);

/* Samples that were decoded and not given yet, because the resampler waits
 * for what follows them. */
size_t decoder_pending(const struct decoder *decoder);

/* Gives what is pending: nothing follows. The next frame begins anew. */
void decoder_drain(struct decoder *decoder, const int16_t **out, size_t *count);

/* Samples of 'rate_hz' that come of 'samples' of the codec. */
size_t decoder_scaled(const struct decoder *decoder, size_t samples);

#endif
