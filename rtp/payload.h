/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The payload of a packet as frames of its codec, by the payload format of
 * each: RFC 3551 section 4.5, RFC 3952, RFC 4867, RFC 5574, RFC 7587. Nothing
 * is decoded here; what cannot be a payload of the codec is refused.
 */
#ifndef RTP_PAYLOAD_H
#define RTP_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cursor.h"

enum codec_frame_kind {
	FRAME_SPEECH,      /* to be decoded */
	FRAME_NOISE,       /* silence begins, with noise of 'level' (SID) */
	FRAME_CODED_NOISE, /* silence begins; what is decoded is its noise */
	FRAME_NOTHING,     /* not sent: goes on with what was, or was lost */
};

/* No parameters came with it: the noise is as loud as before. */
#define LEVEL_AS_BEFORE 255

/* One frame. Codecs without frames give pieces of at most 40 ms. */
struct codec_frame {
	enum codec_frame_kind kind;
	uint8_t level;        /* of noise, dB below overload (RFC 3389) */
	const uint8_t *bytes; /* as the decoder wants it; until the next one */
	size_t size;
	size_t samples; /* at the codec's rate; 0: the decoder will tell */
};

#define CODEC_FRAME_SIZE_MAX 64 /* of a frame that is put together anew */

struct payload_reader {
	uint8_t kind;
	uint8_t variant;
	struct cursor rest;  /* what was not read */
	struct cursor types; /* RFC 4867: the table of contents ... */
	size_t bit;          /* ... and the first bit of 'rest' not read */
	size_t types_bit;    /* ... of 'types' */
	bool has_more;       /* ... a frame follows */
	uint8_t frame[CODEC_FRAME_SIZE_MAX];
};

/* Begins to read a payload. False: it is none of that codec, whole. */
bool payload_open(struct payload_reader *reader, uint8_t kind, uint8_t variant,
    const uint8_t *payload, size_t size) __attribute__((warn_unused_result));

/* The next frame; false behind the last. */
bool payload_next(struct payload_reader *reader, struct codec_frame *out);

#endif
