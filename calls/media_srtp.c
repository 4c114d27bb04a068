/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of sides, and streams that are opened with them. RFC 4568, RFC 3711. */
#include "calls/media_srtp.h"

#include <stdlib.h>

#include "base/counter.h"
#include "base/cursor.h"
#include "base/log.h"
#include "calls/media.h"

/*
 * A search tries each key with each roll-over counter, which is some
 * milliseconds of work. A side has a few; packets that are opened bring more.
 */
#define SEARCHES_MAX 32
#define PACKETS_PER_SEARCH 64

/* Senders of RTCP that a side may have at once. */
#define RTCP_SENDERS_MAX 4

#define RTCP_HEADER_SIZE 8

struct ring_key {
	uint32_t tag;
	struct srtp_key key;
};

/* One sender of RTCP, and the key that opened its packets. */
struct rtcp_sender {
	uint32_t ssrc;
	struct srtp_context *context; /* NULL: none */
};

struct keyring {
	size_t count;
	unsigned version;  /* changes with each key that is new */
	unsigned searches; /* that may be made */
	unsigned opened;   /* packets since the last search was earned */
	struct ring_key keys[KEYRING_KEYS_MAX];       /* the likeliest first */
	struct rtcp_sender senders[RTCP_SENDERS_MAX]; /* newest first */
};

struct media_srtp {
	struct srtp_context *context; /* NULL: no key has fitted so far */
	uint64_t opened;
	uint64_t failed;
	uint64_t no_key;
};

/* The packet that was opened last: they are taken one by one. */
static struct srtp_opened opened_packet;

static bool
same_key(const struct srtp_key *a, const struct srtp_key *b)
{
	return a->suite == b->suite && a->mki_size == b->mki_size &&
	       a->kdr == b->kdr && a->plain_rtp == b->plain_rtp &&
	       a->plain_rtcp == b->plain_rtcp &&
	       a->unauthenticated == b->unauthenticated &&
	       !memcmp(a->bytes, b->bytes, sizeof a->bytes) &&
	       !memcmp(a->mki, b->mki, sizeof a->mki);
}

/* False when its suite is not known here, or it has not the right size. */
static bool
take_key(const struct sdp_crypto *from, struct ring_key *out)
{
	enum srtp_suite suite = srtp_suite_find(from->suite);

	*out = (struct ring_key){.tag = from->tag, .key.suite = suite};
	if (suite == SRTP_SUITE_COUNT ||
	    srtp_suite_key_size(suite) != from->key_size) {
		counter_up(srtp_suite_unknown);
		return false;
	}
	memcpy(out->key.bytes, from->key, from->key_size);
	out->key.mki_size = from->mki_size;
	for (unsigned i = 0; i < from->mki_size; i++)
		out->key.mki[from->mki_size - 1 - i] =
		    (uint8_t)(from->mki >> 8 * i);
	out->key.kdr = from->kdr;
	out->key.plain_rtp = from->unencrypted_srtp;
	out->key.plain_rtcp = from->unencrypted_srtcp;
	out->key.unauthenticated = from->unauthenticated_srtp;
	return true;
}

/* Moves the key at 'from' to the front. */
static void
bring_forward(struct keyring *ring, size_t from)
{
	struct ring_key key = ring->keys[from];

	memmove(ring->keys + 1, ring->keys, from * sizeof *ring->keys);
	ring->keys[0] = key;
	explicit_bzero(&key, sizeof key);
}

static void
add_key(struct keyring *ring, const struct ring_key *key)
{
	size_t at = 0;

	while (at < ring->count && !same_key(&ring->keys[at].key, &key->key))
		at++;
	if (at == ring->count) {
		ring->version++;
		ring->searches = SEARCHES_MAX;
		if (ring->count < KEYRING_KEYS_MAX)
			ring->count++;
		else
			at--;
	}
	ring->keys[at] = *key;
	bring_forward(ring, at);
}

