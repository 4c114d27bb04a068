/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which calls are in the index, and by which keys; storage/search.h says what
 * must hold.
 *
 * Within a transaction FTS5 keeps what is new in memory. It writes it, as a
 * segment that has to be merged with others later, whenever a statement begins
 * that could fail half done: one with triggers, or RETURNING. So no such
 * statement is run for each call or word, and keys are given at the end.
 */
#include "storage/search_int.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "storage/catalogue_int.h"

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
	if (call->call_id > work->highest_id)
		work->highest_id = call->call_id;
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

/* Writes the tokens from 'begin' on by the key. There is a row of it only if
 * the key was another one's: to look for that takes a quarter of the time. */
static int
put_call(struct database *db, struct search_work *work, size_t begin,
    const struct search_key *call)
{
	struct statement *s;
	bool is_there = false;
	int error = database_prepare(db, SLOT_SEARCH_FRESH,
	    "DELETE FROM search_stale WHERE key = ?", &s);

	if (error)
		return error;
	bind_int(s, call->key);
	error = statement_change(s, &is_there);
	if (!error && is_there)
		error = search_run(db, SLOT_SEARCH_DROP,
		    "DELETE FROM call_word WHERE rowid = ?", call->key, NULL);
	if (!error)
		error = database_prepare(db, SLOT_SEARCH_PUT,
		    "INSERT INTO call_word (rowid, words) VALUES (?, ?)", &s);
	if (error)
		return error;
	bind_int(s, call->key);
	bind_text(s, work->tokens + begin);
	error = statement_write(s);
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
	error = search_append_call(db, work, call->call_id);
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
			error = search_append(work, words, strlen(words));
	}
	statement_reset(s);
	if (!error && found)
		error = search_run(db, SLOT_SEARCH_DROP,
		    "DELETE FROM call_word WHERE rowid = ?", key, NULL);
	if (!error)
		error = search_run(db, SLOT_SEARCH_FRESH,
		    "DELETE FROM search_stale WHERE key = ?", key, NULL);
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
	work->cache = search_cache_begin(work->cache);
	for (; !error && calls && key; calls--) {
		error = search_run(db, SLOT_SEARCH_STALE,
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
	return error ? error : search_drop_words(db, work);
}

void
search_work_clear(struct search_work *work)
{
	free(work->tokens);
	free(work->keys);
	free(work->cache);
	*work = (struct search_work){.tokens = NULL};
}
