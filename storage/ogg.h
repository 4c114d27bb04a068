/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ogg pages (RFC 3533). */
#ifndef STORAGE_OGG_H
#define STORAGE_OGG_H

#include <stddef.h>
#include <stdint.h>

#define OGG_HEADER_SIZE 27
#define OGG_PAGE_SIZE_MAX (OGG_HEADER_SIZE + 255 + 255 * 255)

/* Bytes of the page that 'page' begins, of which 'size' are there; 0: it is
 * none, or not there to its end. Its checksum is not looked at. */
size_t ogg_page_size(const uint8_t *page, size_t size);

/* Writes the checksum of a page that is there to its end. */
void ogg_page_seal(uint8_t *page, size_t size);

/*
 * Gives every page of the Ogg file open as 'fd' the stream number 'serial',
 * and a checksum to match. libsndfile takes a random one for each file, but
 * the same call must give the same bytes each time. 0 or a positive errno;
 * EBADMSG when something else than pages is found.
 */
int ogg_set_serial(int fd, uint32_t serial) __attribute__((warn_unused_result));

#endif
