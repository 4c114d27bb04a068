/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Payload types: which codec a number of the RTP header stands for, by the
 * session description (RFC 8866 section 6.6) or by RFC 3551.
 */
#ifndef RTP_CODEC_H
#define RTP_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAYLOAD_TYPES_MAX 12
#define CODEC_NAME_SIZE 15 /* with its NUL; longer names are cut */

enum codec_kind {
	CODEC_UNSUPPORTED,   /* audio that cannot be decoded */
	CODEC_PCMU,          /* G.711 mu-law */
	CODEC_PCMA,          /* G.711 A-law */
	CODEC_COMFORT_NOISE, /* RFC 3389 */
	CODEC_EVENT,         /* telephone-event, RFC 4733: never audio */
};

struct payload_type {
	uint8_t number;             /* of the RTP header */
	uint8_t kind;               /* enum codec_kind */
	char name[CODEC_NAME_SIZE]; /* encoding name, upper case */
	uint32_t clock_hz;          /* of the RTP timestamp */
};

/* The payload types of one receiver, in its order of preference. */
struct payload_map {
	size_t count;
	struct payload_type types[PAYLOAD_TYPES_MAX];
};

/* Can this codec be decoded (at its clock rate, with its channels)? */
enum codec_kind
codec_find(const char *name, uint32_t clock_hz, uint8_t channels);

/* Adds a type; one with the same number is replaced. A full map stays as it
 * is and gives false. */
bool payload_map_add(struct payload_map *map, uint8_t number, const char *name,
    uint32_t clock_hz, uint8_t channels);

/*
 * The type with that number. One that the map does not have is looked up in
 * RFC 3551 table 4: what was not negotiated is sent all the same by some
 * devices. NULL when it is not known there either.
 */
const struct payload_type *
payload_map_find(const struct payload_map *map, uint8_t number);

#endif
