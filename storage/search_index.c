/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Making the words of calls; storage/search.h says what must hold.
 *
 * Within a transaction FTS5 keeps what is new in memory. It writes it, as a
 * segment that has to be merged with others later, whenever a statement begins
 * that could fail half done: one with triggers, or RETURNING. So no such
 * statement is run for each call or word, and keys are given at the end.
 */
#include "storage/search.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "storage/catalogue_int.h"

#define COLUMNS_MAX 16
#define TOKEN_SIZE 24

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

/* Runs a statement with one number, whose first column is given. */
static int
run(struct database *db, enum statement_slot slot, const char *sql,
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

static int
add_word(struct database *db, const char *kind, const char *text, int64_t *id)
{
	struct statement *s;
	int error = database_prepare(db, SLOT_SEARCH_ADD_WORD,
	    "INSERT INTO word (kind, text) VALUES (?, ?)", &s);

	if (error)
		return error;
	bind_text(s, kind);
	bind_text(s, text);
	error = statement_write(s);
	*id = error ? 0 : database_last_id(db);
	if (error || !has_parts(kind))
		return error;
	error = database_prepare(db, SLOT_SEARCH_ADD_PART,
	    "INSERT INTO word_part (rowid, kind, text) VALUES (?, ?, ?)", &s);
	if (error)
		return error;
	bind_int(s, *id);
	bind_text(s, kind);
	bind_text(s, text);
	return statement_write(s);
}

static int
append(struct search_work *work, const char *text, size_t len)
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
	char token[TOKEN_SIZE];
	int64_t id;
	int error = find_word(db, kind, text, &id);

	if (!error && id == 0)
		error = add_word(db, kind, text, &id);
	if (error)
		return error;
	snprintf(token, sizeof token, "w%" PRIx64 " ", (uint64_t)id);
	return append(work, token, strlen(token));
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

/* All words of a call, as tokens. */
static int
append_call(struct database *db, struct search_work *work, int64_t call_id)
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

/* Takes their keys from the calls of that microsecond which are in the way of
 * 'key', so that they are made again. */
static int
make_way(struct database *db, int64_t call_id, int64_t started_us, int64_t key)
{
	struct statement *s;
	int error = database_prepare(db, SLOT_SEARCH_MOVE,
	    "UPDATE call SET search_key = NULL WHERE started_us = ? "
	    "AND id > ? AND search_key <= ?",
	    &s);

	if (error)
		return error;
	bind_int(s, started_us);
	bind_int(s, call_id);
	bind_int(s, key);
	return statement_write(s);
}

/* The key behind all that calls of that microsecond with a lower id have, or
 * are about to get; the least of those with a higher one, or 0. */
static int
find_keys(struct database *db, const struct search_work *work,
    const struct search_key *call, int64_t *key, int64_t *higher)
{
	const struct search_key *last =
	    work->key_count ? &work->keys[work->key_count - 1] : NULL;
	struct statement *s;
	bool found;
	int error = database_prepare(db, SLOT_SEARCH_KEY,
	    "SELECT max(iif(id < ?2, search_key, NULL)), "
	    "min(iif(id > ?2, search_key, NULL)) "
	    "FROM call WHERE started_us = ?1",
	    &s);

	if (error)
		return error;
	bind_int(s, call->started_us);
	bind_int(s, call->call_id);
	error = statement_step(s, &found);
	*key = call->started_us << SEARCH_KEY_BITS;
	if (error || column_is_null(s))
		(void)column_int(s);
	else
		*key = column_int(s) + 1;
	*higher = error || column_is_null(s) ? 0 : column_int(s);
	statement_reset(s);
	if (last && last->started_us == call->started_us && last->key >= *key)
		*key = last->key + 1;
	return error;
}

/*
 * The key of a call: behind those of the calls that began in the same
 * microsecond and have a lower id. Keys that are in the way are made again;
 * it is 0 when there is none.
 */
static int
choose_key(struct database *db, const struct search_work *work,
    struct search_key *call)
{
	int64_t higher;
	int error;

	call->key = 0;
	if (call->started_us < 0 || call->started_us >= SEARCH_TIME_MAX)
		return 0;
	error = find_keys(db, work, call, &call->key, &higher);
	if (!error && higher && higher <= call->key)
		error =
		    make_way(db, call->call_id, call->started_us, call->key);
	if (call->key >> SEARCH_KEY_BITS != call->started_us)
		call->key = 0;
	return error;
}

/* Remembers to give the call its key. */
static int
add_key(struct search_work *work, const struct search_key *call)
{
	if (work->key_count == work->key_room) {
		size_t room = work->key_room ? 2 * work->key_room : 64;
		struct search_key *keys =
		    reallocarray(work->keys, room, sizeof *keys);

		if (!keys)
			return ENOMEM;
		work->keys = keys;
		work->key_room = room;
	}
	work->keys[work->key_count++] = *call;
	return 0;
}

/* Gives all calls their keys: now they are found by their words. */
static int
give_keys(struct database *db, struct search_work *work)
{
	struct statement *s;
	int error = database_prepare(db, SLOT_SEARCH_DONE,
	    "UPDATE call SET search_key = ?2 WHERE id = ?1", &s);

	for (size_t i = 0; !error && i < work->key_count; i++) {
		bind_int(s, work->keys[i].call_id);
		bind_int(s, work->keys[i].key);
		error = statement_write(s);
	}
	work->key_count = 0;
	return error;
}

/* Writes the tokens from 'begin' on by the key. */
static int
put_call(struct database *db, struct search_work *work, size_t begin,
    const struct search_key *call)
{
	struct statement *s;
	int error = database_prepare(db, SLOT_SEARCH_PUT,
	    "REPLACE INTO call_word (rowid, words) VALUES (?, ?)", &s);

	if (error)
		return error;
	bind_int(s, call->key);
	bind_text(s, work->tokens + begin);
	error = statement_write(s);
	if (!error)
		error = run(db, SLOT_SEARCH_FRESH,
		    "DELETE FROM search_stale WHERE key = ?", call->key, NULL);
	return error ? error : add_key(work, call);
}

/* '*done' counts it, unless there is no place for it. */
static int
index_call(struct database *db, struct search_work *work,
    struct search_key *call, unsigned *done)
{
	size_t begin = work->len;
	int error = choose_key(db, work, call);

	if (error || call->key == 0)
		return error;
	error = append_call(db, work, call->call_id);
	if (!error && work->len > begin)
		error = put_call(db, work, begin, call);
	++*done;
	work->len = begin;
	if (work->tokens)
		work->tokens[begin] = '\0';
	return error;
}

/* The next call without a key that is over; its id is 0: none. */
static int
next_call(
    struct database *db, struct search_work *work, struct search_key *call)
{
	struct statement *s;
	bool found = false;
	int error = database_prepare(db, SLOT_SEARCH_NEXT,
	    "SELECT id, started_us FROM call INDEXED BY call_unsearched "
	    "WHERE search_key IS NULL AND (started_us, id) > (?, ?) "
	    "AND state NOT IN ('ringing', 'active') "
	    "ORDER BY started_us, id LIMIT 1",
	    &s);

	call->call_id = 0;
	if (error)
		return error;
	bind_int(s, work->after_us);
	bind_int(s, work->after_id);
	error = statement_step(s, &found);
	if (!error && found) {
		call->call_id = column_int(s);
		call->started_us = column_int(s);
	}
	statement_reset(s);
	return error;
}

/* Takes the words of a key that no call has out of the index, and keeps them
 * as tokens: perhaps nobody else has them. */
static int
drop_key(struct database *db, struct search_work *work, int64_t key)
{
	struct statement *s;
	bool found = false;
	int error = database_prepare(db, SLOT_SEARCH_WORDS,
	    "SELECT words FROM call_word WHERE rowid = ?", &s);

	if (error)
		return error;
	bind_int(s, key);
	error = statement_step(s, &found);
	if (!error && found) {
		const char *words = column_text(s);

		if (words)
			error = append(work, words, strlen(words));
	}
	statement_reset(s);
	if (!error && found)
		error = run(db, SLOT_SEARCH_DROP,
		    "DELETE FROM call_word WHERE rowid = ?", key, NULL);
	if (!error)
		error = run(db, SLOT_SEARCH_FRESH,
		    "DELETE FROM search_stale WHERE key = ?", key, NULL);
	return error;
}

/* (3) Removes the word of a token, unless a call has it. */
static int
drop_word(struct database *db, const char *token, size_t len)
{
	char match[TOKEN_SIZE], *end;
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
	error = run(db, SLOT_SEARCH_DROP_PART,
	    "INSERT INTO word_part (word_part, rowid, kind, text) "
	    "SELECT 'delete', id, kind, text FROM word WHERE id = ? "
	    "AND kind IN ('number', 'name', 'uri', 'address', 'agent', "
	    "'codec', 'tag', 'note')",
	    id, NULL);
	return error ? error
		     : run(db, SLOT_SEARCH_DROP_WORD,
			   "DELETE FROM word WHERE id = ?", id, NULL);
}

/* Removes the words that were kept, as far as no call has them. */
static int
drop_words(struct database *db, struct search_work *work)
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

int
search_step(struct database *db, struct search_work *work, unsigned calls,
    unsigned *done)
{
	struct search_key call = {.call_id = 1};
	int64_t key = 1;
	int error = 0;

	*done = 0;
	work->len = work->key_count = 0;
	for (; !error && calls && key; calls--) {
		error = run(db, SLOT_SEARCH_STALE,
		    "SELECT key FROM search_stale WHERE key > ? LIMIT 1", 0,
		    &key);
		if (error || key == 0)
			break;
		error = drop_key(db, work, key);
		++*done;
	}
	for (; !error && calls; calls--) {
		error = next_call(db, work, &call);
		if (error || call.call_id == 0)
			break;
		work->after_us = call.started_us;
		work->after_id = call.call_id;
		error = index_call(db, work, &call, done);
	}
	/* Those before may have changed. */
	if (call.call_id == 0)
		work->after_us = work->after_id = INT64_MIN;
	if (!error)
		error = give_keys(db, work);
	return error ? error : drop_words(db, work);
}

void
search_work_clear(struct search_work *work)
{
	free(work->tokens);
	free(work->keys);
	*work = (struct search_work){.tokens = NULL};
}
