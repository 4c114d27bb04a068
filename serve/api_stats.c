/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals, over all and by time. */
#include <string.h>

#include "browse/json.h"
#include "serve/params.h"
#include "serve/problem.h"
#include "serve/route.h"

void
api_stats(struct exchange *exchange)
{
	struct params params;
	enum stats_by by;
	json_t *object;
	int error;

	if (!params_stats(exchange, &params))
		return;
	by = params.by && !strcmp(params.by, "day") ? STATS_BY_DAY
						    : STATS_BY_HOUR;
	error =
	    json_stats_by(exchange->catalogue, &params.filter, by, &object);
	if (error) {
		answer_error(exchange, error);
		return;
	}
	answer_json(exchange, object);
}
