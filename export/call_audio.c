/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The recordings of a call, joined. Each has its place by the time of its
 * first sample; where several lie at the same time, all are heard.
 */
#include "export/call_audio.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "export/part_audio.h"
#include "storage/audio_reader.h"

#define SIDES 2
#define US_PER_SEC 1000000
#define PARTS_MAX 1000
#define LENGTH_MAX_S ((uint64_t)7 * 86400)
#define BLOCK_FRAMES 2048

/* The next part begins with the next sample: times are rounded, and this far
 * from the end of the one before it begins right there. */
#define JOIN_US 2000

/* A recording in its place. */
struct part {
	struct recording_row row; /* its texts are these: */
	char *path, *format;
	uint64_t from;            /* its first frame in the call */
	uint64_t to;              /* behind its last one */
	struct part_audio *audio; /* while it is read */
	bool is_bad;              /* it cannot be read, or not further */
};

struct call_audio {
	int dir_fd;
	enum call_audio_mix mix;
	struct part *parts;
	size_t count;
	uint64_t at;  /* the frame of the call that is read next */
	uint64_t end; /* behind the last one that is wanted */
	struct call_audio_facts facts;
};

/* Keeps the row of a recording, if it has a file. */
static int
take_recording(const struct recording_row *row, void *arg)
{
	struct call_audio *audio = arg;
	struct part *parts;
	struct part *part;

	if (!recording_has_file(row)) {
		if (row->state && !strcmp(row->state, "open"))
			audio->facts.open++;
		else
			audio->facts.gone++;
		return 0;
	}
	if (audio->count == PARTS_MAX)
		return EFBIG;
	parts = realloc(audio->parts, (audio->count + 1) * sizeof *parts);
	if (!parts)
		return ENOMEM;
	audio->parts = parts;
	part = &parts[audio->count];
	*part = (struct part){.row = *row};
	part->row.path = part->path = strdup(row->path);
	part->row.format = part->format =
	    strdup(row->format ? row->format : "");
	part->row.state = part->row.sha256 = NULL;
	audio->count++;
	return part->path && part->format ? 0 : ENOMEM;
}

/* The rate of what is read: the highest of the parts, or the next one that
 * the format has. 0: there is none. */
static int
find_rate(const struct call_audio *audio, enum audio_format format)
{
	static const int rates[] = {
	    8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000};
	int highest = 0, last = 0;

	for (size_t i = 0; i < audio->count; i++) {
		if (audio->parts[i].row.rate_hz > highest)
			highest = audio->parts[i].row.rate_hz;
	}
	if (audio_format_has_rate(format, highest))
		return highest;
	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		if (!audio_format_has_rate(format, rates[i]))
			continue;
		last = rates[i];
		if (last >= highest)
			break;
	}
	return last;
}

static uint64_t
frames_of(uint64_t us, int rate_hz)
{
	uint64_t seconds = us / US_PER_SEC, rest = us % US_PER_SEC;

	return seconds * (uint64_t)rate_hz +
	       (rest * (uint64_t)rate_hz + US_PER_SEC / 2) / US_PER_SEC;
}

/* Puts each part in its place; how long all of it is to '*total'. */
static int
place_parts(struct call_audio *audio, int rate_hz, uint64_t *total)
{
	uint64_t join = frames_of(JOIN_US, rate_hz);
	uint64_t most = LENGTH_MAX_S * (uint64_t)rate_hz;
	int64_t first_us = audio->parts[0].row.started_us;
	uint64_t before = 0; /* where the part before ends */

	*total = 0;
	for (size_t i = 0; i < audio->count; i++) {
		struct part *part = &audio->parts[i];
		int64_t us;

		if (__builtin_sub_overflow(
			part->row.started_us, first_us, &us) ||
		    us < 0 || (uint64_t)us / US_PER_SEC > LENGTH_MAX_S ||
		    part->row.rate_hz <= 0 || part->row.frames > most * 8)
			return EFBIG;
		part->from = frames_of((uint64_t)us, rate_hz);
		if (i > 0 && part->from + join >= before &&
		    part->from <= before + join)
			part->from = before;
		part->to = part->from + part->row.frames * (uint64_t)rate_hz /
					    (uint64_t)part->row.rate_hz;
		before = part->to;
		if (part->to > *total)
			*total = part->to;
	}
	return *total > most ? EFBIG : 0;
}

/* Finds what is wanted of 'total' frames. */
static int
find_range(struct call_audio *audio, const struct call_audio_options *options,
    uint64_t total)
{
	const int64_t most = (int64_t)LENGTH_MAX_S * US_PER_SEC;
	int rate_hz = audio->facts.rate_hz;

	audio->end = total;
	if (options->from_us < 0 || (options->has_to && options->to_us < 0) ||
	    options->from_us > most)
		return ERANGE;
	audio->at = frames_of((uint64_t)options->from_us, rate_hz);
	if (options->has_to && options->to_us < most &&
	    frames_of((uint64_t)options->to_us, rate_hz) < total)
		audio->end = frames_of((uint64_t)options->to_us, rate_hz);
	if (audio->at >= audio->end)
		return ERANGE;
	audio->facts.frames = audio->end - audio->at;
	return 0;
}

