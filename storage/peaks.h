/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the waveform of a recording is drawn from: for each twentieth of a
 * second the lowest and the highest sample of each side. Made once for each
 * file, and kept in OUT/cache with the file's SHA-256, as far as there is
 * room and the right to write there. What is in OUT/cache may be deleted at
 * any time.
 *
 * Errors as those of storage/audio_reader.h, and ENOMEM.
 */
#ifndef STORAGE_PEAKS_H
#define STORAGE_PEAKS_H

#include "storage/rows.h"

#define PEAKS_PER_SECOND 20
#define PEAKS_CACHE_FOLDER "cache"

/* Of all files in the cache: the oldest are removed above that. */
#define PEAKS_CACHE_BYTES_MAX ((uint64_t)64 << 20)
#define PEAKS_CACHE_FILES_MAX 4096

/* Of each channel, a week: what is behind is not looked at. */
#define PEAKS_COUNT_MAX ((size_t)7 * 86400 * PEAKS_PER_SECOND)

/* The range of samples, from -32768 to 32767, as -127 to 127. */
struct peak {
	int8_t min;
	int8_t max;
};

struct peaks {
	int channels;      /* 1 or 2: the caller, the callee */
	int rate_hz;       /* of the recording */
	uint64_t frames;   /* that were there */
	size_t count;      /* of each channel; the last may be of less time */
	struct peak *peak; /* i of channel c is peak[i * channels + c] */
};

/* The peaks of a recording, which the caller clears. */
int peaks_get(int dir_fd, const struct recording_row *row, struct peaks *out)
    __attribute__((warn_unused_result));

void peaks_clear(struct peaks *peaks);

/* Removes what is kept of the recording with this path, if anything is: it is
 * called when the file is removed. */
void peaks_forget(int dir_fd, const char *path);

#endif
