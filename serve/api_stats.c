/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals. */
#include "browse/json.h"
#include "browse/json_set.h"
#include "serve/params.h"
#include "serve/problem.h"
#include "serve/route.h"

void
api_stats(struct exchange *exchange)
{
	struct call_filter filter;
	json_t *totals = NULL, *object;
	int error;

	if (!params_filter(exchange, &filter))
		return;
	error = json_stats(exchange->catalogue, &filter, &totals);
	if (error) {
		answer_error(exchange, error);
		return;
	}
	object = json_object();
	set(object, "totals", totals);
	answer_json(exchange, object);
}
