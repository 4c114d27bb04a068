/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals, over all and by time. */
#include <errno.h>
#include <string.h>

#include "browse/json.h"
#include "browse/json_set.h"
#include "serve/params.h"
#include "serve/problem.h"
#include "serve/route.h"

#define HOUR_US (INT64_C(3600) * 1000000)
#define DAY_US (24 * HOUR_US)

static int
add_period(const struct period_view *view, void *arg)
{
	json_t *object = json_object();

	set_time(object, "from", view->from_us);
	set_int(object, "calls", view->calls);
	set_int(object, "answered", view->answered);
	set_int(object, "complete", view->complete);
	set_int(object, "partial", view->partial);
	set_int(object, "missing", view->missing);
	set_int(object, "undecodable", view->undecodable);
	set_int(object, "skipped", view->skipped);
	set_int(object, "failed", view->failed);
	set_int(object, "talk_ms", view->talk_ms);
	return json_array_append_new(arg, object) ? ENOMEM : 0;
}

static int
add_reason(
    const char *completeness, const char *reason, int64_t calls, void *arg)
{
	json_t *object = json_object();

	set_text(object, "completeness", completeness);
	set_text(object, "reason", reason);
	set_int(object, "calls", calls);
	return json_array_append_new(arg, object) ? ENOMEM : 0;
}

/* Fills 'object'. */
static int
add_all(
    struct catalogue *catalogue, const struct params *params, json_t *object)
{
	json_t *periods = json_array(), *reasons = json_array();
	int64_t length =
	    params->by && !strcmp(params->by, "day") ? DAY_US : HOUR_US;
	json_t *totals = NULL;
	int error;

	set(object, "by", periods);
	set(object, "incomplete", reasons);
	error = json_stats(catalogue, &params->filter, &totals);
	if (error)
		return error;
	set(object, "totals", totals);
	if (params->by)
		error = query_periods(
		    catalogue, &params->filter, length, add_period, periods);
	if (!error)
		error = query_reasons(
		    catalogue, &params->filter, add_reason, reasons);
	return error;
}

void
api_stats(struct exchange *exchange)
{
	struct params params;
	json_t *object;
	int error;

	if (!params_stats(exchange, &params))
		return;
	object = json_object();
	error = add_all(exchange->catalogue, &params, object);
	if (error) {
		json_decref(object);
		answer_error(exchange, error);
		return;
	}
	answer_json(exchange, object);
}
