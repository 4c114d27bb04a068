/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of calls. */
#include <errno.h>

#include "browse/json.h"
#include "browse/json_set.h"
#include "serve/audit.h"
#include "serve/params.h"
#include "serve/problem.h"
#include "serve/route.h"

/* A page of the list. */
struct page {
	struct catalogue *catalogue;
	json_t *calls;
	struct call_cursor last;
};

static int
add_call(const struct call_view *view, void *arg)
{
	struct page *page = arg;
	json_t *object = NULL;
	int error = json_call(page->catalogue, view, false, &object);

	if (error)
		return error;
	page->last = (struct call_cursor){view->call.started_us, view->call.id};
	return json_array_append_new(page->calls, object) ? ENOMEM : 0;
}

void
api_calls(struct exchange *exchange)
{
	struct page page = {.catalogue = exchange->catalogue};
	char cursor[CALL_CURSOR_SIZE], detail[AUDIT_DETAIL_SIZE];
	struct params params;
	json_t *object;
	bool is_full;
	int error;

	if (!params_calls(exchange, &params))
		return;
	page.calls = json_array();
	error =
	    query_calls(exchange->catalogue, &params.filter, add_call, &page);
	if (error) {
		json_decref(page.calls);
		answer_error(exchange, error);
		return;
	}
	params_text(exchange, detail, sizeof detail);
	audit_note(exchange, &(struct audit_entry){"list", NULL, detail});
	is_full = json_array_size(page.calls) == params.filter.limit;
	call_cursor_format(&page.last, cursor);
	object = json_object();
	set(object, "calls", page.calls);
	set_text(object, "next", is_full ? cursor : NULL);
	answer_json(exchange, object);
}
