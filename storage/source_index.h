/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sources that the catalogue had when it was opened, so that a capture
 * that is replayed again keeps its identifiers. Within storage/ only.
 */
#ifndef STORAGE_SOURCE_INDEX_H
#define STORAGE_SOURCE_INDEX_H

#include "storage/database.h"

struct source_index;

/* Reads them. Free it with source_index_free(), which allows NULL. */
int source_index_new(struct database *db, struct source_index **out)
    __attribute__((warn_unused_result));
void source_index_free(struct source_index *index);

/*
 * The newest source that is called the same, has the same around it and began
 * at the same time; 0: there is none.
 */
int64_t source_index_find(
    const struct source_index *index, const struct source_row *row);

#endif
