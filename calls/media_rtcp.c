/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reports to streams. A report about the stream of A is sent by B, so the
 * stream is that of its SSRC which goes to where the report comes from: behind
 * a relay the same SSRC is there twice.
 *
 * The round trip is that between this listener and the reporter: from when A's
 * sender report passed by here to when B's answer to it did, less the time
 * that B kept it. Both halves together are the way from A to B and back.
 */
#include "calls/media_rtcp.h"

#include "calls/losses.h"
#include "calls/media_srtp.h"
#include "rtp/rtcp.h"

/* RFC 3550 section 6.2: a report comes each 5 s or so. Rows are not written
 * more often than this. */
#define REPORT_NS NS_PER_SEC

/* Another receiver is listened to when the first is silent this long. */
#define REPORTER_SILENCE_NS (30 * NS_PER_SEC)

/* No round trip is longer; and clocks of two mirrors may be so far apart that
 * one seems to be shorter than nothing. */
#define ROUND_TRIP_MAX_NS (30 * NS_PER_SEC)
#define ROUND_TRIP_MIN_NS (-10 * NS_PER_MS)

/* More is no jitter but a number by another clock. */
#define JITTER_MAX_MS 10000.0

/* A datagram that is being read. */
struct reading {
	struct media_endpoint *endpoint;
	const struct datagram *packet;
	const struct media_listeners *listeners;
	void *arg;
};

/* How well do both ends fit: a host counts more than a port beside. */
static int
likeness(const struct endpoint *rtp, const struct endpoint *rtcp)
{
	int apart = rtp->port - rtcp->port;

	if (!addr_equal(&rtp->addr, &rtcp->addr))
		return 0;
	return apart >= -1 && apart <= 1 ? 3 : 2;
}

/* The stream of 'ssrc' that goes from 'src' to 'dst', or nearly so. */
static struct media_stream *
find_stream(const struct reading *reading, uint32_t ssrc,
    const struct endpoint *src, const struct endpoint *dst)
{
	struct media_stream *stream = reading->endpoint->call->streams;
	struct media_stream *best = NULL;
	int best_likeness = -1;

	for (; stream; stream = stream->next) {
		int it;

		if (stream->ssrc != ssrc)
			continue;
		it = likeness(&stream->flow.src, src) +
		     likeness(&stream->flow.dst, dst);
		if (it > best_likeness) {
			best = stream;
			best_likeness = it;
		}
	}
	if (best && !best->rtcp)
		best->rtcp = calloc(1, sizeof *best->rtcp);
	return best && best->rtcp ? best : NULL;
}

/* The stream that the datagram's sender sends with 'ssrc', or hears. */
static struct media_stream *
find_sent(const struct reading *reading, uint32_t ssrc)
{
	return find_stream(reading, ssrc, &reading->packet->flow->src,
	    &reading->packet->flow->dst);
}

static struct media_stream *
find_heard(const struct reading *reading, uint32_t ssrc)
{
	return find_stream(reading, ssrc, &reading->packet->flow->dst,
	    &reading->packet->flow->src);
}

static void
note_time(const struct reading *reading, uint32_t ssrc, uint32_t ntp)
{
	struct media_stream *stream = find_sent(reading, ssrc);
	struct media_rtcp *rtcp;
	size_t place;

	if (!stream)
		return;
	rtcp = stream->rtcp;
	place = rtcp->time_count++ % RTCP_TIMES_KEPT;
	rtcp->times[place].ntp = ntp;
	rtcp->times[place].captured = reading->packet->time;
}

/* From when 'last' passed by to now, less 'delay' in 1/65536 s. */
static bool
round_trip(const struct media_rtcp *rtcp, uint32_t last, uint32_t delay,
    struct tstamp now, double *out_ms)
{
	size_t count = rtcp->time_count < RTCP_TIMES_KEPT ? rtcp->time_count
							  : RTCP_TIMES_KEPT;
	int64_t ns;

	for (size_t i = 0; last && i < count; i++) {
		if (rtcp->times[i].ntp != last)
			continue;
		ns = tstamp_diff_ns(now, rtcp->times[i].captured) -
		     (int64_t)((uint64_t)delay * NS_PER_SEC / 65536);
		if (ns < ROUND_TRIP_MIN_NS || ns > ROUND_TRIP_MAX_NS)
			return false;
		*out_ms = ns > 0 ? (double)ns / (double)NS_PER_MS : 0;
		return true;
	}
	return false;
}

