/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the people of callgen say. A sample is a pure function of who speaks
 * and of the position, so any stretch can be had again at any time.
 */
#ifndef BENCH_SPEECH_H
#define BENCH_SPEECH_H

#include "bench/plan.h"
#include "bench/wav.h"

#define SPEECH_TABLE_LEN 1024 /* entries of one period, a power of two */

/* Where all voices come from. Read-only after speech_init(). */
struct speech {
	struct wav wav;                   /* frames is 0: built-in signal */
	int16_t period[SPEECH_TABLE_LEN]; /* one period of the voice */
	int16_t swell[SPEECH_TABLE_LEN];  /* raised cosine, 0 to 32767 */
};

/* One person. */
struct voice {
	size_t offset;     /* frames into the WAV where the person starts */
	uint32_t pitch;    /* periods a sample, times 2^32 */
	uint32_t syllable; /* fast swells a sample, times 2^32 */
	uint32_t phrase;   /* slow swells a sample, times 2^32 */
	uint32_t phase;    /* of all three, times 2^32 */
	uint32_t noise;    /* key of the breath noise */
};

/*
 * Prepares the built-in signal and, unless 'path' is NULL, reads the WAV file
 * 'path' (8 kHz, mono, 16 bits). Returns 0, or an errno after a message.
 */
int speech_init(struct speech *s, const char *path)
    __attribute__((warn_unused_result));

/* Releases what speech_init() took. */
void speech_clear(struct speech *s);

/* Casts the person on 'side' of call 'call' (from 0), for 'seed'. */
void voice_init(struct voice *v, const struct speech *s, int64_t seed,
    uint32_t call, enum side side);

/* Gives 'len' samples of 'v' from position 'pos_samples' on, in 'out'. */
void speech_read(const struct speech *s, const struct voice *v,
    int64_t pos_samples, int16_t *out, size_t len);

#endif
