/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ogg pages (RFC 3533). */
#ifndef STORAGE_OGG_H
#define STORAGE_OGG_H

#include <stdint.h>

/*
 * Gives every page of the Ogg file open as 'fd' the stream number 'serial',
 * and a checksum to match. libsndfile takes a random one for each file, but
 * the same call must give the same bytes each time. 0 or a positive errno;
 * EBADMSG when something else than pages is found.
 */
int ogg_set_serial(int fd, uint32_t serial) __attribute__((warn_unused_result));

#endif
