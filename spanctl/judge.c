/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares what arrived with the plan; see judge.h. */
#include "spanctl/judge.h"

#include <stddef.h>
#include <stdio.h>

#include "spanctl/remedy.h"

#define ONE_WAY_PACKETS 25 /* half a second of speech */
#define LOSS_PERCENT 1.0

static const struct observed_stream *
stream_of(const struct table_link *link)
{
	return (const void *)((const char *)link -
			      offsetof(struct observed_stream, link));
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
	char text[ADDR_TEXT_SIZE], what[REMEDY_SIZE];
	uint64_t sip[WAY_COUNT] = {0};

	addr_format(&expected->addr, text);
	for (int way = 0; host && way < WAY_COUNT; way++)
		sip[way] = host->requests[way] + host->responses[way];
	if (!host) {
		remedy_missing(view->plan, expected, DIRECTION_BOTH, what);
		findings_add(&view->findings, FINDING_ERROR, "host-missing",
		    "%s: neither SIP nor RTP of it arrives; %s", text, what);
		return;
	}
	for (int way = 0; way < WAY_COUNT; way++) {
		const char *side = way == WAY_SENT ? "sends" : "gets";
		enum direction missing =
		    way == WAY_SENT ? DIRECTION_RX : DIRECTION_TX;

		remedy_missing(view->plan, expected, missing, what);
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
	if (view->pair_count == JUDGED_PAIRS_MAX)
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
	const struct expected_host *speaker = remedy_host(view->analysis, to);
	const struct expected_host *listener =
	    remedy_host(view->analysis, from);
	char from_text[ADDR_TEXT_SIZE], to_text[ADDR_TEXT_SIZE];
	char what[REMEDY_SIZE];

	if (!stream->sure || stream->packets < ONE_WAY_PACKETS ||
	    observation_has_stream(view->seen, to, from) ||
	    note_pair(view, &stream->flow))
		return;
	/* What "to" sends is received at its port, or sent at the other's. */
	if (speaker || !listener)
		remedy_missing(view->plan, speaker, DIRECTION_RX, what);
	else
		remedy_missing(view->plan, listener, DIRECTION_TX, what);
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

/* Says which ports make copies: those of the two that are copied most. */
static void
check_twice(struct view *view, double percent)
{
	const struct observed_twice *most = &view->seen->twice[0];
	char one[ADDR_TEXT_SIZE], other[ADDR_TEXT_SIZE];
	char what[REMEDY_SIZE];

	for (size_t i = 1; i < view->seen->twice_count; i++) {
		if (view->seen->twice[i].packets > most->packets)
			most = &view->seen->twice[i];
	}
	if (most->first_vlan != most->vlan)
		snprintf(what, sizeof what,
		    "once in VLAN %u, once in VLAN %u (0: untagged): a port "
		    "and the trunk behind it are copied: leave one out",
		    most->first_vlan, most->vlan);
	else
		remedy_twice(view->plan,
		    remedy_host(view->analysis, &most->one),
		    remedy_host(view->analysis, &most->other), what);
	findings_add(&view->findings, FINDING_WARNING, "duplicates",
	    "%.1f %% of all packets came before, most between %s and %s: %s",
	    percent, addr_format(&most->one, one),
	    addr_format(&most->other, other), what);
}

static void
check_quality(struct view *view)
{
	const struct observation *seen = view->seen;
	double copies =
	    seen->packets ? 100.0 * (double)seen->copies / (double)seen->packets
			  : 0;

	if (copies > view->analysis->max_duplicates)
		check_twice(view, copies);
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

void
judge(struct view *view)
{
	const struct analysis *analysis = view->analysis;

	check_arrival(view);
	for (size_t i = 0; i < analysis->host_count && view->seen->unicast; i++)
		check_host(view, &analysis->hosts[i]);
	check_streams(view);
	check_quality(view);
}
