/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TLS connections among the TCP streams: which streams are one, and the two of
 * each together, since the keys of one need what the other says.
 */
#ifndef RECORDER_TLS_PAIRS_H
#define RECORDER_TLS_PAIRS_H

#include "base/flow.h"
#include "base/table.h"
#include "base/tstamp.h"
#include "capture/tcp.h"
#include "calls/settings.h"
#include "tls/connection.h"

#define TLS_PORT 5061       /* of SIP (RFC 3261 section 19.1.2) */
#define TLS_PAIRS_MAX 16384 /* at once; the oldest goes */

/* One connection. */
struct tls_pair {
	struct table_link link;
	struct flow flow; /* from client to server */
	struct tls_connection *tls;
	bool is_known;           /* it is in the table */
	unsigned streams;        /* of it that go on */
	void *owners[TLS_SIDES]; /* for whoever joins; NULL at first */
};

struct tls_pairs;

/* 'settings' is borrowed. 'on_plain' is given what is said in a pair, which
 * is its 'arg'. NULL without memory. */
struct tls_pairs *
tls_pairs_new(const struct settings *settings, tls_plain_fn *on_plain);

/* NULL is allowed. All pairs must have been left. */
void tls_pairs_free(struct tls_pairs *pairs);

/* May a stream that begins with 'bytes' be SIP in TLS, and can it be read? */
enum tcp_verdict
tls_pairs_wants(struct tls_pairs *pairs, const struct flow *flow,
    const uint8_t *bytes, size_t size, struct tstamp now);

/* Does a wanted stream begin TLS? It does by its first bytes (NULL: they are
 * not known), or if it is the other direction of a stream that does. */
bool tls_pairs_begins(const struct tls_pairs *pairs, const struct flow *flow,
    const uint8_t *bytes);

/* A wanted stream begins that is TLS: its pair, and which side of it it is.
 * NULL without memory. */
struct tls_pair *tls_pairs_join(
    struct tls_pairs *pairs, const struct flow *flow, enum tls_side *side);

/* A stream of it has ended. True when it was the last one: whoever joined
 * frees the owners, and then calls tls_pairs_remove(). */
bool tls_pairs_leave(struct tls_pair *pair);
void tls_pairs_remove(struct tls_pairs *pairs, struct tls_pair *pair);

#endif
