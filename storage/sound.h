/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sound in a file that is open as a descriptor: 16-bit linear samples,
 * interleaved, are written to it or read from it in the file's own format.
 * Recordings (storage/writer.h, storage/audio_reader.h) and exports use it.
 *
 * A struct sound belongs to one thread at a time. Functions return 0 or a
 * positive errno (ENOSPC when the disk is full) and log nothing.
 */
#ifndef STORAGE_SOUND_H
#define STORAGE_SOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum audio_format {
	AUDIO_PCM16, /* WAV, 16-bit linear */
	AUDIO_ULAW,  /* WAV, G.711 mu-law */
	AUDIO_ALAW,  /* WAV, G.711 A-law */
	AUDIO_FLAC,
	AUDIO_OPUS,                    /* Ogg Opus */
	AUDIO_FORMAT_COUNT,            /* recordings have one of those above */
	AUDIO_MP3 = AUDIO_FORMAT_COUNT /* that only exports have */
};

struct sound;

/* What a file holds. */
struct sound_info {
	int channels; /* 1 or 2 */
	int rate_hz;
	uint64_t frames; /* samples of each channel; UINT64_MAX: not known
	                    before they are read, as in a cut FLAC file */
};

/* Sample rates that 'format' can have: Opus has 8, 12, 16, 24 and 48 kHz. */
bool audio_format_has_rate(enum audio_format format, int rate_hz);

/*
 * Begins a file in the empty file open as 'fd' to read and write, which is
 * borrowed. EINVAL: a rate or a count of channels that the format does not
 * have; ENOTSUP: the library was built without the format, as it may be
 * without MP3.
 */
int
sound_create(int fd, enum audio_format format, const struct sound_info *info,
    struct sound **out) __attribute__((warn_unused_result));

/* Opens a file to read; 'fd' is borrowed. EBADMSG: it is no sound file, or
 * has another count of channels. */
int sound_open(int fd, struct sound_info *info, struct sound **out)
    __attribute__((warn_unused_result));

/* Appends 'frames' frames. After an error only the same error comes. */
int sound_write(struct sound *sound, const int16_t *samples, size_t frames)
    __attribute__((warn_unused_result));

/* The same, as octets of the law that the file has, AUDIO_ULAW or AUDIO_ALAW.
 * Of samples libsndfile makes them itself: that takes six times as long as
 * storage/g711_encode.h, and writes 8 KiB at a time. */
int sound_write_octets(struct sound *sound, const uint8_t *octets,
    size_t frames) __attribute__((warn_unused_result));

/* Bytes that the file has so far. */
int64_t sound_size(const struct sound *sound);

/* Reads the next frames; how many there were, fewer than 'frames' at the end
 * of the file or where it is damaged. */
size_t sound_read(struct sound *sound, int16_t *samples, size_t frames);

/* From here on frame 'frame' is read next. EIO: it cannot be found. */
int sound_seek(struct sound *sound, uint64_t frame)
    __attribute__((warn_unused_result));

/*
 * Closes the sound, not its descriptor, and gives the first error of its life.
 * '*frames' is how many can be read from the file that was written; NULL is
 * allowed.
 */
int sound_close(struct sound *sound, uint64_t *frames);

#endif