/* Is the stream's clock known, so that a jitter by it means something? */
static bool
has_clock(const struct media_stream *stream)
{
	uint8_t payload_type;

	return stream->clock_hz &&
	       strcmp(media_stream_codec(stream, &payload_type), "unknown") !=
		   0;
}

/*
 * How many packets were to come up to the first report: its highest number
 * against the stream's first. Its cycles count from where the reporter began,
 * ours from where we did (RFC 3550 A.1). Nothing, when that cannot be.
 */
static int64_t
expected_at_first(const struct media_stream *stream, uint32_t highest)
{
	int64_t first = stream->stats.base & UINT16_MAX;
	int64_t expected = (int64_t)highest - first + 1;
	int64_t ours = stream->stats.newest - stream->stats.base + 1;

	if (expected < 0 || expected > ours + UINT16_MAX / 2)
		return 0;
	return expected;
}

/* What came and what did not since the report before. */
static void
count_interval(const struct media_stream *stream,
    const struct rtcp_report *report, struct quality_row *row)
{
	const struct media_rtcp *rtcp = stream->rtcp;
	int64_t expected, lost;

	if (rtcp->has_report) {
		expected = (int32_t)(report->highest - rtcp->highest);
		lost = (int64_t)report->lost - rtcp->lost;
	} else {
		expected = expected_at_first(stream, report->highest);
		lost = expected ? report->lost : 0;
	}
	if (expected < 0 || lost > expected)
		return; /* it began anew */
	row->lost = lost > 0 ? (uint64_t)lost : 0;
	row->packets = (uint64_t)expected - row->lost;
}

/* Is it time for a row of what 'reporter' says? */
static bool
is_due(const struct media_rtcp *rtcp, uint32_t reporter, struct tstamp now)
{
	int64_t since = tstamp_diff_ns(now, rtcp->reported);

	return !rtcp->has_report ||
	       since >= (rtcp->reporter == reporter ? REPORT_NS
						    : REPORTER_SILENCE_NS);
}

/* What the reporter missed since its report before, against what is missing
 * here: where was it lost? */
static void
compare_losses(struct media_stream *stream, const struct rtcp_report *report,
    const struct quality_row *row, struct tstamp now)
{
	struct media_rtcp *rtcp = stream->rtcp;
	uint64_t lost = 0, before = rtcp->seen_lost;
	bool comparable = rtcp->has_report && rtcp->has_seen;

	rtcp->has_seen = rtp_stream_lost_up_to(
	    &stream->stats, (uint16_t)report->highest, &lost);
	rtcp->seen_lost = lost;
	if (comparable && rtcp->has_seen && row->packets && lost > before)
		losses_report(
		    stream, rtcp->reported, now, lost - before, row->lost);
}

static void
take_report(const struct reading *reading, const struct rtcp_item *item)
{
	const struct rtcp_report *report = &item->report;
	struct media_stream *stream = find_heard(reading, report->source);
	struct tstamp now = reading->packet->time;
	struct quality_row row = {.method = "rtcp", .to_us = tstamp_us(now)};
	struct media_rtcp *rtcp;

	if (!stream || !is_due(stream->rtcp, item->ssrc, now))
		return;
	rtcp = stream->rtcp;
	if (rtcp->reporter != item->ssrc)
		rtcp->has_report = false;
	row.from_us =
	    tstamp_us(rtcp->has_report ? rtcp->reported : stream->stats.first);
	count_interval(stream, report, &row);
	if (has_clock(stream)) {
		row.jitter_ms = report->jitter * 1000.0 / stream->clock_hz;
		row.has_jitter = row.jitter_ms <= JITTER_MAX_MS;
	}
	row.has_round_trip = round_trip(
	    rtcp, report->last, report->delay, now, &row.round_trip_ms);
	if (!row.has_round_trip && rtcp->has_delay) {
		row.has_round_trip = true;
		row.round_trip_ms = rtcp->delay_ms;
	}
	rtcp->has_delay = false;
	compare_losses(stream, report, &row, now);
	rtcp->has_report = true;
	rtcp->reporter = item->ssrc;
	rtcp->reported = now;
	rtcp->highest = report->highest;
	rtcp->lost = report->lost;
	if (reading->listeners->on_quality)
		reading->listeners->on_quality(stream, &row, reading->arg);
}

