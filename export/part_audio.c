/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording at another rate. */
#include "export/part_audio.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "rtp/resample.h"
#include "storage/audio_reader.h"

#define SIDES 2
#define READ_FRAMES 1024 /* of the recording at a time */
#define RATIO_MAX 8      /* no rate is so many times another one */
#define READY_FRAMES ((READ_FRAMES + 64) * RATIO_MAX)

struct part_audio {
	struct audio_reader *reader;
	int channels;
	uint32_t from_hz, to_hz;
	struct resampler *resampler[SIDES]; /* NULL: the rate is right */
	uint64_t read; /* frames of the recording that were taken */
	bool is_over;  /* there are no more */
	uint64_t at;   /* the frame, at the new rate, that is ready first */
	size_t ready;  /* how many are */
	size_t used;   /* ... and of these given already */
	int16_t (*frame)[SIDES]; /* those */
};

static void
free_resamplers(struct part_audio *part)
{
	for (int side = 0; side < SIDES; side++) {
		resampler_free(part->resampler[side]);
		part->resampler[side] = NULL;
	}
}

static int
make_resamplers(struct part_audio *part)
{
	if (!resampler_exists())
		return ENOTSUP;
	if (part->to_hz / part->from_hz >= RATIO_MAX)
		return EBADMSG;
	for (int side = 0; side < SIDES; side++) {
		part->resampler[side] =
		    resampler_new(part->from_hz, part->to_hz);
		if (!part->resampler[side])
			return ENOMEM;
	}
	return 0;
}

int
part_audio_open(int dir_fd, const struct recording_row *row, int rate_hz,
    struct part_audio **out)
{
	struct part_audio *part = calloc(1, sizeof *part);
	int error;

	if (!part)
		return ENOMEM;
	error = audio_reader_open(dir_fd, row, &part->reader);
	if (!error) {
		part->channels = audio_reader_info(part->reader)->channels;
		part->from_hz =
		    (uint32_t)audio_reader_info(part->reader)->rate_hz;
		part->to_hz = (uint32_t)rate_hz;
		part->frame = malloc(READY_FRAMES * sizeof *part->frame);
		error = part->frame ? 0 : ENOMEM;
	}
	if (!error && part->from_hz != part->to_hz)
		error = make_resamplers(part);
	if (error) {
		part_audio_close(part);
		return error;
	}
	*out = part;
	return 0;
}

void
part_audio_close(struct part_audio *part)
{
	if (!part)
		return;
	free_resamplers(part);
	audio_reader_close(part->reader);
	free(part->frame);
	free(part);
}

/* One channel stands for both sides. */
static void
double_channel(int16_t *samples, size_t frames)
{
	for (size_t i = frames; i-- > 0;)
		samples[2 * i] = samples[2 * i + 1] = samples[i];
}

/* Reads frames of two channels at the recording's own rate. */
static size_t
read_own(
    struct part_audio *part, uint64_t from, int16_t *samples, size_t frames)
{
	size_t n = audio_reader_read(part->reader, from, samples, frames);

	if (part->channels == 1)
		double_channel(samples, n);
	return n;
}

/* Makes more frames ready, in place of those that were used. */
static void
make_ready(struct part_audio *part)
{
	static _Thread_local int16_t both[READ_FRAMES * SIDES];
	static _Thread_local int16_t in[READ_FRAMES], out[READY_FRAMES];
	size_t n = read_own(part, part->read, both, READ_FRAMES);
	size_t made = 0;

	for (int side = 0; side < SIDES; side++) {
		struct resampler *resampler = part->resampler[side];

		for (size_t i = 0; i < n; i++)
			in[i] = both[i * SIDES + (size_t)side];
		made = n ? resampler_push(resampler, in, n, out, READY_FRAMES)
			 : resampler_drain(resampler, out, READY_FRAMES);
		for (size_t i = 0; i < made; i++)
			part->frame[i][side] = out[i];
	}
	part->read += n;
	part->is_over = n == 0;
	part->at += part->ready;
	part->ready = made;
	part->used = 0;
}

/*
 * Begins at a whole second before 'from', so that what comes is the same
 * wherever reading begins: the filter of a resampler knows what was before.
 */
static int
begin_before(struct part_audio *part, uint64_t from)
{
	uint64_t second = from / part->to_hz;

	free_resamplers(part);
	second = second ? second - 1 : 0;
	part->read = second * part->from_hz;
	part->at = second * part->to_hz;
	part->ready = part->used = 0;
	part->is_over = false;
	return make_resamplers(part);
}

size_t
part_audio_read(
    struct part_audio *part, uint64_t from, int16_t *samples, size_t frames)
{
	size_t given = 0;

	if (part->from_hz == part->to_hz)
		return read_own(part, from, samples, frames);
	if (from != part->at + part->used && begin_before(part, from))
		return 0;
	while (given < frames) {
		uint64_t next = part->at + part->used;
		size_t n = part->ready - part->used;

		if (n == 0 && part->is_over)
			break;
		if (n == 0) {
			make_ready(part);
			continue;
		}
		if (next < from) {
			n = from - next < n ? (size_t)(from - next) : n;
		} else {
			n = frames - given < n ? frames - given : n;
			memcpy(samples + given * SIDES,
			    part->frame + part->used, n * sizeof *part->frame);
			given += n;
		}
		part->used += n;
	}
	return given;
}
