/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which packets of a capture are a call's media. */
#include "export/packets_int.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "base/text.h"

#define STREAMS_MAX 4096
#define SLACK_US                                                               \
	2000000 /* what belongs to a stream may come so much before
                            and behind its packets */

/* RFC 3550 sections 5.1 and 6.4, RFC 5761 section 4. */
#define RTP_VERSION 2
#define RTP_HEADER_SIZE 12
#define RTCP_HEADER_SIZE 8
#define RTCP_FIRST_TYPE 192
#define RTCP_LAST_TYPE 223

static int
take_stream(const struct stream_row *row, void *arg)
{
	struct packets_report *report = arg;
	struct packets_stream *streams, *it;

	if (report->stream_count == STREAMS_MAX) {
		report->streams_left += row->packets > 0;
		return 0;
	}
	streams = realloc(
	    report->streams, (report->stream_count + 1) * sizeof *streams);
	if (!streams)
		return ENOMEM;
	report->streams = streams;
	it = &streams[report->stream_count];
	*it = (struct packets_stream){.ssrc = row->ssrc,
	    .first_us = row->first_us,
	    .last_us = row->last_us,
	    .packets = row->packets,
	    .copies = row->duplicates};
	text_copy(it->side, sizeof it->side, text_of(row->side));
	if (!endpoint_parse(text_of(row->src), &it->flow.src) ||
	    !endpoint_parse(text_of(row->dst), &it->flow.dst)) {
		report->streams_left += row->packets > 0;
		return 0;
	}
	report->stream_count++;
	return 0;
}

int
media_load(
    struct catalogue *catalogue, int64_t call_id, struct packets_report *report)
{
	return query_streams(catalogue, call_id, take_stream, report);
}

int64_t
media_last_us(const struct packets_report *report)
{
	int64_t last = INT64_MIN;

	for (size_t i = 0; i < report->stream_count; i++) {
		if (report->streams[i].last_us > last)
			last = report->streams[i].last_us;
	}
	return last;
}

static bool
is_in_time(const struct packets_stream *stream, int64_t time_us)
{
	return stream->first_us != ROW_NO_TIME &&
	       stream->last_us != ROW_NO_TIME &&
	       time_us / 2 >= stream->first_us / 2 - SLACK_US / 2 &&
	       time_us / 2 <= stream->last_us / 2 + SLACK_US / 2;
}

static bool
is_between(
    const struct flow *flow, const struct endpoint *a, const struct endpoint *b)
{
	return endpoint_equal(&flow->src, a) && endpoint_equal(&flow->dst, b);
}

/* Between the ports of a stream, or those behind them (RFC 3550 section 11),
 * in either direction? */
static bool
is_beside(const struct packets_stream *stream, const struct flow *flow)
{
	struct endpoint a = stream->flow.src, b = stream->flow.dst;

	if (is_between(flow, &a, &b) || is_between(flow, &b, &a))
		return true;
	a.port++;
	b.port++;
	return is_between(flow, &a, &b) || is_between(flow, &b, &a);
}

static bool
is_rtp_version(struct packets_payload payload)
{
	return payload.size > 1 && payload.bytes[0] >> 6 == RTP_VERSION;
}

static bool
is_rtcp(struct packets_payload payload)
{
	return is_rtp_version(payload) && payload.size >= RTCP_HEADER_SIZE &&
	       payload.bytes[1] >= RTCP_FIRST_TYPE &&
	       payload.bytes[1] <= RTCP_LAST_TYPE;
}

/* The stream that a packet of RTP is of; NULL: of none. */
static struct packets_stream *
find_stream(struct packets_report *report, int64_t time_us,
    const struct flow *flow, struct packets_payload payload)
{
	uint32_t ssrc;

	if (!is_rtp_version(payload) || payload.size < RTP_HEADER_SIZE)
		return NULL;
	ssrc = load_be32(payload.bytes + 8);
	for (size_t i = 0; i < report->stream_count; i++) {
		struct packets_stream *it = &report->streams[i];

		if (it->ssrc == ssrc && is_in_time(it, time_us) &&
		    is_between(flow, &it->flow.src, &it->flow.dst))
			return it;
	}
	return NULL;
}

bool
media_has(struct packets_report *report, int64_t time_us,
    const struct flow *flow, struct packets_payload payload)
{
	bool rtcp = is_rtcp(payload), near = false;
	struct packets_stream *stream;

	for (size_t i = 0; i < report->stream_count && !near; i++)
		near = is_in_time(&report->streams[i], time_us) &&
		       is_beside(&report->streams[i], flow);
	if (!near)
		return false;
	stream = rtcp ? NULL : find_stream(report, time_us, flow, payload);
	if (stream)
		stream->found++;
	else if (rtcp)
		report->reports++;
	else if (is_rtp_version(payload))
		return false; /* a stream of another call */
	else
		report->others++;
	return true;
}

void
packets_report_clear(struct packets_report *report)
{
	free(report->streams);
	*report = (struct packets_report){0};
}
