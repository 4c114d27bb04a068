/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of a file from its beginning to its end, unpacked when they are
 * compressed. What is in memory is looked at in place: stream_want() makes
 * sure that so many bytes lie at 'at', stream_take() goes on behind them.
 *
 * Of a pipe it never asks for more than is wanted: what was written into it
 * can be read at once.
 *
 * Invariants: (1) at[0] to at[left - 1] may be read; (2) they stay until the
 * next stream_want() or stream_skip() that has to read; (3) all bytes before
 * 'at' were taken, once.
 */
#ifndef CAPTURE_STREAM_H
#define CAPTURE_STREAM_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/unpack.h"

/* The most that stream_want() may be asked for. */
#define STREAM_WANT_MAX ((size_t)5 << 18)

#define STREAM_ERROR_SIZE 160

struct stream {
	const uint8_t *at; /* the next byte */
	size_t left;       /* bytes in memory from there on */

	/* What is below belongs to stream.c. */
	uint8_t *buffer;             /* where 'at' points into */
	uint8_t *packed;             /* what was read and not unpacked */
	struct unpack_io io;         /* 'in' points into 'packed' */
	const struct unpack *unpack; /* NULL: plain bytes */
	void *unpack_state;          /* of 'unpack' */
	bool unpack_whole;           /* the compressed data may end here */
	uint64_t read_bytes;         /* from the file */
	uint64_t given_bytes;        /* plain ones, taken or in memory */
	uint64_t size_bytes;         /* of the file; 0: not known */
	size_t chunk_bytes;          /* to be read at once */
	int fd;                      /* -1: not open */
	bool regular;                /* a file: it never has to be waited for */
	bool ended;                  /* nothing more can be read */
	bool stopped;                /* 'stop' ended it */
	const volatile sig_atomic_t *stop; /* ends the waiting; or NULL */
	char error[STREAM_ERROR_SIZE];     /* why it ended early, or "" */
};

/*
 * Opens the file 'path', "-" for standard input. While it waits for a pipe it
 * looks at '*stop', unless that is NULL, and ends the stream when it is set.
 * 0, EISDIR, ENOMEM, or what open() gave; ENOTSUP: the file is compressed, and
 * stream_error() says how.
 */
int stream_open(struct stream *stream, const char *path,
    const volatile sig_atomic_t *stop) __attribute__((warn_unused_result));

/* Also after stream_open() failed, and twice. */
void stream_close(struct stream *stream);

/* Reads until 'size' bytes are there; false: the stream ends before. */
bool stream_fill(struct stream *stream, size_t size);

/* Are 'size' bytes at stream->at? Reads when they are not in memory. */
static inline bool
stream_want(struct stream *stream, size_t size)
{
	return __builtin_expect(stream->left >= size, 1) ||
	       stream_fill(stream, size);
}

/* Goes on behind the next 'size' bytes, which are in memory. */
static inline void
stream_take(struct stream *stream, size_t size)
{
	stream->at += size;
	stream->left -= size;
}

/* Goes on behind the next 'size' bytes; false: there are fewer. */
bool stream_skip(struct stream *stream, uint64_t size);

/* Where 'at' is, in plain bytes from the beginning. */
static inline uint64_t
stream_offset(const struct stream *stream)
{
	return stream->given_bytes - stream->left;
}

/* Would reading have to wait until somebody writes? */
bool stream_must_wait(const struct stream *stream);

/* Why the stream ended early, or NULL when it did not. */
const char *stream_error(const struct stream *stream);

/* Bytes of the file that were used up so far, in its own form. */
uint64_t stream_used_bytes(const struct stream *stream);

#endif
