/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each byte behind the damage is tried, once. */
#include "capture/search.h"

enum source_status
search_give_up(const struct search *search, uint64_t from, bool cut)
{
	const char *why = stream_error(search->stream);
	uint64_t end = search->stream->given_bytes;
	char text[DAMAGE_WHY_SIZE];

	if (search->stream->stopped)
		return SOURCE_END;
	snprintf(text, sizeof text,
	    cut ? "it ends in the middle of a %s"
		: "no %s begins there nor in what is behind it",
	    search->unit);
	damage_end(search->damage, why || cut ? end : from, end - from, "%s",
	    why ? why : text);
	return SOURCE_DAMAGED;
}

enum source_status
search_next(const struct search *search, bool cut)
{
	struct stream *stream = search->stream;
	uint64_t from = stream_offset(stream);

	if (stream->stopped)
		return SOURCE_END;
	while (stream_want(stream, 1)) {
		stream_take(stream, 1);
		if (!stream_want(stream, search->smallest))
			break;
		if (search->begins(search->file)) {
			damage_add(search->damage, from, stream_offset(stream),
			    search->frames);
			return SOURCE_FRAME;
		}
	}
	return search_give_up(search, from, cut);
}

enum source_status
search_end(const struct search *search)
{
	struct stream *stream = search->stream;

	if (stream->left || stream_error(stream))
		return search_give_up(search, stream_offset(stream), true);
	return damage_any(search->damage) ? SOURCE_DAMAGED : SOURCE_END;
}
