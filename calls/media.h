/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The media table: from the address that a session description names as
 * receiving to the call and side that speaks to it, and the RTP streams found
 * there. This is the way of nearly every packet: it takes no memory, no lock
 * and no system call for a packet of a known stream.
 */
#ifndef CALLS_MEDIA_H
#define CALLS_MEDIA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/counter.h"
#include "base/flow.h"
#include "base/table.h"
#include "base/tstamp.h"
#include "calls/call.h"
#include "calls/datagram.h"
#include "rtp/codec.h"
#include "rtp/event.h"
#include "rtp/reorder.h"
#include "rtp/stream.h"

/* A long call that is queued, held and transferred has some dozens. */
#define STREAMS_PER_CALL_MAX 512
#define STREAM_CODECS_MAX 4

/* Addresses that a call gets by media_join(): anyone can send from its own
 * address, as it seems, to many others. */
#define JOINED_PER_CALL_MAX 16

/* ... of which one that was silent so long gives way to a new one. */
#define JOINED_IDLE_NS (10 * NS_PER_SEC)

/* Addresses of a call: one more, and the oldest goes. */
#define ADDRESSES_PER_CALL_MAX 64

/* Calls that have the same address at a time: likewise. */
#define CALLS_PER_ADDRESS_MAX 16

/* SSRCs that a description gives to other media than audio. */
#define OTHER_SSRCS_MAX 8

struct feed;

/* How it is known where a side receives, or whose a stream is. */
enum media_learned {
	MEDIA_BY_SDP,       /* a description names it */
	MEDIA_BY_ICE,       /* a candidate, or the checks (RFC 8445) */
	MEDIA_BY_SYMMETRIC, /* what is sent there comes from an address that
	                       the other side's description names */
	MEDIA_BY_NAT,       /* a stream to such an address, from none */
	MEDIA_BY_LATCHING,  /* the same, and it came from elsewhere before */
	MEDIA_BY_RTP,       /* of a call without signalling */
};

/* "sdp", "ice", "symmetric", "nat", "latched", "rtp". */
const char *media_learned_name(enum media_learned learned);

/* What a receiver described of itself; none of it is needed for a packet of a
 * known stream. */
struct media_facts {
	bool described;          /* by signalling */
	struct tstamp time;      /* when */
	struct endpoint address; /* ... that it named */
	struct addr host;        /* who sent the description */
	int64_t source_id;       /* ... as seen at this source */
	/* What comes to the same address and is no audio (RFC 8843). */
	uint64_t other_types[2]; /* bit by bit, by payload type */
	uint32_t other_ssrcs[OTHER_SSRCS_MAX];
	size_t other_ssrc_count;
};

/*
 * An address where a side of a call receives. Several calls may have the same
 * one: private addresses are in use at many places, and a port is used again
 * while late packets of the call before are on their way. What each packet
 * needs comes first and fills one line of the cache.
 */
struct media_endpoint {
	struct table_link link; /* in the media table */
	struct endpoint address;
	bool encrypted;      /* its receiver described SRTP */
	bool is_udptl;       /* ... or T.38 */
	bool is_rtcp;        /* a=rtcp named it (RFC 3605): no RTP comes here */
	uint8_t map_version; /* changes with 'map' */
	uint8_t speaker;     /* enum side; who sends to it */
	bool contested;      /* media_choose() has to be asked */
	struct media_stream *recent; /* of the last packet */
	struct media_endpoint *next; /* of the same call */
	struct call *call;
	int64_t leg_id;         /* leg.id that first named it; 0: none */
	struct payload_map map; /* by what the receiver described */
	bool is_retired;        /* its call is over, and it in no table */
	uint8_t learned;        /* enum media_learned */
	struct media_facts facts;
};

/* One codec of a stream. */
struct media_codec {
	char name[CODEC_NAME_SIZE];
	uint8_t payload_type;
};

/* The newest packet of a stream that was left out for a pause. */
struct pause_mark {
	bool has_last;  /* the members below are set */
	bool is_behind; /* 'order' is that of the first one behind it */
	uint64_t order;
	uint32_t timestamp;
	struct tstamp arrival;
};

/* Where a stream stood when its quality was last written down. */
struct media_interval {
	struct tstamp from; /* with 'begun'; else its first packet */
	bool begun;
	uint64_t packets, lost, late;
};

/*
 * One RTP stream of a call, ordered as above: with a thousand calls, each
 * line of the cache that a packet does not touch is time won. What each packet
 * needs fills MEDIA_STREAM_LINES of them, up to 'codec_packets' of the second
 * codec; media_prefetch() asks for these.
 */
#define MEDIA_STREAM_LINES 4

