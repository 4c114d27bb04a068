/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Payload types and what can be decoded: RFC 3551 section 6, RFC 8866. */
#include "rtp/codec.h"

#include <strings.h>

#include "base/text.h"

/* RFC 3551 table 4: audio, as far as it still matters. */
static const struct payload_type static_types[] = {
    {0, CODEC_PCMU, "PCMU", 8000},
    {3, CODEC_UNSUPPORTED, "GSM", 8000},
    {4, CODEC_UNSUPPORTED, "G723", 8000},
    {8, CODEC_PCMA, "PCMA", 8000},
    {9, CODEC_UNSUPPORTED, "G722", 8000},
    {10, CODEC_UNSUPPORTED, "L16", 44100},
    {11, CODEC_UNSUPPORTED, "L16", 44100},
    {13, CODEC_COMFORT_NOISE, "CN", 8000},
    {15, CODEC_UNSUPPORTED, "G728", 8000},
    {18, CODEC_UNSUPPORTED, "G729", 8000},
    /* Used for comfort noise before RFC 3389 took 13. */
    {19, CODEC_COMFORT_NOISE, "CN", 8000},
};

enum codec_kind
codec_find(const char *name, uint32_t clock_hz, uint8_t channels)
{
	/* An event has no channels, and its clock is that of the audio. */
	if (!strcasecmp(name, "telephone-event"))
		return CODEC_EVENT;
	if (clock_hz != 8000 || channels > 1)
		return CODEC_UNSUPPORTED;
	if (!strcasecmp(name, "PCMU"))
		return CODEC_PCMU;
	if (!strcasecmp(name, "PCMA"))
		return CODEC_PCMA;
	if (!strcasecmp(name, "CN"))
		return CODEC_COMFORT_NOISE;
	return CODEC_UNSUPPORTED;
}

bool
payload_map_add(struct payload_map *map, uint8_t number, const char *name,
    uint32_t clock_hz, uint8_t channels)
{
	struct payload_type *type = NULL;

	for (size_t i = 0; i < map->count; i++)
		if (map->types[i].number == number)
			type = &map->types[i];
	if (!type) {
		if (map->count == PAYLOAD_TYPES_MAX)
			return false;
		type = &map->types[map->count++];
	}
	type->number = number;
	type->kind = (uint8_t)codec_find(name, clock_hz, channels);
	type->clock_hz = clock_hz ? clock_hz : 8000;
	text_copy(type->name, sizeof type->name, text_of(name));
	return true;
}

const struct payload_type *
payload_map_find(const struct payload_map *map, uint8_t number)
{
	for (size_t i = 0; i < map->count; i++)
		if (map->types[i].number == number)
			return &map->types[i];
	for (size_t i = 0; i < sizeof static_types / sizeof *static_types; i++)
		if (static_types[i].number == number)
			return &static_types[i];
	return NULL;
}
