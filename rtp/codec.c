/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Payload types and what can be decoded: RFC 3551 section 6, RFC 8866. */
#include "rtp/codec.h"

#include <strings.h>

#include "base/text.h"
#include "rtp/decoder.h"

/* RTP clocks, by their place in a variant. Their order is no promise. */
static const uint32_t clocks_hz[] = {
    8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000};

#define CLOCK_44100 7

/* RFC 3551 table 4: audio, as far as it still matters. */
static const struct payload_type static_types[] = {
    {0, CODEC_PCMU, 0, "PCMU", 8000},
    {3, CODEC_GSM, 0, "GSM", 8000},
    {4, CODEC_G723, 0, "G723", 8000},
    {8, CODEC_PCMA, 0, "PCMA", 8000},
    {9, CODEC_G722, 0, "G722", 8000},
    {10, CODEC_L16, CLOCK_44100 | CODEC_STEREO, "L16", 44100},
    {11, CODEC_L16, CLOCK_44100, "L16", 44100},
    {13, CODEC_COMFORT_NOISE, 0, "CN", 8000},
    {15, CODEC_UNSUPPORTED, 0, "G728", 8000},
    {18, CODEC_G729, 0, "G729", 8000},
    /* Used for comfort noise before RFC 3389 took 13. */
    {19, CODEC_COMFORT_NOISE, 0, "CN", 8000},
};

/* Encoding names; a clock of 0 stands for any that a variant can hold. */
static const struct {
	const char *name;
	uint32_t clock_hz;
	uint8_t kind;
	uint8_t variant;
	uint8_t channels; /* at most */
} encodings[] = {
    {"PCMU", 8000, CODEC_PCMU, 0, 1},
    {"PCMA", 8000, CODEC_PCMA, 0, 1},
    {"CN", 0, CODEC_COMFORT_NOISE, 0, 1},
    {"L16", 0, CODEC_L16, 0, 2},
    {"G722", 8000, CODEC_G722, 0, 1},
    /* What RFC 3551 section 4.5.2 calls an error that must be kept, some
     * devices put right. */
    {"G722", 16000, CODEC_G722, 0, 1},
    {"G726-16", 8000, CODEC_G726, 0 << CODEC_G726_SHIFT, 1},
    {"G726-24", 8000, CODEC_G726, 1 << CODEC_G726_SHIFT, 1},
    {"G726-32", 8000, CODEC_G726, 2 << CODEC_G726_SHIFT, 1},
    {"G726-40", 8000, CODEC_G726, 3 << CODEC_G726_SHIFT, 1},
    {"AAL2-G726-16", 8000, CODEC_G726, 0 << CODEC_G726_SHIFT | CODEC_AAL2, 1},
    {"AAL2-G726-24", 8000, CODEC_G726, 1 << CODEC_G726_SHIFT | CODEC_AAL2, 1},
    {"AAL2-G726-32", 8000, CODEC_G726, 2 << CODEC_G726_SHIFT | CODEC_AAL2, 1},
    {"AAL2-G726-40", 8000, CODEC_G726, 3 << CODEC_G726_SHIFT | CODEC_AAL2, 1},
    {"G729", 8000, CODEC_G729, 0, 1},
    {"G723", 8000, CODEC_G723, 0, 1},
    {"GSM", 8000, CODEC_GSM, 0, 1},
    {"ILBC", 8000, CODEC_ILBC, 0, 1},
    {"SPEEX", 8000, CODEC_SPEEX, 0, 1},
    {"SPEEX", 16000, CODEC_SPEEX, 0, 1},
    {"SPEEX", 32000, CODEC_SPEEX, 0, 1},
    {"AMR", 8000, CODEC_AMR, 0, 1},
    {"AMR-WB", 16000, CODEC_AMR_WB, 0, 1},
    /* RFC 7587 section 7: always said to be stereo, whatever it is. */
    {"OPUS", 48000, CODEC_OPUS, 0, 2},
};

