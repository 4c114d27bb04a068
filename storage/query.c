/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls out of the catalogue. A page of them is read, copied, and given away
 * after the statement was reset: a reader who stops at a full screen holds no
 * old state of the database, which would keep the recorder from merging its
 * log. The place in the list is kept as a key, (started_us, id), in the order
 * of an index.
 */
#include "storage/query.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "storage/call_copy.h"
#include "storage/catalogue_int.h"
#include "storage/filter.h"

#define PREFIX_CHOICES 10 /* calls shown when a prefix has several */

/* A page goes on behind a place, whose time and id are the parameters behind
 * those of the filter; how many rows it has is the last one. */
#define PAGE_OLDEST_FIRST                                                      \
	" AND (started_us, call.id) > (?%1$u, ?%2$u) "                         \
	"ORDER BY started_us, call.id LIMIT ?%3$u"
#define PAGE_NEWEST_FIRST                                                      \
	" AND (started_us, call.id) < (?%1$u, ?%2$u) "                         \
	"ORDER BY started_us DESC, call.id DESC LIMIT ?%3$u"

#define PAGE_ROWS 50

static const char calls_by_uid_sql[] =
    "SELECT " CALL_COLUMNS " FROM call "
    "WHERE uid >= ?1 AND uid < ?1 || 'g' AND uid > ?2 ORDER BY uid LIMIT 1";

/* Calls, as many as are read at a time, and where the next are. */
struct call_page {
	struct call_copy copies[PAGE_ROWS];
	size_t count;
	struct call_cursor at;
};

/* A query while it runs. */
struct calls {
	struct catalogue *catalogue;
	struct filter_sql filter;
	struct call_page page;
	char sql[FILTER_SQL_SIZE + 2048];
};

/* Runs the bound 's' for one call, and lets go of it. */
static int
fetch_call(struct statement *s, struct call_copy *copy, bool *found)
{
	int error = statement_step(s, found);

	if (!error && *found)
		error = call_copy_read(copy, s);
	statement_reset(s);
	return error;
}

/* Makes the SQL of a page of at most 'rows' calls, in this order. */
static int
prepare_page(struct calls *calls, bool newest_first, struct statement **s)
{
	unsigned next = calls->filter.value_count + 1;
	int n = snprintf(calls->sql, sizeof calls->sql,
	    "SELECT " CALL_COLUMNS " FROM call WHERE %s", calls->filter.text);

	snprintf(calls->sql + n, sizeof calls->sql - (size_t)n,
	    newest_first ? PAGE_NEWEST_FIRST : PAGE_OLDEST_FIRST, next,
	    next + 1, next + 2);
	return statement_prepare_again(
	    calls->catalogue, SLOT_CALLS, calls->sql, s);
}

/* Reads the next calls, and holds nothing of the catalogue afterwards. */
static int
read_page(struct calls *calls, bool newest_first, size_t rows)
{
	struct call_page *page = &calls->page;
	struct statement *s;
	bool found = true;
	int error = prepare_page(calls, newest_first, &s);

	page->count = 0;
	if (error)
		return error;
	filter_bind(s, &calls->filter);
	bind_int(s, page->at.started_us);
	bind_int(s, page->at.id);
	bind_int(s, (int64_t)(rows && rows < PAGE_ROWS ? rows : PAGE_ROWS));
	while (!error && page->count < PAGE_ROWS) {
		error = statement_step(s, &found);
		if (error || !found)
			break;
		error = call_copy_read(&page->copies[page->count++], s);
	}
	statement_reset(s);
	if (!error && page->count) {
		const struct call_row *last =
		    &page->copies[page->count - 1].view.call;

		page->at = (struct call_cursor){last->started_us, last->id};
	}
	return error;
}

/* Moves the place so that the newest 'limit' calls follow it. */
static int
skip_to_newest(struct calls *calls, const struct call_filter *filter)
{
	struct call_page *page = &calls->page;
	size_t passed = 0;
	int error = 0;

	page->at = (struct call_cursor){INT64_MAX, INT64_MAX};
	while (!error && passed < filter->limit) {
		error = read_page(calls, true, filter->limit - passed);
		passed += page->count;
		if (page->count == 0)
			break;
	}
	if (passed < filter->limit)
		page->at = (struct call_cursor){INT64_MIN, INT64_MIN};
	else
		page->at.id--; /* the oldest of them is the first */
	return error;
}

