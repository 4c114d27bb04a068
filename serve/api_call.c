/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call: all that is known of it. */
#include "serve/call.h"

#include <errno.h>
#include <string.h>

#include "browse/json.h"
#include "browse/json_set.h"
#include "serve/account_name.h"
#include "serve/problem.h"
#include "serve/route.h"

static bool
is_id(const char *text)
{
	return strlen(text) == CALL_UID_LEN &&
	       strspn(text, "0123456789abcdef") == CALL_UID_LEN;
}

int
call_find(struct exchange *exchange, query_call_fn *each, void *arg)
{
	const char *id = exchange->word[0];

	if (!is_id(id))
		return ENOENT;
	return query_call_by_prefix(exchange->catalogue, id, each, arg);
}

static int
add_call(const struct call_view *view, void *arg)
{
	struct exchange *exchange = arg;
	json_t *object = NULL;
	int error = call_check(exchange, view);

	if (!error)
		error = json_call(exchange->catalogue, view, true, &object);
	if (!error)
		answer_json(exchange, object);
	return error;
}

void
api_call(struct exchange *exchange)
{
	int error = call_find(exchange, add_call, exchange);

	if (error)
		answer_error(exchange, error);
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
