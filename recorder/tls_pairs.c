/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs of streams, by the flow of their clients. */
#include "recorder/tls_pairs.h"

#include <stdlib.h>

#include "base/counter.h"

struct tls_pairs {
	const struct settings *settings;
	struct keylog *none; /* without files, where no --keylog was given */
	struct tls_shared shared;
	tls_plain_fn *on_plain;
	struct table table;
};

struct tls_pairs *
tls_pairs_new(const struct settings *settings, tls_plain_fn *on_plain)
{
	struct tls_pairs *pairs = calloc(1, sizeof *pairs);

	if (!pairs)
		return NULL;
	pairs->settings = settings;
	pairs->on_plain = on_plain;
	pairs->shared.keylog = settings->keylog;
	if (!settings->keylog)
		pairs->shared.keylog = pairs->none = keylog_new();
	if (pairs->shared.keylog &&
	    table_init(&pairs->table, TLS_PAIRS_MAX) == 0)
		return pairs;
	keylog_free(pairs->none);
	free(pairs);
	return NULL;
}

void
tls_pairs_free(struct tls_pairs *pairs)
{
	if (!pairs)
		return;
	table_clear(&pairs->table);
	keylog_free(pairs->none);
	free(pairs);
}

static uint64_t
hash_of(const struct tls_pairs *pairs, const struct endpoint *client,
    const struct endpoint *server)
{
	return endpoint_hash(server, endpoint_hash(client, pairs->table.seed));
}

static struct tls_pair *
find(const struct tls_pairs *pairs, const struct endpoint *client,
    const struct endpoint *server)
{
	struct table_link *link =
	    table_first(&pairs->table, hash_of(pairs, client, server));

	for (; link; link = table_next(link)) {
		struct tls_pair *pair =
		    TABLE_ENTRY(link, struct tls_pair, link);

		if (endpoint_equal(&pair->flow.src, client) &&
		    endpoint_equal(&pair->flow.dst, server))
			return pair;
	}
	return NULL;
}

/* Ports where TLS is taken for SIP without a key that tells so. */
static bool
is_likely(const struct settings *settings, const struct flow *flow)
{
	if (!settings->any_sip_port)
		return true;
	return flow->src.port == TLS_PORT || flow->dst.port == TLS_PORT;
}

enum tcp_verdict
tls_pairs_wants(struct tls_pairs *pairs, const struct flow *flow,
    const uint8_t *bytes, size_t size, struct tstamp now)
{
	struct keylog *keylog = pairs->shared.keylog;
	uint8_t random[TLS_RANDOM_SIZE];

	switch (tls_look(bytes, size, random)) {
	case TLS_LOOK_NO:
		break;
	case TLS_LOOK_MAYBE:
		return TCP_MORE;
	case TLS_LOOK_CLIENT:
		if (is_likely(pairs->settings, flow) ||
		    keylog_find(keylog, random, now))
			return TCP_WANTED;
		break;
	case TLS_LOOK_SERVER:
		if (find(pairs, &flow->dst, &flow->src))
			return TCP_WANTED;
		/* What its client says may come later. */
		if (keylog_has_files(keylog))
			return TCP_MORE;
		break;
	}
	return TCP_NOT_WANTED;
}

bool
tls_pairs_begins(const struct tls_pairs *pairs, const struct flow *flow,
    const uint8_t *bytes)
{
	/* No SIP, and no WebSocket, begins with this byte. */
	return (bytes && bytes[0] == TLS_HANDSHAKE) ||
	       find(pairs, &flow->dst, &flow->src);
}

/* It is found no more, but goes on as long as its streams do. */
static void
forget(struct tls_pairs *pairs, struct tls_pair *pair)
{
	if (pair->is_known)
		table_remove(&pairs->table, &pair->link);
	pair->is_known = false;
}

/* The pair of a client; one before it had the same ports. */
static struct tls_pair *
add(struct tls_pairs *pairs, const struct flow *flow)
{
	struct tls_pair *before = find(pairs, &flow->src, &flow->dst);
	struct tls_pair *pair = calloc(1, sizeof *pair);

	if (!pair)
		return NULL;
	if (before)
		forget(pairs, before);
	if (pairs->table.count >= pairs->table.limit) {
		before =
		    TABLE_ENTRY(pairs->table.oldest, struct tls_pair, link);
		counter_up(tls_limit);
		forget(pairs, before);
		tls_connection_give_up(before->tls);
	}
	pair->flow = *flow;
	pair->tls = tls_connection_new(&pairs->shared, pairs->on_plain, pair);
	if (pair->tls && table_add(&pairs->table, &pair->link,
			     hash_of(pairs, &flow->src, &flow->dst)) == 0) {
		pair->is_known = true;
		return pair;
	}
	tls_connection_free(pair->tls);
	free(pair);
	return NULL;
}

struct tls_pair *
tls_pairs_join(
    struct tls_pairs *pairs, const struct flow *flow, enum tls_side *side)
{
	struct tls_pair *pair = find(pairs, &flow->dst, &flow->src);

	*side = TLS_SERVER;
	if (!pair || pair->owners[TLS_SERVER]) {
		*side = TLS_CLIENT;
		pair = add(pairs, flow);
	}
	if (pair)
		pair->streams++;
	return pair;
}

bool
tls_pairs_leave(struct tls_pair *pair)
{
	return --pair->streams == 0;
}

void
tls_pairs_remove(struct tls_pairs *pairs, struct tls_pair *pair)
{
	forget(pairs, pair);
	tls_connection_free(pair->tls);
	free(pair);
}
