/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The verb verify: does what the plan expects arrive where copies arrive? A
 * finding says which port of which device to look at, and what to do.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "capture/source.h"
#include "spanctl/guards.h"
#include "spanctl/json.h"
#include "spanctl/live.h"
#include "spanctl/spanctl.h"

#define SECONDS 10
#define ONE_WAY_PACKETS 25 /* half a second of speech */
#define LOSS_PERCENT 1.0
#define PAIRS_MAX 64

/* One interface that is looked at. */
struct view {
	const struct plan *plan;
	const struct analysis *analysis;
	const struct observation *seen;
	struct findings findings;
	struct { /* pairs that were said */
		struct addr from, to;
	} pairs[PAIRS_MAX];
	size_t pair_count;
};

static const struct observed_stream *
stream_of(const struct table_link *link)
{
	return (const void *)((const char *)link -
			      offsetof(struct observed_stream, link));
}

static const struct expected_host *
expected_of(const struct view *view, const struct addr *addr)
{
	for (size_t i = 0; i < view->analysis->host_count; i++) {
		if (addr_equal(&view->analysis->hosts[i].addr, addr))
			return &view->analysis->hosts[i];
	}
	return NULL;
}

/* The session of the plan that has this port as a source, or NULL. */
static const struct planned *
session_of(const struct view *view, const struct expected_host *host,
    const struct mirror_port **source)
{
	const struct device *device = plan_device(view->plan, host->device);
	char key[PORT_NAME_SIZE];

	if (!device ||
	    !port_key(device->driver->names, text_of(host->port), key))
		return NULL;
	for (size_t i = 0; i < view->plan->session_count; i++) {
		const struct planned *planned = &view->plan->sessions[i];

		if (planned->device != device)
			continue;
		*source = mirror_ports_find(&planned->session.sources, key);
		if (*source)
			return planned;
	}
	return NULL;
}

/* What to do so that a port's traffic of one direction is copied. */
static void
remedy(const struct view *view, const struct expected_host *host,
    enum direction missing, char out[FINDING_SIZE])
{
	const struct mirror_port *source = NULL;
	const struct planned *planned;

	if (!host || !host->device[0]) {
		snprintf(out, FINDING_SIZE,
		    "copy %s of the port where it is connected",
		    direction_name(missing));
		return;
	}
	planned = session_of(view, host, &source);
	if (planned && source->direction & missing)
		snprintf(out, FINDING_SIZE,
		    "the plan copies %s of %s of %s: spanctl apply %s",
		    direction_name(missing), host->port, host->device,
		    host->device);
	else
		snprintf(out, FINDING_SIZE,
		    "%s of %s of %s is not copied: put \"%s %s\" into the "
		    "sources of session %s, then spanctl apply %s",
		    direction_name(missing), host->port, host->device,
		    host->port,
		    direction_name(
			source ? source->direction | missing : missing),
		    planned ? planned->name : "of the plan", host->device);
}

static void
check_arrival(struct view *view)
{
	const struct observation *seen = view->seen;

	if (seen->frames == 0)
		findings_add(&view->findings, FINDING_ERROR, "nothing",
		    "nothing arrives: is the session up, the cable in the "
		    "destination port, the interface a port of the mirror's "
		    "network (virtual ports need promiscuous mode allowed)?");
	else if (seen->unicast == 0)
		findings_add(&view->findings, FINDING_ERROR, "broadcast-only",
		    "only broadcast and multicast arrives: no session copies "
		    "to this port");
	if (seen->frames == 0 || seen->unicast == 0)
		return;
	if (view->analysis->sip && seen->sip == 0)
		findings_add(&view->findings, FINDING_ERROR, "no-sip",
		    "no SIP arrives, of %llu packets",
		    (unsigned long long)seen->packets);
	if (view->analysis->rtp && seen->rtp == 0)
		findings_add(&view->findings, FINDING_ERROR, "no-rtp",
		    "no RTP arrives, of %llu packets",
		    (unsigned long long)seen->packets);
}

/* One expected host: what of it has to be seen both ways. */
static void
check_host(struct view *view, const struct expected_host *expected)
{
	const struct observed_host *host =
	    observation_host(view->seen, &expected->addr);
	char text[ADDR_TEXT_SIZE], what[FINDING_SIZE];
	uint64_t sip[WAY_COUNT] = {0};

	addr_format(&expected->addr, text);
	for (int way = 0; host && way < WAY_COUNT; way++)
		sip[way] = host->requests[way] + host->responses[way];
	if (!host) {
		remedy(view, expected, DIRECTION_BOTH, what);
		findings_add(&view->findings, FINDING_ERROR, "host-missing",
		    "%s: neither SIP nor RTP of it arrives; %s", text, what);
		return;
	}
	for (int way = 0; way < WAY_COUNT; way++) {
		const char *side = way == WAY_SENT ? "sends" : "gets";
		enum direction missing =
		    way == WAY_SENT ? DIRECTION_RX : DIRECTION_TX;

		remedy(view, expected, missing, what);
		if (view->analysis->sip && sip[way] == 0 && sip[!way])
			findings_add(&view->findings, FINDING_ERROR,
			    "sip-one-way", "%s: no SIP that it %s arrives; %s",
			    text, side, what);
		if (view->analysis->rtp && host->rtp[way] == 0 &&
		    host->rtp[!way])
			findings_add(&view->findings, FINDING_ERROR,
			    "rtp-one-way", "%s: no RTP that it %s arrives; %s",
			    text, side, what);
	}
}

