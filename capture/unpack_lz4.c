/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lz4 (LZ4 frame format), several frames one behind the other as well; the
 * only file that knows liblz4.
 */
#include "capture/unpack.h"

#include <lz4frame.h>
#include <stdlib.h>

struct lz4 {
	LZ4F_dctx *context;
	LZ4F_errorCode_t result; /* of the last run */
};

static void *
lz4_start(void)
{
	struct lz4 *lz4 = calloc(1, sizeof *lz4);

	if (lz4 && LZ4F_isError(LZ4F_createDecompressionContext(
		       &lz4->context, LZ4F_VERSION))) {
		free(lz4);
		return NULL;
	}
	return lz4;
}

static void
lz4_end(void *state)
{
	struct lz4 *lz4 = state;

	LZ4F_freeDecompressionContext(lz4->context);
	free(lz4);
}

static enum unpack_status
lz4_run(void *state, struct unpack_io *io)
{
	struct lz4 *lz4 = state;
	size_t in = io->in_left, out = io->out_left;

	lz4->result =
	    LZ4F_decompress(lz4->context, io->out, &out, io->in, &in, NULL);
	if (LZ4F_isError(lz4->result)) /* it moved nothing */
		return UNPACK_BAD;
	io->in += in;
	io->in_left -= in;
	io->out += out;
	io->out_left -= out;
	return lz4->result == 0 ? UNPACK_WHOLE : UNPACK_GO_ON;
}

static const char *
lz4_error(const void *state)
{
	const struct lz4 *lz4 = state;

	return LZ4F_getErrorName(lz4->result);
}

const struct unpack unpack_lz4 = {
    .name = "lz4",
    .start = lz4_start,
    .end = lz4_end,
    .run = lz4_run,
    .error = lz4_error,
};
