/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads calls page by page, within storage/ only. A page is copied, and given
 * away after the statements were reset: a reader who stops at a full screen
 * holds no old state of the database, which would keep the recorder from
 * merging its log. The place in the list is kept as a key, (started_us, id), in
 * the order of an index.
 */
#ifndef STORAGE_CALL_READER_H
#define STORAGE_CALL_READER_H

#include "storage/call_copy.h"
#include "storage/catalogue_int.h"
#include "storage/filter.h"
#include "storage/search.h"

#define PAGE_ROWS 100
#define PAGE_WAYS 3 /* that a page is made of */

struct call_reader {
	struct catalogue *catalogue;
	const struct call_filter *filter;
	struct filter_sql condition;
	struct search search;
	bool has_index;
	bool newest_first;
	struct call_cursor at; /* the next page begins behind it */
	size_t count;          /* of the calls of this page */
	struct call_copy *page[PAGE_WAYS * PAGE_ROWS]; /* in their order */
	struct call_copy copies[PAGE_WAYS * PAGE_ROWS];
	char sql[FILTER_SQL_SIZE + 2048];
};

/* Begins at the place that the filter names, or at its end of the list. */
int
call_reader_new(struct catalogue *catalogue, const struct call_filter *filter,
    struct call_reader **out) __attribute__((warn_unused_result));

/* Reads the next calls, at most 'most' (0: as many as a page has). None: that
 * was all. */
int call_reader_next(struct call_reader *reader, size_t most)
    __attribute__((warn_unused_result));

/* NULL is allowed. */
void call_reader_free(struct call_reader *reader);

#endif
