/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What arrives at an analysis interface: who signals and speaks, in which
 * directions, how often twice, how much is missing. It judges nothing.
 */
#ifndef SPANCTL_OBSERVE_H
#define SPANCTL_OBSERVE_H

#include "base/flow.h"
#include "base/table.h"
#include "capture/encapsulation.h"
#include "capture/frame.h"

#define OBSERVED_HOSTS_MAX 4096
#define OBSERVED_STREAMS_MAX 16384
#define OBSERVED_TAGS_MAX 16

enum way {
	WAY_SENT,     /* by the host */
	WAY_RECEIVED, /* what was sent to it */
	WAY_COUNT,
};

/* Packets of one host; index: enum way. */
struct observed_host {
	struct table_link link;
	struct addr addr;
	uint64_t requests[WAY_COUNT];
	uint64_t responses[WAY_COUNT];
	uint64_t rtp[WAY_COUNT]; /* of streams that are sure */
};

/* One RTP stream (RFC 3550): an SSRC on a flow. */
struct observed_stream {
	struct table_link link;
	struct flow flow;
	uint32_t ssrc;
	uint16_t sequence; /* of the newest packet */
	unsigned run;      /* packets in a row */
	bool sure;         /* enough in a row to be RTP */
	uint64_t packets, lost;
	uint64_t bursts; /* gaps of BURST_PACKETS and more */
};

#define BURST_PACKETS 5

/* Packets between two hosts, in either direction, that came twice. */
struct observed_twice {
	struct addr one, other;
	unsigned first_vlan, vlan; /* around the first, and the copy; 0: none */
	uint64_t packets;
};

#define OBSERVED_TWICE_MAX 64
#define OBSERVED_CONNECTIONS_MAX 4096
#define OBSERVED_LINE_MAX 256 /* a longer line begins no message */

/* One direction of a TCP connection that carries SIP. */
struct observed_connection {
	struct table_link link;
	struct flow flow;
	char line[OBSERVED_LINE_MAX]; /* the end of the last segment */
	size_t len; /* of the line; OBSERVED_LINE_MAX: too long */
};

struct observation {
	struct table hosts, streams, connections;
	struct observed_twice twice[OBSERVED_TWICE_MAX];
	size_t twice_count;
	struct dedup *dedup;
	struct fragments *fragments;
	uint64_t frames, unicast, undecoded, truncated;
	uint64_t packets, copies;
	uint64_t sip, rtp;
	uint64_t overflow; /* hosts or streams beyond the limits */
	uint64_t dropped;  /* by the kernel, before they were seen */
	unsigned tags[OBSERVED_TAGS_MAX];
	size_t tag_count;
	uint64_t tunnelled;
};

/* 0 or ENOMEM. */
int observation_init(struct observation *observation)
    __attribute__((warn_unused_result));
void observation_clear(struct observation *observation);

/* Takes one frame. */
void
observation_push(struct observation *observation, const struct frame *frame);

/* The host, or NULL when nothing of it was seen. */
const struct observed_host *observation_host(
    const struct observation *observation, const struct addr *addr);

/* Is there a sure stream from 'from' to 'to', on whatever ports? */
bool observation_has_stream(const struct observation *observation,
    const struct addr *from, const struct addr *to);

#endif
