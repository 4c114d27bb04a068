/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of SIP headers, MIME parts and session descriptions. CRLF is the line
 * end of all three (RFC 3261 section 7, RFC 2046 section 4.1.1, RFC 8866
 * section 5); bare LF and bare CR are met in the field and taken too.
 */
#ifndef SIP_LINE_H
#define SIP_LINE_H

#include "base/text.h"

#ifdef __SSE2__
#include <emmintrin.h>

#define LINE_BLOCK sizeof(__m128i)

/* Where the first line end of a block is, or LINE_BLOCK. Two memchr() for each
 * line take three times the instructions. */
static inline size_t
line_end_in_block(const char *at)
{
	__m128i block = _mm_loadu_si128((const __m128i *)(const void *)at);
	__m128i feed = _mm_cmpeq_epi8(block, _mm_set1_epi8('\n'));
	__m128i carriage_return = _mm_cmpeq_epi8(block, _mm_set1_epi8('\r'));
	int mask = _mm_movemask_epi8(_mm_or_si128(feed, carriage_return));

	return mask ? (size_t)__builtin_ctz((unsigned)mask) : LINE_BLOCK;
}

#else

#define LINE_BLOCK 1

static inline size_t
line_end_in_block(const char *at)
{
	return *at == '\r' || *at == '\n' ? 0 : LINE_BLOCK;
}

#endif

/* The characters before the first line end. */
static inline size_t
line_length(struct text text)
{
	size_t at = 0;

	for (; text.len - at >= LINE_BLOCK; at += LINE_BLOCK) {
		size_t end = line_end_in_block(text.at + at);

		if (end < LINE_BLOCK)
			return at + end;
	}
	while (at < text.len && text.at[at] != '\r' && text.at[at] != '\n')
		at++;
	return at;
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
