/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads WAV files, 16-bit PCM or G.711, for callgen (speech) and checkaudio. */
#ifndef BENCH_WAV_H
#define BENCH_WAV_H

#include <stddef.h>
#include <stdint.h>

/* A whole WAV file in memory. */
struct wav {
	int16_t *samples;  /* interleaved; owned, NULL when there are none */
	size_t frames;     /* samples of one channel */
	uint32_t rate_hz;  /* frames a second */
	uint16_t channels; /* samples in a frame, at least 1 */
};

/*
 * Reads the file 'path' into 'wav'. Returns 0, or after a message to standard
 * error an errno: EBADMSG for what is no such WAV file. The caller
 * calls wav_clear() after 0.
 */
int
wav_read(const char *path, struct wav *wav) __attribute__((warn_unused_result));

/* Releases what wav_read() filled; 'wav' may be all zeros. */
void wav_clear(struct wav *wav);

/*
 * Reads the file 'path' whole. Returns 0 or an errno after a message. The
 * caller frees '*bytes', which has a NUL behind its '*size' bytes.
 */
int wav_slurp(const char *path, uint8_t **bytes, size_t *size)
    __attribute__((warn_unused_result));

#endif