/* Its rates are those since the reporter began to listen. */
static void
take_voip(const struct reading *reading, const struct rtcp_voip *voip)
{
	struct media_stream *stream = find_heard(reading, voip->source);
	struct tstamp now = reading->packet->time;
	uint8_t mos;
	struct quality_row row = {.method = "rtcp-xr",
	    .to_us = tstamp_us(now),
	    .has_round_trip = voip->round_trip_ms != 0,
	    .round_trip_ms = voip->round_trip_ms};
	uint64_t expected;

	if (!stream ||
	    (stream->rtcp->has_extended &&
		tstamp_diff_ns(now, stream->rtcp->extended) < REPORT_NS))
		return;
	stream->rtcp->has_extended = true;
	stream->rtcp->extended = now;
	expected = stream->stats.received + rtp_stream_lost(&stream->stats);
	row.from_us = tstamp_us(stream->stats.first);
	row.lost = expected * voip->loss_rate / 256;
	row.late = expected * voip->discard_rate / 256;
	row.packets = expected - row.lost;
	mos = voip->mos_lq != RTCP_UNAVAILABLE ? voip->mos_lq : voip->mos_cq;
	row.has_mos = mos >= 10 && mos <= 50;
	row.mos = mos / 10.0;
	if (reading->listeners->on_quality)
		reading->listeners->on_quality(stream, &row, reading->arg);
}

/* The answer to one who receives, and sends no reports of a sender. */
static void
take_delay(const struct reading *reading, const struct rtcp_delay *delay)
{
	struct media_stream *stream = find_heard(reading, delay->source);

	if (stream)
		stream->rtcp->has_delay =
		    round_trip(stream->rtcp, delay->last, delay->delay,
			reading->packet->time, &stream->rtcp->delay_ms);
}

static void
take_cname(const struct reading *reading, const struct rtcp_item *item)
{
	struct media_stream *stream = find_sent(reading, item->ssrc);

	if (stream)
		text_copy(stream->rtcp->cname, RTCP_CNAME_SIZE, item->cname);
}

static void
take_bye(const struct reading *reading, uint32_t ssrc)
{
	struct media_stream *stream = find_sent(reading, ssrc);

	if (!stream || stream->rtcp->has_left)
		return;
	stream->rtcp->has_left = true;
	if (reading->listeners->on_bye)
		reading->listeners->on_bye(
		    stream, reading->packet->time, reading->arg);
}

static void
on_item(const struct rtcp_item *item, void *arg)
{
	const struct reading *reading = arg;

	switch (item->kind) {
	case RTCP_SENDER:
		note_time(reading, item->ssrc, item->sender.ntp);
		break;
	case RTCP_RECEIVER_TIME:
		note_time(reading, item->ssrc, item->receiver_time);
		break;
	case RTCP_REPORT:
		take_report(reading, item);
		break;
	case RTCP_VOIP:
		take_voip(reading, &item->voip);
		break;
	case RTCP_CNAME:
		take_cname(reading, item);
		break;
	case RTCP_BYE:
		take_bye(reading, item->ssrc);
		break;
	case RTCP_DELAY:
		take_delay(reading, &item->delay);
		break;
	}
}

enum counter_id
media_rtcp_push(struct media_endpoint *endpoint, const struct datagram *packet,
    const struct media_listeners *listeners, void *arg)
{
	struct reading reading = {endpoint, packet, listeners, arg};
	const struct srtp_opened *opened = NULL;
	bool encrypted = media_endpoint_is_encrypted(endpoint);
	const uint8_t *bytes = packet->bytes;
	size_t size = packet->size;
	/* One that cannot be opened may have been sent in the clear: its
	 * lengths tell, when it is whole. */
	size_t cut_bytes = encrypted ? 0 : packet->cut_bytes;

	if (encrypted) {
		opened = media_srtp_open_rtcp(
		    endpoint->call, (enum side)endpoint->speaker, packet);
		if (opened) {
			bytes = opened->bytes;
			size = opened->size;
		}
	}
	if (rtcp_parse(bytes, size, cut_bytes, on_item, &reading))
		return COUNTER_rtcp_packet;
	if (!encrypted || opened)
		return COUNTER_rtcp_malformed;
	counter_up(rtcp_encrypted);
	return COUNTER_rtcp_packet;
}
