/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams of the media table. Only for recorder/media.c. */
#ifndef RECORDER_MEDIA_STREAM_H
#define RECORDER_MEDIA_STREAM_H

#include "recorder/media.h"
#include "rtp/header.h"

#define CACHE_LINE ((size_t)64)

/* Memory that begins with a line of the cache. */
static inline void *
cache_alloc(size_t size)
{
	return aligned_alloc(CACHE_LINE, (size + CACHE_LINE - 1) & -CACHE_LINE);
}

/* The stream of a packet to 'endpoint'; NULL when there is none yet. */
struct media_stream *media_stream_known(const struct media_endpoint *endpoint,
    uint32_t ssrc, const struct flow *flow);

/* Takes an RTP packet to 'endpoint'; the outcome of its frame. 'on_audio' is
 * told of what is to be recorded. */
enum counter_id media_stream_push(struct media_endpoint *endpoint,
    const struct datagram *packet, media_audio_fn *on_audio, void *arg);

#endif