/* Do the files of the parts exist? At least one has to. */
static int
try_parts(struct call_audio *audio)
{
	int error = 0;

	for (size_t i = 0; i < audio->count; i++) {
		struct part_audio *part = NULL;

		error = part_audio_open(audio->dir_fd, &audio->parts[i].row,
		    audio->facts.rate_hz, &part);
		part_audio_close(part);
		if (!error || error == ENOTSUP || error == ENOMEM)
			return error;
	}
	return error;
}

static int
prepare(struct call_audio *audio, struct catalogue *catalogue, int64_t call_id,
    const struct call_audio_options *options)
{
	uint64_t total;
	int error = query_recordings(catalogue, call_id, take_recording, audio);

	if (error)
		return error;
	if (audio->count == 0)
		return ENOENT;
	audio->facts.parts = (unsigned)audio->count;
	audio->facts.channels = options->mix == MIX_STEREO ? SIDES : 1;
	audio->facts.rate_hz = find_rate(audio, options->format);
	if (audio->facts.rate_hz == 0)
		return EBADMSG;
	error = place_parts(audio, audio->facts.rate_hz, &total);
	if (!error)
		error = find_range(audio, options, total);
	return error ? error : try_parts(audio);
}

int
call_audio_open(struct catalogue *catalogue, int64_t call_id, int dir_fd,
    const struct call_audio_options *options, struct call_audio **out)
{
	struct call_audio *audio = calloc(1, sizeof *audio);
	int error;

	if (!audio)
		return ENOMEM;
	audio->dir_fd = dir_fd;
	audio->mix = options->mix;
	error = prepare(audio, catalogue, call_id, options);
	if (error) {
		call_audio_close(audio);
		return error;
	}
	*out = audio;
	return 0;
}

void
call_audio_close(struct call_audio *audio)
{
	if (!audio)
		return;
	for (size_t i = 0; i < audio->count; i++) {
		part_audio_close(audio->parts[i].audio);
		free(audio->parts[i].path);
		free(audio->parts[i].format);
	}
	free(audio->parts);
	free(audio);
}

const struct call_audio_facts *
call_audio_facts(const struct call_audio *audio)
{
	return &audio->facts;
}

static void
give_up(struct call_audio *audio, struct part *part, int error)
{
	part->is_bad = true;
	audio->facts.damaged++;
	if (!audio->facts.error)
		audio->facts.error = error;
}

static int16_t
saturated(int sample)
{
	if (sample > INT16_MAX)
		return INT16_MAX;
	return sample < INT16_MIN ? INT16_MIN : (int16_t)sample;
}

/* Adds what a part has of the frames from 'at' to 'end' to 'out'. */
static void
add_part(struct call_audio *audio, struct part *part, uint64_t end,
    int16_t (*out)[SIDES])
{
	static _Thread_local int16_t samples[BLOCK_FRAMES][SIDES];
	uint64_t from = part->from > audio->at ? part->from : audio->at;
	uint64_t to = part->to < end ? part->to : end;
	size_t n;
	int error = 0;

	if (!part->audio)
		error = part_audio_open(audio->dir_fd, &part->row,
		    audio->facts.rate_hz, &part->audio);
	if (error) {
		give_up(audio, part, error);
		return;
	}
	out += from - audio->at;
	n = part_audio_read(part->audio, from - part->from, (int16_t *)samples,
	    (size_t)(to - from));
	for (size_t i = 0; i < n; i++) {
		for (int side = 0; side < SIDES; side++)
			out[i][side] =
			    saturated(out[i][side] + samples[i][side]);
	}
	if (n < to - from)
		give_up(audio, part, EBADMSG);
	if (to == part->to || part->is_bad) {
		part_audio_close(part->audio);
		part->audio = NULL;
	}
}

/* Puts what is wanted of both sides to 'out'. */
static void
mix(enum call_audio_mix mix, int16_t (*both)[SIDES], size_t frames,
    int16_t *out)
{
	if (mix == MIX_STEREO)
		memcpy(out, both, frames * sizeof *both);
	else if (mix == MIX_MONO)
		for (size_t i = 0; i < frames; i++)
			out[i] = (int16_t)((both[i][0] + both[i][1] + 1) >> 1);
	else
		for (size_t i = 0; i < frames; i++)
			out[i] = both[i][mix == MIX_CALLEE];
}

size_t
call_audio_read(struct call_audio *audio, int16_t *samples, size_t room)
{
	static _Thread_local int16_t both[BLOCK_FRAMES][SIDES];
	size_t given = 0;

	while (given < room && audio->at < audio->end) {
		uint64_t left = audio->end - audio->at;
		size_t n = room - given;

		n = n < BLOCK_FRAMES ? n : BLOCK_FRAMES;
		n = n < left ? n : (size_t)left;
		memset(both, 0, n * sizeof *both);
		for (size_t i = 0; i < audio->count; i++) {
			struct part *part = &audio->parts[i];

			if (!part->is_bad && part->from < audio->at + n &&
			    part->to > audio->at)
				add_part(audio, part, audio->at + n, both);
		}
		mix(audio->mix, both, n,
		    samples + given * (size_t)audio->facts.channels);
		audio->at += n;
		given += n;
	}
	return given;
}
