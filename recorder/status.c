/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "recorder/status.h"

#include <jansson.h>
#include <unistd.h>

#include "base/counter.h"
#include "calls/calls_find.h"
#include "recorder/alarm.h"

static void
dump(json_t *value, FILE *out)
{
	(void)json_dumpf(value, out, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
	fputc('\n', out);
	json_decref(value);
}

static void
set_count(json_t *object, const char *name, uint64_t value)
{
	json_object_set_new(object, name, json_integer((json_int_t)value));
}

/* Text of the network: what is no UTF-8 has no place in JSON. */
static void
set_text(json_t *object, const char *name, const char *value)
{
	json_t *text = value && value[0] ? json_string(value) : NULL;

	json_object_set_new(object, name, text ? text : json_null());
}

static void
set_time(json_t *object, const char *name, bool has, struct tstamp time)
{
	char text[TSTAMP_ISO_SIZE] = "";

	if (has)
		tstamp_format_iso(tstamp_us(time), text);
	set_text(object, name, text);
}

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
		going.recorded += call->feeds_running > 0;
	}
	return going;
}

static json_t *
calls_json(const struct run *run)
{
	const struct ledger *ledger = &pipeline_totals(run->pipeline)->ledger;
	struct going going = count_calls(pipeline_calls(run->pipeline));
	json_t *calls = json_object();

	set_count(calls, "ringing", going.ringing);
	set_count(calls, "active", going.active);
	set_count(calls, "recorded", going.recorded);
	set_count(calls, "filed", ledger->calls);
	set_count(calls, "answered", ledger->answered);
	for (enum completeness i = CALL_COMPLETE; i < COMPLETENESS_COUNT; i++)
		set_count(
		    calls, completeness_name(i), ledger->by_completeness[i]);
	return calls;
}

static void
add_alarm(const struct alarm *alarm, void *arg)
{
	json_t *array = arg, *object = json_object();

	set_text(object, "kind", alarm_kind_name(alarm->kind));
	set_text(object, "subject", alarm->subject);
	set_text(object, "text", alarm->text);
	json_array_append_new(array, object);
}

static json_t *
alarms_json(void)
{
	json_t *array = json_array();

	alarm_each(add_alarm, array);
	return array;
}

static json_t *
counters_json(void)
{
	json_t *object = json_object();

	for (enum counter_id id = COUNTER_NONE + 1; id < COUNTER_COUNT; id++)
		if (counter_get(id))
			set_count(object, counter_name(id), counter_get(id));
	return object;
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
		dump(alarms_json(), out);
	else if (alarm_each(print_alarm, out) == 0)
		fputs("no alarm is raised\n", out);
}

void
status_counters(bool as_json, FILE *out)
{
	if (as_json) {
		dump(counters_json(), out);
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
	set_text(object, "version", PACKAGE_VERSION);
	set_count(object, "process", (uint64_t)getpid());
	set_text(object, "output", run->settings->folder);
	set_time(object, "first_packet", any, totals->first);
	set_time(object, "newest_packet", any, totals->last);
	set_count(object, "packets", totals->packets);
	set_count(object, "bytes", totals->bytes);
	json_object_set_new(object, "calls", calls_json(run));
	json_object_set_new(object, "alarms", alarms_json());
	json_object_set_new(object, "counters", counters_json());
	dump(object, out);
}

static json_t *
party_json(const struct call_side *side)
{
	json_t *party = json_object();

	set_text(party, "number", side->number);
	set_text(party, "name", side->name);
	set_text(party, "address", side->address);
	return party;
}

static json_t *
call_json(const struct call *call)
{
	json_t *object = json_object();

	set_text(object, "id", call->uid);
	set_text(object, "state", call_state_name(call->state));
	set_time(object, "started", true, call->started);
	set_time(object, "answered", call->has_answered, call->answered);
	json_object_set_new(
	    object, "caller", party_json(&call->sides[SIDE_CALLER]));
	json_object_set_new(
	    object, "callee", party_json(&call->sides[SIDE_CALLEE]));
	json_object_set_new(
	    object, "recorded", json_boolean(call->feeds_running > 0));
	set_count(object, "streams", call->stream_count);
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
	    call->feeds_running > 0 ? "recorded" : "",
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
		dump(array, out);
	else if (left_out)
		fprintf(out, "%zu older ones are left out\n", left_out);
}
