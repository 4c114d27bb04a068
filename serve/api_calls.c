/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of calls. */
#include "browse/json.h"
#include "browse/json_set.h"
#include "serve/params.h"
#include "serve/problem.h"
#include "serve/route.h"

struct list {
	struct catalogue *catalogue;
	json_t *calls;
};

static int
add_call(const struct call_view *view, void *arg)
{
	struct list *list = arg;
	json_t *object = NULL;
	int error = json_call(list->catalogue, view, false, &object);

	if (!error)
		json_array_insert_new(list->calls, 0, object);
	return error;
}

void
api_calls(struct exchange *exchange)
{
	struct call_filter filter;
	struct list list = {.catalogue = exchange->catalogue};
	json_t *object;
	int error;

	if (!params_filter(exchange, &filter))
		return;
	list.calls = json_array();
	error = query_calls(exchange->catalogue, &filter, add_call, &list);
	if (error) {
		json_decref(list.calls);
		answer_error(exchange, error);
		return;
	}
	object = json_object();
	set(object, "calls", list.calls);
	set(object, "next", json_null());
	answer_json(exchange, object);
}
