/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serve/range.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

/* No file has such a position; it stands for all that are larger. */
#define BEYOND_ALL (UINT64_MAX / 16)

static bool
read_position(struct text digits, uint64_t *out)
{
	uint64_t value = 0;

	if (digits.len == 0)
		return false;
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.at[i] < '0' || digits.at[i] > '9')
			return false;
		if (value < BEYOND_ALL)
			value = value * 10 + (uint64_t)(digits.at[i] - '0');
	}
	*out = value < BEYOND_ALL ? value : BEYOND_ALL;
	return true;
}

enum range_result
range_parse(const char *field, uint64_t size, uint64_t *from, uint64_t *count)
{
	struct text rest = text_of(field), unit, first;
	uint64_t begin, last;

	*from = 0;
	*count = size;
	if (!field)
		return RANGE_WHOLE;
	unit = text_cut(&rest, '=');
	rest = text_trim(rest);
	if (!text_is(text_trim(unit), "bytes") || !rest.len ||
	    memchr(rest.at, ',', rest.len) || !memchr(rest.at, '-', rest.len))
		return RANGE_WHOLE;
	first = text_cut(&rest, '-');
	if (first.len == 0) { /* so many at the end */
		if (!read_position(rest, &last))
			return RANGE_WHOLE;
		if (last == 0 || size == 0)
			return RANGE_BEYOND;
		*count = last < size ? last : size;
		*from = size - *count;
		return RANGE_PART;
	}
	last = BEYOND_ALL;
	if (!read_position(first, &begin) ||
	    (rest.len && !read_position(rest, &last)) || last < begin)
		return RANGE_WHOLE;
	if (begin >= size)
		return RANGE_BEYOND;
	*from = begin;
	*count = (last < size ? last + 1 : size) - begin;
	return RANGE_PART;
}
