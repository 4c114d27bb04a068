/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8 (RFC 3629): the only encoding of text in the catalogue. */
#ifndef STORAGE_UTF8_H
#define STORAGE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT 0xfffd /* stands for bytes that are no UTF-8 */
#define UTF8_REPLACEMENT_SIZE 3 /* bytes of it in UTF-8 */

/*
 * Decodes the character at the start of 'size' bytes (at least one) and
 * returns how many bytes it takes. Bytes that are no UTF-8 are taken one by
 * one and give UTF8_REPLACEMENT; '*valid' tells them from the real one.
 */
size_t
utf8_decode(const char *bytes, size_t size, uint32_t *character, bool *valid);

/* Are all 'size' bytes UTF-8? */
bool utf8_valid(const char *bytes, size_t size);

/*
 * Copies 'size' bytes to 'out', which has room for UTF8_REPLACEMENT_SIZE
 * times as many, with a replacement character for each byte that is no
 * UTF-8. Returns the bytes written; there is no NUL.
 */
size_t utf8_repair(const char *bytes, size_t size, char *out);

#endif
