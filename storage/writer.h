/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One file of audio: written under a name that ends in .part, then closed,
 * hashed, synced and given its name. Samples are 16-bit linear, interleaved.
 *
 * A struct writer belongs to one thread at a time. Functions return 0 or a
 * positive errno (ENOSPC when the disk is full) and log nothing.
 */
#ifndef STORAGE_WRITER_H
#define STORAGE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/sound.h"

#define WRITER_SHA256_SIZE 65 /* hexadecimal digits and a NUL */

struct writer;

/* What became of a file. */
struct written {
	uint64_t frames;                 /* samples of each channel */
	uint64_t bytes;                  /* size of the file */
	char sha256[WRITER_SHA256_SIZE]; /* "": it was not hashed */
};

/* "pcm16", "ulaw", "alaw", "flac", "opus". */
const char *audio_format_name(enum audio_format format);

/* The format with that name; false when there is none. */
bool audio_format_parse(const char *name, enum audio_format *out);

/* ".wav", ".flac" or ".opus". */
const char *audio_format_suffix(enum audio_format format);

/*
 * Opens 'path' (relative to the folder open as 'dir_fd', its parents are made
 * as needed) for 'channels' at 'rate_hz'. 'path' is copied; 'dir_fd' must
 * stay open until the writer is freed. No link is followed below it. EINVAL:
 * a path that leads out of it, or a rate or a count of channels that the
 * format does not have.
 */
int writer_open(int dir_fd, const char *path, enum audio_format format,
    int channels, int rate_hz, struct writer **out)
    __attribute__((warn_unused_result));

/* A WAV file may have so many bytes, 4 GiB at most: see writer_write(). */
void writer_set_limit(struct writer *writer, uint32_t bytes);

/* The file is not hashed, which saves reading it again. */
void writer_leave_unhashed(struct writer *writer);

/*
 * Appends 'frames' frames of interleaved samples: one write() of a PCM file.
 * After an error the writer only takes writer_finish() or writer_discard().
 * EFBIG: a WAV file would pass its limit; nothing was written, and the
 * recording goes on in another file.
 */
int writer_write(struct writer *writer, const int16_t *samples, size_t frames)
    __attribute__((warn_unused_result));

/* The same, as octets of the law that the file has: AUDIO_ULAW, AUDIO_ALAW. */
int writer_write_octets(struct writer *writer, const uint8_t *octets,
    size_t frames) __attribute__((warn_unused_result));

/*
 * Closes, hashes unless told not to, syncs if 'sync', and renames the file;
 * frees the writer.
 * A file with that name is replaced. Returns the first error of the file's
 * life; what was written stays playable under its name as far as the disk
 * allows then, and '*out' tells how much. When even the name could not be
 * given, 'bytes' is 0 and the .part file is left for recovery.
 */
int writer_finish(struct writer *writer, bool sync, struct written *out)
    __attribute__((warn_unused_result));

/* Closes and removes the file; frees the writer. NULL is allowed. */
void writer_discard(struct writer *writer);

#endif
