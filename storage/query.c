/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls out of the catalogue. A call is fetched by a statement of its own,
 * copied, and given away after the statement was reset: a reader who stops
 * at a full screen holds no old state of the database, which would keep the
 * recorder from merging its log. The place in the list is kept as a key,
 * (started_us, id), in the order of an index.
 */
#include "storage/query.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "storage/catalogue_int.h"
#include "storage/number.h"

#define PREFIX_CHOICES 10 /* calls shown when a prefix has several */

#define CALL_COLUMNS                                                           \
	"id, uid, state, completeness, reason, direction, "                    \
	"caller_number, caller_name, caller_uri, caller_address, "             \
	"callee_number, callee_name, callee_uri, callee_address, "             \
	"started_us, ringing_us, answered_us, ended_us, final_status, "        \
	"ended_by, sip_cause, q850_cause, diverted_from, has_fax, "            \
	"(SELECT count(*) FROM leg WHERE leg.call_id = call.id), "             \
	"(SELECT sip_call_id FROM leg WHERE leg.call_id = call.id "            \
	"ORDER BY started_us, id LIMIT 1)"

/* Parameters 1 and 2 are the key before the first row. */
static const char next_call_sql[] =
    "SELECT " CALL_COLUMNS " FROM call "
    "WHERE (started_us, id) > (?1, ?2) AND " CALL_FILTER
    " ORDER BY started_us, id LIMIT 1";

/* The key of the last of the ?8 + 1 newest calls. */
static const char newest_calls_sql[] =
    "SELECT started_us, id FROM call "
    "WHERE (started_us, id) > (?1, ?2) AND " CALL_FILTER
    " ORDER BY started_us DESC, id DESC LIMIT 1 OFFSET ?8";

static const char calls_by_uid_sql[] =
    "SELECT " CALL_COLUMNS " FROM call "
    "WHERE uid >= ?1 AND uid < ?1 || 'g' AND uid > ?2 ORDER BY uid LIMIT 1";

/* A call with its texts in memory of its own. */
struct call_copy {
	struct call_view view;
	char *texts; /* all of them, one after the other */
	size_t size; /* bytes allocated */
};

/* Where a call_view keeps its texts. */
static const size_t text_members[] = {
    offsetof(struct call_view, call.uid),
    offsetof(struct call_view, call.state),
    offsetof(struct call_view, call.completeness),
    offsetof(struct call_view, call.reason),
    offsetof(struct call_view, call.direction),
    offsetof(struct call_view, call.caller.number),
    offsetof(struct call_view, call.caller.name),
    offsetof(struct call_view, call.caller.uri),
    offsetof(struct call_view, call.caller.address),
    offsetof(struct call_view, call.callee.number),
    offsetof(struct call_view, call.callee.name),
    offsetof(struct call_view, call.callee.uri),
    offsetof(struct call_view, call.callee.address),
    offsetof(struct call_view, call.ended_by),
    offsetof(struct call_view, call.diverted_from),
    offsetof(struct call_view, sip_call_id),
};

#define TEXT_COUNT (sizeof text_members / sizeof *text_members)

static const char **
text_member(struct call_view *view, size_t index)
{
	return (const char **)(void *)((char *)view + text_members[index]);
}

/* Moves the texts of 'copy' out of the statement. 0 or ENOMEM. */
static int
keep_texts(struct call_copy *copy)
{
	size_t size = 0;
	char *at;

	for (size_t i = 0; i < TEXT_COUNT; i++) {
		const char *text = *text_member(&copy->view, i);

		size += text ? strlen(text) + 1 : 0;
	}
	if (size > copy->size) {
		at = realloc(copy->texts, size);
		if (!at)
			return ENOMEM;
		copy->texts = at;
		copy->size = size;
	}
	at = copy->texts;
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		const char **text = text_member(&copy->view, i);
		size_t len = *text ? strlen(*text) + 1 : 0;

		if (len)
			*text = memcpy(at, *text, len);
		at += len;
	}
	return 0;
}

static void
read_party(struct statement *s, struct party_row *party)
{
	party->number = column_text(s);
	party->name = column_text(s);
	party->uri = column_text(s);
	party->address = column_text(s);
}

