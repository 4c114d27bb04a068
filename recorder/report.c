/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals of a run as text and as JSON. */
#include "config.h"

#include "recorder/report.h"

#include "base/counter.h"
#include "base/log.h"
#include "recorder/json_set.h"

/* Pairs of doubled mirrors in the text. */
#define COPIES_SHOWN 5

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

/* Which mirrors delivered the same packets, the worst first. */
static void
copies_text(struct sources *sources, FILE *out)
{
	char first[SOURCE_TEXT_SIZE], copy[SOURCE_TEXT_SIZE];
	size_t count;
	const struct source_copies *pairs = sources_copies(sources, &count);
	uint64_t all = counter_get(COUNTER_mirror_duplicate);

	if (all == 0)
		return;
	fprintf(out,
	    "%llu packets were copies that mirroring made, and left out:\n",
	    ull(all));
	for (size_t i = 0; i < count && i < COPIES_SHOWN; i++)
		fprintf(out, "%12llu  of %s came again from %s\n",
		    ull(pairs[i].packets),
		    sources_format(sources, pairs[i].first, first),
		    pairs[i].first == pairs[i].copy
			? "the same"
			: sources_format(sources, pairs[i].copy, copy));
	if (count > COPIES_SHOWN)
		fprintf(out, "              and so on; spanview stats has all "
			     "pairs\n");
}

/* Audio without signalling. */
static void
orphans_text(const struct settings *settings, FILE *out)
{
	uint64_t streams = counter_get(COUNTER_orphan_stream);

	if (streams)
		fprintf(out, "%llu audio streams without signalling, %s\n",
		    ull(streams),
		    settings->orphans == ORPHANS_COUNT
			? "not recorded: --orphan-rtp count"
			: "taken for calls");
}

/* Signalling that could not be read is not in the count of calls. */
static void
keys_text(FILE *out)
{
	if (counter_get(COUNTER_tls_no_key))
		fprintf(out,
		    "%llu TLS connections on ports of SIP could not be read: "
		    "give their keys with --keylog\n",
		    ull(counter_get(COUNTER_tls_no_key)));
	if (counter_get(COUNTER_srtp_suite_unknown))
		fprintf(out,
		    "%llu keys of SRTP were of no use: of a suite that is not "
		    "supported%s\n",
		    ull(counter_get(COUNTER_srtp_suite_unknown)),
		    HAVE_SRTP ? "" : " (built without libsrtp2)");
}

void
report_text(const struct pipeline_totals *totals, struct sources *sources,
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
	copies_text(sources, out);
	orphans_text(settings, out);
	keys_text(out);
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

static json_t *
copies_json(struct sources *sources)
{
	char text[SOURCE_TEXT_SIZE];
	size_t count;
	const struct source_copies *pairs = sources_copies(sources, &count);
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *pair = json_object();

		json_object_set_new(pair, "source",
		    json_string(sources_format(sources, pairs[i].first, text)));
		json_object_set_new(pair, "copy",
		    json_string(sources_format(sources, pairs[i].copy, text)));
		json_set_count(pair, "packets", pairs[i].packets);
		json_array_append_new(array, pair);
	}
	return array;
}

void
report_json(
    const struct pipeline_totals *totals, struct sources *sources, FILE *out)
{
	const struct ledger *ledger = &totals->ledger;
	json_t *object = json_object();

	json_set_count(object, "packets", totals->packets);
	json_set_count(object, "bytes", totals->bytes);
	json_object_set_new(object, "seconds", json_real(seconds(totals)));
	json_set_count(object, "calls", ledger->calls);
	json_set_count(object, "answered", ledger->answered);
	for (enum completeness i = CALL_COMPLETE; i < COMPLETENESS_COUNT; i++)
		json_set_count(
		    object, completeness_name(i), ledger->by_completeness[i]);
	json_set_count(object, "recordings", ledger->recordings);
	json_set_count(object, "streams", ledger->streams);
	json_object_update_new(object, json_counters());
	if (counter_get(COUNTER_mirror_duplicate))
		json_object_set_new(
		    object, "mirror_copies", copies_json(sources));
	if (json_dumpf(object, out, JSON_INDENT(2) | JSON_REAL_PRECISION(12)) !=
	    0)
		log_warnx("the totals cannot be printed");
	fputc('\n', out);
	json_decref(object);
}
