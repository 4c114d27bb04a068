/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds of calls, and rows out of what writers tell. */
#include "calls/audio.h"

#include <errno.h>
#include <sched.h>
#include <unistd.h>

#include "base/counter.h"
#include "base/log.h"
#include "calls/calls_int.h"
#include "calls/filing.h"
#include "calls/measure.h"
#include "calls/tones.h"

/* What a round tells is taken so many rounds later. By then it is there, and a
 * replay, which has to have it at the same packet each time, seldom waits. */
#define ROUNDS_LATER 2

/* What settings leave open. */
#define THREADS_USUAL_MAX 4
#define BUFFER_USUAL_MAX ((size_t)512 << 20)

/* Live, a file plays to within a second of a crash: what waits for packets out
 * of order (REORDER_WINDOW_NS), in a chunk, and for this. */
#define FLUSH_LIVE_NS (200 * NS_PER_MS)

/* As many threads as there are processors. Live, one is left to the engine; in
 * a replay, the engine waits for them: on two processors two threads made
 * 10,000 calls in 0.6 of the time of one. */
static unsigned
threads_for(const struct settings *settings)
{
	cpu_set_t allowed;
	int processors = 1;

	if (settings->writer_threads)
		return settings->writer_threads;
	if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
		processors = CPU_COUNT(&allowed);
	else if (errno == EINVAL) /* more than a cpu_set_t can tell of */
		processors = CPU_SETSIZE;
	if (settings_is_live(settings) && processors > 1)
		processors--;
	return processors > THREADS_USUAL_MAX ? THREADS_USUAL_MAX
					      : (unsigned)processors;
}

/* An eighth of the memory of the machine, at the most. */
static size_t
buffer_for(const struct settings *settings)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	size_t bytes = BUFFER_USUAL_MAX;

	if (settings->audio_buffer_bytes)
		return settings->audio_buffer_bytes;
	if (pages > 0 && size > 0 && (size_t)pages / 8 < bytes / (size_t)size)
		bytes = (size_t)pages / 8 * (size_t)size;
	return bytes;
}

static int64_t
flush_interval_for(const struct settings *settings)
{
	if (settings->flush_interval_ns)
		return settings->flush_interval_ns;
	return settings_is_live(settings) ? FLUSH_LIVE_NS : RECORDING_FLUSH_NS;
}

int
audio_init(struct audio *audio, const struct settings *settings, int dir_fd,
    struct calls *calls)
{
	struct writers_options options = {
	    .count = threads_for(settings),
	    .dir_fd = dir_fd,
	    .format = settings->format,
	    .flush_ns = flush_interval_for(settings),
	    .unhashed = !settings->checksum,
	    .listens = settings->dtmf == DTMF_INBAND,
	    .waits = !settings_is_live(settings),
	    .budget = &audio->decoders,
	    .supply = &audio->feeds.supply,
	};

	*audio = (struct audio){
	    .settings = settings,
	    .calls = calls,
	    .catalogue = calls_catalogue(calls),
	    .decoders = {.limit = DECODERS_MAX},
	    .writers = writers_new(&options),
	};
	feeds_init(&audio->feeds, audio->writers, buffer_for(settings));
	if (options.listens)
		tones_load();
	audio->feeds.listens = options.listens;
	audio->feeds.waits = options.waits;
	return audio->writers ? 0 : ENOMEM;
}

void
audio_clear(struct audio *audio)
{
	writers_free(audio->writers);
	audio->writers = NULL;
	feeds_clear(&audio->feeds);
}

/* A file failed with 'error': the first time it is told to people; a replay
 * ends with it. */
static void
fail(struct audio *audio, int error)
{
	if (!error || audio->error)
		return;
	errno = audio->error = error;
	log_warn(
	    "%s/audio: writing a recording failed", audio->settings->folder);
}

int
audio_error(struct audio *audio)
{
	if (!audio->error && audio->writers)
		fail(audio, writers_error(audio->writers));
	return audio->error;
}

/* Begins a recording of 'call' with a packet that arrived at 'now'. */
static struct feed *
begin(struct audio *audio, struct call *call, struct tstamp now)
{
	struct feed *feed;

	if (call->is_shed || call->wish == AUDIO_SKIP)
		return NULL;
	if (audio->no_room) {
		if (!call->lacked_room)
			counter_up(audio_no_room);
		call->lacked_room = true;
		return NULL;
	}
	feed = feed_new(&audio->feeds, call, now);
	if (!feed)
		return NULL;
	if (call->wish == AUDIO_HOLD)
		(void)feed_hold(feed, call->look_back_ns, FEED_HELD_MAX);
	feed->next = call->feeds;
	call->feeds = call->feed = feed;
	return feed;
}

/* The feed for 'stream', which has none yet: its call's, if one can be. */
static struct feed *
find_feed(struct audio *audio, struct media_stream *stream, struct tstamp now)
{
	struct feed *feed = stream->call->feed;

	if (!feed || feed->state == FEED_ENDED)
		feed = begin(audio, stream->call, now);
	if (!feed)
		return NULL;
	stream->feed = feed;
	stream->places = feed->places;
	return feed;
}

