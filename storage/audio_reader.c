/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings that are read. */
#include "storage/audio_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/folder.h"
#include "storage/writer.h"

#define AUDIO_FOLDER "audio/" /* where all recordings are */

struct audio_reader {
	int fd;
	struct sound *sound;
	struct sound_info info;
	uint64_t at; /* the frame that the sound gives next */
};

bool
recording_has_file(const struct recording_row *row)
{
	return row->path && row->state &&
	       (!strcmp(row->state, "complete") || !strcmp(row->state, "cut") ||
		   !strcmp(row->state, "recovered"));
}

/* May a recording of this format be called 'path'? */
static bool
is_recording_path(const char *path, enum audio_format format)
{
	const char *suffix = audio_format_suffix(format);
	size_t len = strlen(path), suffix_len = strlen(suffix);

	return !strncmp(path, AUDIO_FOLDER, strlen(AUDIO_FOLDER)) &&
	       len > suffix_len && !strcmp(path + len - suffix_len, suffix);
}

/* Opens a plain file, and nothing that could make us wait. */
static int
open_plain(int parent, const char *name, int *fd)
{
	struct stat st;
	int error = 0;

	*fd = openat(
	    parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (*fd < 0)
		return errno;
	if (fstat(*fd, &st))
		error = errno;
	else if (!S_ISREG(st.st_mode))
		error = EINVAL;
	if (error)
		close(*fd);
	return error;
}

int
recording_open(int dir_fd, const struct recording_row *row, int *fd)
{
	char name[FOLDER_NAME_SIZE];
	enum audio_format format;
	int parent, error;

	if (!row->path || !row->format ||
	    !audio_format_parse(row->format, &format) ||
	    !is_recording_path(row->path, format))
		return EINVAL;
	error = folder_open_parent(dir_fd, row->path, FOLDER_FIND, &parent);
	if (error)
		return error;
	error = folder_name(name, row->path, "");
	if (!error)
		error = open_plain(parent, name, fd);
	close(parent);
	return error;
}

int
audio_reader_open(
    int dir_fd, const struct recording_row *row, struct audio_reader **out)
{
	struct audio_reader *reader = calloc(1, sizeof *reader);
	int error;

	if (!reader)
		return ENOMEM;
	reader->fd = -1;
	error = recording_open(dir_fd, row, &reader->fd);
	if (error)
		reader->fd = -1;
	else
		error = sound_open(reader->fd, &reader->info, &reader->sound);
	if (!error && (reader->info.channels != row->channels ||
			  reader->info.rate_hz != row->rate_hz))
		error = EBADMSG;
	if (error) {
		audio_reader_close(reader);
		return error;
	}
	if (reader->info.frames == UINT64_MAX)
		reader->info.frames = row->frames;
	*out = reader;
	return 0;
}

void
audio_reader_close(struct audio_reader *reader)
{
	if (!reader)
		return;
	if (reader->sound)
		sound_close(reader->sound, NULL);
	if (reader->fd >= 0)
		close(reader->fd);
	free(reader);
}

const struct sound_info *
audio_reader_info(const struct audio_reader *reader)
{
	return &reader->info;
}

size_t
audio_reader_read(
    struct audio_reader *reader, uint64_t from, int16_t *samples, size_t frames)
{
	size_t done;

	if (from != reader->at) {
		if (from >= reader->info.frames ||
		    sound_seek(reader->sound, from))
			return 0;
		reader->at = from;
	}
	done = sound_read(reader->sound, samples, frames);
	reader->at += done;
	return done;
}
