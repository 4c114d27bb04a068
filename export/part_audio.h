/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One recording of a call, read at another rate than its own, if need be. */
#ifndef EXPORT_PART_AUDIO_H
#define EXPORT_PART_AUDIO_H

#include "storage/rows.h"
#include "storage/sound.h"

struct part_audio;

/*
 * Opens the recording, to be read at 'rate_hz'. Errors as those of
 * audio_reader_open(), and ENOTSUP: there is no resampler in this build.
 */
int part_audio_open(int dir_fd, const struct recording_row *row, int rate_hz,
    struct part_audio **out) __attribute__((warn_unused_result));

void part_audio_close(struct part_audio *part); /* NULL is allowed */

/*
 * Reads up to 'frames' frames of two channels, from the frame 'from' at the
 * rate asked for; how many there were. What is read in order is read once.
 */
size_t part_audio_read(
    struct part_audio *part, uint64_t from, int16_t *samples, size_t frames);

#endif
