/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files and pipes by read(2). A file that is compressed is read into 'packed'
 * and unpacked from there into 'buffer'.
 *
 * The bytes that are left move to the front of 'buffer' when no more than
 * them were taken before: each byte is moved once at most, and a steady stream
 * uses one chunk of memory that stays in the second cache.
 */
#include "capture/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* When 'buffer' is full, more than STREAM_WANT_MAX was taken: see move(). */
#define BUFFER_BYTES (2 * STREAM_WANT_MAX)

/* Small at first: many files are only asked for their first frame. */
#define CHUNK_FIRST_BYTES ((size_t)16 << 10)
#define CHUNK_BYTES ((size_t)128 << 10)

#define LOOK_EVERY_MS 500 /* at *stop, should a signal come too early */

static void __attribute__((format(printf, 2, 3)))
end_early(struct stream *stream, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(stream->error, sizeof stream->error, format, arguments);
	va_end(arguments);
	stream->ended = true;
}

static int
open_descriptor(struct stream *stream, const char *path)
{
	struct stat status;

	stream->fd = !strcmp(path, "-")
			 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
			 : open(path, O_RDONLY | O_CLOEXEC);
	if (stream->fd < 0)
		return errno;
	if (fstat(stream->fd, &status) != 0)
		return errno;
	if (S_ISDIR(status.st_mode))
		return EISDIR;
	stream->regular = S_ISREG(status.st_mode);
	if (!stream->regular)
		return 0;
	stream->size_bytes = (uint64_t)status.st_size;
	/* Advice: it does not matter when it is not taken. */
	(void)posix_fadvise(stream->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return 0;
}

/* Waits until there is something to be read; false: told to stop. */
static bool
wait_for_bytes(const struct stream *stream)
{
	struct pollfd wanted = {.fd = stream->fd, .events = POLLIN};

	for (;;) {
		if (stream->stop && *stream->stop)
			return false;
		if (poll(&wanted, 1, LOOK_EVERY_MS) > 0)
			return true;
	}
}

/* Reads up to 'size' bytes, at least one. 0: there is none, it has ended. */
static size_t
read_some(struct stream *stream, uint8_t *to, size_t size)
{
	ssize_t got;

	do {
		if (!stream->regular && !wait_for_bytes(stream)) {
			stream->stopped = stream->ended = true;
			return 0;
		}
		got = read(stream->fd, to, size);
	} while (got < 0 && (errno == EINTR || errno == EAGAIN));
	if (got < 0)
		end_early(stream, "it cannot be read: %s", strerror(errno));
	if (got <= 0) {
		stream->ended = true;
		return 0;
	}
	stream->read_bytes += (size_t)got;
	return (size_t)got;
}

/* Makes 'buffer' plain and empty, and reads what tells the compression. */
static int
look_at_beginning(struct stream *stream)
{
	size_t got;

	stream->at = stream->buffer;
	while (stream->left < UNPACK_MAGIC_BYTES && !stream->ended) {
		got = read_some(stream, stream->buffer + stream->left,
		    CHUNK_FIRST_BYTES - stream->left);
		stream->left += got;
		stream->given_bytes += got;
	}
	stream->unpack = unpack_find(stream->at, stream->left);
	if (!stream->unpack)
		return 0;
	if (!stream->unpack->start) {
		snprintf(stream->error, sizeof stream->error,
		    "it is compressed by %s, which this build cannot read: "
		    "unpack it first",
		    stream->unpack->name);
		return ENOTSUP;
	}
	stream->packed = malloc(CHUNK_BYTES);
	stream->unpack_state = stream->unpack->start();
	if (!stream->packed || !stream->unpack_state)
		return ENOMEM;
	memcpy(stream->packed, stream->at, stream->left);
	stream->io.in = stream->packed;
	stream->io.in_left = stream->left;
	stream->left = 0;
	stream->given_bytes = 0;
	stream->ended = false;
	return 0;
}

int
stream_open(
    struct stream *stream, const char *path, const volatile sig_atomic_t *stop)
{
	int result;

	*stream = (struct stream){
	    .fd = -1, .stop = stop, .chunk_bytes = CHUNK_FIRST_BYTES};
	result = open_descriptor(stream, path);
	if (!result && !(stream->buffer = malloc(BUFFER_BYTES)))
		result = ENOMEM;
	if (!result)
		result = look_at_beginning(stream);
	return result;
}

void
stream_close(struct stream *stream)
{
	if (stream->unpack_state)
		stream->unpack->end(stream->unpack_state);
	free(stream->packed);
	free(stream->buffer);
	if (stream->fd >= 0)
		close(stream->fd);
	*stream = (struct stream){.fd = -1};
}

/* Moves what is left to the front, where that costs no more than what was
 * taken since. A full buffer always has so much: what is left is less than
 * STREAM_WANT_MAX then. */
static void
move(struct stream *stream)
{
	if (stream->left > (size_t)(stream->at - stream->buffer))
		return;
	memcpy(stream->buffer, stream->at, stream->left);
	stream->at = stream->buffer;
}

static void
added(struct stream *stream, size_t size)
{
	stream->left += size;
	stream->given_bytes += size;
}

/* More packed bytes, when the last ones are used up. */
static void
refill_packed(struct stream *stream)
{
	struct unpack_io *io = &stream->io;

	if (io->in_left > 0) { /* no library does so */
		end_early(
		    stream, "the %s data is damaged", stream->unpack->name);
		return;
	}
	io->in = stream->packed;
	io->in_left = read_some(stream, stream->packed, stream->chunk_bytes);
	if (io->in_left == 0 && !stream->unpack_whole && !stream->stopped &&
	    !stream->error[0])
		end_early(
		    stream, "the %s data is cut off", stream->unpack->name);
}

/* Unpacks into the room behind what is left; true: something came. */
static bool
unpack_some(struct stream *stream, uint8_t *to, size_t room)
{
	struct unpack_io *io = &stream->io;
	enum unpack_status status;
	size_t before = io->in_left;

	io->out = to;
	io->out_left = room;
	status = stream->unpack->run(stream->unpack_state, io);
	added(stream, room - io->out_left);
	if (status == UNPACK_WHOLE)
		stream->unpack_whole = true;
	else if (before != io->in_left)
		stream->unpack_whole = false;
	if (status == UNPACK_BAD)
		end_early(stream, "the %s data is damaged: %s",
		    stream->unpack->name,
		    stream->unpack->error(stream->unpack_state));
	return io->out_left < room || before != io->in_left;
}

bool
stream_fill(struct stream *stream, size_t size)
{
	while (stream->left < size && !stream->ended) {
		uint8_t *to;
		size_t room;

		move(stream);
		to = stream->buffer + (stream->at - stream->buffer) +
		     stream->left;
		room = (size_t)(stream->buffer + BUFFER_BYTES - to);
		if (room > stream->chunk_bytes)
			room = stream->chunk_bytes;
		if (!stream->unpack)
			added(stream, read_some(stream, to, room));
		else if (!unpack_some(stream, to, room) && !stream->ended)
			refill_packed(stream);
		if (stream->chunk_bytes < CHUNK_BYTES)
			stream->chunk_bytes *= 2;
	}
	return stream->left >= size;
}

bool
stream_skip(struct stream *stream, uint64_t size)
{
	while (size > stream->left) {
		size -= stream->left;
		stream_take(stream, stream->left);
		if (!stream_fill(stream, 1))
			return false;
	}
	stream_take(stream, (size_t)size);
	return true;
}

bool
stream_must_wait(const struct stream *stream)
{
	struct pollfd wanted = {.fd = stream->fd, .events = POLLIN};

	if (stream->regular || stream->ended || stream->io.in_left > 0)
		return false;
	return poll(&wanted, 1, 0) == 0;
}

const char *
stream_error(const struct stream *stream)
{
	return stream->error[0] ? stream->error : NULL;
}

uint64_t
stream_used_bytes(const struct stream *stream)
{
	size_t unused = stream->unpack ? stream->io.in_left : stream->left;

	return stream->read_bytes - unused;
}
