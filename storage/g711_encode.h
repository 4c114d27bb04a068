/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 16-bit linear samples to G.711 (ITU-T, 1988). */
#ifndef STORAGE_G711_ENCODE_H
#define STORAGE_G711_ENCODE_H

#include <stddef.h>
#include <stdint.h>

/* Encode 'count' samples, one octet each: that of the interval in which a
 * sample lies, of which mu-law reads 14 bits and A-law 12; the others are cut
 * off, towards zero. So does libsndfile. */
void g711_encode_ulaw(
    const int16_t *restrict samples, size_t count, uint8_t *restrict out);
void g711_encode_alaw(
    const int16_t *restrict samples, size_t count, uint8_t *restrict out);

#endif
