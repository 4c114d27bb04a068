/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where frames come from: a capture file or standard input, pcap or pcapng,
 * also compressed with gzip, zstd or lz4. A source is one object with its own
 * link types and counts; nothing above this file knows formats.
 *
 * A source belongs to one thread.
 */
#ifndef CAPTURE_SOURCE_H
#define CAPTURE_SOURCE_H

#include <signal.h>

#include "capture/damage.h"
#include "capture/frame.h"

#define SOURCE_ERROR_SIZE 1024

/* The most bytes of a frame that are given out. */
#define SOURCE_FRAME_MAX ((size_t)256 << 10)

struct filter;
struct source;

/* How to read; all of it may be left out. */
struct source_options {
	struct filter *filter; /* borrowed: only what passes is given out */

	/* Borrowed: when it is set, a source does not wait for a pipe any
	 * longer, but ends. */
	const volatile sig_atomic_t *stop;
};

enum source_status {
	SOURCE_FRAME,   /* a frame was read */
	SOURCE_END,     /* the file was read whole */
	SOURCE_DAMAGED, /* it ended, and not all could be read; see
			   source_error() */
};

/*
 * Opens the file 'path', "-" for standard input. 0, or a positive errno
 * (EBADMSG: not a capture file) and a sentence for people in 'error'.
 */
int source_open_file(const char *path, const struct source_options *options,
    struct source **out, char error[SOURCE_ERROR_SIZE])
    __attribute__((warn_unused_result));

void source_close(struct source *source); /* NULL is allowed */

/*
 * The next frame; its bytes live until the next call with this source. Where
 * the file is damaged, reading goes on behind the damage when a frame is found
 * there; SOURCE_DAMAGED comes at the end, and again when asked again.
 */
enum source_status source_next(struct source *source, struct frame *out)
    __attribute__((warn_unused_result));

/* From now on only what passes 'filter' is given out; NULL: all. */
void source_set_filter(struct source *source, struct filter *filter);

/* Gives the next frame when the bytes of those before surely stay where they
 * are; false: source_next() has to be asked. */
bool source_next_at_hand(struct source *source, struct frame *out)
    __attribute__((warn_unused_result));

/* Would source_next() have to wait until somebody writes into a pipe? */
bool source_must_wait(const struct source *source);

/* May the file be opened again, and be the same? Not a pipe. */
bool source_is_regular(const struct source *source);

/* What could not be read so far, and the same in words that name the file. */
const struct damage *source_damage(const struct source *source);
void source_describe_damage(
    const struct source *source, char out[SOURCE_ERROR_SIZE]);

/* When its capture ended, as far as it was read and told; else 0. */
struct tstamp source_ended(const struct source *source);

/* Frames that the filter did not want. */
uint64_t source_filtered(const struct source *source);

/* The path as given. */
const char *source_name(const struct source *source);

/* Of the first interface; LINK_UNKNOWN before one was described. */
enum link_type source_link_type(const struct source *source);

/* Bytes of the file, 0 when not known; and how many of them were read (for
 * a compressed file: of the compressed bytes). */
uint64_t source_size_bytes(const struct source *source);
uint64_t source_read_bytes(const struct source *source);

#endif
