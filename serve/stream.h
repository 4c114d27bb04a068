/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes on their way from a thread that makes them to the one that sends
 * them, at most STREAM_SIZE at a time. Each of the two leaves it once; the
 * last one to leave frees it.
 */
#ifndef SERVE_STREAM_H
#define SERVE_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#define STREAM_SIZE (256U << 10)
#define STREAM_PART (128U << 10)

struct stream;

/* NULL without memory. */
struct stream *stream_new(void);

/* The maker: gives 'size' bytes, and waits for room up to 'patience_ms'. False
 * when there was none (and of up to STREAM_PART bytes none is given then), or
 * when nobody reads any more. */
bool stream_put(
    struct stream *stream, const void *bytes, size_t size, int patience_ms);

/* The maker: is there nobody who reads any more? */
bool stream_is_left(struct stream *stream);

/* The maker: nothing follows; 'whole' is false when something is missing. */
void stream_end(struct stream *stream, bool whole);

enum stream_state {
	STREAM_BYTES, /* '*got' of them, 1 or more */
	STREAM_EMPTY, /* 'wake' is called when that changes */
	STREAM_END,
	STREAM_BROKEN, /* the maker did not come to the end */
};

typedef void stream_wake_fn(void *arg);

/*
 * The reader: takes up to 'size' bytes. 'pause' is called before
 * STREAM_EMPTY is returned, and 'wake' by the maker's thread after that.
 */
struct stream_reader {
	stream_wake_fn *pause;
	stream_wake_fn *wake;
	void *arg;
};
enum stream_state stream_take(struct stream *stream,
    const struct stream_reader *reader, void *out, size_t size, size_t *got);

/* The reader leaves. */
void stream_leave(struct stream *stream);

#endif
