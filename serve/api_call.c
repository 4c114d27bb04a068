/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call: all that is known of it. */
#include "serve/call.h"

#include <errno.h>
#include <string.h>

#include "browse/json.h"
#include "browse/json_set.h"
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
	int error;

	if (!call_is_visible(exchange, view))
		return ENOENT;
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

bool
call_is_visible(const struct exchange *exchange, const struct call_view *view)
{
	(void)view;
	return exchange->who.role >= ROLE_SUPERVISOR;
}
