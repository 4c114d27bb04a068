/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8 (RFC 3629 section 4): shortest forms only, no surrogates. */
#include "base/utf8.h"

#include <string.h>

/* Bytes that the first byte asks for; 0 when it cannot begin a character. */
static size_t
length_of(uint8_t first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	if (first >= 0xf0 && first < 0xf5)
		return 4;
	return 0;
}

size_t
utf8_decode(const char *bytes, size_t size, uint32_t *character, bool *valid)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	const uint8_t *at = (const uint8_t *)bytes;
	size_t length = length_of(at[0]);
	uint32_t value;

	*character = UTF8_REPLACEMENT;
	*valid = false;
	if (length == 0 || length > size)
		return 1;
	value = length == 1 ? at[0] : at[0] & (0xffU >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 1;
		value = value << 6 | (at[i] & 0x3f);
	}
	if (value < smallest[length] || value > 0x10ffff ||
	    (value >= 0xd800 && value < 0xe000))
		return 1;
	*character = value;
	*valid = true;
	return length;
}

bool
utf8_valid(const char *bytes, size_t size)
{
	uint32_t character;
	uint64_t eight;
	bool valid;

	while (size > 0) {
		size_t taken;

		/* Most texts are ASCII. */
		if (size >= sizeof eight) {
			memcpy(&eight, bytes, sizeof eight);
			if (!(eight & UINT64_C(0x8080808080808080))) {
				bytes += sizeof eight;
				size -= sizeof eight;
				continue;
			}
		}
		if (!(*bytes & 0x80)) {
			bytes++;
			size--;
			continue;
		}
		taken = utf8_decode(bytes, size, &character, &valid);
		if (!valid)
			return false;
		bytes += taken;
		size -= taken;
	}
	return true;
}

size_t
utf8_repair(const char *bytes, size_t size, char *out)
{
	char *end = out;
	uint32_t character;
	bool valid;

	while (size > 0) {
		size_t taken = utf8_decode(bytes, size, &character, &valid);

		if (valid) {
			memcpy(end, bytes, taken);
			end += taken;
		} else {
			memcpy(end, "\xef\xbf\xbd", UTF8_REPLACEMENT_SIZE);
			end += UTF8_REPLACEMENT_SIZE;
		}
		bytes += taken;
		size -= taken;
	}
	return (size_t)(end - out);
}

/* Characters that nobody sees, but that change how others are shown. */
static bool
is_hidden(uint32_t character)
{
	return character == 0xad || character == 0x61c || character == 0x180e ||
	       character == 0xfeff ||
	       (character >= 0x200b && character <= 0x200f) ||
	       (character >= 0x2028 && character <= 0x202e) ||
	       (character >= 0x2060 && character <= 0x206f) ||
	       (character >= 0xfff9 && character <= 0xfffb) ||
	       (character >= 0xe0000 && character <= 0xe0fff);
}

bool
utf8_may_be_shown(uint32_t character)
{
	return character >= 0x20 && (character < 0x7f || character >= 0xa0) &&
	       !is_hidden(character);
}

size_t
utf8_clean(char *bytes, size_t size)
{
	size_t from = 0, to = 0;
	uint32_t character;
	bool valid;

	while (from < size) {
		size_t taken =
		    utf8_decode(bytes + from, size - from, &character, &valid);

		if (valid &&
		    (character == '\t' || utf8_may_be_shown(character))) {
			memmove(bytes + to, bytes + from, taken);
			to += taken;
		} else {
			bytes[to++] = '?';
		}
		from += taken;
	}
	return to;
}
