/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "recorder/status.h"

#include <unistd.h>

#include "base/counter.h"
#include "calls/calls_find.h"
#include "calls/pause.h"
#include "recorder/alarm.h"
#include "recorder/json_set.h"
#include "recorder/mirror.h"

/* What goes on. */
struct going {
	uint64_t ringing, active, recorded;
};

static struct going
count_calls(const struct calls *calls)
{
	struct going going = {0};

	for (const struct call *call = calls_first(calls); call;
	     call = calls_next(call)) {
		if (call->over)
			continue;
		going.ringing += call->state == CALL_RINGING;
		going.active += call->state == CALL_ACTIVE;
		going.recorded += call_is_recorded(call);
	}
	return going;
}

static json_t *
calls_json(const struct run *run)
{
	const struct ledger *ledger = &pipeline_totals(run->pipeline)->ledger;
	struct going going = count_calls(pipeline_calls(run->pipeline));
	json_t *calls = json_object();

	json_set_count(calls, "ringing", going.ringing);
	json_set_count(calls, "active", going.active);
	json_set_count(calls, "recorded", going.recorded);
	json_set_count(calls, "filed", ledger->calls);
	json_set_count(calls, "answered", ledger->answered);
	for (enum completeness i = CALL_COMPLETE; i < COMPLETENESS_COUNT; i++)
		json_set_count(
		    calls, completeness_name(i), ledger->by_completeness[i]);
	return calls;
}

static void
add_alarm(const struct alarm *alarm, void *arg)
{
	json_t *array = arg, *object = json_object();

	json_set_text(object, "kind", alarm_kind_name(alarm->kind));
	json_set_text(object, "subject", alarm->subject);
	json_set_text(object, "text", alarm->text);
	json_array_append_new(array, object);
}

static json_t *
alarms_json(void)
{
	json_t *array = json_array();

	alarm_each(add_alarm, array);
	return array;
}

static void
print_alarm(const struct alarm *alarm, void *arg)
{
	fprintf(arg, "alarm %s%s%s: %s\n", alarm_kind_name(alarm->kind),
	    alarm->subject[0] ? " " : "", alarm->subject, alarm->text);
}

void
status_alarms(bool as_json, FILE *out)
{
	if (as_json)
		json_print(alarms_json(), out);
	else if (alarm_each(print_alarm, out) == 0)
		fputs("no alarm is raised\n", out);
}

void
status_counters(bool as_json, FILE *out)
{
	if (as_json) {
		json_print(json_counters(), out);
		return;
	}
	for (enum counter_id id = COUNTER_NONE + 1; id < COUNTER_COUNT; id++)
		if (counter_get(id))
			fprintf(out, "%12llu  %s: %s\n",
			    (unsigned long long)counter_get(id),
			    counter_name(id), counter_description(id));
}

static void
status_text(const struct run *run, FILE *out)
{
	const struct pipeline_totals *totals = pipeline_totals(run->pipeline);
	struct going going = count_calls(pipeline_calls(run->pipeline));
	char newest[TSTAMP_ISO_SIZE] = "none";

	if (totals->packets)
		tstamp_format_iso(tstamp_us(totals->last), newest);
	fprintf(out, "spanrec " PACKAGE_VERSION ", process %d, to %s\n",
	    (int)getpid(), run->settings->folder);
	fprintf(out, "%llu packets, the newest at %s\n",
	    (unsigned long long)totals->packets, newest);
	fprintf(out,
	    "%llu calls go on: %llu ringing, %llu active, %llu recorded\n",
	    (unsigned long long)(going.ringing + going.active),
	    (unsigned long long)going.ringing, (unsigned long long)going.active,
	    (unsigned long long)going.recorded);
	fprintf(out, "%llu calls are over, %llu answered:",
	    (unsigned long long)totals->ledger.calls,
	    (unsigned long long)totals->ledger.answered);
	for (enum completeness i = CALL_COMPLETE; i < COMPLETENESS_COUNT; i++)
		fprintf(out, " %llu %s",
		    (unsigned long long)totals->ledger.by_completeness[i],
		    completeness_name(i));
	fputc('\n', out);
	status_alarms(false, out);
}

