/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals of a run as text and as JSON. */
#include "recorder/report.h"

#include <jansson.h>

#include "base/counter.h"
#include "base/log.h"

static double
seconds(const struct pipeline_totals *totals)
{
	return (double)tstamp_diff_ns(totals->last, totals->first) /
	       (double)NS_PER_SEC;
}

static unsigned long long
ull(uint64_t value)
{
	return value;
}

void
report_text(const struct pipeline_totals *totals,
    const struct settings *settings, FILE *out)
{
	const struct ledger *ledger = &totals->ledger;

	fprintf(out, "%llu packets, %.1f s of capture\n", ull(totals->packets),
	    seconds(totals));
	fprintf(out, "%llu calls, %llu answered:", ull(ledger->calls),
	    ull(ledger->answered));
	for (enum completeness i = CALL_COMPLETE; i < COMPLETENESS_COUNT; i++)
		if (ledger->by_completeness[i])
			fprintf(out, " %llu %s",
			    ull(ledger->by_completeness[i]),
			    completeness_name(i));
	fprintf(out, "%s\n", ledger->answered ? "" : " none");
	fprintf(out, "%llu recordings, %.1f s of audio, %.1f MB\n",
	    ull(ledger->recordings), (double)ledger->recorded_ms / 1000,
	    (double)ledger->recorded_bytes / 1e6);
	if (settings->verbose)
		for (enum counter_id id = COUNTER_NONE + 1; id < COUNTER_COUNT;
		     id++)
			if (counter_get(id))
				fprintf(out, "%12llu  %s\n",
				    ull(counter_get(id)),
				    counter_description(id));
	if (ledger->calls)
		fprintf(
		    out, "See them: spanview -d %s list\n", settings->folder);
}

static void
set_count(json_t *object, const char *name, uint64_t value)
{
	json_object_set_new(object, name, json_integer((json_int_t)value));
}

void
report_json(const struct pipeline_totals *totals, FILE *out)
{
	const struct ledger *ledger = &totals->ledger;
	json_t *object = json_object();

	set_count(object, "packets", totals->packets);
	set_count(object, "bytes", totals->bytes);
	json_object_set_new(object, "seconds", json_real(seconds(totals)));
	set_count(object, "calls", ledger->calls);
	set_count(object, "answered", ledger->answered);
	for (enum completeness i = CALL_COMPLETE; i < COMPLETENESS_COUNT; i++)
		set_count(
		    object, completeness_name(i), ledger->by_completeness[i]);
	set_count(object, "recordings", ledger->recordings);
	set_count(object, "streams", ledger->streams);
	for (enum counter_id id = COUNTER_NONE + 1; id < COUNTER_COUNT; id++)
		if (counter_get(id))
			set_count(object, counter_name(id), counter_get(id));
	if (json_dumpf(object, out, JSON_INDENT(2) | JSON_REAL_PRECISION(12)) !=
	    0)
		log_warnx("the totals cannot be printed");
	fputc('\n', out);
	json_decref(object);
}
