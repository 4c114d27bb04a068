/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The audio of all calls: begun with its first packet, sent to the threads that
 * write it, and given its rows when they tell of their files.
 */
#ifndef CALLS_AUDIO_H
#define CALLS_AUDIO_H

#include "calls/calls.h"
#include "calls/feed.h"
#include "calls/media.h"
#include "calls/writers.h"

/* Two sides of a call, with a codec that is not G.711 each. */
#define DECODERS_MAX 40000

struct audio {
	const struct settings *settings;
	struct calls *calls;
	struct catalogue *catalogue;
	struct decoder_budget decoders; /* of all recordings */
	struct writers *writers;
	struct feeds feeds;
	int error;    /* first errno of a file that failed */
	bool no_room; /* on the disk: no recording is begun */
};

/* 'dir_fd' is the output folder; all but 'audio' is borrowed. 0 or ENOMEM. */
int audio_init(struct audio *audio, const struct settings *settings, int dir_fd,
    struct calls *calls) __attribute__((warn_unused_result));
void audio_clear(struct audio *audio);

/* Takes a packet of 'stream' that is to be recorded: as a media_audio_fn. */
void audio_push(struct audio *audio, struct media_stream *stream,
    const struct rtp_frame *frame, const uint8_t *payload, size_t size);

/* Lets time pass; some ten times a second, so that audio does not wait. */
void audio_tick(struct audio *audio, struct tstamp now);

/* Once a second, when calls were looked at: what writers tell of the audio of
 * two seconds ago becomes rows. */
void audio_collect(struct audio *audio);

/* Nothing more comes, and all feeds have ended: waits for the writers. */
void audio_finish(struct audio *audio);

/* The audio of 'call' ends. */
void audio_end(struct call *call);

/* Is all known of what was recorded of 'call'? */
static inline bool
audio_is_finished(const struct call *call)
{
	return call->feeds_running == 0;
}

/* 'from' is now a part of 'into': so are its recordings. */
void audio_move(struct call *from, struct call *into, bool crossed);

/* The numbers of 'call' may be others now. */
void audio_rename(struct call *call);

/* Forgets the recordings of 'call', which are finished. */
void audio_forget(struct call *call);

/* The first errno of a file that failed, or 0. */
int audio_error(struct audio *audio);

#endif
