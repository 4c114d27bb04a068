/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who did what. */
#include <errno.h>
#include <string.h>

#include "browse/json.h"
#include "browse/json_set.h"
#include "serve/params.h"
#include "serve/problem.h"
#include "serve/route.h"

struct page {
	json_t *rows;
	struct call_cursor last;
};

static int
add_row(const struct audit_view *view, void *arg)
{
	struct page *page = arg;

	page->last = (struct call_cursor){view->time_us, view->id};
	return json_array_append_new(page->rows, json_audit(view)) ? ENOMEM : 0;
}

void
api_audit(struct exchange *exchange)
{
	struct page page = {.rows = NULL};
	char cursor[CALL_CURSOR_SIZE];
	struct params params;
	struct audit_filter filter;
	json_t *object;
	int error;

	if (!params_audit(exchange, &params))
		return;
	filter = (struct audit_filter){.has_from = params.filter.has_from,
	    .from_us = params.filter.from_us,
	    .has_to = params.filter.has_to,
	    .to_us = params.filter.to_us,
	    .user = params.user,
	    .call_uid = params.call,
	    .limit = params.filter.limit,
	    .after = params.filter.after};
	page.rows = json_array();
	error = query_audit(exchange->catalogue, &filter, add_row, &page);
	if (error) {
		json_decref(page.rows);
		answer_error(exchange, error);
		return;
	}
	call_cursor_format(&page.last, cursor);
	object = json_object();
	set_text(object, "next",
	    json_array_size(page.rows) == filter.limit ? cursor : NULL);
	set(object, "audit", page.rows);
	answer_json(exchange, object);
}
