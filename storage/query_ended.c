/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is needed to follow calls as they end: which there are, and which go
 * on, by call.id alone, and one of them with all of its columns. */
#include "storage/query.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "storage/call_copy.h"
#include "storage/catalogue_int.h"
#include "storage/filter.h"

/* As in the index call_open. */
#define OPEN "state IN ('ringing', 'active')"

static const char ids_sql[] =
    "SELECT id, uid, " OPEN " FROM call WHERE id > ? ORDER BY id";

static const char open_ids_sql[] =
    "SELECT id, uid, 1 FROM call WHERE " OPEN " ORDER BY id";

static int
read_ids(struct statement *s, query_id_fn *each, void *arg)
{
	bool row = false;
	int error = statement_step(s, &row);

	while (!error && row) {
		int64_t id = column_int(s);
		const char *uid = column_text(s);

		error = each(id, uid, column_int(s) != 0, arg);
		if (!error)
			error = statement_step(s, &row);
	}
	statement_reset(s);
	return error;
}

int
query_ids(
    struct catalogue *catalogue, int64_t after, query_id_fn *each, void *arg)
{
	struct statement *s;
	int error = statement_prepare(catalogue, SLOT_IDS, ids_sql, &s);

	if (error)
		return error;
	bind_int(s, after);
	return read_ids(s, each, arg);
}

int
query_open_ids(struct catalogue *catalogue, query_id_fn *each, void *arg)
{
	struct statement *s;
	int error =
	    statement_prepare(catalogue, SLOT_OPEN_IDS, open_ids_sql, &s);

	return error ? error : read_ids(s, each, arg);
}

int
query_last_id(struct catalogue *catalogue, int64_t *out)
{
	return database_number(catalogue_database(catalogue),
	    "SELECT coalesce(max(id), 0) FROM call", out);
}

/* Reads the call that the filter and the id want. */
static int
read_call(struct catalogue *catalogue, const struct filter_sql *filter,
    int64_t id, struct call_copy *copy)
{
	size_t size = sizeof filter->text + 2048;
	char *sql = malloc(size);
	struct statement *s;
	bool found = false;
	int error;

	if (!sql)
		return ENOMEM;
	snprintf(sql, size,
	    "SELECT " CALL_COLUMNS " FROM call WHERE %s AND call.id = ?%u",
	    filter->text, filter->value_count + 1);
	error = statement_prepare_again(catalogue, SLOT_CALL_BY_ID, sql, &s);
	free(sql);
	if (error)
		return error;
	filter_bind(s, filter);
	bind_int(s, id);
	error = statement_step(s, &found);
	if (!error && found)
		error = call_copy_read(copy, s);
	statement_reset(s);
	return error ? error : found ? 0 : ENOENT;
}

int
query_call(struct catalogue *catalogue, const struct call_filter *filter,
    int64_t id, query_call_fn *each, void *arg)
{
	struct filter_sql *sql = calloc(1, sizeof *sql);
	struct call_copy copy = {.texts = NULL};
	int error = sql ? filter_build(filter, sql) : ENOMEM;

	if (!error)
		error = read_call(catalogue, sql, id, &copy);
	if (!error)
		error = each(&copy.view, arg);
	call_copy_clear(&copy);
	free(sql);
	return error;
}
