/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes the words of calls and what keeps the index share, no one else. */
#ifndef STORAGE_SEARCH_INT_H
#define STORAGE_SEARCH_INT_H

#include "storage/search.h"

#define SEARCH_TOKEN_SIZE 24 /* of a word in the index, with its NUL */

/* Runs a statement with one number; '*out', unless it is NULL, becomes the
 * first column of the first row, or 0. */
int search_run(struct database *db, enum statement_slot slot, const char *sql,
    int64_t number, int64_t *out) __attribute__((warn_unused_result));

/* Begins it anew, for the step that begins; NULL, for 'cache' as well: there is
 * none, and the others know nothing. */
struct search_cache *search_cache_begin(struct search_cache *cache)
    __attribute__((warn_unused_result));

/* The identifier of a word; 0: it is not known. */
int64_t search_cache_find(
    const struct search_cache *cache, const char *kind, const char *text);
void search_cache_add(
    struct search_cache *cache, const char *kind, const char *text, int64_t id);

/* Adds to the tokens of 'work'. */
int search_append(struct search_work *work, const char *text, size_t len)
    __attribute__((warn_unused_result));

/* Adds all words of a call, as tokens; those that are new get a row. */
int search_append_call(struct database *db, struct search_work *work,
    int64_t call_id) __attribute__((warn_unused_result));

/* Removes the words whose tokens 'work' has, as far as no call has them, and
 * the tokens. */
int search_drop_words(struct database *db, struct search_work *work)
    __attribute__((warn_unused_result));

#endif