/* Gives the calls from where the page is. */
static int
give(struct calls *calls, const struct call_filter *filter, query_call_fn *each,
    void *arg)
{
	struct call_page *page = &calls->page;
	size_t given = 0;
	int error = 0;

	while (!error && (!filter->limit || given < filter->limit)) {
		error = read_page(calls, filter->newest_first,
		    filter->limit ? filter->limit - given : 0);
		for (size_t i = 0; !error && i < page->count; i++)
			error = each(&page->copies[i].view, arg);
		given += page->count;
		if (page->count == 0)
			break;
	}
	return error;
}

int
query_calls(struct catalogue *catalogue, const struct call_filter *filter,
    query_call_fn *each, void *arg)
{
	struct calls *calls = calloc(1, sizeof *calls);
	int64_t begin = filter->newest_first ? INT64_MAX : INT64_MIN;
	int error;

	if (!calls)
		return ENOMEM;
	calls->catalogue = catalogue;
	calls->page.at = (struct call_cursor){begin, begin};
	error = filter_build(filter, &calls->filter);
	if (filter->after)
		calls->page.at = *filter->after;
	else if (!error && filter->limit && !filter->newest_first)
		error = skip_to_newest(calls, filter);
	if (!error)
		error = give(calls, filter, each, arg);
	for (size_t i = 0; i < PAGE_ROWS; i++)
		call_copy_clear(&calls->page.copies[i]);
	free(calls);
	return error;
}

void
call_cursor_format(const struct call_cursor *cursor, char out[CALL_CURSOR_SIZE])
{
	snprintf(out, CALL_CURSOR_SIZE, "%" PRIx64 ".%" PRIx64,
	    (uint64_t)cursor->started_us, (uint64_t)cursor->id);
}

bool
call_cursor_parse(const char *word, struct call_cursor *out)
{
	uint64_t part[2] = {0, 0};
	int index = 0;

	for (const char *at = word; *at; at++) {
		const char *digits = "0123456789abcdef";
		const char *digit = strchr(digits, *at);

		if (*at == '.' && index == 0 && at > word)
			index = 1;
		else if (!digit || part[index] >> 60)
			return false;
		else
			part[index] =
			    part[index] << 4 | (uint64_t)(digit - digits);
	}
	*out = (struct call_cursor){(int64_t)part[0], (int64_t)part[1]};
	return index == 1;
}

/* Copies 'prefix' in small letters; false when it is no part of an id. */
static bool
copy_prefix(char out[CALL_UID_LEN + 1], const char *prefix)
{
	size_t len = strlen(prefix);

	if (len == 0 || len > CALL_UID_LEN)
		return false;
	for (size_t i = 0; i <= len; i++)
		out[i] = (char)tolower((unsigned char)prefix[i]);
	return strspn(out, "0123456789abcdef") == len;
}

int
query_call_by_prefix(struct catalogue *catalogue, const char *prefix,
    query_call_fn *each, void *arg)
{
	struct call_copy copy[PREFIX_CHOICES] = {{.texts = NULL}};
	char wanted[CALL_UID_LEN + 1];
	const char *after = "";
	struct statement *s;
	int count = 0;
	bool found = true;
	int error;

	if (!copy_prefix(wanted, prefix))
		return ENOENT;
	error = statement_prepare(
	    catalogue, SLOT_CALLS_BY_UID, calls_by_uid_sql, &s);
	while (!error && found && count < PREFIX_CHOICES) {
		bind_text(s, wanted);
		bind_text(s, *after ? after : " ");
		error = fetch_call(s, &copy[count], &found);
		if (error || !found)
			break;
		after = copy[count++].view.call.uid;
	}
	if (!error && count == 0)
		error = ENOENT;
	for (int i = 0; i < count; i++) {
		if (!error)
			error = each(&copy[i].view, arg);
		call_copy_clear(&copy[i]);
	}
	if (!error && count > 1)
		error = EEXIST;
	return error;
}
