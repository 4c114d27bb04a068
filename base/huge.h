/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory that is looked at here and there, in huge pages where the kernel has
 * them: it needs few entries of the processor's address cache then. For the
 * memory in which copies of packets are looked for that is 4 % of a replay of
 * 10,000 calls without audio.
 */
#ifndef BASE_HUGE_H
#define BASE_HUGE_H

#include <stddef.h>

#define HUGE_PAGE_BYTES ((size_t)2 << 20)

/* At least 'size' bytes with undefined content, for free(); NULL without
 * memory. What is never written to takes none, but for the rest of a page.
 * Less than a huge page is as from malloc(). */
void *huge_alloc(size_t size);

#endif
