/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Payload types: which codec a number of the RTP header stands for, by the
 * session description (RFC 8866 section 6.6) or by RFC 3551.
 *
 * A codec is a kind and a variant, two octets, so that a packet that waits
 * can carry them: the variant holds its RTP clock and what else its payload
 * format was told.
 */
#ifndef RTP_CODEC_H
#define RTP_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAYLOAD_TYPES_MAX 12
#define CODEC_NAME_SIZE 15 /* with its NUL; longer names are cut */

/* The highest rate that is recorded. */
#define CODEC_RATE_MAX_HZ 48000

enum codec_kind {
	CODEC_UNSUPPORTED,   /* audio that cannot be decoded */
	CODEC_PCMU,          /* G.711 mu-law */
	CODEC_PCMA,          /* G.711 A-law */
	CODEC_COMFORT_NOISE, /* RFC 3389 */
	CODEC_EVENT,         /* telephone-event, RFC 4733: never audio */
	CODEC_L16,           /* RFC 3551 section 4.5.11 */
	CODEC_G722,          /* RFC 3551 section 4.5.2 */
	CODEC_G726,          /* RFC 3551 section 4.5.4 */
	CODEC_G729,          /* RFC 3551 section 4.5.6, with annexes A and B */
	CODEC_G723,          /* G.723.1, RFC 3551 section 4.5.3 */
	CODEC_GSM,           /* GSM 06.10, RFC 3551 section 4.5.8 */
	CODEC_ILBC,          /* RFC 3952 */
	CODEC_SPEEX,         /* RFC 5574 */
	CODEC_AMR,           /* RFC 4867 */
	CODEC_AMR_WB,        /* RFC 4867 */
	CODEC_OPUS,          /* RFC 7587 */
	CODEC_KIND_COUNT,
};

/* A variant: the place of the RTP clock in a table (0 is 8 kHz), and bits
 * whose meaning depends on the kind. */
#define CODEC_CLOCK_MASK 0x0f
#define CODEC_STEREO 0x10        /* CODEC_L16: two channels */
#define CODEC_OCTET_ALIGNED 0x10 /* CODEC_AMR*: RFC 4867 section 4.4 */
#define CODEC_ILBC_20 0x10       /* CODEC_ILBC: frames of 20 ms, not 30 */
#define CODEC_G726_SHIFT 4       /* CODEC_G726: bits of a sample less 2 ... */
#define CODEC_G726_MASK 0x30
#define CODEC_AAL2 0x40 /* ... and the first sample in the highest bits */

/* What a session description says of a payload type. */
struct codec_terms {
	const char *name;  /* encoding name, in any case */
	uint32_t clock_hz; /* RTP clock rate; 0 when unknown */
	uint8_t channels;  /* 0 or 1: one */
	const char *fmtp;  /* format parameters, or NULL */
};

struct payload_type {
	uint8_t number;             /* of the RTP header */
	uint8_t kind;               /* enum codec_kind */
	uint8_t variant;            /* of that kind */
	char name[CODEC_NAME_SIZE]; /* encoding name, upper case */
	uint32_t clock_hz;          /* of the RTP timestamp */
};

/* The payload types of one receiver, in its order of preference. */
struct payload_map {
	size_t count;
	struct payload_type types[PAYLOAD_TYPES_MAX];
};

/*
 * Which codec this is, as far as there is a decoder for it, in whatever build
 * (see codec_can_decode()). CODEC_UNSUPPORTED also for a clock, channels or
 * parameters that are not decoded: for AMR the options crc, interleaving and
 * robust-sorting (RFC 4867 section 8.1).
 */
enum codec_kind codec_find(const struct codec_terms *terms, uint8_t *variant);

/* Has this build a decoder for it? Comfort noise and events need none. */
bool codec_can_decode(uint8_t kind, uint8_t variant);

/* The RTP clock of a variant, and the rate of the samples that its decoder
 * gives: G.722 has a clock of 8 kHz and samples at 16 kHz. */
uint32_t codec_clock_hz(uint8_t variant);
uint32_t codec_rate_hz(uint8_t kind, uint8_t variant);

static inline bool
codec_is_g711(uint8_t kind)
{
	return kind == CODEC_PCMU || kind == CODEC_PCMA;
}

/* Is it sound, rather than comfort noise or events? */
static inline bool
codec_is_audio(uint8_t kind)
{
	return kind != CODEC_EVENT && kind != CODEC_COMFORT_NOISE;
}

/* Adds a type; one with the same number is replaced. A full map stays as it
 * is and gives false. */
bool payload_map_add(
    struct payload_map *map, uint8_t number, const struct codec_terms *terms);

/*
 * The type with that number. One that the map does not have is looked up in
 * RFC 3551 table 4: what was not negotiated is sent all the same by some
 * devices. NULL when it is not known there either.
 */
const struct payload_type *
payload_map_find(const struct payload_map *map, uint8_t number);

#endif
