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
#include "rtp/codec.h"
#include "rtp/reorder.h"
#include "rtp/stream.h"

#define STREAMS_PER_CALL_MAX 32
#define STREAM_CODECS_MAX 4

/* One datagram on its way to the media table. */
struct media_packet {
	struct tstamp time;
	const struct flow *flow;
	const uint8_t *bytes;
	size_t size;
	size_t cut_bytes; /* of its end, not captured */
};

/* An address where a side of a call receives. */
struct media_endpoint {
	struct table_link link;      /* in the media table */
	struct media_endpoint *next; /* of the same call */
	struct endpoint address;
	struct call *call;
	enum side speaker;   /* who sends to it */
	int64_t leg_id;      /* leg.id that first named it; 0: none */
	bool encrypted;      /* its receiver described SRTP */
	struct media_stream *recent; /* of the last packet */
	struct payload_map map;      /* by what the receiver described */
	/* What the call before on this address heard last, with 'has_stale':
	 * no part of this call until 'stale_until'. */
	bool has_stale;
	uint32_t stale_ssrc;
	struct endpoint stale_src;
	struct tstamp stale_until;
};

/* One RTP stream of a call. */
struct media_stream {
	struct media_stream *next; /* of the same call */
	int64_t id;                /* stream.id in the catalogue */
	int64_t leg_id;
	enum side side; /* who speaks */
	uint32_t ssrc;
	struct flow flow;
	struct rtp_stream stats;
	uint32_t clock_hz;    /* of its newest audio */
	uint64_t bytes;       /* of payload */
	uint64_t undecodable; /* packets in a codec that is not decoded */
	uint64_t decodable;   /* packets that could be recorded */
	uint64_t recorded;    /* packets that were given to the recording */
	/* Packets of each audio codec, in order of appearance. */
	size_t codec_count;
	struct {
		char name[CODEC_NAME_SIZE];
		uint8_t payload_type;
		uint64_t packets;
	} codecs[STREAM_CODECS_MAX];
};

/* Given one packet that a recording may want. */
typedef void media_audio_fn(struct call *call, struct media_stream *stream,
    const struct rtp_frame *frame, const uint8_t *payload, size_t size,
    void *arg);

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

/* Does any call watch this address? */
bool media_is_watched(const struct media *media, const struct endpoint *at);

/* Forgets all addresses of 'call' and frees its streams. */
void media_forget(struct media *media, struct call *call);

/*
 * Takes a datagram. COUNTER_NONE when no call has an address of it, else the
 * outcome of its frame.
 */
enum counter_id media_push(
    struct media *media, const struct media_packet *packet);

/* The codec of most packets of a stream; "" and 0 when there is none. */
const char *media_stream_codec(
    const struct media_stream *stream, uint8_t *payload_type);

#endif
