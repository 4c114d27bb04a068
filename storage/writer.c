/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One file of audio; what is in it storage/sound.h knows.
 *
 * (1) A file is called NAME.part until all of it is written, closed and
 *     hashed: a file without .part is whole, or all that a full disk took.
 * (2) With 'sync' it has that name only after its bytes are on the disk, and
 *     writer_finish() only returns after the name is.
 */
#include "storage/writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "storage/digest.h"
#include "storage/part.h"

#define WAV_BYTES_MAX 0xffff0000U /* a WAV file counts with 32 bits */

struct writer {
	int dir_fd;          /* the folder that 'path' lies in; not ours */
	int fd;              /* the file, until it is freed */
	struct sound *sound; /* in it; NULL once closed */
	char *path;          /* relative to 'dir_fd' */
	enum audio_format format;
	int channels;
	int64_t size;    /* of the file, once it is closed */
	uint64_t frames; /* that can be read from it, likewise */
	int64_t limit;   /* bytes that a WAV file may have */
	bool unhashed;   /* and stays so */
	int error;       /* first errno of its life */
};

static const struct {
	const char *name;
	const char *suffix;
	int sample_bytes; /* of one sample in a WAV file; 0: is no WAV */
} formats[AUDIO_FORMAT_COUNT] = {
    [AUDIO_PCM16] = {"pcm16", ".wav", 2},
    [AUDIO_ULAW] = {"ulaw", ".wav", 1},
    [AUDIO_ALAW] = {"alaw", ".wav", 1},
    [AUDIO_FLAC] = {"flac", ".flac", 0},
    [AUDIO_OPUS] = {"opus", ".opus", 0},
};

const char *
audio_format_name(enum audio_format format)
{
	return formats[format].name;
}

bool
audio_format_parse(const char *name, enum audio_format *out)
{
	for (int i = 0; i < AUDIO_FORMAT_COUNT; i++) {
		if (!strcmp(formats[i].name, name)) {
			*out = (enum audio_format)i;
			return true;
		}
	}
	return false;
}

const char *
audio_format_suffix(enum audio_format format)
{
	return formats[format].suffix;
}

static void
writer_free(struct writer *writer)
{
	if (writer->sound)
		sound_close(writer->sound, NULL);
	if (writer->fd >= 0)
		close(writer->fd);
	free(writer->path);
	free(writer);
}

int
writer_open(int dir_fd, const char *path, enum audio_format format,
    int channels, int rate_hz, struct writer **out)
{
	struct sound_info info = {.channels = channels, .rate_hz = rate_hz};
	struct writer *writer;
	int error;

	if (channels < 1 || channels > 2 ||
	    !audio_format_has_rate(format, rate_hz))
		return EINVAL;
	writer = calloc(1, sizeof *writer);
	if (!writer)
		return ENOMEM;
	*writer = (struct writer){.dir_fd = dir_fd,
	    .fd = -1,
	    .path = strdup(path),
	    .format = format,
	    .channels = channels,
	    .limit = WAV_BYTES_MAX};
	error = writer->path ? part_make(dir_fd, path, &writer->fd) : ENOMEM;
	if (error) {
		writer_free(writer);
		return error;
	}
	error = sound_create(writer->fd, format, &info, &writer->sound);
	if (error) {
		writer_discard(writer);
		return error;
	}
	*out = writer;
	return 0;
}

/* Would a WAV file with 'frames' more be too large? */
static bool
is_too_large(const struct writer *writer, size_t frames)
{
	uint64_t frame_bytes = (uint64_t)formats[writer->format].sample_bytes *
			       (uint64_t)writer->channels;
	int64_t size = sound_size(writer->sound);
	uint64_t left =
	    writer->limit > size ? (uint64_t)(writer->limit - size) : 0;

	return frame_bytes && frames > left / frame_bytes;
}

void
writer_set_limit(struct writer *writer, uint32_t bytes)
{
	writer->limit = bytes < WAV_BYTES_MAX ? bytes : WAV_BYTES_MAX;
}

void
writer_leave_unhashed(struct writer *writer)
{
	writer->unhashed = true;
}

int
writer_write(struct writer *writer, const int16_t *samples, size_t frames)
{
	if (!writer->error && is_too_large(writer, frames))
		return EFBIG;
	if (!writer->error)
		writer->error = sound_write(writer->sound, samples, frames);
	return writer->error;
}

int
writer_write_octets(struct writer *writer, const uint8_t *octets, size_t frames)
{
	if (!writer->error && is_too_large(writer, frames))
		return EFBIG;
	if (!writer->error)
		writer->error =
		    sound_write_octets(writer->sound, octets, frames);
	return writer->error;
}

/* Keeps the first error. */
static void
keep_error(struct writer *writer, int error)
{
	if (!writer->error)
		writer->error = error;
}

/* Header and last block are written. */
static void
close_sound(struct writer *writer)
{
	int error = sound_close(writer->sound, &writer->frames);
	off_t size = lseek(writer->fd, 0, SEEK_END);

	writer->sound = NULL;
	writer->size = size < 0 ? 0 : size;
	keep_error(writer, error);
}

int
writer_finish(struct writer *writer, bool sync, struct written *out)
{
	int error;

	*out = (struct written){.frames = 0};
	close_sound(writer);
	if (!writer->unhashed)
		keep_error(writer, digest_file(writer->fd, out->sha256));
	if (sync && fsync(writer->fd))
		keep_error(writer, errno);
	error = part_give_name(writer->dir_fd, writer->path, sync);
	keep_error(writer, error);
	if (!error) {
		out->frames = writer->frames;
		out->bytes = (uint64_t)writer->size;
	} else {
		out->sha256[0] = '\0';
	}
	error = writer->error;
	writer_free(writer);
	return error;
}

void
writer_discard(struct writer *writer)
{
	if (!writer)
		return;
	part_remove(writer->dir_fd, writer->path);
	writer_free(writer);
}
