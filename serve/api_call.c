/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call: all that is known of it. */
#include "serve/call.h"

#include <errno.h>
#include <string.h>

#include "browse/json.h"
#include "browse/json_explanation.h"
#include "browse/json_ladder.h"
#include "browse/json_messages.h"
#include "browse/json_quality.h"
#include "serve/account_name.h"
#include "serve/audit.h"
#include "serve/problem.h"
#include "serve/route.h"

bool
call_id_is_whole(const char *text)
{
	return strlen(text) == CALL_UID_LEN &&
	       strspn(text, "0123456789abcdef") == CALL_UID_LEN;
}

int
call_find(struct exchange *exchange, query_call_fn *each, void *arg)
{
	const char *id = exchange->word[0];

	if (!call_id_is_whole(id))
		return ENOENT;
	return query_call_by_prefix(exchange->catalogue, id, each, arg);
}

/* Makes an object of a call. */
typedef int object_fn(
    struct catalogue *catalogue, const struct call_view *view, json_t **out);

struct asked {
	struct exchange *exchange;
	object_fn *make;
};

static int
answer_call(const struct call_view *view, void *arg)
{
	const struct asked *asked = arg;
	json_t *object = NULL;
	int error = call_check(asked->exchange, view);

	if (!error)
		error = asked->make(asked->exchange->catalogue, view, &object);
	if (!error)
		answer_json(asked->exchange, object);
	return error;
}

static void
answer_object(struct exchange *exchange, object_fn *make)
{
	struct asked asked = {exchange, make};
	int error = call_find(exchange, answer_call, &asked);

	if (error)
		answer_error(exchange, error);
}

static int
whole_call(
    struct catalogue *catalogue, const struct call_view *view, json_t **out)
{
	return json_call(catalogue, view, true, out);
}

void
api_call(struct exchange *exchange)
{
	const struct audit_entry shown = {"show", exchange->word[0], NULL};

	answer_object(exchange, whole_call);
	if (exchange->answer.status == 200)
		audit_note(exchange, &shown);
}

void
api_explain(struct exchange *exchange)
{
	answer_object(exchange, json_explanation);
}

void
api_quality(struct exchange *exchange)
{
	answer_object(exchange, json_quality);
}

void
api_ladder(struct exchange *exchange)
{
	answer_object(exchange, json_ladder);
}

void
api_messages(struct exchange *exchange)
{
	answer_object(exchange, json_messages);
}

/* The same rule as in lists: whether the list of this moment has it. */
struct search {
	int64_t id;
	bool found;
};

static int
compare(const struct call_view *view, void *arg)
{
	struct search *search = arg;

	search->found |= view->call.id == search->id;
	return 0;
}

int
call_check(struct exchange *exchange, const struct call_view *view)
{
	const char *numbers[FILTER_NUMBERS_MAX];
	char text[ACCOUNT_NUMBERS_SIZE];
	struct search search = {.id = view->call.id};
	struct call_filter filter = {.has_from = true,
	    .from_us = view->call.started_us,
	    .has_to = true,
	    .to_us = view->call.started_us + 1,
	    .own_numbers = numbers};
	int error;

	if (exchange->who.role >= ROLE_SUPERVISOR)
		return 0;
	filter.own_number_count =
	    account_numbers_split(exchange->who.account.numbers, text, numbers);
	error = query_calls(exchange->catalogue, &filter, compare, &search);
	if (error)
		return error;
	return search.found ? 0 : ENOENT;
}