static int64_t
duration_of(const struct call_row *call)
{
	int64_t us;

	if (call->answered_us == ROW_NO_TIME || call->ended_us == ROW_NO_TIME ||
	    __builtin_sub_overflow(call->ended_us, call->answered_us, &us))
		return 0;
	return us > 0 ? us / 1000 : 0;
}

/* Reads CALL_COLUMNS. */
static void
read_call(struct statement *s, struct call_view *view)
{
	struct call_row *call = &view->call;

	call->id = column_int(s);
	call->uid = column_text(s);
	call->state = column_text(s);
	call->completeness = column_text(s);
	call->reason = column_text(s);
	call->direction = column_text(s);
	read_party(s, &call->caller);
	read_party(s, &call->callee);
	call->started_us = column_time(s);
	call->ringing_us = column_time(s);
	call->answered_us = column_time(s);
	call->ended_us = column_time(s);
	call->final_status = (int)column_int(s);
	call->ended_by = column_text(s);
	call->sip_cause = (int)column_int(s);
	call->q850_cause = (int)column_int(s);
	call->diverted_from = column_text(s);
	call->has_fax = column_int(s) != 0;
	view->duration_ms = duration_of(call);
	view->leg_count = (int)column_int(s);
	view->sip_call_id = column_text(s);
}

/* Runs the bound 's' for one call, and lets go of it. */
static int
fetch_call(struct statement *s, struct call_copy *copy, bool *found)
{
	int error = statement_step(s, found);

	if (!error && *found) {
		read_call(s, &copy->view);
		error = copy->view.call.uid ? keep_texts(copy) : EBADMSG;
	}
	statement_reset(s);
	return error;
}

/* Holds digits and separators only? */
static bool
is_dialled(const char *number)
{
	return number && *number &&
	       number[strspn(number, "+0123456789 -./()")] == '\0';
}

void
filter_bind(struct statement *s, const struct call_filter *filter)
{
	struct number number = {"", ""};

	if (is_dialled(filter->number))
		number_normalise(filter->number, &NUMBER_PLAN_DEFAULT, &number);
	bind_int(s, filter->has_to ? filter->to_us : INT64_MAX);
	bind_text(s, filter->state);
	bind_text(s, filter->number);
	bind_text_copy(s, number.normalised);
	bind_text(s, filter->source);
}

/* A place in the list of calls: before the first that may follow. */
struct key {
	int64_t started_us;
	int64_t id;
};

static struct key
first_key(const struct call_filter *filter)
{
	return (struct key){
	    filter->has_from ? filter->from_us : INT64_MIN, INT64_MIN};
}

/* Moves 'key' so that the newest 'limit' calls follow. */
static int
skip_to_newest(struct catalogue *catalogue, const struct call_filter *filter,
    struct key *key)
{
	struct statement *s;
	bool found;
	int error = statement_prepare(
	    catalogue, SLOT_NEWEST_CALLS, newest_calls_sql, &s);

	if (error)
		return error;
	bind_int(s, key->started_us);
	bind_int(s, key->id);
	filter_bind(s, filter);
	bind_int(s, (int64_t)filter->limit);
	error = statement_step(s, &found);
	if (!error && found) {
		key->started_us = column_int(s);
		key->id = column_int(s);
	}
	statement_reset(s);
	return error;
}

int
query_calls(struct catalogue *catalogue, const struct call_filter *filter,
    query_call_fn *each, void *arg)
{
	struct key key = first_key(filter);
	struct call_copy copy = {.texts = NULL};
	struct statement *s;
	size_t given = 0;
	bool found = true;
	int error =
	    statement_prepare(catalogue, SLOT_NEXT_CALL, next_call_sql, &s);

	if (!error && filter->limit)
		error = skip_to_newest(catalogue, filter, &key);
	while (!error && (!filter->limit || given < filter->limit)) {
		bind_int(s, key.started_us);
		bind_int(s, key.id);
		filter_bind(s, filter);
		error = fetch_call(s, &copy, &found);
		if (error || !found)
			break;
		key =
		    (struct key){copy.view.call.started_us, copy.view.call.id};
		given++;
		error = each(&copy.view, arg);
	}
	free(copy.texts);
	return error;
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
		free(copy[i].texts);
	}
	if (!error && count > 1)
		error = EEXIST;
	return error;
}
