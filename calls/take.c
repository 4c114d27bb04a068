/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From mail to recordings. */
#include "calls/take.h"

#include <errno.h>

#include "base/cache_line.h"
#include "base/counter.h"
#include "calls/feed.h"
#include "calls/tones.h"

/* Chunks that are not read yet have so many bytes at the most: about as much as
 * both tracks take. */
#define UNREAD_BYTES ((size_t)2 * REORDER_BYTES)

/* More chunks than that are never kept, unless someone sees to it that there is
 * little in each: then they count as waiting. */
#define CHUNKS_USUAL_MAX 32

struct take {
	struct take *next, **at; /* in the list of those that go on */
	struct takes *takes;
	struct feed *feed;
	/* Its chunks: those with packets that wait in the recording; and those
	 * that it was not given yet, the newest one first. */
	struct chunk *kept;
	struct chunk *unread;
	uint32_t unread_bytes;
	uint32_t chunk_count; /* of both */
	struct recording recording;
	struct tones *tones; /* NULL: nobody listens */
	uint64_t told_late;  /* packets, of both sides */
};

static void
add_event(struct takes *takes, struct feed_event *event)
{
	event->next = NULL;
	*takes->last_event = event;
	takes->last_event = &event->next;
}

/* A copy of an event that may come more than once; without memory it is not
 * told. */
static void
tell(struct takes *takes, const struct feed_event *event)
{
	struct feed_event *copy = malloc(sizeof *copy);

	if (!copy)
		return;
	*copy = *event;
	copy->is_allocated = true;
	add_event(takes, copy);
}

/* Opens the file of a part. */
static int
begin_file(struct recording *recording, void *arg)
{
	struct takes *takes = arg;
	const struct take *take = recording->owner;
	struct feed *feed = take->feed;
	struct recording_part *part = recording->part;
	const struct feed_name *name = feed->file_name;
	int error;

	recording_path(part->path, tstamp_us(part->origin),
	    name ? name->caller : NULL, name ? name->callee : NULL,
	    name ? name->uid : "", feed->files_before + recording->file_count,
	    audio_format_suffix(part->format));
	error = writer_open(takes->dir_fd, part->path, part->format, SIDE_COUNT,
	    (int)part->rate_hz, &recording->writer);
	if (error)
		return error;
	part->begun = (struct feed_event){
	    .feed = feed, .kind = FEED_FILE_BEGUN, .part = part};
	add_event(takes, &part->begun);
	return 0;
}

static void
end_file(struct recording *recording, struct recording_part *part, void *arg)
{
	const struct take *take = recording->owner;

	part->ended = (struct feed_event){
	    .feed = take->feed, .kind = FEED_FILE_ENDED, .part = part};
	add_event(arg, &part->ended);
}

void
takes_init(struct takes *takes, int dir_fd, bool listens,
    struct chunk_supply *supply, const struct recording_options *options)
{
	*takes = (struct takes){
	    .dir_fd = dir_fd,
	    .listens = listens,
	    .supply = supply,
	    .options = *options,
	    .files = {.begin = begin_file, .end = end_file, .arg = takes},
	};
	takes->options.files = &takes->files;
	takes->last_event = &takes->first_event;
	pool_init(&takes->pool, sizeof(struct take));
}

static void
return_all(struct take *take, struct chunk *chunk)
{
	struct chunk *next;

	for (; chunk; chunk = next) {
		next = chunk->next;
		chunk_return(take->takes->supply, chunk);
	}
}

static void
take_free(struct take *take)
{
	tones_free(take->tones);
	recording_clear(&take->recording);
	return_all(take, take->unread);
	return_all(take, take->kept);
	*take->at = take->next;
	if (take->next)
		take->next->at = take->at;
	pool_give(&take->takes->pool, take);
}

void
takes_clear(struct takes *takes)
{
	while (takes->first)
		take_free(takes->first);
	pool_clear(&takes->pool);
}

static void
on_tone(const struct feed_tone *tone, void *arg)
{
	struct take *take = arg;
	struct feed_event event = {
	    .feed = take->feed, .kind = FEED_TONE, .tone = *tone};

	tell(take->takes, &event);
}

/* A feed's first packet was captured at 'origin'. */
static struct take *
begin(struct takes *takes, struct feed *feed, struct tstamp origin)
{
	struct take *take = pool_take(&takes->pool);

	if (!take)
		return NULL;
	take->takes = takes;
	take->feed = feed;
	take->kept = take->unread = NULL;
	take->unread_bytes = take->chunk_count = 0;
	take->tones = NULL;
	take->told_late = 0;
	take->next = takes->first;
	take->at = &takes->first;
	if (take->next)
		take->next->at = &take->next;
	takes->first = take;
	recording_init(&take->recording, origin, &takes->options);
	take->recording.owner = take;
	if (takes->listens)
		take->tones =
		    tones_new(&take->recording, origin, on_tone, take);
	return take;
}

static void
note_error(struct takes *takes, int error)
{
	if (error && !takes->error)
		takes->error = error;
}

