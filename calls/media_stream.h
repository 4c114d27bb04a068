/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams of the media table. Only for calls/media.c. */
#ifndef CALLS_MEDIA_STREAM_H
#define CALLS_MEDIA_STREAM_H

#include "base/pool.h"
#include "calls/media.h"
#include "rtp/header.h"

/* Who is told of what packets say; NULL: nobody, but for 'on_audio'. */
struct media_listeners {
	media_audio_fn *on_audio;
	media_event_fn *on_event;
	media_quality_fn *on_quality;
	media_bye_fn *on_bye;
	media_fax_fn *on_fax;
};

/* The stream of a packet to 'endpoint'; NULL when there is none yet. */
struct media_stream *media_stream_known(const struct media_endpoint *endpoint,
    uint32_t ssrc, const struct flow *flow);

/* Takes an RTP packet to 'endpoint'; the outcome of its frame. 'listeners' are
 * told of what is to be recorded, and of events; a new stream comes out of
 * 'streams'. */
enum counter_id media_stream_push(struct media_endpoint *endpoint,
    const struct datagram *packet, struct pool *streams,
    const struct media_listeners *listeners, void *arg);

/* Tells of an event of 'stream' without an end and newer packets than that. */
void media_stream_expire(struct media_stream *stream, struct tstamp before,
    const struct media_listeners *listeners, void *arg);

void media_streams_free(struct call *call, struct pool *streams);

/* Is what is sent to 'endpoint' encrypted, RTP and RTCP? */
bool media_endpoint_is_encrypted(const struct media_endpoint *endpoint);

#endif
