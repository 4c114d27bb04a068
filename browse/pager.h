/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long output on a terminal, page by page, by the program that the user likes:
 * $PAGER, else less. */
#ifndef BROWSE_PAGER_H
#define BROWSE_PAGER_H

#include <stddef.h>

/*
 * Shows 'text' of 'size' bytes: through the pager when standard output is a
 * terminal, else as it is. Nobody has to read it to the end. 0 or a positive
 * errno.
 */
int
pager_show(const char *text, size_t size) __attribute__((warn_unused_result));

#endif
