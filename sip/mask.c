/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands behind one of two words, and is base64, is a key. */
#include "sip/mask.h"

#include "base/text.h"

static const char *const marks[] = {"inline:", ":mikey "};

static bool
is_base64(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
}

/* Does a mark end before 'bytes[at]'? */
static bool
is_behind_mark(const uint8_t *bytes, size_t at)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t len = strlen(marks[i]);

		if (at >= len &&
		    !strncasecmp((const char *)bytes + at - len, marks[i], len))
			return true;
	}
	return false;
}

/* Where the next key begins, from 'at' on; 'size' when there is none. */
static size_t
next_key(const uint8_t *bytes, size_t size, size_t at)
{
	for (; at < size; at++)
		if (at && (bytes[at - 1] == ':' || bytes[at - 1] == ' ') &&
		    is_base64(bytes[at]) && is_behind_mark(bytes, at))
			break;
	return at;
}

bool
sip_mask_needed(const uint8_t *bytes, size_t size)
{
	return next_key(bytes, size, 0) < size;
}

void
sip_mask(uint8_t *bytes, size_t size)
{
	size_t at = 0;

	while ((at = next_key(bytes, size, at)) < size)
		while (at < size && is_base64(bytes[at]))
			bytes[at++] = 'X';
}
