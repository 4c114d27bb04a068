/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The buffer is a ring of bytes with one writer, the engine, and one reader,
 * the thread. 'head' and 'tail' count all bytes ever put and taken. Blocks of
 * pcapng lie in it one behind the other; one that would pass the end of the
 * memory goes on at its beginning.
 *
 * (1) Only the engine moves head, behind whole blocks, and only the thread
 *     moves tail.
 * (2) 'turn', unless 0, is where the next file begins: the engine sets it when
 *     it is 0, and the thread sets it back when it is there.
 */
#include "recorder/tee.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/counter.h"
#include "base/thread.h"
#include "capture/pcapng_write.h"

#define FILES_MAX 99999
#define WRITE_BYTES ((size_t)1 << 20) /* at once, at most */
#define PAUSE_NS (20 * NS_PER_MS)     /* when nothing is there */

/* So many times its size a file may have, at most, when the clock was set
 * back. */
#define OVERSIZE 4

struct tee {
	struct origins origins;
	char path[PATH_MAX]; /* of the first file */
	int number;          /* of the newest file */
	int fd;
	pthread_t thread;
	uint8_t *buffer;
	uint64_t file_bytes;
	uint64_t file_begins; /* where the newest file began, of all bytes */
	uint64_t put;         /* of the engine: head, not told yet */
	struct tstamp newest; /* time of the newest frame; from a file that
	                         began too early on, of that file */
	uint8_t *scratch;     /* a block before it is put */
	_Atomic uint64_t head, tail, turn;
	atomic_bool ends;
	atomic_int error;
};

/* "dir/name.pcapng" and 2 are "dir/name_00002.pcapng". False: too long. */
static bool
name_file(const struct tee *tee, int number, char out[PATH_MAX])
{
	const char *slash = strrchr(tee->path, '/');
	const char *name = slash ? slash + 1 : tee->path;
	const char *dot = strrchr(name, '.');
	int stem, len;

	if (number == 1)
		return snprintf(out, PATH_MAX, "%s", tee->path) < PATH_MAX;
	if (!dot || dot == name)
		dot = tee->path + strlen(tee->path);
	stem = (int)(dot - tee->path);
	len = snprintf(
	    out, PATH_MAX, "%.*s_%05d%s", stem, tee->path, number, dot);
	return len > 0 && len < PATH_MAX;
}

