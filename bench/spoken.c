/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the files of truth.c; their format is in bench/README.md. */
#include "bench/spoken.h"

#include "bench/json.h"
#include "bench/wav.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const side_names[] = {"caller", "callee"};

/* Reads the file 'prefix'.'ending' whole; the result has a NUL behind it. */
static int
read_part(const char *prefix, const char *ending, uint8_t **bytes, size_t *size)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s.%s", prefix, ending);

	if (n < 0 || (size_t)n >= sizeof(path)) {
		fprintf(stderr, "%s: name too long\n", prefix);
		return ENAMETOOLONG;
	}
	return wav_slurp(path, bytes, size);
}

/* Marks the samples of a list of ranges. Returns 0 or EBADMSG. */
static int
mark_ranges(struct spoken_side *s, const char *list, enum spoken_mark mark)
{
	if (list == NULL)
		return EBADMSG;
	for (const char *item = json_first(list); item != NULL;
	     item = json_next(item)) {
		int64_t from, to;
		const char *first = json_first(item);

		if (!json_whole(first, &from) ||
		    !json_whole(json_next(first), &to) || from < 0 ||
		    to < from || (uint64_t)to > s->samples)
			return EBADMSG;
		memset(s->marks + from, (int)mark, (size_t)(to - from));
	}
	return 0;
}

/* Takes in the decoded audio of one side. Returns 0 or an errno. */
static int
read_audio(const char *prefix, int side, struct spoken_side *s)
{
	const char *ending = side == 0 ? "caller.s16" : "callee.s16";
	uint8_t *bytes = NULL;
	size_t size = 0;
	int err = read_part(prefix, ending, &bytes, &size);

	if (err != 0)
		return err;
	s->audio = malloc(size + 1);
	s->marks = calloc(s->samples + 1, 1);
	if (s->audio == NULL || s->marks == NULL)
		err = ENOMEM;
	else if (size != s->samples * 2)
		err = EBADMSG;
	for (size_t i = 0; err == 0 && i < s->samples; i++)
		s->audio[i] = (int16_t)(bytes[2 * i] | bytes[2 * i + 1] << 8);
	free(bytes);
	return err;
}

/* Takes in one side. Returns 0 or an errno. */
static int
read_side(const char *prefix, const char *json, int side, struct spoken_side *s)
{
	const char *name = side_names[side];
	const char *object = json_member(json_member(json, "sides"), name);
	const char *drift = json_member(json, "clock_drift_ppm");
	int64_t samples;

	if (!json_whole(
		json_member(object, "first_packet_ns"), &s->first_packet_ns) ||
	    !json_whole(json_member(object, "samples"), &samples) ||
	    !json_real(json_member(drift, name), &s->drift_ppm) ||
	    samples < 0 || samples > INT32_MAX)
		return EBADMSG;
	s->samples = (size_t)samples;
	int err = read_audio(prefix, side, s);
	if (err == 0)
		err = mark_ranges(s, json_member(object, "lost"), SPOKEN_LOST);
	if (err == 0)
		err = mark_ranges(
		    s, json_member(object, "silent"), SPOKEN_SILENT);
	return err;
}

int
spoken_read(const char *prefix, struct spoken *spoken)
{
	uint8_t *bytes = NULL;
	size_t size = 0;

	*spoken = (struct spoken){.origin_ns = INT64_MAX};
	int err = read_part(prefix, "json", &bytes, &size);
	if (err != 0)
		return err;
	const char *json = json_value((const char *)bytes);
	for (int side = 0; side < 2 && err == 0; side++) {
		struct spoken_side *s = &spoken->sides[side];

		err = read_side(prefix, json, side, s);
		if (s->first_packet_ns < spoken->origin_ns)
			spoken->origin_ns = s->first_packet_ns;
	}
	free(bytes);
	if (err != 0)
		fprintf(stderr, "%s: %s\n", prefix, strerror(err));
	return err;
}

void
spoken_clear(struct spoken *spoken)
{
	for (int side = 0; side < 2; side++) {
		free(spoken->sides[side].audio);
		free(spoken->sides[side].marks);
		spoken->sides[side] = (struct spoken_side){0};
	}
}
