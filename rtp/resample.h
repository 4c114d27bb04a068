/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From one sample rate to another, without delay in what is given: the first
 * sample out is the first in. Until more comes, some are pending.
 */
#ifndef RTP_RESAMPLE_H
#define RTP_RESAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct resampler;

/* Does this build have one? */
bool resampler_exists(void);

/* NULL without memory, or without a resampler. Rates of 8 to 48 kHz. */
struct resampler *resampler_new(uint32_t from_hz, uint32_t to_hz);
void resampler_free(struct resampler *resampler); /* NULL is allowed */

/* Takes 'count' samples; how many were put to 'out', which has room. */
size_t resampler_push(struct resampler *resampler, const int16_t *in,
    size_t count, int16_t *out, size_t room);

/* What the samples so far make, less what was given. */
size_t resampler_pending(const struct resampler *resampler);

/* Gives what is pending, and begins anew. */
size_t resampler_drain(struct resampler *resampler, int16_t *out, size_t room);

/* All of 'in' at once, from anew to anew: exactly 'wanted' samples, with
 * silence for what there is not. */
void resampler_whole(struct resampler *resampler, const int16_t *in,
    size_t count, int16_t *out, size_t wanted);

#endif
