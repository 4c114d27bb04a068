/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls out of the catalogue: lists of them, and one by its public id. */
#include "storage/query.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "storage/call_reader.h"
#include "storage/catalogue_int.h"

#define PREFIX_CHOICES 10 /* calls shown when a prefix has several */

static const char calls_by_uid_sql[] =
    "SELECT " CALL_COLUMNS " FROM call "
    "WHERE uid >= ?1 AND uid < ?1 || 'g' AND uid > ?2 ORDER BY uid LIMIT 1";

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

/* Moves the place so that the newest 'limit' calls follow it. */
static int
skip_to_newest(struct call_reader *reader, size_t limit)
{
	size_t passed = 0;
	int error = 0;

	reader->newest_first = true;
	reader->at = (struct call_cursor){INT64_MAX, INT64_MAX};
	while (!error && passed < limit) {
		error = call_reader_next(reader, limit - passed);
		passed += reader->count;
		if (reader->count == 0)
			break;
	}
	reader->newest_first = false;
	if (passed < limit)
		reader->at = (struct call_cursor){INT64_MIN, INT64_MIN};
	else
		reader->at.id--; /* the oldest of them is the first */
	return error;
}

/* Gives the calls from where the reader is. */
static int
give(struct call_reader *reader, size_t limit, query_call_fn *each, void *arg)
{
	size_t given = 0;
	int error = 0;

	while (!error && (!limit || given < limit)) {
		error = call_reader_next(reader, limit ? limit - given : 0);
		for (size_t i = 0; !error && i < reader->count; i++)
			error = each(&reader->page[i]->view, arg);
		given += reader->count;
		if (reader->count == 0)
			break;
	}
	return error;
}

int
query_calls(struct catalogue *catalogue, const struct call_filter *filter,
    query_call_fn *each, void *arg)
{
	struct call_reader *reader = NULL;
	int error = call_reader_new(catalogue, filter, &reader);

	if (!error && !filter->after && filter->limit && !filter->newest_first)
		error = skip_to_newest(reader, filter->limit);
	if (!error)
		error = give(reader, filter->limit, each, arg);
	call_reader_free(reader);
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
