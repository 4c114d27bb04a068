/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * There are two ways to a page. Without words to look for, or with none that
 * help, calls are read in the order of time, and the condition is put to each.
 * Else a page comes from several places, in one state of the database: from
 * the index, from the calls that are not in it, and from those whose whole
 * Call-ID was given; each gives its first ones, and these are merged.
 */
#include "storage/call_reader.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Parameters behind those of the filter. */
enum {
	VALUE_AT_US = 1,
	VALUE_AT_ID,
	VALUE_ROWS,
	VALUE_MATCH,
	VALUE_KEY_MIN,
	VALUE_KEY_MAX,
};

#define BY_TIME                                                                \
	{                                                                      \
		"started_us, call.id", "started_us DESC, call.id DESC"         \
	}

/* Where calls are read. */
struct way {
	enum statement_slot slot;
	const char *order[2]; /* oldest first, newest first */
};

static const struct way in_time = {SLOT_CALLS, BY_TIME};
static const struct way marked = {SLOT_CALLS_MARKED, BY_TIME};
static const struct way of_call_id = {SLOT_CALLS_OF_CALL_ID, BY_TIME};
static const struct way matching = {
    SLOT_CALLS_MATCHING, {"call_word.rowid", "call_word.rowid DESC"}};

_Static_assert(SEARCH_KEY_BITS == 11, "as in the SQL above");

/* "?4, ?5": the words of the free text. */
static const char *
list_words(const struct filter_sql *condition, char *out, size_t size)
{
	size_t len = 0;

	out[0] = '\0';
	for (unsigned i = 0; i < condition->word_count && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s?%u",
		    i ? ", " : "", condition->word_value + i);
	return out;
}

/* Adds to the SQL of the reader; what is too long sets 'len' past its end. */
__attribute__((format(printf, 3, 4))) static void
add(struct call_reader *reader, size_t *len, const char *format, ...)
{
	size_t size = sizeof reader->sql;
	va_list args;
	int n;

	if (*len >= size)
		return;
	va_start(args, format);
	n = vsnprintf(reader->sql + *len, size - *len, format, args);
	va_end(args);
	*len = n < 0 ? size : *len + (size_t)n;
}

static int
prepare(struct call_reader *reader, const struct way *way, struct statement **s)
{
	const struct filter_sql *condition = &reader->condition;
	unsigned values = condition->value_count;
	char words[FILTER_WORDS_MAX * 8];
	size_t len = 0;

	add(reader, &len, "SELECT " CALL_COLUMNS " FROM ");
	if (way == &matching)
		add(reader, &len,
		    "call_word CROSS JOIN call "
		    "ON call.started_us = call_word.rowid >> 11 "
		    "AND call.search_key = call_word.rowid "
		    "WHERE call_word MATCH ?%u AND call_word.rowid >= ?%u "
		    "AND call_word.rowid <= ?%u AND ",
		    values + VALUE_MATCH, values + VALUE_KEY_MIN,
		    values + VALUE_KEY_MAX);
	else if (way == &marked)
		add(reader, &len,
		    "call INDEXED BY call_unsearched "
		    "WHERE search_key IS NULL AND ");
	else if (way == &of_call_id)
		add(reader, &len,
		    "call WHERE call.id IN (SELECT call_id FROM leg "
		    "WHERE sip_call_id IN (%s)) AND ",
		    list_words(condition, words, sizeof words));
	else
		add(reader, &len, "call WHERE ");
	add(reader, &len,
	    "%s AND (started_us, call.id) %s (?%u, ?%u) ORDER BY %s LIMIT ?%u",
	    condition->text, reader->newest_first ? "<" : ">",
	    values + VALUE_AT_US, values + VALUE_AT_ID,
	    way->order[reader->newest_first], values + VALUE_ROWS);
	if (len >= sizeof reader->sql)
		return E2BIG;
	return statement_prepare_again(
	    reader->catalogue, way->slot, reader->sql, s);
}

/* The key of the first call of that microsecond. */
static int64_t
key_of(int64_t us)
{
	if (us < 0)
		return 0;
	return us >= SEARCH_TIME_MAX ? INT64_MAX : us << SEARCH_KEY_BITS;
}

/* Which keys may follow the place, within the time of the filter. */
static void
bind_keys(struct statement *s, const struct call_reader *reader)
{
	const struct call_filter *filter = reader->filter;
	int64_t last = (INT64_C(1) << SEARCH_KEY_BITS) - 1;
	int64_t min = filter->has_from ? key_of(filter->from_us) : 0;
	int64_t max = filter->has_to ? key_of(filter->to_us) : INT64_MAX;
	int64_t at = key_of(reader->at.started_us);

	if (!reader->newest_first && at > min)
		min = at;
	if (reader->newest_first && at <= INT64_MAX - last && at + last < max)
		max = at + last;
	bind_int(s, min);
	bind_int(s, max);
}