/* Tells how many packets came too late, when that changed. */
static void
tell_late(struct take *take)
{
	const struct track *tracks = take->recording.tracks;
	uint64_t late = tracks[SIDE_CALLER].late + tracks[SIDE_CALLEE].late;
	struct feed_event event = {.feed = take->feed, .kind = FEED_LATE};

	if (late == take->told_late)
		return;
	take->told_late = late;
	for (int side = 0; side < SIDE_COUNT; side++)
		event.late[side] = tracks[side].late;
	tell(take->takes, &event);
}

/* Gives the packets of a chunk to the recording. */
static void
read_chunk(struct take *take, const struct chunk *chunk)
{
	struct chunk_reader reader = {.chunk = chunk};
	const struct rtp_frame *frame;
	enum side side;

	/* Who signals keys need not be listened to. */
	for (side = 0; side < SIDE_COUNT; side++)
		if (take->tones && chunk->signals_keys[side])
			tones_stop(take->tones, side);
	while ((frame = chunk_next(&reader, &side)))
		note_error(
		    take->takes, recording_put(&take->recording, side, frame));
}

/* Returns the chunks of which no packet waits any more. */
static void
return_done(struct take *take)
{
	struct chunk **at = &take->kept, *chunk;

	while ((chunk = *at)) {
		if (recording_holds(
			&take->recording, chunk->bytes, chunk->used)) {
			at = &chunk->next;
			continue;
		}
		*at = chunk->next;
		take->chunk_count--;
		chunk_return(take->takes->supply, chunk);
	}
}

/* Asks for the packets of a chunk, before they are read. */
static void
prefetch(const struct chunk *chunk)
{
	for (size_t at = 0; at < chunk->used; at += CACHE_LINE)
		__builtin_prefetch(chunk->bytes + at);
}

/* Reads all chunks that there are. */
static void
read_all(struct take *take)
{
	struct chunk *chunk = take->unread, *oldest = NULL, *next;

	if (!chunk)
		return;
	for (enum side side = 0; side < SIDE_COUNT; side++)
		reorder_prefetch(&take->recording.tracks[side].waiting);
	for (; chunk; chunk = next) {
		next = chunk->next;
		prefetch(chunk);
		chunk->next = oldest;
		oldest = chunk;
	}
	take->unread = NULL;
	take->unread_bytes = 0;
	for (chunk = oldest; chunk; chunk = next) {
		next = chunk->next;
		read_chunk(take, chunk);
		chunk->next = take->kept;
		take->kept = chunk;
	}
	return_done(take);
	tell_late(take);
}

/*
 * Takes a chunk. It is not read before audio is due, with all that came until
 * then: its packets are fetched from memory once, when they are decoded.
 */
static void
push_chunk(struct takes *takes, struct chunk *chunk)
{
	struct feed *feed = chunk->mail.feed;
	struct take *take = feed->take;

	if (!take)
		take = feed->take = begin(takes, feed, chunk->first);
	if (!take) {
		counter_up(recording_failed);
		note_error(takes, feed->result.error = ENOMEM);
		chunk_return(takes->supply, chunk);
		return;
	}
	chunk->next = take->unread;
	take->unread = chunk;
	take->unread_bytes += chunk->used;
	if (++take->chunk_count <= CHUNKS_USUAL_MAX)
		chunk_accept(takes->supply, chunk);
	if (!tstamp_before(chunk->last, take->recording.flush_at) ||
	    take->unread_bytes > UNREAD_BYTES)
		read_all(take);
}

/* Nothing more comes of a feed. */
static void
end(struct takes *takes, struct feed *feed)
{
	struct feed_result *result = &feed->result;
	struct take *take = feed->take;

	feed->take = NULL;
	if (take) {
		read_all(take);
		note_error(takes, recording_finish(&take->recording, false));
		result->error = take->recording.error;
		tell_late(take);
	}
	for (int side = 0; take && side < SIDE_COUNT; side++) {
		const struct track *track = &take->recording.tracks[side];

		result->refused[side] = track->refused;
		result->has_drift[side] =
		    drift_ppm(&track->timeline.drift, &result->drift_ppm[side]);
	}
	if (take)
		take_free(take);
	add_event(takes, &feed->finished);
}

void
takes_prefetch(const struct feed_mail *next, const struct feed_mail *later)
{
	const struct take *take;

	if (later && later->kind == MAIL_CHUNK)
		__builtin_prefetch(&later->feed->take);
	if (next->kind != MAIL_CHUNK || !(take = next->feed->take))
		return;
	__builtin_prefetch(take, 1);
	__builtin_prefetch(&take->recording.flush_at);
}

void
takes_push(struct takes *takes, struct feed_mail *mail)
{
	struct feed *feed = mail->feed;

	switch ((enum feed_mail_kind)mail->kind) {
	case MAIL_CHUNK:
		push_chunk(takes, (struct chunk *)(void *)mail);
		break;
	case MAIL_NAME:
		/* What came before may begin a file by the name before. */
		if (feed->take)
			read_all(feed->take);
		free(feed->file_name);
		feed->file_name = (struct feed_name *)(void *)mail;
		break;
	case MAIL_END:
		end(takes, feed);
		break;
	case MAIL_BAG: /* of no feed */
		break;
	}
}

struct feed_event *
takes_events(struct takes *takes)
{
	struct feed_event *first = takes->first_event;

	takes->first_event = NULL;
	takes->last_event = &takes->first_event;
	return first;
}
