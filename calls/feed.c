/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds: chunks that are filled, held and sent. */
#include "calls/feed.h"

#include "base/counter.h"
#include "calls/tones.h"
#include "calls/writers.h"

void
feeds_init(struct feeds *feeds, struct writers *writers, size_t limit_bytes)
{
	*feeds = (struct feeds){.writers = writers};
	chunk_supply_init(&feeds->supply, limit_bytes);
	pool_init(&feeds->pool, sizeof(struct feed));
}

void
feeds_clear(struct feeds *feeds)
{
	chunk_supply_clear(&feeds->supply);
	pool_clear(&feeds->pool);
}

/* The list of feeds that take packets, by age. */
static void
list_append(struct feeds *feeds, struct feed *feed)
{
	feed->older = feeds->newest;
	if (feeds->newest)
		feeds->newest->newer = feed;
	else
		feeds->oldest = feed;
	feeds->newest = feed;
}

static void
list_remove(struct feeds *feeds, struct feed *feed)
{
	if (feed->older)
		feed->older->newer = feed->newer;
	else
		feeds->oldest = feed->newer;
	if (feed->newer)
		feed->newer->older = feed->older;
	else
		feeds->newest = feed->older;
	feed->older = feed->newer = NULL;
}

/* The list of feeds with an open chunk, by when that was opened. */
static void
open_append(struct feeds *feeds, struct feed *feed)
{
	feed->opened_before = feeds->last_open;
	feed->opened_after = NULL;
	if (feeds->last_open)
		feeds->last_open->opened_after = feed;
	else
		feeds->first_open = feed;
	feeds->last_open = feed;
}

static void
open_remove(struct feeds *feeds, struct feed *feed)
{
	if (feed->opened_before)
		feed->opened_before->opened_after = feed->opened_after;
	else
		feeds->first_open = feed->opened_after;
	if (feed->opened_after)
		feed->opened_after->opened_before = feed->opened_before;
	else
		feeds->last_open = feed->opened_before;
}

static bool
is_held(const struct feed *feed)
{
	return feed->state == FEED_YOUNG || feed->state == FEED_HELD;
}

/* Is there room for one more call to be recorded? */
static bool
has_room(struct feeds *feeds)
{
	struct chunk_supply *supply = &feeds->supply;
	size_t most = supply->limit_bytes - FEEDS_RESERVE(supply->limit_bytes);

	if (supply->used_bytes < most || chunk_waiting_bytes(supply) < most)
		return true;
	if (feeds->waits)
		writers_drain(feeds->writers);
	chunk_collect(supply);
	return chunk_waiting_bytes(supply) < most;
}

struct feed *
feed_new(struct feeds *feeds, struct call *call, struct tstamp now)
{
	struct feed *feed = has_room(feeds) ? pool_take(&feeds->pool) : NULL;

	if (!feed) {
		counter_up(audio_not_begun);
		call->is_shed = true;
		call->shed_at = now;
		return NULL;
	}
	*feed = (struct feed){.feeds = feeds};
	feed->call = call;
	feed->state = FEED_YOUNG;
	feed->origin = now;
	feed->release_at = tstamp_add_ns(now, FEED_YOUNG_NS);
	feed->number = ++feeds->count;
	feed->writer = writers_choose(feeds->writers, feed->number);
	feed->end_mail = (struct feed_mail){.feed = feed, .kind = MAIL_END};
	feed->finished =
	    (struct feed_event){.feed = feed, .kind = FEED_FINISHED};
	list_append(feeds, feed);
	return feed;
}

/* The oldest chunk that has not gone its way, which is the caller's now; NULL:
 * there is none. */
static struct chunk *
take_oldest(struct feed *feed)
{
	struct chunk *chunk = feed->held_first;

	if (chunk) {
		feed->held_first = chunk->next;
		feed->held_bytes -= chunk->used;
	} else if ((chunk = feed->open)) {
		open_remove(feed->feeds, feed);
		feed->open = NULL;
	}
	return chunk;
}

static void
drop_all(struct feed *feed)
{
	struct chunk *chunk;

	while ((chunk = take_oldest(feed)))
		chunk_give(&feed->feeds->supply, chunk);
}

void
feed_free(struct feed *feed)
{
	if (feed->state != FEED_ENDED && feed->state != FEED_DISCARDED)
		list_remove(feed->feeds, feed);
	drop_all(feed);
	free(feed->file_name);
	pool_give(&feed->feeds->pool, feed);
}

/* Tells the writer what its next file is called, if that is another name now.
 * Without memory it keeps the one before. */
