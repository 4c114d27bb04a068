/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals, over all and by time. */
#include <string.h>

#include "browse/json.h"
#include "serve/params.h"
#include "serve/problem.h"
#include "serve/route.h"

static enum stats_by
by_of(const struct params *params)
{
	if (!params->by)
		return STATS_IN_ALL;
	return !strcmp(params->by, "day") ? STATS_BY_DAY : STATS_BY_HOUR;
}

void
api_stats(struct exchange *exchange)
{
	struct params params;
	json_t *object = NULL;
	int error;

	if (!params_stats(exchange, &params))
		return;
	error = json_stats_by(
	    exchange->catalogue, &params.filter, by_of(&params), &object);
	if (error) {
		answer_error(exchange, error);
		return;
	}
	answer_json(exchange, object);
}
