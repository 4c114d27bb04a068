/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RTCP of the media table: what one side reports of the stream that the other
 * sends becomes a row of its quality. RFC 3550 section 6, RFC 3611.
 */
#ifndef CALLS_MEDIA_RTCP_H
#define CALLS_MEDIA_RTCP_H

#include "calls/media_stream.h"

#define RTCP_TIMES_KEPT 4
#define RTCP_CNAME_SIZE 256 /* with its NUL */

/* What RTCP said of a stream so far. */
struct media_rtcp {
	/* The newest times that its sender told, for the round trip. */
	struct {
		uint32_t ntp;
		struct tstamp captured;
	} times[RTCP_TIMES_KEPT];
	size_t time_count; /* in all */
	/* Of the newest report about it that made a row. */
	bool has_report;
	uint32_t reporter; /* SSRC */
	struct tstamp reported;
	uint32_t highest;
	int32_t lost;
	uint64_t seen_lost;     /* of these, here ... */
	bool has_seen;          /* ... if that is known */
	struct tstamp extended; /* newest row of an extended report ... */
	bool has_extended;      /* ... if there is one */
	bool has_delay;         /* an answer to 'times' came: 'delay_ms' */
	double delay_ms;
	bool has_left;               /* its sender said BYE */
	char cname[RTCP_CNAME_SIZE]; /* or "" */
};

/* Takes a datagram with RTCP to 'endpoint', or to the port beside it. */
enum counter_id
media_rtcp_push(struct media_endpoint *endpoint, const struct datagram *packet,
    const struct media_listeners *listeners, void *arg);

#endif
