/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recorder says, as calls in an order. */
#include "browse/top.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "browse/control_client.h"
#include "browse/time.h"

#define PATIENCE_S 2

/* A question; NULL without an answer, and why in 'error'. */
static json_t *
ask(struct top *top, const char *line)
{
	struct control_answer answer;
	json_t *json = NULL;

	top->error = control_ask(top->path, line, PATIENCE_S, &answer);
	if (!top->error) {
		json = json_loadb(answer.text, answer.size, 0, NULL);
		if (!json)
			top->error = EBADMSG;
	}
	free(answer.text);
	return json;
}

static int64_t
time_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	int64_t us;

	return text && time_parse(text, 0, &us) ? us : ROW_NO_TIME;
}

/* How fast packets come, since it was asked before. */
static void
measure(struct top *top)
{
	int64_t packets =
	    json_integer_value(json_object_get(top->status, "packets"));
	int64_t now = time_now_us();

	top->packets_s = -1;
	if (top->asked_us && now > top->asked_us && packets >= top->packets)
		top->packets_s = (double)(packets - top->packets) * 1e6 /
				 (double)(now - top->asked_us);
	top->packets = packets;
	top->asked_us = now;
	top->now_us = time_of(top->status, "newest_packet");
	if (top->now_us == ROW_NO_TIME)
		top->now_us = now;
}

void
top_ask(struct top *top)
{
	json_t *status = ask(top, "status --json\n"), *calls;

	json_decref(top->status);
	top->status = status;
	if (status)
		measure(top);
	calls = status ? ask(top, "calls --json\n") : NULL;
	if (calls && !json_is_array(calls)) {
		json_decref(calls);
		calls = NULL;
		top->error = EBADMSG;
	}
	/* The calls in front borrow from it. */
	top->count = 0;
	json_decref(top->calls_json);
	top->calls_json = calls;
}

static const char *
text_at(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* What a party is known by. */
static const char *
label_of(const json_t *party)
{
	const char *number = text_at(party, "number");
	const char *name = text_at(party, "name");

	if (*number)
		return number;
	return *name ? name : text_at(party, "address");
}

static struct top_call
call_of(const json_t *object)
{
	const json_t *caller = json_object_get(object, "caller");
	const json_t *callee = json_object_get(object, "callee");

	return (struct top_call){
	    .uid = text_at(object, "id"),
	    .state = text_at(object, "state"),
	    .caller = label_of(caller),
	    .callee = label_of(callee),
	    .caller_address = text_at(caller, "address"),
	    .callee_address = text_at(callee, "address"),
	    .started_us = time_of(object, "started"),
	    .answered_us = time_of(object, "answered"),
	    .streams = json_integer_value(json_object_get(object, "streams")),
	    .recorded = json_is_true(json_object_get(object, "recorded")),
	    .paused = json_is_true(json_object_get(object, "paused")),
	};
}

bool
top_matches(const struct top_call *call, const char *text)
{
	const char *const parts[] = {call->uid, call->state, call->caller,
	    call->callee, call->caller_address, call->callee_address};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (strcasestr(parts[i], text))
			return true;
	}
	return false;
}

static int
compare_numbers(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

/* The order is kept here for qsort_r(). */
static int
compare(const void *a, const void *b, void *arg)
{
	const struct top_call *one = a, *other = b;
	const struct top *top = arg;
	int order = 0;

	switch (top->sort) {
	case TOP_STATE:
		order = strcmp(one->state, other->state);
		break;
	case TOP_LENGTH: /* who is not answered has none */
		order = compare_numbers(other->answered_us == ROW_NO_TIME
					    ? INT64_MAX
					    : other->answered_us,
		    one->answered_us == ROW_NO_TIME ? INT64_MAX
						    : one->answered_us);
		break;
	case TOP_CALLER:
		order = strcasecmp(one->caller, other->caller);
		break;
	case TOP_CALLEE:
		order = strcasecmp(one->callee, other->callee);
		break;
	case TOP_STREAMS:
		order = compare_numbers(one->streams, other->streams);
		break;
	case TOP_AUDIO:
		order = one->recorded - other->recorded;
		break;
	case TOP_ID:
		order = strcmp(one->uid, other->uid);
		break;
	case TOP_STARTED:
	case TOP_ARROW:
	case TOP_COLUMN_COUNT:
		break;
	}
	if (order == 0)
		order = compare_numbers(one->started_us, other->started_us);
	if (order == 0)
		order = strcmp(one->uid, other->uid);
	return top->descending ? -order : order;
}

/* Finds the call that is selected again, or who took its place. */
static void
find_selected(struct top *top)
{
	for (size_t i = 0; i < top->count; i++) {
		if (!strcmp(top->calls[i].uid, top->selected)) {
			top->at = i;
			return;
		}
	}
	if (top->at >= top->count)
		top->at = top->count ? top->count - 1 : 0;
}

void
top_arrange(struct top *top)
{
	size_t all = json_array_size(top->calls_json);
	struct top_call *calls =
	    all ? reallocarray(top->calls, all, sizeof *calls) : top->calls;

	top->count = top->hidden = 0;
	if (all && !calls)
		return;
	top->calls = calls;
	for (size_t i = 0; i < all; i++) {
		struct top_call call =
		    call_of(json_array_get(top->calls_json, i));

		if (top_matches(&call, top->filter))
			calls[top->count++] = call;
		else
			top->hidden++;
	}
	if (top->count > 1)
		qsort_r(calls, top->count, sizeof *calls, compare, top);
	find_selected(top);
}

void
top_clear(struct top *top)
{
	json_decref(top->calls_json);
	json_decref(top->status);
	free(top->calls);
	*top = (struct top){.count = 0};
}
