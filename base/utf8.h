/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * UTF-8 (RFC 3629): the only encoding of text in the catalogue; and what of a
 * text that somebody else wrote may be shown on a terminal.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

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

/*
 * May a terminal be given this character? Not those that it would obey (C0,
 * C1 and DEL of ECMA-48), nor those that nobody sees, but that change how
 * others are shown.
 */
bool utf8_may_be_shown(uint32_t character);

/*
 * Puts "?" in the place of each character that must not be shown, and of each
 * byte that is no UTF-8; tabs stay. The text gets shorter, or stays as long as
 * it is: its new size.
 */
size_t utf8_clean(char *bytes, size_t size);

#endif
