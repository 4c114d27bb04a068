/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fuzzes whole capture files: plain and packed, pcap and pcapng, through the
 * stream, the readers and the search behind damage. The last byte is no part
 * of the file: it chooses a file that is opened by name or a pipe.
 */
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture/filter.h"
#include "capture/source.h"

/* Behind unpacking, there is no end to what a few bytes can hold. */
#define FRAMES_MAX 20000

static struct filter *filter;

static void
check(const struct frame *frame)
{
	const volatile uint8_t *at = frame->bytes;

	if (frame->captured > SOURCE_FRAME_MAX ||
	    frame->length < frame->captured || frame->time.ns < 0 ||
	    frame->link_type > LINK_LOOP)
		abort();
	for (size_t i = 0; i < frame->captured; i++)
		(void)at[i];
}

/* Whatever was said at the end is true, and is said again. */
static void
check_end(struct source *source, enum source_status status)
{
	char text[SOURCE_ERROR_SIZE];
	const struct damage *damage = source_damage(source);
	struct frame frame;

	if ((status == SOURCE_DAMAGED) != damage_any(damage))
		abort();
	if (source_next(source, &frame) != status)
		abort();
	source_describe_damage(source, text);
	for (size_t i = 0; i < damage->count && i < DAMAGE_PLACES; i++)
		if (damage->places[i].from >= damage->places[i].to ||
		    (i && damage->places[i].from < damage->places[i - 1].to))
			abort();
}

static void
read_all(const char *path, struct filter *wanted)
{
	const struct source_options options = {.filter = wanted};
	char error[SOURCE_ERROR_SIZE];
	struct source *source;
	struct frame frame;
	enum source_status status;
	size_t frames = 0;

	if (source_open_file(path, &options, &source, error) != 0)
		return;
	while ((status = source_next(source, &frame)) == SOURCE_FRAME &&
	       frames++ < FRAMES_MAX) {
		check(&frame);
		(void)source_must_wait(source);
	}
	if (status != SOURCE_FRAME)
		check_end(source, status);
	source_close(source);
}

/* The bytes through a pipe that is standard input. */
static void
read_pipe(const uint8_t *data, size_t size)
{
	int ends[2];

	if (pipe(ends) != 0)
		abort();
	/* More would have to wait for the reader. */
	if (write(ends[1], data, size < 65536 ? size : 65536) < 0)
		abort();
	close(ends[1]);
	if (dup2(ends[0], STDIN_FILENO) < 0)
		abort();
	close(ends[0]);
	read_all("-", NULL);
}

static void
read_file(const uint8_t *data, size_t size, struct filter *wanted)
{
	static int file = -1;
	static char path[64];

	if (file < 0) {
		file = memfd_create("fuzz_file", MFD_CLOEXEC);
		if (file < 0)
			abort();
		snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	}
	if (ftruncate(file, 0) != 0 ||
	    pwrite(file, data, size, 0) != (ssize_t)size)
		abort();
	read_all(path, wanted);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char error[FILTER_ERROR_SIZE];

	if (!filter && filter_new("udp", &filter, error) != 0)
		abort();
	if (size == 0)
		return 0;
	if (data[size - 1] % 4 == 1)
		read_pipe(data, size - 1);
	else
		read_file(
		    data, size - 1, data[size - 1] % 4 == 2 ? filter : NULL);
	return 0;
}