struct media_stream {
	struct rtp_stream stats;
	uint32_t ssrc;
	uint32_t clock_hz;         /* of its newest audio */
	uint8_t payload_type;      /* of the last packet ... */
	uint8_t kind;              /* ... its enum codec_kind */
	uint8_t variant;           /* ... of that kind */
	uint8_t codec;             /* ... its place in 'codecs' */
	uint8_t map_version;       /* ... and the endpoint's, when looked up */
	uint8_t side;              /* enum side; who speaks */
	bool is_active;            /* it is what is recorded of its side */
	bool is_paused;            /* pause_takes_packet() has to be asked */
	uint64_t order_base;       /* reorder_order() of its present turn */
	uint64_t bytes;            /* of payload */
	uint64_t decodable;        /* packets that could be recorded */
	uint64_t recorded;         /* packets that were given to a recording */
	bool is_refused;           /* 'refusal' goes on */
	struct feed *feed;         /* the call's, once it takes audio */
	const void *const *places; /* two that its next packet will touch
	                              there: hints for prefetching, or NULL */
	struct flow flow;
	uint64_t codec_packets[STREAM_CODECS_MAX];    /* as 'codecs' */
	struct media_codec codecs[STREAM_CODECS_MAX]; /* as they came */
	size_t codec_count;
	uint64_t undecodable;          /* packets in a codec not decoded */
	uint64_t closed;               /* ... or that stayed encrypted */
	struct media_srtp *srtp;       /* owned; NULL: nothing is encrypted */
	uint64_t copies;               /* made by mirroring, and removed */
	struct refusal refusal;        /* packets that cannot be recorded */
	uint8_t refused_codec;         /* of the last one: as 'codec' */
	struct tstamp first_decodable; /* with 'decodable' */
	struct media_stream *next;     /* of the same call */
	struct call *call;
	int64_t leg_id;    /* leg.id and source.id in the catalogue */
	int64_t source_id; /* ... of its first packet */
	unsigned capture;  /* ... which is of that file or interface */
	uint8_t learned;   /* enum media_learned */
	bool trusted;      /* descriptions name both of its ends */
	bool may_follow;   /* it is new, or newly trusted */
	bool described;    /* the two below are set */
	struct endpoint described_address; /* by which it was found ... */
	struct tstamp described_at;        /* ... and when that was named */
	int64_t id;              /* stream.id in the catalogue; 0: no row yet */
	struct media_rtcp *rtcp; /* owned; NULL: none was seen */
	uint32_t event_clock_hz;
	struct rtp_events events;
	struct pause_mark pause;
	struct media_interval interval;
};

/* Given one packet of audio, comfort noise or telephone-event that is to be
 * recorded. */
typedef void
media_audio_fn(struct media_stream *stream, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size, void *arg);

/* Given an event (RFC 4733) that 'stream' told of. */
typedef void media_event_fn(
    struct media_stream *stream, const struct rtp_event *event, void *arg);

/* Given what RTCP says of 'stream'; 'row' lacks the identifier. */
typedef void media_quality_fn(
    struct media_stream *stream, struct quality_row *row, void *arg);

/* Given a stream that said in RTCP that it leaves, at 'time'. */
typedef void
media_bye_fn(struct media_stream *stream, struct tstamp time, void *arg);

/* Given a packet to an endpoint of T.38 that 'side' sent; false when it is
 * none of T.38. */
typedef bool media_fax_fn(struct call *call, enum side side,
    const struct datagram *packet, void *arg);

struct media;

/* A table for at most 'limit' addresses; NULL without memory. */
struct media *media_new(size_t limit, media_audio_fn *on_audio, void *arg);
void media_free(struct media *media); /* NULL is allowed */

/* Who is told of what else packets say, with the 'arg' of media_new(). Nobody
 * is before that. */
void media_listen(struct media *media, media_event_fn *on_event,
    media_quality_fn *on_quality, media_bye_fn *on_bye);
void media_listen_fax(struct media *media, media_fax_fn *on_fax);

/* Gives the events of 'call' of which no packet came since 'before'. */
void media_expire_events(
    struct media *media, struct call *call, struct tstamp before);

/*
 * Watches 'address', to which 'speaker' of 'call' sends. An address of the same
 * call is brought up to date and keeps its leg; one of another call is shared
 * with it (calls/media_choice.h). NULL when the table is full.
 */
struct media_endpoint *media_watch(struct media *media, struct call *call,
    enum side speaker, const struct endpoint *address);

/* 'endpoint' is known by 'learned' from now on. */
void media_relearn(struct media *media, struct media_endpoint *endpoint,
    enum media_learned learned);

/* Gives 'to' what was described at 'from', for the same receiver. */
void
media_copy_facts(struct media_endpoint *to, const struct media_endpoint *from);

/*
 * Watches 'address' as another one of the receiver that 'model' describes,
 * unless its call has it already. 'model' need not be in the table.
 */
void media_learn(struct media *media, const struct media_endpoint *model,
    const struct endpoint *address, enum media_learned learned);

/*
 * The receiver that 'model' describes has this user name in checks of ICE
 * (RFC 8445 section 7.2.2): they will tell its addresses. 'model' is copied.
 */
void media_expect_checks(
    struct media *media, const struct media_endpoint *model, struct text ufrag);

/* Descriptions of 'call' are new: what they say of its streams is noted. */
void media_redescribed(struct call *call);

/*
 * All addresses and user names of 'from' become those of 'into', of which it
 * turned out to be a part; when 'crossed' the caller of one is the callee of
 * the other. Streams stay where they are.
 */
void media_move(
    struct media *media, struct call *from, struct call *into, bool crossed);

/* Nothing finds 'call' by its addresses any more. They stay known, and so do
 * its streams. */
void media_retire(struct media *media, struct call *call);

/* ... and frees both. */
void media_forget(struct media *media, struct call *call);

/*
 * Takes a datagram. COUNTER_NONE when no call has an address of it, else the
 * outcome of its frame.
 */
enum counter_id media_push(struct media *media, const struct datagram *packet);

/*
 * Takes a datagram that no call has an address of, when it comes from one that
 * a running call described: who receives RTP at an address sends from it, too
 * (symmetric RTP, RFC 4961). The description of the other side was not seen,
 * or it names an address behind a NAT. From then on the call has the address
 * that it goes to. A check of ICE tells two addresses. COUNTER_NONE when it is
 * no such packet, or the call has too many of them.
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