/* Adds the next calls of one way to the page. */
static int
read_way(struct call_reader *reader, const struct way *way, size_t rows)
{
	struct statement *s;
	bool found = false;
	size_t last = reader->count + rows;
	int error = prepare(reader, way, &s);

	if (error)
		return error;
	filter_bind(s, &reader->condition);
	bind_int(s, reader->at.started_us);
	bind_int(s, reader->at.id);
	bind_int(s, (int64_t)rows);
	if (way == &matching) {
		bind_text(s, reader->search.match);
		bind_keys(s, reader);
	}
	while (!error && reader->count < last) {
		struct call_copy *copy = &reader->copies[reader->count];

		error = statement_step(s, &found);
		if (error || !found)
			break;
		error = call_copy_read(copy, s);
		reader->page[reader->count++] = copy;
	}
	statement_reset(s);
	return error;
}

static int
compare(const void *a, const void *b)
{
	const struct call_row *x = &(*(struct call_copy *const *)a)->view.call;
	const struct call_row *y = &(*(struct call_copy *const *)b)->view.call;

	if (x->started_us != y->started_us)
		return x->started_us < y->started_us ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static int
compare_newest(const void *a, const void *b)
{
	return compare(b, a);
}

/* Keeps the first 'rows' of what the ways gave, each once. */
static void
merge(struct call_reader *reader, size_t rows)
{
	size_t kept = 0;

	qsort(reader->page, reader->count, sizeof *reader->page,
	    reader->newest_first ? compare_newest : compare);
	for (size_t i = 0; i < reader->count && kept < rows; i++) {
		if (kept && !compare(&reader->page[i], &reader->page[kept - 1]))
			continue;
		reader->page[kept++] = reader->page[i];
	}
	reader->count = kept;
}

/* Reads a page with the help of the index. */
static int
read_ways(struct call_reader *reader, size_t rows)
{
	int error = 0;

	if (!reader->search.nothing)
		error = read_way(reader, &matching, rows);
	if (!error)
		error = read_way(reader, &marked, rows);
	if (!error && reader->condition.word_count)
		error = read_way(reader, &of_call_id, rows);
	if (!error)
		merge(reader, rows);
	return error;
}

/* Chooses the way, and reads. */
static int
read_page(struct call_reader *reader, size_t rows)
{
	struct search *search = &reader->search;
	int error = 0;

	if (reader->has_index)
		error = search_build(catalogue_database(reader->catalogue),
		    reader->filter, &reader->condition, search);
	if (error)
		return error;
	return reader->has_index && (search->len || search->nothing)
		   ? read_ways(reader, rows)
		   : read_way(reader, &in_time, rows);
}

int
call_reader_next(struct call_reader *reader, size_t most)
{
	struct database *db = catalogue_database(reader->catalogue);
	size_t rows = most && most < PAGE_ROWS ? most : PAGE_ROWS;
	int error = database_exec(db, "BEGIN");

	if (error)
		return error;
	reader->count = 0;
	error = read_page(reader, rows);
	database_rollback(db);
	if (!error && reader->count) {
		const struct call_row *last =
		    &reader->page[reader->count - 1]->view.call;

		reader->at = (struct call_cursor){last->started_us, last->id};
	}
	return error;
}

int
call_reader_new(struct catalogue *catalogue, const struct call_filter *filter,
    struct call_reader **out)
{
	struct call_reader *reader = calloc(1, sizeof *reader);
	int64_t begin = filter->newest_first ? INT64_MAX : INT64_MIN;
	int error;

	*out = reader;
	if (!reader)
		return ENOMEM;
	reader->catalogue = catalogue;
	reader->filter = filter;
	reader->newest_first = filter->newest_first;
	reader->at =
	    filter->after ? *filter->after : (struct call_cursor){begin, begin};
	error = filter_build(filter, &reader->condition);
	if (!error)
		error = search_is_there(
		    catalogue_database(catalogue), &reader->has_index);
	return error;
}

void
call_reader_free(struct call_reader *reader)
{
	if (!reader)
		return;
	for (size_t i = 0; i < PAGE_WAYS * PAGE_ROWS; i++)
		call_copy_clear(&reader->copies[i]);
	free(reader);
}
