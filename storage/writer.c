/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One file of audio; the only file that knows libsndfile.
 *
 * (1) A file is called NAME.part until all of it is written, closed and
 *     hashed: a file without .part is whole, or all that a full disk took.
 * (2) With 'sync' it has that name only after its bytes are on the disk, and
 *     writer_finish() only returns after the name is.
 * (3) Every write is seen by store() below, and its error kept: sf_close()
 *     returns 0 on a full disk.
 * (4) 'frames' never claims more than can be read back from the file.
 */
#include "storage/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/digest.h"
#include "storage/ogg.h"
#include "storage/part.h"

#define WAV_BYTES_MAX 0xffff0000U /* a WAV file counts with 32 bits */
#define OGG_SERIAL 1
#define READ_FRAMES 4096 /* read at a time to count what is there */

/*
 * (5) What a format keeps back until a block or page is full is less than
 *     300 ms, so that a crash takes no more. libFLAC has blocks of 4,096
 *     samples, half a second of 8 kHz, unless its effort is low: then 1,152.
 *     Below 16 kHz that is so; files get 5 to 7 % larger by it.
 */
#define FLAC_LOW_RATE_HZ 16000
#define FLAC_LOW_EFFORT (2.0 / 8)
#define OGG_PAGE_MS 200.0

struct writer {
	int dir_fd;     /* the folder that 'path' lies in; not ours */
	int fd;         /* the file, until it is freed */
	SNDFILE *sound; /* writes through store(); NULL once closed */
	char *path;     /* relative to 'dir_fd' */
	enum audio_format format;
	int channels;
	int rate_hz;
	int64_t offset;  /* where libsndfile writes next */
	int64_t size;    /* of the file */
	uint64_t frames; /* taken from the caller */
	int64_t limit;   /* bytes that a WAV file may have */
	int error;       /* first errno of its life */
};

