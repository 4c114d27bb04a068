/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Compressed data, piece by piece. Each kind is one struct of functions over
 * one library; capture/stream.c chooses by the first bytes of a file and
 * feeds it. Nothing here reads, waits or grows with the data.
 */
#ifndef CAPTURE_UNPACK_H
#define CAPTURE_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As many first bytes of a file as tell how it is compressed. */
#define UNPACK_MAGIC_BYTES 6

/* What goes in and comes out; a run moves both on. */
struct unpack_io {
	const uint8_t *in;
	size_t in_left;
	uint8_t *out;
	size_t out_left;
};

enum unpack_status {
	UNPACK_GO_ON, /* wants more input, or more room for its output */
	UNPACK_WHOLE, /* here the data may end; more may follow */
	UNPACK_BAD,   /* the data is damaged; see unpack.error() */
};

struct unpack {
	const char *name; /* of the tool that people know: "gzip" */

	/* NULL without memory. The pointer itself is NULL when this build
	 * has no such library. */
	void *(*start)(void);
	void (*end)(void *state);
	enum unpack_status (*run)(void *state, struct unpack_io *io);
	const char *(*error)(const void *state); /* what is wrong, in words */
};

/* How data that begins with these bytes is compressed; NULL: it is not. */
const struct unpack *unpack_find(const uint8_t *bytes, size_t size);

extern const struct unpack unpack_gzip;
extern const struct unpack unpack_zstd;
extern const struct unpack unpack_lz4;

#endif