/* Was the pair said before? */
static bool
note_pair(struct view *view, const struct flow *flow)
{
	for (size_t i = 0; i < view->pair_count; i++) {
		if (addr_equal(&view->pairs[i].from, &flow->src.addr) &&
		    addr_equal(&view->pairs[i].to, &flow->dst.addr))
			return true;
	}
	if (view->pair_count == PAIRS_MAX)
		return true;
	view->pairs[view->pair_count].from = flow->src.addr;
	view->pairs[view->pair_count++].to = flow->dst.addr;
	return false;
}

/* What a stream's other direction would have to come by. */
static void
check_reverse(struct view *view, const struct observed_stream *stream)
{
	const struct addr *from = &stream->flow.src.addr;
	const struct addr *to = &stream->flow.dst.addr;
	const struct expected_host *speaker = expected_of(view, to);
	const struct expected_host *listener = expected_of(view, from);
	char from_text[ADDR_TEXT_SIZE], to_text[ADDR_TEXT_SIZE];
	char what[FINDING_SIZE];

	if (!stream->sure || stream->packets < ONE_WAY_PACKETS ||
	    observation_has_stream(view->seen, to, from) ||
	    note_pair(view, &stream->flow))
		return;
	/* What "to" sends is received at its port, or sent at the other's. */
	if (speaker || !listener)
		remedy(view, speaker, DIRECTION_RX, what);
	else
		remedy(view, listener, DIRECTION_TX, what);
	findings_add(&view->findings, FINDING_ERROR, "rtp-one-way",
	    "RTP from %s to %s arrives, none back; %s",
	    addr_format(from, from_text), addr_format(to, to_text), what);
}

static void
check_streams(struct view *view)
{
	uint64_t packets = 0, lost = 0, bursts = 0;
	size_t streams = 0, hit = 0;
	double percent;

	for (const struct table_link *link = view->seen->streams.oldest; link;
	     link = link->newer) {
		const struct observed_stream *stream = stream_of(link);

		if (!stream->sure)
			continue;
		if (view->analysis->rtp)
			check_reverse(view, stream);
		streams++;
		hit += stream->lost != 0;
		packets += stream->packets;
		lost += stream->lost;
		bursts += stream->bursts;
	}
	percent = packets ? 100.0 * (double)lost / (double)(packets + lost) : 0;
	if (percent >= LOSS_PERCENT)
		findings_add(&view->findings, FINDING_ERROR, "loss",
		    "%.1f %% of RTP is missing, in %zu of %zu streams, %llu "
		    "gaps of %d packets and more: %s",
		    percent, hit, streams, (unsigned long long)bursts,
		    BURST_PACKETS,
		    bursts && hit > 1
			? "the destination port is too slow for its sources"
			: "the network loses it, or the mirror does");
}

static void
check_quality(struct view *view)
{
	const struct observation *seen = view->seen;
	double copies =
	    seen->packets ? 100.0 * (double)seen->copies / (double)seen->packets
			  : 0;

	if (copies > view->analysis->max_duplicates)
		findings_add(&view->findings, FINDING_WARNING, "duplicates",
		    "%.1f %% of all packets came before: ports that speak "
		    "with each other are copied both ways; rx only on each of "
		    "them is complete, and comes once",
		    copies);
	if (seen->truncated)
		findings_add(&view->findings, FINDING_WARNING, "truncated",
		    "%llu packets are cut short: the MTU of a tunnel, or a "
		    "packet length that the mirror was told",
		    (unsigned long long)seen->truncated);
	if (seen->dropped)
		findings_add(&view->findings, FINDING_WARNING, "dropped",
		    "this host lost %llu packets before they were looked at",
		    (unsigned long long)seen->dropped);
}

static json_t *
hosts_json(const struct observation *seen)
{
	json_t *array = json_array();

	for (const struct table_link *link = seen->hosts.oldest; link;
	     link = link->newer) {
		const struct observed_host *host =
		    (const void *)((const char *)link -
				   offsetof(struct observed_host, link));
		char text[ADDR_TEXT_SIZE];

		json_array_append_new(array,
		    json_pack("{s:s,s:[I,I],s:[I,I],s:[I,I]}", "address",
			addr_format(&host->addr, text), "requests",
			(json_int_t)host->requests[WAY_SENT],
			(json_int_t)host->requests[WAY_RECEIVED], "responses",
			(json_int_t)host->responses[WAY_SENT],
			(json_int_t)host->responses[WAY_RECEIVED], "rtp",
			(json_int_t)host->rtp[WAY_SENT],
			(json_int_t)host->rtp[WAY_RECEIVED]));
	}
	return array;
}

