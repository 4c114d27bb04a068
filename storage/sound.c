/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sound in files, by libsndfile: the only file that knows it.
 *
 * (1) Every write is seen by store() below, and its error kept: sf_close()
 *     returns 0 on a full disk.
 * (2) What sound_close() says of frames never claims more than can be read
 *     back from the file.
 */
#include "storage/sound.h"

#include <errno.h>
#include <sndfile.h>
#include <stdlib.h>
#include <unistd.h>

#include "storage/ogg.h"

#define OGG_SERIAL 1
#define READ_FRAMES 4096 /* read at a time to count what is there */
#define RATE_MAX_HZ 192000

/*
 * (3) What a format keeps back until a block or page is full is less than
 *     300 ms, so that a crash takes no more. libFLAC has blocks of 4,096
 *     samples, half a second of 8 kHz, unless its effort is low: then 1,152.
 *     Below 16 kHz that is so; files get 5 to 7 % larger by it.
 */
#define FLAC_LOW_RATE_HZ 16000
#define FLAC_LOW_EFFORT (2.0 / 8)
#define OGG_PAGE_MS 200.0

struct sound {
	int fd;        /* the file; not ours */
	SNDFILE *file; /* reads by load() and writes by store() */
	bool writes;
	enum audio_format format; /* of what is written */
	struct sound_info info;
	int64_t offset;  /* where libsndfile reads or writes next */
	int64_t size;    /* of the file */
	uint64_t frames; /* taken from the caller */
	int error;       /* first errno of its life */
};

static const int codes[] = {
    [AUDIO_PCM16] = SF_FORMAT_WAV | SF_FORMAT_PCM_16,
    [AUDIO_ULAW] = SF_FORMAT_WAV | SF_FORMAT_ULAW,
    [AUDIO_ALAW] = SF_FORMAT_WAV | SF_FORMAT_ALAW,
    [AUDIO_FLAC] = SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
    [AUDIO_OPUS] = SF_FORMAT_OGG | SF_FORMAT_OPUS,
    [AUDIO_MP3] = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III,
};

/* Rates of the formats that have but some; 0 at the end. */
static const int opus_rates[] = {8000, 12000, 16000, 24000, 48000, 0};
static const int mp3_rates[] = {
    8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 0};

/* libsndfile says yes to other rates of Opus, and fails later. */
bool
audio_format_has_rate(enum audio_format format, int rate_hz)
{
	const int *rate = format == AUDIO_MP3 ? mp3_rates : opus_rates;

	if (format != AUDIO_OPUS && format != AUDIO_MP3)
		return rate_hz > 0 && rate_hz <= RATE_MAX_HZ;
	while (*rate && *rate != rate_hz)
		rate++;
	return *rate != 0;
}

/* The functions through which libsndfile sees the file. */
static sf_count_t
size_of(void *arg)
{
	const struct sound *sound = arg;

	return sound->size;
}

static sf_count_t
tell(void *arg)
{
	const struct sound *sound = arg;

	return sound->offset;
}

static sf_count_t
seek(sf_count_t offset, int whence, void *arg)
{
	struct sound *sound = arg;

	if (whence == SEEK_CUR)
		offset += sound->offset;
	else if (whence == SEEK_END)
		offset += sound->size;
	if (offset < 0)
		return -1;
	sound->offset = offset;
	return offset;
}

static sf_count_t
load(void *bytes, sf_count_t count, void *arg)
{
	struct sound *sound = arg;
	ssize_t n =
	    pread(sound->fd, bytes, (size_t)count, (off_t)sound->offset);

	if (n < 0)
		return 0;
	sound->offset += n;
	return n;
}

/* (1) */
static sf_count_t
store(const void *bytes, sf_count_t count, void *arg)
{
	struct sound *sound = arg;
	const char *at = bytes;
	sf_count_t done = 0;

	while (done < count) {
		ssize_t n = pwrite(sound->fd, at + done, (size_t)(count - done),
		    (off_t)sound->offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			if (!sound->error)
				sound->error = n < 0 ? errno : EIO;
			break;
		}
		done += n;
		sound->offset += n;
		if (sound->offset > sound->size)
			sound->size = sound->offset;
	}
	return done;
}

/* Opens the file in libsndfile; NULL when that is not possible. */
static SNDFILE *
open_file(struct sound *sound, int mode, SF_INFO *info)
{
	SF_VIRTUAL_IO io = {
	    .get_filelen = size_of,
	    .seek = seek,
	    .read = load,
	    .write = store,
	    .tell = tell,
	};

	sound->offset = 0;
	return sf_open_virtual(&io, mode, info, sound);
}

/* (3) */
static void
keep_little_back(struct sound *sound)
{
	double effort = FLAC_LOW_EFFORT, page_ms = OGG_PAGE_MS;

	if (sound->format == AUDIO_FLAC &&
	    sound->info.rate_hz < FLAC_LOW_RATE_HZ)
		sf_command(sound->file, SFC_SET_COMPRESSION_LEVEL, &effort,
		    sizeof effort);
	if (sound->format == AUDIO_OPUS)
		sf_command(sound->file, SFC_SET_OGG_PAGE_LATENCY_MS, &page_ms,
		    sizeof page_ms);
}

