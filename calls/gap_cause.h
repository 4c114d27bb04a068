/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why packets are missing, as far as it can be known: findings, each for a
 * stretch of time. docs/ledger.md has the rules.
 */
#ifndef CALLS_GAP_CAUSE_H
#define CALLS_GAP_CAUSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/tstamp.h"

enum gap_cause {
	GAP_LOSS,       /* lost, not known where */
	GAP_NETWORK,    /* lost before it came by the mirror */
	GAP_MIRROR,     /* sent on, but the mirror dropped its copy */
	GAP_CAPTURE,    /* cut by the snap length */
	GAP_LATE,       /* came when its place was rendered */
	GAP_NO_KEY,     /* encrypted */
	GAP_CODEC,      /* not decoded */
	GAP_OVERLOAD,   /* there was no memory left for audio */
	GAP_PAUSED,     /* left out: the recording was paused */
	GAP_NO_PACKETS, /* nothing came from there on, or up to there */
	GAP_CAUSE_COUNT,
};

/* As in the column gap.cause: "loss", "network", ... */
const char *gap_cause_name(enum gap_cause cause);

/* What is known of packets missing between two times. */
struct finding {
	struct tstamp from, to;
	int64_t of; /* stream or source that it is about, as its owner says */
	uint8_t cause; /* enum gap_cause */
};

/* Findings by 'from'; all zero is an empty list. */
struct findings {
	struct finding *items;
	size_t count, size;
	int64_t longest_ns; /* of any of them */
};

void findings_clear(struct findings *findings);

/*
 * Adds one. When there are 'limit' of them the older half is forgotten, as it
 * is without memory for one more: false.
 */
bool findings_add(
    struct findings *findings, const struct finding *finding, size_t limit);

/*
 * The cause of the first finding about 'of' that has all of the stretch from
 * 'from' to 'to' in it, give or take FINDING_SLACK_NS; GAP_LOSS when there is
 * none.
 */
#define FINDING_SLACK_NS (60 * NS_PER_MS)
#define CALL_FINDINGS_MAX 256 /* that a call keeps for itself */
enum gap_cause findings_cause(const struct findings *findings, int64_t of,
    struct tstamp from, struct tstamp to);

/* Packets of a stream that cannot be recorded, one after the other; all zero
 * is none. */
struct refusal {
	struct tstamp from, to; /* the first and the last */
	uint8_t cause;          /* enum gap_cause; GAP_LOSS: there is none */
};

/* The packet that came at 'now' is refused for 'cause'. */
void refusal_note(struct refusal *refusal, struct tstamp now,
    enum gap_cause cause, struct findings *findings, int64_t of);

/* It is over: becomes a finding about 'of'. */
void
refusal_end(struct refusal *refusal, struct findings *findings, int64_t of);

#endif