static json_t *
view_json(const struct view *view)
{
	const struct observation *seen = view->seen;
	json_t *findings = json_array(), *tags = json_array();

	for (size_t i = 0; i < view->findings.count; i++)
		json_array_append_new(findings,
		    json_pack("{s:s,s:s,s:s}", "level",
			view->findings.at[i].level == FINDING_ERROR ? "error"
								    : "warning",
			"check", view->findings.at[i].check, "text",
			view->findings.at[i].text));
	for (size_t i = 0; i < seen->tag_count; i++)
		json_array_append_new(tags, json_integer(seen->tags[i]));
	return json_pack("{s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:o,s:o,s:o}",
	    "interface", view->analysis->interface, "frames",
	    (json_int_t)seen->frames, "unicast", (json_int_t)seen->unicast,
	    "packets", (json_int_t)seen->packets, "sip", (json_int_t)seen->sip,
	    "rtp", (json_int_t)seen->rtp, "duplicates",
	    (json_int_t)seen->copies, "truncated", (json_int_t)seen->truncated,
	    "vlans", tags, "hosts", hosts_json(seen), "findings", findings);
}

static void
print_view(const struct view *view)
{
	const struct observation *seen = view->seen;

	printf("%s: %llu frames, %llu packets: %llu of SIP, %llu of RTP, %llu "
	       "came twice\n",
	    view->analysis->interface, (unsigned long long)seen->frames,
	    (unsigned long long)seen->packets, (unsigned long long)seen->sip,
	    (unsigned long long)seen->rtp, (unsigned long long)seen->copies);
	for (size_t i = 0; i < view->findings.count; i++)
		printf("  %s: %s\n",
		    view->findings.at[i].level == FINDING_ERROR ? "error"
								: "warning",
		    view->findings.at[i].text);
	if (view->findings.count == 0)
		puts("  all that is expected arrives, both ways");
}

/* Looks at a capture file in place of the interface. */
static int
observe_file(const char *path, struct observation *observation)
{
	struct source_options options = {.filter = NULL};
	char error_text[SOURCE_ERROR_SIZE];
	struct source *source = NULL;
	struct frame frame;
	int error = source_open_file(path, &options, &source, error_text);

	if (error) {
		log_warnx("%s", error_text);
		return error;
	}
	while (source_next(source, &frame) == SOURCE_FRAME)
		observation_push(observation, &frame);
	source_close(source);
	return 0;
}

/* The number of errors found, or -1. */
static int
verify_one(const struct request *request, const struct plan *plan,
    const struct analysis *analysis, json_t *interfaces)
{
	struct observation seen;
	struct view view = {.plan = plan, .analysis = analysis, .seen = &seen};
	int error = observation_init(&seen);

	if (error)
		return -1;
	error = request->input
		    ? observe_file(request->input, &seen)
		    : live_observe(analysis->interface,
			  request->seconds ? request->seconds : SECONDS, &seen);
	if (!error) {
		check_arrival(&view);
		for (size_t i = 0; i < analysis->host_count && seen.unicast;
		     i++)
			check_host(&view, &analysis->hosts[i]);
		check_streams(&view);
		check_quality(&view);
		if (request->json)
			json_array_append_new(interfaces, view_json(&view));
		else
			print_view(&view);
	}
	observation_clear(&seen);
	return error ? -1 : (int)view.findings.errors;
}

static bool
is_named(const struct request *request, const char *interface)
{
	for (int i = 0; i < request->word_count; i++) {
		if (!strcmp(request->words[i], interface))
			return true;
	}
	return request->word_count == 0;
}

int
verb_verify(const struct request *request)
{
	json_t *interfaces = json_array();
	struct plan plan;
	int status = STATUS_DONE;
	size_t count = 0;

	if (plan_read(request->plan_path, &plan))
		status = STATUS_FAILED;
	for (size_t i = 0; i < plan.analysis_count && status == STATUS_DONE;
	     i++) {
		if (!is_named(request, plan.analyses[i].interface))
			continue;
		count++;
		if (verify_one(request, &plan, &plan.analyses[i], interfaces))
			status = STATUS_FAILED;
	}
	if (status == STATUS_DONE && count == 0) {
		log_warnx("%s: there is no such \"analysis\" in it",
		    request->plan_path);
		status = STATUS_USAGE;
	}
	plan_clear(&plan);
	if (request->json &&
	    json_print_release(json_pack("{s:O}", "interfaces", interfaces)))
		status = STATUS_FAILED;
	json_decref(interfaces);
	return status;
}
