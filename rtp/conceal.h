/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands where nothing was received: a short loss goes on with the pitch
 * of the speech before it and fades (in the manner of ITU-T G.711 appendix I,
 * but without touching a sample that was received), comfort noise has the
 * level that the sender told (RFC 3389).
 */
#ifndef RTP_CONCEAL_H
#define RTP_CONCEAL_H

#include <stddef.h>
#include <stdint.h>

/* Samples before a loss that concealment looks at, and the most that it
 * makes: 60 ms, by when it has faded out. At 8 kHz. */
#define CONCEAL_HISTORY 320
#define CONCEAL_MAX 480

/*
 * Makes 'count' samples (at most CONCEAL_MAX) to follow 'history', which ends
 * with the sample before the loss.
 */
void
conceal(const int16_t history[CONCEAL_HISTORY], int16_t *out, size_t count);

/*
 * Makes 'count' samples of noise 'level' dB below the overload point
 * (RFC 3389 section 3.1: 0 to 127). '*state' is the generator's, any start.
 */
void comfort_noise(uint8_t level, uint32_t *state, int16_t *out, size_t count);

#endif
