/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings and their files. */
#include "calls/audio.h"

#include <errno.h>

#include "base/counter.h"
#include "base/log.h"
#include "calls/filing.h"
#include "calls/measure.h"

void
audio_fail(struct audio *audio, int error, const char *what)
{
	if (audio->error)
		return;
	errno = audio->error = error;
	log_warn("%s/audio: %s", audio->settings->folder, what);
}

/* Opens the file of a part, and lets its row say so. */
static int
begin_file(struct recording *recording, void *arg)
{
	struct audio *audio = arg;
	struct call *call = recording->call;
	int error;

	recording_path(recording->path, tstamp_us(recording->origin),
	    call->sides[SIDE_CALLER].number, call->sides[SIDE_CALLEE].number,
	    call->uid, ++call->recordings,
	    audio_format_suffix(recording->format));
	error = writer_open(audio->dir_fd, recording->path, recording->format,
	    SIDE_COUNT, (int)recording->rate_hz, &recording->writer);
	if (error) {
		audio_fail(audio, error, "a recording cannot be opened");
		return error;
	}
	recording->id =
	    catalogue_next_id(audio->catalogue, CATALOGUE_RECORDING);
	calls_check(audio->calls,
	    file_recording(audio->catalogue, call, recording, "open"));
	return 0;
}

static void
end_file(struct recording *recording, void *arg)
{
	struct audio *audio = arg;

	calls_check(audio->calls, file_part(audio->catalogue, recording));
}

void
audio_init(struct audio *audio, const struct settings *settings, int dir_fd,
    struct calls *calls, struct catalogue *catalogue)
{
	*audio = (struct audio){
	    .settings = settings,
	    .dir_fd = dir_fd,
	    .calls = calls,
	    .catalogue = catalogue,
	    .decoders = {.limit = DECODERS_MAX},
	    .files = {.begin = begin_file, .end = end_file, .arg = audio},
	};
	pool_init(&audio->recordings, sizeof(struct recording));
}

void
audio_clear(struct audio *audio)
{
	pool_clear(&audio->recordings);
}

static void
start_recording(struct audio *audio, struct call *call, struct tstamp origin)
{
	struct recording *recording = pool_take(&audio->recordings);

	if (!recording)
		return;
	recording_init(recording, origin, audio->settings->format,
	    &audio->files, &audio->decoders);
	recording->call = call;
	call->recording = recording;
	measure_recording(audio->calls, call, recording);
}

void
audio_push(struct audio *audio, struct media_stream *stream,
    const struct rtp_frame *frame, const uint8_t *payload, size_t size)
{
	struct recording *recording = stream->recording;
	int error;

	if (!recording) {
		if (!audio->settings->audio)
			return;
		if (!stream->call->recording)
			start_recording(audio, stream->call, frame->arrival);
		stream->recording = recording = stream->call->recording;
		if (!recording)
			return;
	}
	error = recording_put(recording, stream->side, frame, payload, size);
	if (error)
		audio_fail(audio, error, "writing a recording failed");
	recording_next_places(recording, stream->side, stream->places);
}

void
audio_forget(struct audio *audio, struct call *call)
{
	if (!call->recording)
		return;
	recording_clear(call->recording);
	pool_give(&audio->recordings, call->recording);
	call->recording = NULL;
}
