/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/stream.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/monotonic.h"

struct stream {
	pthread_mutex_t lock;
	pthread_cond_t room; /* the reader took something, or left */
	struct stream_reader reader;
	bool is_waiting; /* the reader, for more */
	bool is_ended;   /* by the maker */
	bool is_whole;
	bool is_left; /* by the reader */
	size_t from;  /* the first byte */
	size_t count;
	char bytes[STREAM_SIZE];
};

struct stream *
stream_new(void)
{
	struct stream *stream = malloc(sizeof *stream);

	if (!stream)
		return NULL;
	/* Its bytes are not touched before there are some. */
	memset(stream, 0, offsetof(struct stream, bytes));
	pthread_mutex_init(&stream->lock, NULL);
	monotonic_cond_init(&stream->room);
	return stream;
}

/* Of the last one to leave; the lock is held. */
static void
unlock(struct stream *stream, bool is_last)
{
	pthread_mutex_unlock(&stream->lock);
	if (!is_last)
		return;
	pthread_cond_destroy(&stream->room);
	pthread_mutex_destroy(&stream->lock);
	free(stream);
}

static void
wake(struct stream *stream)
{
	if (!stream->is_waiting)
		return;
	stream->is_waiting = false;
	stream->reader.wake(stream->reader.arg);
}

static void
copy_in(struct stream *stream, const char *bytes, size_t size)
{
	size_t at = (stream->from + stream->count) % STREAM_SIZE;
	size_t first = STREAM_SIZE - at < size ? STREAM_SIZE - at : size;

	memcpy(stream->bytes + at, bytes, first);
	memcpy(stream->bytes, bytes + first, size - first);
	stream->count += size;
}

bool
stream_put(
    struct stream *stream, const void *bytes, size_t size, int patience_ms)
{
	struct timespec until = monotonic_in_ms(patience_ms);
	const char *at = bytes;
	bool fits = true;

	pthread_mutex_lock(&stream->lock);
	while (size && !stream->is_left) {
		size_t part = size < STREAM_PART ? size : STREAM_PART;

		if (STREAM_SIZE - stream->count >= part) {
			copy_in(stream, at, part);
			at += part;
			size -= part;
			wake(stream);
		} else if (pthread_cond_timedwait(
			       &stream->room, &stream->lock, &until)) {
			break;
		}
	}
	fits = size == 0 && !stream->is_left;
	pthread_mutex_unlock(&stream->lock);
	return fits;
}

bool
stream_is_left(struct stream *stream)
{
	bool is_left;

	pthread_mutex_lock(&stream->lock);
	is_left = stream->is_left;
	pthread_mutex_unlock(&stream->lock);
	return is_left;
}

void
stream_end(struct stream *stream, bool whole)
{
	pthread_mutex_lock(&stream->lock);
	stream->is_ended = true;
	stream->is_whole = whole;
	wake(stream);
	unlock(stream, stream->is_left);
}

enum stream_state
stream_take(struct stream *stream, const struct stream_reader *reader,
    void *out, size_t size, size_t *got)
{
	enum stream_state state = STREAM_BYTES;
	size_t first;

	*got = 0;
	pthread_mutex_lock(&stream->lock);
	if (stream->count) {
		*got = size < stream->count ? size : stream->count;
		first = STREAM_SIZE - stream->from;
		if (first > *got)
			first = *got;
		memcpy(out, stream->bytes + stream->from, first);
		memcpy((char *)out + first, stream->bytes, *got - first);
		stream->from = (stream->from + *got) % STREAM_SIZE;
		stream->count -= *got;
		pthread_cond_signal(&stream->room);
	} else if (stream->is_ended) {
		state = stream->is_whole ? STREAM_END : STREAM_BROKEN;
	} else {
		state = STREAM_EMPTY;
		stream->reader = *reader;
		stream->is_waiting = true;
		reader->pause(reader->arg);
	}
	pthread_mutex_unlock(&stream->lock);
	return state;
}

void
stream_leave(struct stream *stream)
{
	pthread_mutex_lock(&stream->lock);
	stream->is_left = true;
	stream->is_waiting = false;
	pthread_cond_signal(&stream->room);
	unlock(stream, stream->is_ended);
}
