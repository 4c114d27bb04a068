/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a call: where they come from, and where they are kept. */
#include "storage/search_int.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "storage/catalogue_int.h"

#define COLUMNS_MAX 16

/* Words that are made of what is in their columns: of a length in ms, and of a
 * number as it is, which the next column has normalised. */
#define LENGTH "length"
#define RAW "raw number"

/* Where the words of a call are: the kind of each column of its rows. */
struct part {
	enum statement_slot slot;
	const char *sql;
	const char *kinds[COLUMNS_MAX + 1];
};

static const struct part parts[] = {
    {SLOT_SEARCH_CALL,
	"SELECT lower(caller_number), caller_number_normalised, "
	"lower(callee_number), callee_number_normalised, "
	"lower(diverted_from), lower(caller_name), lower(callee_name), "
	"lower(caller_uri), lower(callee_uri), lower(caller_address), "
	"lower(callee_address), state, direction, "
	"coalesce(completeness, 'none'), iif(hold, 'yes', 'no'), "
	"coalesce(max(ended_us - answered_us, 0) / 1000, 0) "
	"FROM call WHERE id = ?",
	{RAW, "number", RAW, "number", "number", "name", "name", "uri", "uri",
	    "address", "address", "state", "direction", "completeness", "hold",
	    LENGTH}},
    {SLOT_SEARCH_LEG,
	"SELECT lower(caller_number), lower(callee_number), "
	"lower(caller_agent), lower(callee_agent), lower(" SOURCE_TEXT(
	    "source") ") FROM leg LEFT JOIN source "
		      "ON source.id = leg.source_id WHERE call_id = ?",
	{"number", "number", "agent", "agent", "source"}},
    {SLOT_SEARCH_STREAM,
	"SELECT lower(codec), lower(" SOURCE_TEXT(
	    "source") ") FROM stream LEFT JOIN source "
		      "ON source.id = stream.source_id WHERE call_id = ?",
	{"codec", "source"}},
    {SLOT_SEARCH_TAG, "SELECT lower(name) FROM tag WHERE call_id = ?", {"tag"}},
    {SLOT_SEARCH_NOTE, "SELECT lower(body) FROM note WHERE call_id = ?",
	{"note"}},
};

/* Is a part of it looked for? Of the others there are few. */
static bool
has_parts(const char *kind)
{
	static const char *const kinds[] = {"number", "name", "uri", "address",
	    "agent", "codec", "tag", "note"};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!strcmp(kinds[i], kind))
			return true;
	}
	return false;
}

int
search_run(struct database *db, enum statement_slot slot, const char *sql,
    int64_t number, int64_t *out)
{
	struct statement *s;
	bool found = false;
	int error = database_prepare(db, slot, sql, &s);

	if (error)
		return error;
	bind_int(s, number);
	error = statement_step(s, &found);
	if (out)
		*out = !error && found ? column_int(s) : 0;
	statement_reset(s);
	return error;
}

static int
find_word(struct database *db, const char *kind, const char *text, int64_t *id)
{
	struct statement *s;
	bool found = false;
	int error = database_prepare(db, SLOT_SEARCH_WORD,
	    "SELECT id FROM word WHERE kind = ? AND text = ?", &s);

	*id = 0;
	if (error)
		return error;
	bind_text(s, kind);
	bind_text(s, text);
	error = statement_step(s, &found);
	if (!error && found)
		*id = column_int(s);
	statement_reset(s);
	return error;
}

/* Adds a word that is perhaps new; '*is_new' says whether it was. */
static int
add_word(struct database *db, const char *kind, const char *text, bool *is_new)
{
	struct statement *s;
	int error = database_prepare(db, SLOT_SEARCH_ADD_WORD,
	    "INSERT INTO word (kind, text) VALUES (?, ?) "
	    "ON CONFLICT DO NOTHING",
	    &s);

	*is_new = false;
	if (error)
		return error;
	bind_text(s, kind);
	bind_text(s, text);
	return statement_change(s, is_new);
}

static int
add_part(struct database *db, const char *kind, const char *text, int64_t id)
{
	struct statement *s;
	int error = database_prepare(db, SLOT_SEARCH_ADD_PART,
	    "INSERT INTO word_part (rowid, kind, text) VALUES (?, ?, ?)", &s);

	if (error)
		return error;
	bind_int(s, id);
	bind_text(s, kind);
	bind_text(s, text);
	return statement_write(s);
}

/* What is not in the cache is mostly new: it is looked for when it is not. */
static int
get_word(struct database *db, struct search_work *work, const char *kind,
    const char *text, int64_t *id)
{
	bool is_new;
	int error;

	*id = search_cache_find(work->cache, kind, text);
	if (*id)
		return 0;
	error = add_word(db, kind, text, &is_new);
	if (!error && is_new) {
		*id = database_last_id(db);
		if (has_parts(kind))
			error = add_part(db, kind, text, *id);
	} else if (!error) {
		error = find_word(db, kind, text, id);
	}
	if (!error)
		search_cache_add(work->cache, kind, text, *id);
	return error;
}

