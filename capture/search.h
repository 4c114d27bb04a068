/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How reading a capture file goes on behind damage, and how it ends: the same
 * for each format, which only says where one of its units may begin.
 */
#ifndef CAPTURE_SEARCH_H
#define CAPTURE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/damage.h"
#include "capture/source.h"
#include "capture/stream.h"

struct search {
	struct stream *stream;
	struct damage *damage;
	const char *unit; /* what the file is made of: "frame", "block" */
	size_t smallest;  /* bytes that must be there to tell a unit */
	uint64_t frames;  /* read so far */
	bool (*begins)(const void *file); /* does one at stream->at? */
	const void *file;                 /* for that function */
};

/*
 * Goes on behind stream->at, where no unit can be read, to the next one.
 * SOURCE_FRAME, or how the file ended; 'cut': it may have ended there.
 */
enum source_status search_next(const struct search *search, bool cut);

/* Nothing more can be read from 'from' on. */
enum source_status
search_give_up(const struct search *search, uint64_t from, bool cut);

/* There is no further unit: a good end, unless something is left. */
enum source_status search_end(const struct search *search);

#endif
