/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The recordings of all calls: begun with the first packet of audio, and given
 * their files and rows.
 */
#ifndef CALLS_AUDIO_H
#define CALLS_AUDIO_H

#include "base/pool.h"
#include "calls/calls.h"
#include "calls/media.h"
#include "calls/recording.h"

/* Two sides of a call, with a codec that is not G.711 each. */
#define DECODERS_MAX 40000

struct audio {
	const struct settings *settings;
	int dir_fd; /* the output folder */
	struct calls *calls;
	struct catalogue *catalogue;
	struct pool recordings;         /* struct recording */
	struct decoder_budget decoders; /* of all of them */
	struct recording_files files;
	int error; /* first errno of a file that failed */
};

/* All but 'audio' is borrowed. */
void audio_init(struct audio *audio, const struct settings *settings,
    int dir_fd, struct calls *calls, struct catalogue *catalogue);
void audio_clear(struct audio *audio);

/* Takes a packet of 'stream' that is to be recorded: as a media_audio_fn. */
void audio_push(struct audio *audio, struct media_stream *stream,
    const struct rtp_frame *frame, const uint8_t *payload, size_t size);

/* Files failed with 'error': the first time it is told to people, and the run
 * will end with it. 'what' failed. */
void audio_fail(struct audio *audio, int error, const char *what);

/* Forgets the recording of 'call', if it has one. */
void audio_forget(struct audio *audio, struct call *call);

#endif