int
search_append(struct search_work *work, const char *text, size_t len)
{
	if (work->len + len + 1 > work->size) {
		size_t size = 2 * (work->size + len) + 1024;
		char *tokens = realloc(work->tokens, size);

		if (!tokens)
			return ENOMEM;
		work->tokens = tokens;
		work->size = size;
	}
	memcpy(work->tokens + work->len, text, len);
	work->len += len;
	work->tokens[work->len] = '\0';
	return 0;
}

static int
append_word(struct database *db, struct search_work *work, const char *kind,
    const char *text)
{
	char token[SEARCH_TOKEN_SIZE];
	size_t at = sizeof token;
	int64_t id;
	int error = get_word(db, work, kind, text, &id);

	if (error)
		return error;
	/* As "w%x " would, which takes ten times as long. */
	token[--at] = ' ';
	for (uint64_t left = (uint64_t)id; left; left >>= 4)
		token[--at] = "0123456789abcdef"[left & 15];
	token[--at] = 'w';
	return search_append(work, token + at, sizeof token - at);
}

/* Is 'number' but for separators what it is normalised? Then it is found by
 * that one, and no word of its own. */
static bool
is_plain(const char *number, const char *normalised)
{
	for (; normalised && *number; number++) {
		if (strchr(SEARCH_SEPARATORS, *number))
			continue;
		if (*number != *normalised++)
			return false;
	}
	return normalised && !*normalised;
}

/* The words of the row that 's' is at. */
static int
append_row(struct database *db, struct search_work *work,
    const struct part *part, struct statement *s)
{
	char length[SEARCH_LENGTH_SIZE];
	const char *raw = NULL;
	int error = 0;

	for (const char *const *kind = part->kinds; !error && *kind; kind++) {
		const char *text;

		if (!strcmp(*kind, LENGTH)) {
			snprintf(length, sizeof length, "%u",
			    search_length(column_int(s) / 1000));
			text = length;
		} else {
			text = column_text(s);
		}
		if (!strcmp(*kind, RAW)) {
			raw = text;
			continue;
		}
		if (raw && !is_plain(raw, text))
			error = append_word(db, work, *kind, raw);
		raw = NULL;
		if (!error && text && *text)
			error = append_word(db, work, *kind, text);
	}
	return error;
}

int
search_append_call(
    struct database *db, struct search_work *work, int64_t call_id)
{
	int error = 0;

	for (size_t i = 0; !error && i < sizeof parts / sizeof *parts; i++) {
		struct statement *s;
		bool found = false;

		error = database_prepare(db, parts[i].slot, parts[i].sql, &s);
		if (error)
			return error;
		bind_int(s, call_id);
		while (!error && !(error = statement_step(s, &found)) && found)
			error = append_row(db, work, &parts[i], s);
		statement_reset(s);
	}
	return error;
}

/* (3) Removes the word of a token, unless a call has it. */
static int
drop_word(struct database *db, const char *token, size_t len)
{
	char match[SEARCH_TOKEN_SIZE], *end;
	struct statement *s;
	bool found = true;
	int64_t id;
	int error;

	if (len < 2 || len >= sizeof match)
		return 0;
	memcpy(match, token, len);
	match[len] = '\0';
	id = (int64_t)strtoull(match + 1, &end, 16);
	error = database_prepare(db, SLOT_SEARCH_USED,
	    "SELECT rowid FROM call_word WHERE call_word MATCH ? LIMIT 1", &s);
	if (error)
		return error;
	bind_text(s, match);
	error = statement_step(s, &found);
	statement_reset(s);
	if (error || found)
		return error;
	error = search_run(db, SLOT_SEARCH_DROP_PART,
	    "INSERT INTO word_part (word_part, rowid, kind, text) "
	    "SELECT 'delete', id, kind, text FROM word WHERE id = ? "
	    "AND kind IN ('number', 'name', 'uri', 'address', 'agent', "
	    "'codec', 'tag', 'note')",
	    id, NULL);
	return error ? error
		     : search_run(db, SLOT_SEARCH_DROP_WORD,
			   "DELETE FROM word WHERE id = ?", id, NULL);
}

int
search_drop_words(struct database *db, struct search_work *work)
{
	const char *at = work->tokens;
	int error = 0;

	while (!error && work->len && *at) {
		size_t len = strcspn(at, " ");

		error = drop_word(db, at, len);
		at += len + (at[len] == ' ');
	}
	work->len = 0;
	return error;
}
