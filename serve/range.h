/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which bytes of a file are asked for (RFC 9110 section 14). */
#ifndef SERVE_RANGE_H
#define SERVE_RANGE_H

#include <stdint.h>

enum range_result {
	RANGE_WHOLE,  /* no range, several, or something that is none */
	RANGE_PART,   /* '*count' bytes, 1 or more, from '*from' on */
	RANGE_BEYOND, /* nothing of it is in the file */
};

/* Reads a Range field, or NULL, for a file of 'size' bytes. */
enum range_result
range_parse(const char *field, uint64_t size, uint64_t *from, uint64_t *count);

#endif
