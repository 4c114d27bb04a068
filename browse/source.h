/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sources that a call came from, in order of their first use. */
#ifndef BROWSE_SOURCE_H
#define BROWSE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "storage/query.h"

struct source_use;

/* All zero is an empty list. */
struct source_list {
	struct source_use *uses; /* by time */
	size_t count;
};

/*
 * Notes that 'source_id' (0: none) was used at 'us' (ROW_NO_TIME: after all
 * others). At the same time, the one that was noted first comes first. 0 or
 * ENOMEM.
 */
int source_list_add(struct source_list *list, int64_t source_id, int64_t us)
    __attribute__((warn_unused_result));

/*
 * The texts of the sources, each once, with "; " between; NULL when there is
 * none. The caller frees '*out', also after an error. 0 or a positive errno.
 */
int source_list_text(struct source_list *list, struct catalogue *catalogue,
    char **out) __attribute__((warn_unused_result));

void source_list_clear(struct source_list *list);

#endif
