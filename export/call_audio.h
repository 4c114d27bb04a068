/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was said in a call, as one piece: its recordings joined, each where it
 * was spoken, with silence between them, at one rate, both sides or one, from
 * one moment to another.
 *
 * Positions in a call count from the first sample of its first recording, as
 * a player shows them. Functions return 0 or a positive errno and log nothing.
 */
#ifndef EXPORT_CALL_AUDIO_H
#define EXPORT_CALL_AUDIO_H

#include "storage/query.h"
#include "storage/sound.h"

enum call_audio_mix {
	MIX_STEREO, /* the caller on the left, the callee on the right */
	MIX_MONO,   /* the mean of both */
	MIX_CALLER, /* one side alone */
	MIX_CALLEE,
};

struct call_audio_options {
	enum call_audio_mix mix;
	enum audio_format format; /* that it is for: it has a rate of these */
	int64_t from_us;          /* from this position ... */
	bool has_to;
	int64_t to_us; /* ... to this one, else to the end */
};

struct call_audio;

/* What of a call's recordings there is. */
struct call_audio_facts {
	int channels; /* of what is read: 1 or 2 */
	int rate_hz;
	uint64_t frames;  /* that are read */
	unsigned parts;   /* recordings that have a file */
	unsigned open;    /* that are being made now: not in it */
	unsigned gone;    /* that were removed or lost: silence */
	unsigned damaged; /* that could not be read, or not to their end:
	                     silence; complete once all was read */
	int error;        /* of the first of these */
};

/*
 * Finds the recordings of a call; 'dir_fd' is the output folder, and is
 * borrowed. The catalogue is not used any more behind it. ENOENT: it has none
 * that could be read; ERANGE: nothing lies between the two positions; EFBIG:
 * the catalogue says that it is longer than a week, or has more than 1000
 * recordings; ENOTSUP: its recordings have other rates than what is asked for,
 * and this build cannot change them.
 */
int call_audio_open(struct catalogue *catalogue, int64_t call_id, int dir_fd,
    const struct call_audio_options *options, struct call_audio **out)
    __attribute__((warn_unused_result));

void call_audio_close(struct call_audio *audio); /* NULL is allowed */

const struct call_audio_facts *call_audio_facts(const struct call_audio *audio);

/* Reads the next frames, 'room' at most; 0: that was all. */
size_t call_audio_read(struct call_audio *audio, int16_t *samples, size_t room);

#endif