void
audio_push(struct audio *audio, struct media_stream *stream,
    const struct rtp_frame *frame, const uint8_t *payload, size_t size)
{
	struct feed *feed = stream->feed;

	/* Asked first: the call is in no cache, and waiting for it was a third
	 * of a replay without audio of 10,000 calls. */
	if (!feed && audio->settings->audio)
		feed = find_feed(audio, stream, frame->arrival);
	if (feed)
		feed_push(feed, stream->side, frame, payload, size);
}

/* Streams of 'call' look for their feed anew. */
static void
unlink_streams(struct call *call)
{
	for (struct media_stream *it = call->streams; it; it = it->next) {
		it->feed = NULL;
		it->places = NULL;
	}
}

void
calls_hold_audio(struct calls *calls, struct call *call, int64_t look_back_ns)
{
	(void)calls;
	call->wish = AUDIO_HOLD;
	call->look_back_ns = look_back_ns;
	if (call->feed)
		(void)feed_hold(call->feed, look_back_ns, FEED_HELD_MAX);
}

void
calls_release_audio(struct calls *calls, struct call *call, struct tstamp since)
{
	(void)calls;
	call->wish = AUDIO_RECORD;
	if (call->feed)
		feed_release(call->feed, since);
}

void
calls_skip_audio(struct calls *calls, struct call *call)
{
	(void)calls;
	call->wish = AUDIO_SKIP;
	if (!call->feed)
		return;
	if (!feed_discard(call->feed))
		feed_end(call->feed);
	unlink_streams(call);
}

void
audio_end(struct call *call)
{
	if (call->feed)
		feed_end(call->feed);
}

void
audio_rename(struct call *call)
{
	if (call->feed)
		feed_rename(call->feed);
}

void
audio_move(struct call *from, struct call *into, bool crossed)
{
	struct feed **last = &into->feeds;

	while (*last)
		last = &(*last)->next;
	*last = from->feeds;
	for (struct feed *feed = from->feeds; feed; feed = feed->next) {
		feed->call = into;
		feed->is_crossed = feed->is_crossed != crossed;
	}
	into->feeds_running += from->feeds_running;
	from->feeds = from->feed = NULL;
	from->feeds_running = 0;
}

void
audio_forget(struct call *call)
{
	struct feed *next;

	for (struct feed *feed = call->feeds; feed; feed = next) {
		next = feed->next;
		feed_free(feed);
	}
	call->feeds = call->feed = NULL;
}

/* A file was begun. That of the first was foreseen. */
static void
on_begun(struct audio *audio, struct feed *feed, struct recording_part *part)
{
	if (++feed->files > 1)
		feed->call->recordings++;
	part->id = catalogue_next_id(audio->catalogue, CATALOGUE_RECORDING);
	calls_check(
	    audio->calls, file_part_begun(audio->catalogue, feed, part));
}

static void
on_ended(struct audio *audio, struct feed *feed, struct recording_part *part)
{
	struct ledger *ledger = audio->calls->ledger;

	calls_check(
	    audio->calls, file_part_ended(audio->catalogue, feed, part));
	fail(audio, part->error);
	ledger->recordings++;
	ledger->recorded_bytes += part->written.bytes;
	ledger->recorded_ms += part->written.frames * 1000 / part->rate_hz;
	recording_part_free(part);
}

static void
handle(struct audio *audio, struct feed_event *event)
{
	struct feed *feed = event->feed;

	switch ((enum feed_event_kind)event->kind) {
	case FEED_FILE_BEGUN:
		on_begun(audio, feed, event->part);
		break;
	case FEED_FILE_ENDED:
		on_ended(audio, feed, event->part);
		break;
	case FEED_LATE:
		memcpy(feed->late, event->late, sizeof feed->late);
		break;
	case FEED_TONE:
		measure_tone(audio->calls, feed, &event->tone);
		break;
	case FEED_FINISHED:
		fail(audio, feed->result.error);
		feed->is_finished = true;
		feed->call->feeds_running--;
		break;
	}
}

static void
handle_all(struct audio *audio, struct feed_event *events)
{
	struct feed_event *next;

	for (; events; events = next) {
		bool is_allocated = events->is_allocated;

		/* A file's event goes with it. */
		next = events->next;
		handle(audio, events);
		if (is_allocated)
			free(events);
	}
}

void
audio_tick(struct audio *audio, struct tstamp now)
{
	feeds_tick(&audio->feeds, now);
}

void
audio_collect(struct audio *audio)
{
	writers_send_round(audio->writers);
	handle_all(audio, writers_take(audio->writers, ROUNDS_LATER));
}

void
audio_finish(struct audio *audio)
{
	handle_all(audio, writers_take_all(audio->writers));
	writers_send_round(audio->writers);
	handle_all(audio, writers_take_all(audio->writers));
}
