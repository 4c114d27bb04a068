/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names: spanrec_ and what is counted; a counter's sample ends in _total, a
 * unit stands at the end of the name of its family (OpenMetrics 1.0, "Metric
 * Names and Labels", "Units and Base Units").
 */
#include "config.h"

#include "recorder/metrics.h"

#include <stdlib.h>

#include "base/counter.h"
#include "calls/calls_find.h"
#include "recorder/alarm.h"

/* The three lines of a family. */
static void
family(FILE *out, const char *name, const char *type, const char *help)
{
	fprintf(out, "# TYPE spanrec_%s %s\n# HELP spanrec_%s %s.\n", name,
	    type, name, help);
}

static void
unit(FILE *out, const char *name, const char *what)
{
	fprintf(out, "# UNIT spanrec_%s %s\n", name, what);
}

static void
sample(FILE *out, const char *name, uint64_t value)
{
	fprintf(out, "spanrec_%s %llu\n", name, (unsigned long long)value);
}

/* A label's value: no quote, backslash or line end may be in it as it is. */
static void
label(FILE *out, const char *value)
{
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			fputc('\\', out);
		if (*value == '\n')
			fputs("\\n", out);
		else
			fputc(*value, out);
	}
}

static void
write_counters(FILE *out)
{
	char name[64];

	for (enum counter_id id = COUNTER_NONE + 1; id < COUNTER_COUNT; id++) {
		family(
		    out, counter_name(id), "counter", counter_description(id));
		snprintf(name, sizeof name, "%s_total", counter_name(id));
		sample(out, name, counter_get(id));
	}
}

/* How many calls go on, by state; those that are over and wait for late media
 * are none of them. */
static void
write_calls(const struct calls *calls, FILE *out)
{
	uint64_t counts[CALL_INTERRUPTED + 1] = {0}, recorded = 0;

	for (const struct call *call = calls_first(calls); call;
	     call = calls_next(call)) {
		if (call->over)
			continue;
		counts[call->state]++;
		recorded += call_is_recorded(call);
	}
	family(out, "calls", "gauge", "Calls that go on");
	for (enum call_state state = CALL_RINGING; state <= CALL_ACTIVE;
	     state++)
		fprintf(out, "spanrec_calls{state=\"%s\"} %llu\n",
		    call_state_name(state), (unsigned long long)counts[state]);
	family(out, "calls_recorded", "gauge", "Calls whose audio is recorded");
	sample(out, "calls_recorded", recorded);
}

static void
write_ledger(const struct ledger *ledger, FILE *out)
{
	family(out, "calls_filed", "counter", "Calls that are over");
	sample(out, "calls_filed_total", ledger->calls);
	family(out, "calls_answered", "counter",
	    "Answered calls that are over, by what became of them");
	for (enum completeness i = CALL_COMPLETE; i < COMPLETENESS_COUNT; i++)
		fprintf(out,
		    "spanrec_calls_answered_total{completeness=\"%s\"} %llu\n",
		    completeness_name(i),
		    (unsigned long long)ledger->by_completeness[i]);
	family(out, "recordings", "counter", "Files of audio");
	sample(out, "recordings_total", ledger->recordings);
	family(out, "recordings_bytes", "counter", "Bytes of these files");
	unit(out, "recordings_bytes", "bytes");
	sample(out, "recordings_bytes_total", ledger->recorded_bytes);
	family(out, "recordings_seconds", "counter", "Audio in these files");
	unit(out, "recordings_seconds", "seconds");
	fprintf(out, "spanrec_recordings_seconds_total %llu.%03llu\n",
	    (unsigned long long)(ledger->recorded_ms / 1000),
	    (unsigned long long)(ledger->recorded_ms % 1000));
}

static void
write_packets(const struct pipeline_totals *totals, FILE *out)
{
	family(out, "packets", "counter", "Frames taken");
	sample(out, "packets_total", totals->packets);
	family(out, "packets_bytes", "counter", "Captured bytes of frames");
	unit(out, "packets_bytes", "bytes");
	sample(out, "packets_bytes_total", totals->bytes);
	family(out, "newest_packet_timestamp_seconds", "gauge",
	    "Capture time of the newest frame");
	unit(out, "newest_packet_timestamp_seconds", "seconds");
	fprintf(out, "spanrec_newest_packet_timestamp_seconds %lld.%06lld\n",
	    (long long)(tstamp_us(totals->last) / 1000000),
	    (long long)(llabs(tstamp_us(totals->last)) % 1000000));
}

static void
write_alarm(const struct alarm *alarm, void *arg)
{
	FILE *out = arg;

	fprintf(out, "spanrec_alarm{kind=\"%s\",subject=\"",
	    alarm_kind_name(alarm->kind));
	label(out, alarm->subject);
	fputs("\"} 1\n", out);
}

static void
write_alarms(FILE *out)
{
	family(out, "alarm", "gauge", "Alarms that are raised");
	alarm_each(write_alarm, out);
	family(out, "alarms_raised", "counter", "Alarms since the start");
	for (enum alarm_kind kind = 0; kind < ALARM_KINDS; kind++)
		fprintf(out, "spanrec_alarms_raised_total{kind=\"%s\"} %llu\n",
		    alarm_kind_name(kind),
		    (unsigned long long)alarm_raised_count(kind));
}

void
metrics_write(const struct run *run, FILE *out)
{
	const struct pipeline_totals *totals = pipeline_totals(run->pipeline);

	family(out, "build", "info", "The program");
	fputs("spanrec_build_info{version=\"" PACKAGE_VERSION "\"} 1\n", out);
	write_packets(totals, out);
	write_calls(pipeline_calls(run->pipeline), out);
	write_ledger(&totals->ledger, out);
	write_alarms(out);
	write_counters(out);
	fputs("# EOF\n", out);
}
