/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/huge.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

void *
huge_alloc(size_t size)
{
	size_t whole;
	void *memory;

	if (size < HUGE_PAGE_BYTES)
		return malloc(size);
	if (size > SIZE_MAX - HUGE_PAGE_BYTES)
		return NULL;
	whole = (size + HUGE_PAGE_BYTES - 1) & -HUGE_PAGE_BYTES;
	memory = aligned_alloc(HUGE_PAGE_BYTES, whole);
	/* Only a wish: without huge pages all works the same. */
	if (memory)
		(void)madvise(memory, whole, MADV_HUGEPAGE);
	return memory;
}
