/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recorder/mirror.h"

#include <stdlib.h>

#include "calls/calls_find.h"
#include "calls/heard.h"
#include "recorder/json_set.h"

#define VERSION 1

struct figure_name {
	enum source_figure figure;
	const char *name;
};

static const struct figure_name interface_figures[] = {
    {FIGURE_FRAMES, "packets"},
    {FIGURE_BYTES, "bytes"},
    {FIGURE_RING_DROPPED, "dropped_kernel"},
    {FIGURE_DEVICE_DROPPED, "dropped_interface"},
    {FIGURE_FRAMES_CUT, "truncated"},
    {FIGURE_TO_GROUP, "to_group"},
    {FIGURE_ETHERNET, "ethernet"},
    {FIGURE_COUNT, NULL},
};

static const struct figure_name source_figures[] = {
    {FIGURE_PACKETS, "packets"},
    {FIGURE_COPIES, "copies"},
    {FIGURE_PACKETS_CUT, "truncated"},
    {FIGURE_SIP_REQUESTS, "sip_requests"},
    {FIGURE_SIP_RESPONSES, "sip_responses"},
    {FIGURE_RTP_CALLER, "rtp_from_caller"},
    {FIGURE_RTP_CALLEE, "rtp_from_callee"},
    {FIGURE_STREAMS_CALLER, "streams_from_caller"},
    {FIGURE_STREAMS_CALLEE, "streams_from_callee"},
    {FIGURE_COUNT, NULL},
};

static void
set_figures(json_t *object, const struct source_figures *figures,
    const struct figure_name *names)
{
	for (; names->name; names++)
		json_set_count(
		    object, names->name, figures->counts[names->figure]);
}

/* The figures of a source, and those of the last minutes in "recent". */
static void
set_all_figures(json_t *object, const struct sources *sources, size_t source,
    const struct figure_name *names)
{
	struct figures *figures = sources_figures(sources);
	struct source_figures late = figures_recent(figures, source);
	json_t *recent = json_object();

	set_figures(object, &figures_all(figures)[source], names);
	set_figures(recent, &late, names);
	json_object_set_new(object, "recent", recent);
}

static json_t *
interfaces_json(const struct sources *sources)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < sources_total(sources); i++) {
		const struct origin *of = sources_origin(sources, i);
		json_t *object;

		if (sources_around(sources, i))
			break; /* from here on they are mirrors */
		object = json_object();
		json_set_text(object, "name", of->name);
		json_set_text(object, "state", of->state);
		set_all_figures(object, sources, i, interface_figures);
		json_set_time(object, "last", of->frames > 0, of->last);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *
source_json(const struct sources *sources, unsigned index)
{
	const struct encapsulations *outer = sources_around(sources, index);
	char text[SOURCE_TEXT_SIZE], around[ENCAPSULATIONS_TEXT_SIZE] = "";
	json_t *object = json_object();
	int vlan = outer ? sources_vlan(outer) : 0;

	if (outer)
		encapsulations_format(outer, around);
	json_set_text(object, "source", sources_format(sources, index, text));
	json_set_text(
	    object, "interface", sources_origin(sources, index)->name);
	json_set_text(object, "around", around);
	json_object_set_new(
	    object, "vlan", vlan ? json_integer(vlan) : json_null());
	set_all_figures(object, sources, index, source_figures);
	json_set_time(object, "last", sources_has_packets(sources, index),
	    sources_last(sources, index));
	return object;
}

static json_t *
sources_json(const struct sources *sources)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < sources_total(sources); i++)
		json_array_append_new(array, source_json(sources, i));
	return array;
}

static json_t *
duplicates_json(struct sources *sources)
{
	json_t *array = json_array();
	size_t count;
	const struct source_copies *pairs = sources_copies(sources, &count);

	for (size_t i = 0; i < count; i++) {
		char text[SOURCE_TEXT_SIZE];
		json_t *object = json_object();

		json_set_text(object, "source",
		    sources_format(sources, pairs[i].first, text));
		json_set_text(object, "copy",
		    sources_format(sources, pairs[i].copy, text));
		json_set_count(object, "packets", pairs[i].packets);
		json_set_count(object, "recent",
		    window_recent(&pairs[i].window, pairs[i].packets));
		json_array_append_new(array, object);
	}
	return array;
}

static void
set_calls(json_t *object, struct heard_calls calls)
{
	json_set_count(object, "answered", calls.answered);
	json_set_count(object, "one_way", calls.one_way);
	json_set_count(object, "no_audio", calls.no_audio);
}

static json_t *
calls_json(const struct heard *heard)
{
	json_t *object = json_object(), *recent = json_object();

	set_calls(object, heard_total(heard));
	set_calls(recent, heard_recent(heard));
	json_object_set_new(object, "recent", recent);
	return object;
}

/* Those with most, the first of equal ones first. */
struct worst {
	struct heard_host hosts[MIRROR_HOSTS_MAX];
	size_t count;
};

static void
keep_worst(const struct heard_host *host, void *arg)
{
	struct worst *worst = arg;
	size_t at = worst->count;

	while (at > 0 && worst->hosts[at - 1].missing < host->missing)
		at--;
	if (at == MIRROR_HOSTS_MAX)
		return;
	if (worst->count < MIRROR_HOSTS_MAX)
		worst->count++;
	for (size_t i = worst->count - 1; i > at; i--)
		worst->hosts[i] = worst->hosts[i - 1];
	worst->hosts[at] = *host;
}

static json_t *
hosts_json(const struct sources *sources, const struct heard *heard)
{
	struct worst worst = {.count = 0};
	json_t *array = json_array();

	heard_each(heard, keep_worst, &worst);
	for (size_t i = 0; i < worst.count; i++) {
		const struct heard_host *host = &worst.hosts[i];
		long source = sources_with_id(sources, host->source_id);
		char text[ADDR_TEXT_SIZE], name[SOURCE_TEXT_SIZE] = "";
		json_t *object = json_object();

		if (source >= 0)
			sources_format(sources, (unsigned)source, name);
		json_set_text(object, "host", addr_format(&host->host, text));
		json_set_text(
		    object, "direction", host->is_sender ? "from" : "to");
		json_set_text(object, "source", name);
		json_set_count(object, "calls", host->calls);
		json_set_count(object, "missing", host->missing);
		json_array_append_new(array, object);
	}
	return array;
}

json_t *
mirror_json(const struct run *run)
{
	const struct pipeline_totals *totals = pipeline_totals(run->pipeline);
	const struct heard *heard = calls_heard(pipeline_calls(run->pipeline));
	bool any = totals->packets > 0;
	json_t *object = json_object();

	sources_tick(run->sources, pipeline_now(run->pipeline));
	json_set_count(object, "version", VERSION);
	json_set_time(object, "now", any, pipeline_now(run->pipeline));
	json_set_time(object, "started", any, totals->first);
	json_set_count(object, "window_s", WINDOW_MINUTES * 60);
	json_object_set_new(
	    object, "interfaces", interfaces_json(run->sources));
	json_object_set_new(object, "sources", sources_json(run->sources));
	json_object_set_new(
	    object, "duplicates", duplicates_json(run->sources));
	json_object_set_new(object, "calls", calls_json(heard));
	json_object_set_new(
	    object, "one_way_hosts", hosts_json(run->sources, heard));
	json_object_set_new(object, "counters", json_counters());
	return object;
}
