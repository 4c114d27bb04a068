/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Does a call come in, go out, or stay inside? Decided from the addresses of
 * each hop that an INVITE takes and from the numbers, by what the settings say
 * of the site. Pure functions: the same hops give the same answer.
 *
 * The strongest proof decides, and of equal ones the first:
 *  1. a hop from or to a trunk;
 *  2. numbers, by the patterns of internal ones;
 *  3. a hop between a local network and another;
 *  4. within local networks, how the numbers look (see NUMBER_INTERNAL_MAX).
 */
#ifndef CALLS_DIRECTION_H
#define CALLS_DIRECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/flow.h"
#include "base/text.h"
#include "storage/number.h"

#define SITE_NETWORKS_MAX 32
#define SITE_TRUNKS_MAX 64
#define SITE_PATTERNS_MAX 32
#define NUMBER_PATTERN_SIZE 40

/* Without patterns, a number of up to so many digits, without a + in front,
 * is taken for an extension. */
#define NUMBER_INTERNAL_MAX 6

enum direction {
	DIRECTION_UNKNOWN,
	DIRECTION_INBOUND,
	DIRECTION_OUTBOUND,
	DIRECTION_INTERNAL,
};

/* A network in CIDR notation, or one address. */
struct network {
	struct addr addr;
	unsigned bits; /* of the 128 of struct addr that count */
};

/* Which numbers are internal. */
struct number_pattern {
	char text[NUMBER_PATTERN_SIZE]; /* as number_pattern_parse() took it */
};

/* What is known of the place that is recorded. */
struct site {
	struct network local[SITE_NETWORKS_MAX];
	size_t local_count; /* 0: the private ranges are local */
	struct network trunks[SITE_TRUNKS_MAX];
	size_t trunk_count;
	struct number_pattern internal[SITE_PATTERNS_MAX];
	size_t internal_count;
	struct number_plan plan;
};

/* How strong a proof is; more is stronger. */
enum direction_proof {
	DIRECTION_NO_PROOF,
	DIRECTION_BY_LOOKS,
	DIRECTION_BY_NETWORK,
	DIRECTION_BY_PATTERN,
	DIRECTION_BY_TRUNK,
};

struct direction_verdict {
	enum direction direction;
	enum direction_proof proof;
};

/* One hop of an INVITE. */
struct direction_hop {
	const struct addr *src; /* who sent it */
	const struct addr *dst;
	const char *caller; /* number or name; NULL or "" when not known */
	const char *callee;
};

/* "inbound", "outbound", "internal" or "unknown". */
const char *direction_name(enum direction direction);

/* Reads "192.0.2.0/24", "2001:db8::/32" or an address; false when it is none,
 * or has bits behind the prefix. */
bool network_parse(struct text text, struct network *out);

bool network_has(const struct network *network, const struct addr *addr);

/*
 * Reads a pattern of numbers:
 *   digits, "x" for any digit, "[2-5]" for one of a range, a "+" in front,
 *   and "*" at the end for any more digits, or none;
 *   "200-399": all numbers between, of as many digits;
 *   "length:4", "length:3-5": any number of so many digits.
 * False when it is none of these.
 */
bool number_pattern_parse(struct text text, struct number_pattern *out);

/* Is 'number', digits with or without a + in front, one of the pattern? */
bool number_pattern_matches(
    const struct number_pattern *pattern, const char *number);

/* What one hop tells. */
struct direction_verdict
direction_of(const struct site *site, const struct direction_hop *hop);

#endif
