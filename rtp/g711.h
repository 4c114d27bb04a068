/* SPDX-License-Identifier: GPL-3.0-or-later */
/* G.711 (ITU-T, 1988) to 16-bit linear samples. */
#ifndef RTP_G711_H
#define RTP_G711_H

#include <stddef.h>
#include <stdint.h>

#include "rtp/codec.h"

/* Decode 'count' octets, one sample each. Mu-law samples are the 14-bit
 * values of table 2a times 4, A-law the 13-bit values of table 1a times 8. */
void g711_ulaw_decode(
    const uint8_t *restrict octets, size_t count, int16_t *restrict out);
void g711_alaw_decode(
    const uint8_t *restrict octets, size_t count, int16_t *restrict out);

/* By 'kind': CODEC_PCMA, else mu-law. */
static inline void
g711_decode(uint8_t kind, const uint8_t *restrict octets, size_t count,
    int16_t *restrict out)
{
	if (kind == CODEC_PCMA)
		g711_alaw_decode(octets, count, out);
	else
		g711_ulaw_decode(octets, count, out);
}

/* The octet of mu-law that stands for 0, as an encoder gives it; 0x7f, which
 * does too, is "minus 0". */
#define G711_ULAW_ZERO 0xff

/* Copies 'count' octets of mu-law as they would be if they had been decoded and
 * encoded. */
void g711_ulaw_copy(
    const uint8_t *restrict octets, size_t count, uint8_t *restrict out);

#endif
