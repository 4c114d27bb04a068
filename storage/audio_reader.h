/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A recording that is read: its samples, whatever its format. The catalogue
 * says which file that is, but it is not trusted: only a file of audio below
 * the output folder is opened, and no link is followed on the way to it.
 *
 * It belongs to one thread at a time. Functions return 0 or a
 * positive errno and log nothing: ENOENT (there is no such file), EINVAL (a
 * path that no recording has), ELOOP (a link), EBADMSG (a file that is no
 * sound, or other sound than the catalogue says).
 */
#ifndef STORAGE_AUDIO_READER_H
#define STORAGE_AUDIO_READER_H

#include "storage/rows.h"
#include "storage/sound.h"

struct audio_reader;

/* Does a recording in this state have a file that is whole, as far as it
 * goes? */
bool recording_has_file(const struct recording_row *row);

/*
 * Opens the file of a recording to read, relative to the output folder, which
 * is open as 'dir_fd'. The caller closes '*fd'.
 */
int recording_open(int dir_fd, const struct recording_row *row, int *fd)
    __attribute__((warn_unused_result));

/* Opens the sound in that file; 'row' is not kept. */
int audio_reader_open(int dir_fd, const struct recording_row *row,
    struct audio_reader **out) __attribute__((warn_unused_result));

void audio_reader_close(struct audio_reader *reader); /* NULL is allowed */

/* Channels, rate, and frames: those of the catalogue, where the file does not
 * tell. */
const struct sound_info *audio_reader_info(const struct audio_reader *reader);

/*
 * Reads up to 'frames' frames of interleaved samples, of which the first is
 * the frame 'from'. How many there were: fewer at the end of the file, or
 * where it is damaged. What is read in order is read without a search.
 */
size_t audio_reader_read(struct audio_reader *reader, uint64_t from,
    int16_t *samples, size_t frames);

#endif