/* The value of the parameter 'name' (as "name=1; other=2"); -1: not there. */
static long
parameter(const char *fmtp, const char *name)
{
	struct text rest = text_of(fmtp ? fmtp : ""), item;

	while (rest.len > 0) {
		unsigned long value;

		item = text_cut(&rest, ';');
		if (!text_is(text_trim(text_cut(&item, '=')), name))
			continue;
		/* "interleaving" may have no value that is a number. */
		return text_number(text_trim(item), INT16_MAX, &value)
			   ? (long)value
			   : 1;
	}
	return -1;
}

/* Reads what a payload format was told; false when it is not decoded. */
static bool
take_parameters(uint8_t kind, const char *fmtp, uint8_t *variant)
{
	switch (kind) {
	case CODEC_AMR:
	case CODEC_AMR_WB:
		/* RFC 4867 section 8.1 */
		if (parameter(fmtp, "crc") > 0 ||
		    parameter(fmtp, "robust-sorting") > 0 ||
		    parameter(fmtp, "interleaving") >= 0)
			return false;
		if (parameter(fmtp, "octet-align") > 0)
			*variant |= CODEC_OCTET_ALIGNED;
		return true;
	case CODEC_ILBC:
		/* RFC 3952 section 4.1: 30 when not said */
		if (parameter(fmtp, "mode") == 20)
			*variant |= CODEC_ILBC_20;
		return true;
	default:
		return true;
	}
}

/* Puts the clock into 'variant'; false when it cannot be held. */
static bool
take_clock(uint32_t clock_hz, uint8_t *variant)
{
	for (uint8_t i = 0; i < sizeof clocks_hz / sizeof *clocks_hz; i++) {
		if (clocks_hz[i] == clock_hz) {
			*variant |= i;
			return true;
		}
	}
	return false;
}

enum codec_kind
codec_find(const struct codec_terms *terms, uint8_t *variant)
{
	*variant = 0;
	/* An event has no channels, and its clock is that of the audio. */
	if (!strcasecmp(terms->name, "telephone-event"))
		return CODEC_EVENT;
	for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
		uint8_t found = encodings[i].variant;

		if (strcasecmp(encodings[i].name, terms->name) ||
		    (encodings[i].clock_hz &&
			encodings[i].clock_hz != terms->clock_hz) ||
		    terms->channels > encodings[i].channels)
			continue;
		if (!take_clock(terms->clock_hz, &found) ||
		    !take_parameters(encodings[i].kind, terms->fmtp, &found))
			return CODEC_UNSUPPORTED;
		if (encodings[i].kind == CODEC_L16 && terms->channels == 2)
			found |= CODEC_STEREO;
		*variant = found;
		return encodings[i].kind;
	}
	return CODEC_UNSUPPORTED;
}

bool
codec_can_decode(uint8_t kind, uint8_t variant)
{
	if (kind == CODEC_COMFORT_NOISE || kind == CODEC_EVENT)
		return true;
	return decoder_exists(kind, variant);
}

uint32_t
codec_clock_hz(uint8_t variant)
{
	size_t i = variant & CODEC_CLOCK_MASK;

	return i < sizeof clocks_hz / sizeof *clocks_hz ? clocks_hz[i] : 8000;
}

uint32_t
codec_rate_hz(uint8_t kind, uint8_t variant)
{
	switch (kind) {
	case CODEC_G722:
		return 16000;
	case CODEC_COMFORT_NOISE:
	case CODEC_EVENT:
		return 8000; /* noise has any rate: no reason for a high one */
	default:
		return codec_clock_hz(variant);
	}
}

bool
payload_map_add(
    struct payload_map *map, uint8_t number, const struct codec_terms *terms)
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
	type->kind = (uint8_t)codec_find(terms, &type->variant);
	type->clock_hz = terms->clock_hz ? terms->clock_hz : 8000;
	text_copy(type->name, sizeof type->name, text_of(terms->name));
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
