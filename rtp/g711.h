/* SPDX-License-Identifier: GPL-3.0-or-later */
/* G.711 (ITU-T, 1988) to 16-bit linear samples. */
#ifndef RTP_G711_H
#define RTP_G711_H

#include <stddef.h>
#include <stdint.h>

/* Decode 'count' octets, one sample each. Mu-law samples are the 14-bit
 * values of table 2a times 4, A-law the 13-bit values of table 1a times 8. */
void g711_ulaw_decode(
    const uint8_t *restrict octets, size_t count, int16_t *restrict out);
void g711_alaw_decode(
    const uint8_t *restrict octets, size_t count, int16_t *restrict out);

#endif
