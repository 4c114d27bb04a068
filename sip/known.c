/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known values: a place for each by its hash. */
#include "sip/known.h"

#include "base/hash.h"

_Static_assert(KNOWN_VALUE_MAX <= UINT8_MAX, "lengths are bytes");

void
known_init(struct known *known)
{
	memset(known, 0, sizeof *known);
	known->seed = hash_seed();
}

struct known_value *
known_place(struct known *known, enum known_kind kind, struct text value)
{
	uint64_t hash;

	if (value.len == 0 || value.len > KNOWN_VALUE_MAX)
		return NULL;
	hash = hash_bytes(value.at, value.len, known->seed ^ kind);
	return &known->values[hash % KNOWN_VALUES];
}

bool
known_find(const struct known_value *place, enum known_kind kind,
    struct text value, struct text *found)
{
	if (!place || place->kind != kind || place->len != value.len ||
	    memcmp(place->text, value.at, value.len) != 0)
		return false;
	*found = (struct text){value.at + place->at, place->found_len};
	return true;
}

/* Where 'part' is in 'text', or NULL; neither is empty, and both are short. */
static const char *
find_part(struct text text, struct text part)
{
	const char *end = text.at + text.len, *at = text.at;

	while (
	    part.len <= (size_t)(end - at) &&
	    (at = memchr(at, part.at[0], (size_t)(end - at) - part.len + 1))) {
		if (!memcmp(at, part.at, part.len))
			return at;
		at++;
	}
	return NULL;
}

void
known_note(struct known_value *place, enum known_kind kind, struct text value,
    struct text found)
{
	const char *at = found.len ? find_part(value, found) : value.at;

	if (!place || !at)
		return;
	place->kind = (uint8_t)kind;
	place->len = (uint8_t)value.len;
	place->at = (uint8_t)(at - value.at);
	place->found_len = (uint8_t)found.len;
	memcpy(place->text, value.at, value.len);
}