static void
send_name(struct feed *feed)
{
	const struct call *call = feed->call;
	struct feed_name name = {.mail = {.feed = feed, .kind = MAIL_NAME}};
	struct feed_name *copy;
	const char *caller = call->sides[SIDE_CALLER].number;
	const char *callee = call->sides[SIDE_CALLEE].number;

	snprintf(name.caller, sizeof name.caller, "%s", caller ? caller : "");
	snprintf(name.callee, sizeof name.callee, "%s", callee ? callee : "");
	snprintf(name.uid, sizeof name.uid, "%s", call->uid);
	if (feed->again > 0)
		snprintf(name.uid, sizeof name.uid, "%sr%u", call->uid,
		    feed->again + 1U);
	if (memcmp(name.uid, feed->name.uid, sizeof name.uid) == 0 &&
	    strcmp(name.caller, feed->name.caller) == 0 &&
	    strcmp(name.callee, feed->name.callee) == 0)
		return;
	copy = malloc(sizeof *copy);
	if (!copy)
		return;
	*copy = feed->name = name;
	writers_send(feed->feeds->writers, &copy->mail);
}

static void
send_chunk(struct feed *feed, struct chunk *chunk)
{
	struct call *call = feed->call;

	if (!feed->has_run) {
		feed->has_run = true;
		feed->files_before = call->recordings++;
		feed->again = call->feeds_run++;
		call->feeds_running++;
		send_name(feed);
	}
	writers_send(feed->feeds->writers, &chunk->mail);
}

/* Gives up what a rule needs no longer, 'now'. */
static void
trim_held(struct feed *feed, struct tstamp now)
{
	struct tstamp since = tstamp_add_ns(now, -feed->look_back_ns);

	while (
	    feed->held_first && (tstamp_before(feed->held_first->last, since) ||
				    feed->held_bytes > feed->held_max)) {
		counter_add(COUNTER_audio_look_back, feed->held_first->count);
		chunk_give(&feed->feeds->supply, take_oldest(feed));
	}
}

/* The open chunk is full, or old enough: it goes its way. */
static void
seal(struct feed *feed)
{
	struct chunk *chunk = feed->open;

	if (!chunk)
		return;
	open_remove(feed->feeds, feed);
	feed->open = NULL;
	if (feed->state == FEED_RUNNING) {
		send_chunk(feed, chunk);
		return;
	}
	chunk->next = NULL;
	if (feed->held_first)
		feed->held_last->next = chunk;
	else
		feed->held_first = chunk;
	feed->held_last = chunk;
	feed->held_bytes += chunk->used;
	if (feed->state == FEED_HELD)
		trim_held(feed, chunk->last);
	else if (feed->held_bytes > FEED_YOUNG_BYTES)
		feed_release(feed, (struct tstamp){INT64_MIN});
}

/* Ends a feed because there is no memory for its packets. */
static void
shed(struct feed *feed, struct tstamp now)
{
	counter_up(audio_shed);
	feed->call->is_shed = true;
	feed->call->shed_at = now;
	drop_all(feed);
	if (is_held(feed)) {
		feed->state = FEED_DISCARDED;
		list_remove(feed->feeds, feed);
	} else {
		feed_end(feed);
	}
}

/* A chunk for a packet of 'feed'. When all memory for audio is in use, a replay
 * waits; else the newest calls lose their audio, from now on. */
static struct chunk *
find_chunk(struct feed *feed, size_t size, struct tstamp now)
{
	struct feeds *feeds = feed->feeds;
	struct chunk *chunk = chunk_take(&feeds->supply, size);

	if (!chunk && feeds->waits) {
		writers_drain(feeds->writers);
		chunk = chunk_take(&feeds->supply, size);
	}
	while (!chunk) {
		struct feed *newest = feeds->newest;

		shed(newest, now);
		if (newest == feed)
			return NULL;
		chunk = chunk_take(&feeds->supply, size);
	}
	return chunk;
}

static struct chunk *
open_chunk(struct feed *feed, size_t size, struct tstamp now)
{
	struct chunk *chunk;

	seal(feed);
	chunk = find_chunk(feed, size, now);
	if (!chunk)
		return NULL;
	chunk->mail.feed = feed;
	chunk->first = now;
	if (feed->feeds->listens)
		for (enum side side = 0; side < SIDE_COUNT; side++)
			chunk->signals_keys[side] =
			    tones_are_signalled(feed->call, side);
	feed->open = chunk;
	open_append(feed->feeds, feed);
	return chunk;
}

void
feed_push(struct feed *feed, enum side side, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size)
{
	struct chunk *chunk;

	if (feed->state != FEED_RUNNING) {
		if (!is_held(feed))
			return;
		if (feed->state == FEED_YOUNG &&
		    !tstamp_before(frame->arrival, feed->release_at))
			feed_release(feed, (struct tstamp){INT64_MIN});
	}
	if (size > REORDER_PAYLOAD_MAX) {
		counter_up(rtp_late);
		return;
	}
	chunk = feed->open;
	if (!chunk || !chunk_has_room(chunk, size))
		chunk = open_chunk(feed, size, frame->arrival);
	if (!chunk)
		return;
	chunk_add(chunk, side, frame, payload, size);
	feed->places[0] = chunk;
	feed->places[1] = chunk->bytes + chunk->used;
}

