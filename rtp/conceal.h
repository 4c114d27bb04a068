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

/* What concealment looks at before a loss, and the most that it makes, by when
 * it has faded out: at 8 kHz, and at the highest rate. */
#define CONCEAL_HISTORY_MS 40
#define CONCEAL_MAX_MS 60
#define CONCEAL_HISTORY (CONCEAL_HISTORY_MS * 8)
#define CONCEAL_MAX (CONCEAL_MAX_MS * 8)
#define CONCEAL_HISTORY_HIGHEST (CONCEAL_HISTORY_MS * 48)
#define CONCEAL_MAX_HIGHEST (CONCEAL_MAX_MS * 48)

/*
 * Makes 'count' samples (at most CONCEAL_MAX_MS) to follow the samples before
 * 'end', CONCEAL_HISTORY_MS of them, all of 'rate_hz', 8000 or more.
 */
void conceal(const int16_t *end, uint32_t rate_hz, int16_t *out, size_t count);

/*
 * Makes 'count' samples of noise 'level' dB below the overload point
 * (RFC 3389 section 3.1: 0 to 127). '*state' is the generator's, any start.
 */
void comfort_noise(uint8_t level, uint32_t *state, int16_t *out, size_t count);

/* The level of 'count' samples, as RFC 3389 counts it. */
uint8_t noise_level(const int16_t *samples, size_t count);

#endif