/* Makes the next file whose name is free. 0 or a positive errno. */
static int
next_file(struct tee *tee)
{
	char path[PATH_MAX];

	while (tee->number++ < FILES_MAX) {
		if (!name_file(tee, tee->number, path))
			return ENAMETOOLONG;
		tee->fd = open(path,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
		if (tee->fd >= 0)
			return 0;
		if (errno != EEXIST)
			return errno;
	}
	return EEXIST;
}

/* Writes bytes of the ring, from 'from' up to 'to'. 0 or a positive errno. */
static int
write_out(struct tee *tee, uint64_t from, uint64_t to)
{
	while (from < to) {
		size_t at = from % TEE_BUFFER_BYTES;
		size_t size = (size_t)(to - from);
		ssize_t written;

		if (size > TEE_BUFFER_BYTES - at)
			size = TEE_BUFFER_BYTES - at;
		if (size > WRITE_BYTES)
			size = WRITE_BYTES;
		written = write(tee->fd, tee->buffer + at, size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return errno;
		from += (uint64_t)written;
		atomic_store_explicit(&tee->tail, from, memory_order_release);
	}
	return 0;
}

/* Ends the file here, and begins the next one. */
static int
turn_over(struct tee *tee)
{
	int error = close(tee->fd) == 0 ? 0 : errno;

	tee->fd = -1;
	if (!error)
		error = next_file(tee);
	atomic_store_explicit(&tee->turn, 0, memory_order_release);
	return error;
}

/* Writes what is there. False: nothing was. */
static bool
write_some(struct tee *tee)
{
	uint64_t tail = atomic_load_explicit(&tee->tail, memory_order_relaxed);
	uint64_t head = atomic_load_explicit(&tee->head, memory_order_acquire);
	uint64_t turn = atomic_load_explicit(&tee->turn, memory_order_acquire);
	bool turns = turn && turn <= head;
	uint64_t end = turns ? turn : head;
	int error;

	if (atomic_load_explicit(&tee->error, memory_order_relaxed)) {
		/* So that the engine goes on: it counts what is left out. */
		atomic_store_explicit(&tee->tail, head, memory_order_release);
		return false;
	}
	error = write_out(tee, tail, end);
	if (!error && turns)
		error = turn_over(tee);
	if (error)
		atomic_store_explicit(&tee->error, error, memory_order_relaxed);
	return end > tail || turns;
}

static void *
run_thread(void *arg)
{
	static const struct timespec pause = {.tv_nsec = PAUSE_NS};
	struct tee *tee = arg;

	for (;;) {
		/* Before it is looked whether there is something. */
		bool ends =
		    atomic_load_explicit(&tee->ends, memory_order_acquire);

		if (write_some(tee))
			continue;
		if (ends)
			break;
		nanosleep(&pause, NULL);
	}
	return NULL;
}

/* Puts a block, of which there is room. */
static void
put(struct tee *tee, const uint8_t *block, size_t size)
{
	size_t at = tee->put % TEE_BUFFER_BYTES;
	size_t first = TEE_BUFFER_BYTES - at;

	if (first > size)
		first = size;
	memcpy(tee->buffer + at, block, first);
	memcpy(tee->buffer, block + first, size - first);
	tee->put += size;
}

/* Gives the thread all that was put. */
static void
publish(struct tee *tee)
{
	atomic_store_explicit(&tee->head, tee->put, memory_order_release);
}

static bool
has_room(const struct tee *tee, size_t bytes)
{
	uint64_t tail = atomic_load_explicit(&tee->tail, memory_order_acquire);

	return TEE_BUFFER_BYTES - (tee->put - tail) >= bytes;
}

/* How a file begins. */
static size_t
headers_max(const struct tee *tee)
{
	return (tee->origins.count + 1) * PCAPNG_HEADER_MAX;
}

static void
put_headers(struct tee *tee)
{
	tee->file_begins = tee->put;
	put(tee, tee->scratch, pcapng_write_section(tee->scratch, NULL));
	for (size_t i = 0; i < tee->origins.count; i++)
		put(tee, tee->scratch,
		    pcapng_write_interface(
			tee->scratch, origins_at(&tee->origins, i)));
}

/*
 * May the next file begin with 'frame'? Files are replayed in the order of
 * their first frames, so one older than those before it must not be the first:
 * but a clock that is set back by years must not make one file of all.
 */
static bool
may_turn(const struct tee *tee, const struct frame *frame)
{
	uint64_t bytes = tee->put - tee->file_begins;

	if (bytes < tee->file_bytes)
		return false;
	return !tstamp_before(frame->time, tee->newest) ||
	       bytes / OVERSIZE >= tee->file_bytes;
}

/* Begins the next file before 'frame' when it is time. */
static void
turn_before(struct tee *tee, const struct frame *frame)
{
	if (!may_turn(tee, frame) ||
	    atomic_load_explicit(&tee->turn, memory_order_acquire) ||
	    !has_room(tee, headers_max(tee)))
		return;
	atomic_store_explicit(&tee->turn, tee->put, memory_order_release);
	put_headers(tee);
	tee->newest = frame->time;
}

void
tee_push(struct tee *tee, const struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct frame *frame = &batch->frames[i];

		turn_before(tee, frame);
		if (tstamp_before(tee->newest, frame->time))
			tee->newest = frame->time;
		if (tee_error(tee) || !has_room(tee, pcapng_frame_max(frame)))
			counter_up(tee_dropped);
		else
			put(tee, tee->scratch,
			    pcapng_write_frame(
				tee->scratch, frame->source, frame));
	}
	publish(tee);
}

int
tee_error(const struct tee *tee)
{
	return atomic_load_explicit(&tee->error, memory_order_relaxed);
}

static void
free_all(struct tee *tee)
{
	if (tee->fd >= 0)
		close(tee->fd);
	free(tee->buffer);
	free(tee->scratch);
	free(tee);
}

int
tee_open(const char *path, uint64_t file_bytes, const struct origins *origins,
    struct tee **out)
{
	struct tee *tee = calloc(1, sizeof *tee);
	int error;

	if (!tee)
		return ENOMEM;
	tee->fd = -1;
	tee->origins = *origins;
	tee->file_bytes = file_bytes;
	tee->buffer = malloc(TEE_BUFFER_BYTES);
	tee->scratch = malloc(SOURCE_FRAME_MAX + PCAPNG_HEADER_MAX);
	error = tee->buffer && tee->scratch ? 0 : ENOMEM;
	if (!error && snprintf(tee->path, sizeof tee->path, "%s", path) >=
			  (int)sizeof tee->path)
		error = ENAMETOOLONG;
	if (!error)
		error = next_file(tee);
	if (!error) {
		put_headers(tee);
		publish(tee);
		error = thread_start(&tee->thread, "tee", run_thread, tee);
	}
	if (error)
		free_all(tee);
	else
		*out = tee;
	return error;
}

int
tee_close(struct tee *tee, struct tstamp ended)
{
	int error;

	if (!tee)
		return 0;
	for (size_t i = 0; i < tee->origins.count; i++)
		if (has_room(tee, PCAPNG_HEADER_MAX))
			put(tee, tee->scratch,
			    pcapng_write_end(tee->scratch, (unsigned)i,
				origins_at(&tee->origins, i), ended));
	publish(tee);
	atomic_store_explicit(&tee->ends, true, memory_order_release);
	pthread_join(tee->thread, NULL);
	error = tee_error(tee);
	if (close(tee->fd) != 0 && !error)
		error = errno;
	tee->fd = -1;
	free_all(tee);
	return error;
}
