/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory of the media table, asked for before it is needed. Only for
 * calls/media.c. */
#ifndef CALLS_MEDIA_PREFETCH_H
#define CALLS_MEDIA_PREFETCH_H

#include "base/flow.h"
#include "base/table.h"

/* As media_prefetch(); 'table' has the endpoints, by address. */
void media_prefetch_all(const struct table *table,
    const struct endpoint *const *addresses, size_t count);

#endif