static const struct {
	const char *name;
	const char *suffix;
	int sndfile;      /* the format's code in libsndfile */
	int sample_bytes; /* of one sample in a WAV file; 0: is no WAV */
} formats[AUDIO_FORMAT_COUNT] = {
    [AUDIO_PCM16] = {"pcm16", ".wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 2},
    [AUDIO_ULAW] = {"ulaw", ".wav", SF_FORMAT_WAV | SF_FORMAT_ULAW, 1},
    [AUDIO_ALAW] = {"alaw", ".wav", SF_FORMAT_WAV | SF_FORMAT_ALAW, 1},
    [AUDIO_FLAC] = {"flac", ".flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 0},
    [AUDIO_OPUS] = {"opus", ".opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 0},
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

/* libsndfile says yes to other rates of Opus, and fails later. */
bool
audio_format_has_rate(enum audio_format format, int rate_hz)
{
	if (format == AUDIO_OPUS)
		return rate_hz == 8000 || rate_hz == 12000 ||
		       rate_hz == 16000 || rate_hz == 24000 || rate_hz == 48000;
	return rate_hz > 0 && rate_hz <= 192000;
}

/* The functions through which libsndfile sees the file. */
static sf_count_t
size_of(void *arg)
{
	const struct writer *writer = arg;

	return writer->size;
}

static sf_count_t
tell(void *arg)
{
	const struct writer *writer = arg;

	return writer->offset;
}

static sf_count_t
seek(sf_count_t offset, int whence, void *arg)
{
	struct writer *writer = arg;

	if (whence == SEEK_CUR)
		offset += writer->offset;
	else if (whence == SEEK_END)
		offset += writer->size;
	if (offset < 0)
		return -1;
	writer->offset = offset;
	return offset;
}

static sf_count_t
load(void *bytes, sf_count_t count, void *arg)
{
	struct writer *writer = arg;
	ssize_t n =
	    pread(writer->fd, bytes, (size_t)count, (off_t)writer->offset);

	if (n < 0)
		return 0;
	writer->offset += n;
	return n;
}

/* (3) */
static sf_count_t
store(const void *bytes, sf_count_t count, void *arg)
{
	struct writer *writer = arg;
	const char *at = bytes;
	sf_count_t done = 0;

	while (done < count) {
		ssize_t n = pwrite(writer->fd, at + done,
		    (size_t)(count - done), (off_t)writer->offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			if (!writer->error)
				writer->error = n < 0 ? errno : EIO;
			break;
		}
		done += n;
		writer->offset += n;
		if (writer->offset > writer->size)
			writer->size = writer->offset;
	}
	return done;
}

/* Opens the file of 'writer' in libsndfile; NULL when that is not possible. */
static SNDFILE *
open_sound(struct writer *writer, int mode)
{
	SF_VIRTUAL_IO io = {
	    .get_filelen = size_of,
	    .seek = seek,
	    .read = load,
	    .write = store,
	    .tell = tell,
	};
	SF_INFO info = {.format = 0};

	if (mode == SFM_WRITE) {
		info.format = formats[writer->format].sndfile;
		info.channels = writer->channels;
		info.samplerate = writer->rate_hz;
	}
	writer->offset = 0;
	return sf_open_virtual(&io, mode, &info, writer);
}

static void
writer_free(struct writer *writer)
{
	if (writer->sound)
		sf_close(writer->sound);
	if (writer->fd >= 0)
		close(writer->fd);
	free(writer->path);
	free(writer);
}

/* (5) */
static void
keep_little_back(struct writer *writer)
{
	double effort = FLAC_LOW_EFFORT, page_ms = OGG_PAGE_MS;

	if (writer->format == AUDIO_FLAC && writer->rate_hz < FLAC_LOW_RATE_HZ)
		sf_command(writer->sound, SFC_SET_COMPRESSION_LEVEL, &effort,
		    sizeof effort);
	if (writer->format == AUDIO_OPUS)
		sf_command(writer->sound, SFC_SET_OGG_PAGE_LATENCY_MS, &page_ms,
		    sizeof page_ms);
}

int
writer_open(int dir_fd, const char *path, enum audio_format format,
    int channels, int rate_hz, struct writer **out)
{
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
	    .limit = WAV_BYTES_MAX,
	    .rate_hz = rate_hz};
	error = writer->path ? part_make(dir_fd, path, &writer->fd) : ENOMEM;
	if (error) {
		writer_free(writer);
		return error;
	}
	writer->sound = open_sound(writer, SFM_WRITE);
	if (!writer->sound || writer->error) {
		error = writer->error ? writer->error : EINVAL;
		writer_discard(writer);
		return error;
	}
	keep_little_back(writer);
	*out = writer;
	return 0;
}

/* Would a WAV file with 'frames' more be too large? */
static bool
is_too_large(const struct writer *writer, size_t frames)
{
	uint64_t frame_bytes = (uint64_t)formats[writer->format].sample_bytes *
			       (uint64_t)writer->channels;

	uint64_t left = writer->limit > writer->size
			    ? (uint64_t)(writer->limit - writer->size)
			    : 0;

	return frame_bytes && frames > left / frame_bytes;
}

void
writer_set_limit(struct writer *writer, uint32_t bytes)
{
	writer->limit = bytes < WAV_BYTES_MAX ? bytes : WAV_BYTES_MAX;
}

int
writer_write(struct writer *writer, const int16_t *samples, size_t frames)
{
	sf_count_t done;

	if (!writer->error && is_too_large(writer, frames))
		return EFBIG;
	if (writer->error || frames == 0)
		return writer->error;
	done = sf_writef_short(writer->sound, samples, (sf_count_t)frames);
	if (done > 0)
		writer->frames += (uint64_t)done;
	if (done != (sf_count_t)frames && !writer->error)
		writer->error = EIO;
	return writer->error;
}

/* (4) After an error: how many frames can be read back? */
static uint64_t
count_frames(struct writer *writer)
{
	SNDFILE *sound = open_sound(writer, SFM_READ);
	int16_t *samples = malloc(READ_FRAMES * 2 * sizeof *samples);
	uint64_t frames = 0;
	sf_count_t n;

	while (sound && samples &&
	       (n = sf_readf_short(sound, samples, READ_FRAMES)) > 0)
		frames += (uint64_t)n;
	free(samples);
	if (sound)
		sf_close(sound);
	return frames < writer->frames ? frames : writer->frames;
}

/* Keeps the first error. */
static void
keep_error(struct writer *writer, int error)
{
	if (!writer->error)
		writer->error = error;
}

/* Closes libsndfile's half: header and last block are written. */
static void
close_sound(struct writer *writer)
{
	sf_close(writer->sound);
	writer->sound = NULL;
	if (writer->format == AUDIO_OPUS && !writer->error)
		keep_error(writer, ogg_set_serial(writer->fd, OGG_SERIAL));
	if (writer->error)
		writer->frames = count_frames(writer);
}

int
writer_finish(struct writer *writer, bool sync, struct written *out)
{
	int error;

	*out = (struct written){.frames = 0};
	close_sound(writer);
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
