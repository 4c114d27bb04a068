/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A TIFF file of black and white pages (TIFF 6.0, packed by PackBits), which
 * depends on nothing but what is in them: the same pages give the same bytes.
 * It is called NAME.part until it is whole.
 */
#ifndef STORAGE_TIFF_H
#define STORAGE_TIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "storage/digest.h"

struct tiff;

struct tiff_page {
	uint32_t width;        /* pixels of a line, a multiple of 8 */
	uint32_t lines;        /* not 0 */
	uint32_t pixels_per_m; /* across, and ... */
	uint32_t lines_per_m;  /* ... down */
	const uint8_t *bits;   /* lines of width / 8 bytes; 1 is black, the
	                         highest bit is the first */
};

/* What became of a file. */
struct tiff_written {
	uint64_t bytes;
	char sha256[DIGEST_TEXT_SIZE];
};

/* Opens 'path' below 'dir_fd', which must stay open; no link is followed. 0 or
 * a positive errno. */
int tiff_open(int dir_fd, const char *path, struct tiff **out)
    __attribute__((warn_unused_result));

/* Appends a page. 0, or the first errno of the file. */
int tiff_add_page(struct tiff *tiff, const struct tiff_page *page)
    __attribute__((warn_unused_result));

/* Hashes it, gives it its name, and frees 'tiff'. 0, or the first errno of the
 * file, which is removed then. */
int tiff_finish(struct tiff *tiff, bool sync, struct tiff_written *out)
    __attribute__((warn_unused_result));

/* Removes the file and frees 'tiff'; NULL is allowed. */
void tiff_discard(struct tiff *tiff);

#endif
