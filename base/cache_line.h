/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the processor fetches from memory at once, of x86 and of most others:
 * only speed depends on it. */
#ifndef BASE_CACHE_LINE_H
#define BASE_CACHE_LINE_H

#include <stddef.h>

#define CACHE_LINE ((size_t)64)

#endif
