/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 of files and of bytes. */
#ifndef STORAGE_DIGEST_H
#define STORAGE_DIGEST_H

#include <stddef.h>

#define DIGEST_TEXT_SIZE 65 /* hexadecimal digits and a NUL */

/*
 * Hashes the whole of the file open as 'fd', from its beginning; its offset
 * does not move. 0 or a positive errno.
 */
int digest_file(int fd, char out[DIGEST_TEXT_SIZE])
    __attribute__((warn_unused_result));

/* Hashes 'first_size' bytes and then 'second_size' bytes. */
void digest_parts(const void *first, size_t first_size, const void *second,
    size_t second_size, char out[DIGEST_TEXT_SIZE]);

#endif
