/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gzip (RFC 1952), several members one behind the other as well; the only
 * file that knows zlib.
 */
#include "capture/unpack.h"

#include <limits.h>
#define ZLIB_CONST /* what goes in is not written to */
#include <zlib.h>

#define WINDOW_OF_GZIP (MAX_WBITS + 16)

struct gzip {
	z_stream zlib;
	bool between; /* a member ended, none has begun */
};

static void *
gzip_start(void)
{
	struct gzip *gzip = calloc(1, sizeof *gzip);

	if (gzip && inflateInit2(&gzip->zlib, WINDOW_OF_GZIP) != Z_OK) {
		free(gzip);
		return NULL;
	}
	return gzip;
}

static void
gzip_end(void *state)
{
	struct gzip *gzip = state;

	inflateEnd(&gzip->zlib);
	free(gzip);
}

/* Zeros fill up the last block of a tape: gzip(1) passes over them too. */
static bool
skip_padding(struct unpack_io *io)
{
	while (io->in_left && *io->in == 0) {
		io->in++;
		io->in_left--;
	}
	return io->in_left == 0;
}

static enum unpack_status
gzip_run(void *state, struct unpack_io *io)
{
	struct gzip *gzip = state;
	z_stream *zlib = &gzip->zlib;
	int result;

	if (gzip->between) {
		if (skip_padding(io))
			return UNPACK_WHOLE;
		inflateReset(zlib);
		gzip->between = false;
	}
	zlib->next_in = io->in;
	zlib->avail_in = io->in_left > UINT_MAX ? UINT_MAX : (uInt)io->in_left;
	zlib->next_out = io->out;
	zlib->avail_out =
	    io->out_left > UINT_MAX ? UINT_MAX : (uInt)io->out_left;
	result = inflate(zlib, Z_NO_FLUSH);
	io->in_left -= (size_t)(zlib->next_in - io->in);
	io->in = zlib->next_in;
	io->out_left -= (size_t)(zlib->next_out - io->out);
	io->out = zlib->next_out;
	if (result == Z_STREAM_END) {
		gzip->between = true;
		return UNPACK_WHOLE;
	}
	/* Z_BUF_ERROR: there was nothing to do, which is no error. */
	return result == Z_OK || result == Z_BUF_ERROR ? UNPACK_GO_ON
						       : UNPACK_BAD;
}

static const char *
gzip_error(const void *state)
{
	const struct gzip *gzip = state;

	return gzip->zlib.msg ? gzip->zlib.msg : "it needs a dictionary";
}

const struct unpack unpack_gzip = {
    .name = "gzip",
    .start = gzip_start,
    .end = gzip_end,
    .run = gzip_run,
    .error = gzip_error,
};
