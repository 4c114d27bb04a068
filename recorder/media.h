/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The media table: from the address that a session description names as
 * receiving to the call and side that speaks to it, and the RTP streams found
 * there. This is the way of nearly every packet: it takes no memory, no lock
 * and no system call for a packet of a known stream.
 */
#ifndef RECORDER_MEDIA_H
#define RECORDER_MEDIA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/counter.h"
#include "base/flow.h"
#include "base/table.h"
#include "base/tstamp.h"
#include "recorder/call.h"
#include "recorder/datagram.h"
#include "rtp/codec.h"
#include "rtp/reorder.h"
#include "rtp/stream.h"

/* A long call that is queued, held and transferred has some dozens. */
#define STREAMS_PER_CALL_MAX 512
#define STREAM_CODECS_MAX 4

/* Addresses that a call gets by media_join(): anyone can send from its own
 * address, as it seems, to many others. */
#define JOINED_PER_CALL_MAX 16

struct recording;

/*
 * An address where a side of a call receives. What each packet needs of it
 * comes first and fills one line of the cache.
 */
struct media_endpoint {
	struct table_link link; /* in the media table */
	struct endpoint address;
	bool encrypted;              /* its receiver described SRTP */
	uint8_t map_version;         /* changes with 'map' */
	uint8_t speaker;             /* enum side; who sends to it */
	bool has_stale;              /* the stale_ members are set */
	struct media_stream *recent; /* of the last packet */
	struct media_endpoint *next; /* of the same call */
	struct call *call;
	int64_t leg_id;         /* leg.id that first named it; 0: none */
	struct payload_map map; /* by what the receiver described */
	/* What the call before on this address heard last: no part of this
	 * call until 'stale_until'. */
	uint32_t stale_ssrc;
	struct endpoint stale_src;
	struct tstamp stale_until;
};

/* One codec of a stream. */
struct media_codec {
	char name[CODEC_NAME_SIZE];
	uint8_t payload_type;
};

/*
 * One RTP stream of a call, ordered as above: with a thousand calls, each
 * line of the cache that a packet does not touch is time won.
 */
struct media_stream {
	struct rtp_stream stats;
	uint32_t ssrc;
	uint32_t clock_hz;    /* of its newest audio */
	uint8_t payload_type; /* of the last packet ... */
	uint8_t kind;         /* ... its enum codec_kind */
	uint8_t codec;        /* ... its place in 'codecs' */
	uint8_t map_version;  /* ... and the endpoint's, when looked up */
	uint8_t side;         /* enum side; who speaks */
	bool is_active;       /* it is what is recorded of its side */
	uint64_t order_base;  /* reorder_order() of its present turn */
	uint64_t bytes;       /* of payload */
	uint64_t decodable;   /* packets that could be recorded */
	uint64_t recorded;    /* packets that were given to a recording */
	struct flow flow;
	struct recording *recording; /* the call's, once it takes audio */
	const void *places[2];       /* what its next packet will touch there:
	                          hints for prefetching, may be NULL */
	uint64_t codec_packets[STREAM_CODECS_MAX];    /* as 'codecs' */
	struct media_codec codecs[STREAM_CODECS_MAX]; /* as they came */
	size_t codec_count;
	uint64_t undecodable;      /* packets in a codec not decoded */
	uint64_t closed;           /* ... or that stayed encrypted */
	struct media_srtp *srtp;   /* owned; NULL: nothing is encrypted */
	uint64_t copies;           /* made by mirroring, and removed */
	struct media_stream *next; /* of the same call */
	struct call *call;
	int64_t leg_id;    /* leg.id and source.id in the catalogue */
	int64_t source_id; /* ... of its first packet */
};

/* Given one packet of audio, comfort noise or telephone-event that is to be
 * recorded. */
typedef void
media_audio_fn(struct media_stream *stream, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size, void *arg);

struct media;

/* A table for at most 'limit' addresses; NULL without memory. */
struct media *media_new(size_t limit, media_audio_fn *on_audio, void *arg);
void media_free(struct media *media); /* NULL is allowed */

/*
 * Watches 'address', to which 'speaker' of 'call' sends. An address of another
 * call is taken over (the newest wins); one of the same call is brought up to
 * date and keeps its leg. NULL when the table is full.
 */
struct media_endpoint *media_watch(struct media *media, struct call *call,
    enum side speaker, const struct endpoint *address);

/* Forgets what payload types mean at 'endpoint', so that they can be added
 * anew to its map. */
void media_reset_map(struct media_endpoint *endpoint);

/* Forgets all addresses of 'call' and frees its streams. */
void media_forget(struct media *media, struct call *call);

/*
 * Takes a datagram. COUNTER_NONE when no call has an address of it, else the
 * outcome of its frame.
 */
enum counter_id media_push(struct media *media, const struct datagram *packet);

/*
 * Takes a datagram that no call has an address of, when it comes from one that
 * a running call described: who receives RTP at an address sends from it, too
 * (symmetric RTP, RFC 4961), and the description of the other side was not
 * seen. From then on the call has the address that it goes to. COUNTER_NONE
 * when it is no such packet, or the call has too many of them.
 */
enum counter_id media_join(struct media *media, const struct datagram *packet);

/* 'packet' is a copy that mirroring made: counts it to its stream, if it has
 * one. Nothing else comes of it. */
void media_note_copy(struct media *media, const struct datagram *packet);

/*
 * Asks for the memory that datagrams to these addresses will touch, all at
 * once, so that media_push() finds it in the cache. Changes nothing.
 */
#define MEDIA_PREFETCH_MAX 32
void media_prefetch(const struct media *media,
    const struct endpoint *const *addresses, size_t count);

/* When the newest packet of 'call' came; false when none did. */
bool media_last(const struct call *call, struct tstamp *out);

/* The codec of most packets of a stream; "" and 0 when there is none. */
const char *
media_stream_codec(const struct media_stream *stream, uint8_t *payload_type);

#endif
