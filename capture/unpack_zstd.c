/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zstd (RFC 8878), several frames one behind the other as well; the only file
 * that knows libzstd. Its limit for the memory of a window, 128 MiB, holds.
 */
#include "capture/unpack.h"

#include <stdlib.h>
#include <zstd.h>

struct zstd {
	ZSTD_DStream *stream;
	size_t result; /* of the last run */
};

static void *
zstd_start(void)
{
	struct zstd *zstd = calloc(1, sizeof *zstd);

	if (zstd)
		zstd->stream = ZSTD_createDStream();
	if (zstd && !zstd->stream) {
		free(zstd);
		return NULL;
	}
	return zstd;
}

static void
zstd_end(void *state)
{
	struct zstd *zstd = state;

	ZSTD_freeDStream(zstd->stream);
	free(zstd);
}

static enum unpack_status
zstd_run(void *state, struct unpack_io *io)
{
	struct zstd *zstd = state;
	ZSTD_inBuffer in = {io->in, io->in_left, 0};
	ZSTD_outBuffer out = {io->out, io->out_left, 0};

	zstd->result = ZSTD_decompressStream(zstd->stream, &out, &in);
	io->in += in.pos;
	io->in_left -= in.pos;
	io->out += out.pos;
	io->out_left -= out.pos;
	if (ZSTD_isError(zstd->result))
		return UNPACK_BAD;
	return zstd->result == 0 ? UNPACK_WHOLE : UNPACK_GO_ON;
}

static const char *
zstd_error(const void *state)
{
	const struct zstd *zstd = state;

	return ZSTD_getErrorName(zstd->result);
}

const struct unpack unpack_zstd = {
    .name = "zstd",
    .start = zstd_start,
    .end = zstd_end,
    .run = zstd_run,
    .error = zstd_error,
};