void
status_write(const struct run *run, bool as_json, FILE *out)
{
	const struct pipeline_totals *totals = pipeline_totals(run->pipeline);
	bool any = totals->packets > 0;
	json_t *object;

	if (!as_json) {
		status_text(run, out);
		return;
	}
	object = json_object();
	json_set_text(object, "version", PACKAGE_VERSION);
	json_set_count(object, "process", (uint64_t)getpid());
	json_set_text(object, "output", run->settings->folder);
	json_set_time(object, "first_packet", any, totals->first);
	json_set_time(object, "newest_packet", any, totals->last);
	json_set_count(object, "packets", totals->packets);
	json_set_count(object, "bytes", totals->bytes);
	json_object_set_new(object, "calls", calls_json(run));
	json_object_set_new(object, "alarms", alarms_json());
	json_object_set_new(object, "mirror", mirror_json(run));
	json_object_set_new(object, "counters", json_counters());
	json_print(object, out);
}

static json_t *
party_json(const struct call_side *side)
{
	json_t *party = json_object();

	json_set_text(party, "number", side->number);
	json_set_text(party, "name", side->name);
	json_set_text(party, "address", side->address);
	return party;
}

static json_t *
call_json(const struct call *call)
{
	json_t *object = json_object();

	json_set_text(object, "id", call->uid);
	json_set_text(object, "state", call_state_name(call->state));
	json_set_time(object, "started", true, call->started);
	json_set_time(object, "answered", call->has_answered, call->answered);
	json_object_set_new(
	    object, "caller", party_json(&call->sides[SIDE_CALLER]));
	json_object_set_new(
	    object, "callee", party_json(&call->sides[SIDE_CALLEE]));
	json_object_set_new(
	    object, "recorded", json_boolean(call_is_recorded(call)));
	json_object_set_new(object, "paused", json_boolean(pause_is_on(call)));
	json_set_count(object, "streams", call->stream_count);
	return object;
}

/* How long a call has been going on, for people. */
static void
print_call(const struct call *call, struct tstamp now, FILE *out)
{
	const char *caller = call->sides[SIDE_CALLER].number;
	const char *callee = call->sides[SIDE_CALLEE].number;

	fprintf(out, "%-16s  %-8s  %6lld s  %-8s  %s -> %s\n", call->uid,
	    call_state_name(call->state),
	    (long long)(tstamp_diff_ns(now, call->started) / NS_PER_SEC),
	    call_is_recorded(call) ? "recorded" : "",
	    caller ? caller : call->sides[SIDE_CALLER].address,
	    callee ? callee : call->sides[SIDE_CALLEE].address);
}

void
status_calls(const struct run *run, bool as_json, FILE *out)
{
	const struct calls *calls = pipeline_calls(run->pipeline);
	struct tstamp now = pipeline_now(run->pipeline);
	size_t left_out = calls_count(calls) > STATUS_CALLS_MAX
			      ? calls_count(calls) - STATUS_CALLS_MAX
			      : 0;
	size_t skip = left_out;
	json_t *array = as_json ? json_array() : NULL;

	for (const struct call *call = calls_first(calls); call;
	     call = calls_next(call)) {
		if (skip > 0) {
			skip--;
			continue;
		}
		if (call->over)
			continue;
		if (as_json)
			json_array_append_new(array, call_json(call));
		else
			print_call(call, now, out);
	}
	if (as_json)
		json_print(array, out);
	else if (left_out)
		fprintf(out, "%zu older ones are left out\n", left_out);
}

void
status_mirror(const struct run *run, FILE *out)
{
	json_print(mirror_json(run), out);
}