bool
feed_hold(struct feed *feed, int64_t look_back_ns, size_t bytes_max)
{
	if (feed->has_run || feed->state == FEED_ENDED || feed->call->is_shed)
		return false;
	if (feed->state == FEED_DISCARDED)
		list_append(feed->feeds, feed);
	feed->state = FEED_HELD;
	feed->look_back_ns = look_back_ns;
	feed->held_max = bytes_max < FEED_HELD_MAX ? bytes_max : FEED_HELD_MAX;
	return true;
}

/* Takes the packets out of a chunk that were captured before 'since'. */
static void
cut_chunk(struct chunk *chunk, struct tstamp since)
{
	struct chunk_reader reader = {.chunk = chunk};
	uint64_t callee[CHUNK_PACKETS / 64] = {0};
	const struct rtp_frame *frame;
	uint16_t used = 0, count = 0;
	enum side side;

	while ((frame = chunk_next(&reader, &side))) {
		size_t space = rtp_frame_space(frame->size);

		if (tstamp_before(frame->arrival, since))
			continue;
		if (count == 0)
			chunk->first = frame->arrival;
		memmove(chunk->bytes + used, frame, space);
		callee[count / 64] |= (uint64_t)(side == SIDE_CALLEE)
				      << count % 64;
		used = (uint16_t)(used + space);
		count++;
	}
	chunk->used = used;
	chunk->count = count;
	memcpy(chunk->callee, callee, sizeof callee);
}

void
feed_release(struct feed *feed, struct tstamp since)
{
	struct chunk *chunk, *next;

	if (feed->state == FEED_RUNNING || feed->state == FEED_ENDED ||
	    feed->call->is_shed)
		return;
	if (feed->state == FEED_DISCARDED)
		list_append(feed->feeds, feed);
	feed->state = FEED_RUNNING;
	if (tstamp_before(feed->origin, since))
		feed->origin = since;
	chunk = feed->held_first;
	feed->held_first = feed->held_last = NULL;
	feed->held_bytes = 0;
	for (; chunk; chunk = next) {
		next = chunk->next;
		cut_chunk(chunk, since);
		if (chunk->count > 0)
			send_chunk(feed, chunk);
		else
			chunk_give(&feed->feeds->supply, chunk);
	}
	if (!feed->open)
		return;
	cut_chunk(feed->open, since);
	/* An empty one would tell of the time before. */
	if (feed->open->count == 0)
		drop_all(feed);
}

bool
feed_discard(struct feed *feed)
{
	if (feed->has_run || feed->state == FEED_ENDED)
		return false;
	if (feed->state == FEED_DISCARDED)
		return true;
	drop_all(feed);
	feed->state = FEED_DISCARDED;
	list_remove(feed->feeds, feed);
	return true;
}

void
feed_end(struct feed *feed)
{
	if (feed->state == FEED_HELD)
		(void)feed_discard(feed);
	if (feed->state == FEED_YOUNG)
		feed_release(feed, (struct tstamp){INT64_MIN});
	if (feed->state != FEED_RUNNING)
		return;
	seal(feed);
	feed->state = feed->has_run ? FEED_ENDED : FEED_DISCARDED;
	list_remove(feed->feeds, feed);
	if (feed->has_run)
		writers_send(feed->feeds->writers, &feed->end_mail);
}

void
feed_rename(struct feed *feed)
{
	if (!feed->has_run || feed->state != FEED_RUNNING)
		return;
	seal(feed);
	send_name(feed);
}

/* Gives the packets of a chunk to the places of their sides in 'into'. */
static void
move_chunk(const struct chunk *chunk, struct feed *into,
    const struct feed_place places[SIDE_COUNT])
{
	struct chunk_reader reader = {.chunk = chunk};
	const struct rtp_frame *frame;
	enum side spoken;

	while ((frame = chunk_next(&reader, &spoken))) {
		const struct feed_place *place = &places[spoken];
		struct rtp_frame moved = *frame;

		if (!place->is_free ||
		    tstamp_before(frame->arrival, into->origin))
			continue;
		moved.order = reorder_rebase(frame->order, place->order_base);
		feed_push(into, place->side, &moved, reorder_payload(frame),
		    frame->size);
	}
}

void
feed_move_held(struct feed *from, struct feed *into,
    const struct feed_place places[SIDE_COUNT])
{
	struct chunk *chunk;

	/* One by one: when 'into' needs memory, 'from' may have to give it. */
	while ((chunk = take_oldest(from))) {
		move_chunk(chunk, into, places);
		chunk_give(&from->feeds->supply, chunk);
	}
}

void
feeds_tick(struct feeds *feeds, struct tstamp now)
{
	int64_t age = feeds->waits ? FEED_CHUNK_REPLAY_NS : FEED_CHUNK_NS;
	struct tstamp before = tstamp_add_ns(now, -age);

	while (feeds->first_open &&
	       !tstamp_before(before, feeds->first_open->open->first))
		seal(feeds->first_open);
	writers_wake(feeds->writers);
}