int
sound_create(int fd, enum audio_format format, const struct sound_info *info,
    struct sound **out)
{
	SF_INFO file = {.format = codes[format],
	    .channels = info->channels,
	    .samplerate = info->rate_hz};
	struct sound *sound;
	int error;

	if (info->channels < 1 || info->channels > 2 ||
	    !audio_format_has_rate(format, info->rate_hz))
		return EINVAL;
	if (!sf_format_check(&file))
		return ENOTSUP;
	sound = calloc(1, sizeof *sound);
	if (!sound)
		return ENOMEM;
	*sound = (struct sound){
	    .fd = fd, .writes = true, .format = format, .info = *info};
	sound->file = open_file(sound, SFM_WRITE, &file);
	if (!sound->file || sound->error) {
		error = sound->error ? sound->error : EINVAL;
		sound_close(sound, NULL);
		return error;
	}
	keep_little_back(sound);
	*out = sound;
	return 0;
}

int
sound_open(int fd, struct sound_info *info, struct sound **out)
{
	SF_INFO file = {.format = 0};
	off_t size = lseek(fd, 0, SEEK_END);
	struct sound *sound;

	if (size < 0)
		return errno;
	sound = calloc(1, sizeof *sound);
	if (!sound)
		return ENOMEM;
	*sound = (struct sound){.fd = fd, .size = size};
	sound->file = open_file(sound, SFM_READ, &file);
	if (!sound->file || file.channels < 1 || file.channels > 2 ||
	    file.samplerate <= 0 || file.samplerate > RATE_MAX_HZ) {
		sound_close(sound, NULL);
		return EBADMSG;
	}
	sound->info = (struct sound_info){.channels = file.channels,
	    .rate_hz = file.samplerate,
	    .frames = file.frames < 0 || file.frames == SF_COUNT_MAX
			  ? UINT64_MAX
			  : (uint64_t)file.frames};
	*info = sound->info;
	*out = sound;
	return 0;
}

/* Of 'frames' frames 'done' were written: what sound_write() returns. */
static int
note_written(struct sound *sound, size_t frames, sf_count_t done)
{
	if (done > 0)
		sound->frames += (uint64_t)done;
	if (done != (sf_count_t)frames && !sound->error)
		sound->error = EIO;
	return sound->error;
}

int
sound_write(struct sound *sound, const int16_t *samples, size_t frames)
{
	sf_count_t done;

	if (sound->error || frames == 0)
		return sound->error;
	done = sf_writef_short(sound->file, samples, (sf_count_t)frames);
	return note_written(sound, frames, done);
}

int
sound_write_octets(struct sound *sound, const uint8_t *octets, size_t frames)
{
	sf_count_t channels = sound->info.channels, done;

	if (sound->error || frames == 0)
		return sound->error;
	done = sf_write_raw(sound->file, octets, (sf_count_t)frames * channels);
	return note_written(sound, frames, done > 0 ? done / channels : 0);
}

int64_t
sound_size(const struct sound *sound)
{
	return sound->size;
}

size_t
sound_read(struct sound *sound, int16_t *samples, size_t frames)
{
	sf_count_t done =
	    sf_readf_short(sound->file, samples, (sf_count_t)frames);

	return done > 0 ? (size_t)done : 0;
}

int
sound_seek(struct sound *sound, uint64_t frame)
{
	if (frame > INT64_MAX ||
	    sf_seek(sound->file, (sf_count_t)frame, SEEK_SET) < 0)
		return EIO;
	return 0;
}

/* (2) After an error: how many frames can be read back? */
static uint64_t
count_frames(struct sound *sound)
{
	SF_INFO info = {.format = 0};
	SNDFILE *file = open_file(sound, SFM_READ, &info);
	int16_t *samples = malloc(READ_FRAMES * 2 * sizeof *samples);
	uint64_t frames = 0;
	sf_count_t n;

	while (file && samples &&
	       (n = sf_readf_short(file, samples, READ_FRAMES)) > 0)
		frames += (uint64_t)n;
	free(samples);
	if (file)
		sf_close(file);
	return frames < sound->frames ? frames : sound->frames;
}

int
sound_close(struct sound *sound, uint64_t *frames)
{
	bool wrote = sound->file && sound->writes;
	int error;

	/* Header and last block are written now. */
	if (sound->file)
		sf_close(sound->file);
	if (wrote && sound->format == AUDIO_OPUS && !sound->error)
		sound->error = ogg_set_serial(sound->fd, OGG_SERIAL);
	if (wrote && sound->error && frames)
		sound->frames = count_frames(sound);
	if (frames)
		*frames = sound->frames;
	error = sound->error;
	free(sound);
	return error;
}