/* Adds those of one m= line; of several lines the first is the likeliest. */
static void
add_line(struct call_side *side, const struct sdp_crypto *from, size_t count)
{
	struct ring_key key;

	if (count && !side->keyring)
		side->keyring = calloc(1, sizeof *side->keyring);
	if (!side->keyring)
		return;
	while (count--)
		if (take_key(&from[count], &key))
			add_key(side->keyring, &key);
	explicit_bzero(&key, sizeof key);
}

/* The other side's answer chose the line 'tag' (RFC 4568 section 5.1.2). */
static void
choose(struct keyring *ring, uint32_t tag)
{
	for (size_t i = 0; ring && i < ring->count; i++)
		if (ring->keys[i].tag == tag) {
			bring_forward(ring, i);
			return;
		}
}

void
media_srtp_describe(
    struct call *call, enum side side, const struct sdp *sdp, bool is_answer)
{
	struct call_side *it = &call->sides[side];

	for (size_t i = sdp->media_count; i-- > 0;) {
		const struct sdp_media *line = &sdp->media[i];
		const struct sdp_crypto *keys =
		    &sdp->cryptos[line->crypto_first];

		if (line->kind != SDP_AUDIO || line->rtp.port == 0)
			continue;
		it->dtls = line->dtls;
		add_line(it, keys, line->crypto_count);
		if (is_answer && line->crypto_count)
			choose(
			    call->sides[other_side(side)].keyring, keys->tag);
	}
}

void
media_srtp_move(struct call_side *from, struct call_side *into)
{
	struct keyring *ring = from->keyring;

	into->dtls = into->dtls || from->dtls;
	if (!into->keyring) {
		into->keyring = ring;
		from->keyring = NULL;
		return;
	}
	for (size_t i = ring ? ring->count : 0; i > 0; i--)
		add_key(into->keyring, &ring->keys[i - 1]);
}

void
media_srtp_forget(struct call *call)
{
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		struct keyring *ring = call->sides[side].keyring;

		call->sides[side].keyring = NULL;
		if (!ring)
			continue;
		for (size_t i = 0; i < RTCP_SENDERS_MAX; i++)
			srtp_context_free(ring->senders[i].context);
		explicit_bzero(ring, sizeof *ring);
		free(ring);
	}
}

void
media_srtp_free(struct media_srtp *srtp)
{
	if (!srtp)
		return;
	srtp_context_free(srtp->context);
	free(srtp);
}

/* May the ring be searched now? Then one search less may be. */
static bool
take_search(struct keyring *ring)
{
	if (ring->searches == 0)
		return false;
	ring->searches--;
	return true;
}

static void
note_opened(struct keyring *ring)
{
	if (++ring->opened < PACKETS_PER_SEARCH)
		return;
	ring->opened = 0;
	if (ring->searches < SEARCHES_MAX)
		ring->searches++;
}

typedef bool open_fn(struct srtp_context *context, const uint8_t *packet,
    size_t size, struct srtp_opened *out);

/* A context in which 'open' opens the packet, by some key of the ring. */
static struct srtp_context *
search(const struct keyring *ring, open_fn *open, uint32_t ssrc,
    const struct datagram *packet)
{
	for (size_t i = 0; i < ring->count; i++) {
		struct srtp_context *context =
		    srtp_context_new(&ring->keys[i].key, ssrc);

		if (context &&
		    open(context, packet->bytes, packet->size, &opened_packet))
			return context;
		srtp_context_free(context);
	}
	return NULL;
}

/* Finds the key of a stream, and its roll-over counter: that is mostly 0,
 * whichever key it is. */
static bool
find_key(struct keyring *ring, struct media_stream *stream,
    const struct datagram *packet)
{
	struct srtp_context *found;

	if (!take_search(ring))
		return false;
	found = search(ring, srtp_context_open, stream->ssrc, packet);
	if (!found)
		found = search(ring, srtp_context_search, stream->ssrc, packet);
	if (!found)
		return false;
	srtp_context_free(stream->srtp->context);
	stream->srtp->context = found;
	return true;
}

