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
	struct params params;
	json_t *totals = NULL, *object;
	int error;

	if (!params_calls(exchange, &params))
		return;
	error = json_stats(exchange->catalogue, &params.filter, &totals);
	if (error) {
		answer_error(exchange, error);
		return;
	}
	object = json_object();
	set(object, "totals", totals);
	answer_json(exchange, object);
}
