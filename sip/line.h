/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of SIP headers, MIME parts and session descriptions. CRLF is the line
 * end of all three (RFC 3261 section 7, RFC 2046 section 4.1.1, RFC 8866
 * section 5); bare LF and bare CR are met in the field and taken too.
 */
#ifndef SIP_LINE_H
#define SIP_LINE_H

#include "base/text.h"

/* How far looks ahead what looks for a line end: further than most lines go,
 * and not to the end of the message each time when it has only CR. */
#define LINE_WINDOW 256

/* The characters before the first line end. */
static inline size_t
line_length(struct text text)
{
	for (size_t at = 0, size; at < text.len; at += size) {
		size_t left = text.len - at;
		const char *feed, *carriage_return;

		size = left < LINE_WINDOW ? left : LINE_WINDOW;
		feed = memchr(text.at + at, '\n', size);
		if (feed)
			size = (size_t)(feed - text.at) - at;
		carriage_return = memchr(text.at + at, '\r', size);
		if (carriage_return)
			return (size_t)(carriage_return - text.at);
		if (feed)
			return at + size;
	}
	return text.len;
}

/*
 * Cuts the first line off '*rest' into '*line', without its line end. The
 * last line needs none. False when nothing is left.
 */
static inline bool
line_next(struct text *rest, struct text *line)
{
	size_t len, end;

	if (rest->len == 0)
		return false;
	len = end = line_length(*rest);
	if (end < rest->len && rest->at[end] == '\r')
		end++;
	if (end < rest->len && rest->at[end] == '\n')
		end++;
	*line = (struct text){rest->at, len};
	rest->at += end;
	rest->len -= end;
	return true;
}

#endif