const struct srtp_opened *
media_srtp_open(struct media_stream *stream, const struct datagram *packet)
{
	struct keyring *ring = stream->call->sides[stream->side].keyring;
	struct media_srtp *srtp = stream->srtp;

	if (!srtp)
		srtp = stream->srtp = calloc(1, sizeof *srtp);
	if (!srtp)
		return NULL;
	if (!ring || ring->count == 0) {
		srtp->no_key++;
		counter_up(rtp_srtp_no_key);
		return NULL;
	}
	if ((srtp->context && srtp_context_open(srtp->context, packet->bytes,
				  packet->size, &opened_packet)) ||
	    find_key(ring, stream, packet)) {
		srtp->opened++;
		note_opened(ring);
		counter_up(rtp_srtp_opened);
		return &opened_packet;
	}
	srtp->failed++;
	counter_up(rtp_srtp_failed);
	return NULL;
}

/* Puts the sender of 'ssrc' first, in place of the one that was silent
 * longest when it is new. */
static struct rtcp_sender *
find_sender(struct keyring *ring, uint32_t ssrc)
{
	struct rtcp_sender sender;
	size_t at = 0;

	while (at < RTCP_SENDERS_MAX - 1 && ring->senders[at].context &&
	       ring->senders[at].ssrc != ssrc)
		at++;
	sender = ring->senders[at];
	if (sender.ssrc != ssrc) {
		srtp_context_free(sender.context);
		sender = (struct rtcp_sender){.ssrc = ssrc};
	}
	memmove(ring->senders + 1, ring->senders, at * sizeof sender);
	ring->senders[0] = sender;
	return &ring->senders[0];
}

const struct srtp_opened *
media_srtp_open_rtcp(
    struct call *call, enum side speaker, const struct datagram *packet)
{
	struct keyring *ring = call->sides[speaker].keyring;
	struct rtcp_sender *sender;
	struct srtp_context *found;
	uint32_t ssrc;

	if (!ring || packet->cut_bytes || packet->size < RTCP_HEADER_SIZE)
		return NULL;
	ssrc = load_be32(packet->bytes + 4);
	sender = find_sender(ring, ssrc);
	if (sender->context && srtp_context_open_rtcp(sender->context,
				   packet->bytes, packet->size, &opened_packet))
		return &opened_packet;
	found = take_search(ring)
		    ? search(ring, srtp_context_open_rtcp, ssrc, packet)
		    : NULL;
	if (!found) {
		counter_up(srtcp_failed);
		return NULL;
	}
	srtp_context_free(sender->context);
	sender->context = found;
	return &opened_packet;
}

const char *
media_srtp_state(const struct media_stream *stream)
{
	const struct media_srtp *srtp = stream->srtp;

	if (!srtp)
		return NULL;
	if (srtp->opened >= srtp->failed + srtp->no_key)
		return "decrypted";
	return srtp->failed >= srtp->no_key ? "failed" : "no_key";
}

uint64_t
media_srtp_closed(const struct call *call, enum side side)
{
	const struct media_stream *stream = call->streams;
	uint64_t closed = 0;

	for (; stream; stream = stream->next)
		if (stream->side == side)
			closed += stream->closed;
	return closed;
}

const char *
media_srtp_reason(const struct call *call, enum side side)
{
	const struct media_stream *stream = call->streams;
	const struct call_side *it = &call->sides[side];

	for (; stream; stream = stream->next)
		if (stream->side == side && stream->srtp &&
		    stream->srtp->failed > stream->srtp->no_key)
			return "encrypted: SRTP, its key does not fit";
	if (it->dtls || call->sides[other_side(side)].dtls)
		return "encrypted: DTLS-SRTP, no key";
	return "encrypted: SRTP, no key";
}
