/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands behind one of two words, and is base64, is a key. */
#include "sip/mask.h"

#include "base/text.h"
#include "base/vector.h"

/* A key begins behind the ':' of "inline:", or behind ":mikey ". */
static const char before[] = "inline", after[] = "mikey ";

#define BEFORE (sizeof before - 1)
#define AFTER (sizeof after - 1)

static bool
is_base64(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
}

/* Where the key of the mark with this ':' begins; 'size' when it is none. */
static size_t
key_of(const uint8_t *bytes, size_t size, size_t colon)
{
	const char *text = (const char *)bytes;
	size_t at = colon + 1;

	if (colon >= BEFORE && at < size && is_base64(bytes[at]) &&
	    !strncasecmp(text + colon - BEFORE, before, BEFORE))
		return at;
	at += AFTER;
	return at < size && is_base64(bytes[at]) &&
		       !strncasecmp(text + colon + 1, after, AFTER)
		   ? at
		   : size;
}

/* Where the next key begins, from 'at' on; 'size' when there is none. */
static size_t
next_key(const uint8_t *bytes, size_t size, size_t at)
{
	size_t from = at > AFTER ? at - AFTER - 1 : 0;
	const uint8_t *colon;

	while (
	    from < size && (colon = memchr(bytes + from, ':', size - from))) {
		size_t key = key_of(bytes, size, (size_t)(colon - bytes));

		if (key < size && key >= at)
			return key;
		from = (size_t)(colon - bytes) + 1;
	}
	return size;
}

/*
 * Is there a ':' behind the last two letters of the first word, or in front of
 * the first two of the second? Few messages have one, and all are asked: this
 * takes a tenth of the instructions of a search.
 */
VECTOR_LOOP
static bool
may_have_key(const uint8_t *bytes, size_t size)
{
	uint8_t found = 0;

	for (size_t i = 0; i + 2 < size; i++) {
		uint8_t a = bytes[i], b = bytes[i + 1], c = bytes[i + 2];

		found |= (uint8_t)(((a | 0x20) == 'n') & ((b | 0x20) == 'e') &
				   (c == ':'));
		found |= (uint8_t)((a == ':') & ((b | 0x20) == 'm') &
				   ((c | 0x20) == 'i'));
	}
	return found;
}

bool
sip_mask_needed(const uint8_t *bytes, size_t size)
{
	return may_have_key(bytes, size) && next_key(bytes, size, 0) < size;
}

void
sip_mask(uint8_t *bytes, size_t size)
{
	size_t at = 0;

	while ((at = next_key(bytes, size, at)) < size)
		while (at < size && is_base64(bytes[at]))
			bytes[at++] = 'X';
}
