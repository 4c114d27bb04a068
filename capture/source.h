/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where frames come from: a capture file (pcap or pcapng, in micro- or
 * nanoseconds, also compressed with gzip) or standard input. A source is one
 * object with its own clock, link type and counts; nothing above this file
 * sees libpcap.
 *
 * A source belongs to one thread.
 */
#ifndef CAPTURE_SOURCE_H
#define CAPTURE_SOURCE_H

#include "capture/frame.h"

#define SOURCE_ERROR_SIZE 512

/* The most bytes of a frame that are given out. */
#define SOURCE_FRAME_MAX ((size_t)256 << 10)

struct source;

enum source_status {
	SOURCE_FRAME,   /* a frame was read */
	SOURCE_END,     /* the file was read whole */
	SOURCE_DAMAGED, /* the rest cannot be read; see source_error() */
};

/*
 * Opens the file 'path', "-" for standard input. 0, or a positive errno
 * (EBADMSG: not a capture file) and a sentence for people in 'error'.
 */
int source_open_file(const char *path, struct source **out,
    char error[SOURCE_ERROR_SIZE]) __attribute__((warn_unused_result));

void source_close(struct source *source); /* NULL is allowed */

/* The next frame; its bytes live until the next call with this source. */
enum source_status source_next(struct source *source, struct frame *out)
    __attribute__((warn_unused_result));

/* After SOURCE_DAMAGED: what is wrong, in which file, and where. */
const char *source_error(const struct source *source);

/* The path as given. */
const char *source_name(const struct source *source);

enum link_type source_link_type(const struct source *source);

/* Bytes of the file, 0 when not known; and how many of them were read (for
 * a compressed file: of the compressed bytes). */
uint64_t source_size_bytes(const struct source *source);
uint64_t source_read_bytes(const struct source *source);

#endif
