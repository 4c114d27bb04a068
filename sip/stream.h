/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes of one direction of a TCP connection to whole SIP messages: plain
 * (RFC 3261 section 18.3), or in WebSocket frames (RFC 7118). Which of the two
 * it is shows in the first bytes, also of a stream that is joined in the
 * middle. After a loss, or bytes that are no SIP, the next start line is
 * looked for. How the bytes are cut into pieces changes nothing.
 */
#ifndef SIP_STREAM_H
#define SIP_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "sip/framing.h"

/* 'lost' when nobody knows how much. */
#define SIP_STREAM_LOST_UNKNOWN UINT64_MAX

struct sip_stream;

enum sip_stream_verdict {
	SIP_STREAM_NO,
	SIP_STREAM_MAYBE, /* more bytes are needed to tell */
	SIP_STREAM_YES,
};

/*
 * Do 'bytes' begin with a SIP message, behind keep-alives or not, with a
 * WebSocket frame that holds one, or with the HTTP request or response that
 * makes a connection a WebSocket for SIP?
 */
enum sip_stream_verdict sip_stream_wanted(const uint8_t *bytes, size_t size);

/* 'memory' is borrowed, and shared by all streams. NULL without memory. */
struct sip_stream *sip_stream_new(struct framing_memory *memory);

/* NULL is allowed. */
void sip_stream_free(struct sip_stream *stream);

/*
 * Takes the next bytes, and gives each message that is whole with them to
 * 'on_message'. Of one over WASH_MESSAGE_MAX only the header is given, or in
 * WebSocket frames nothing.
 */
void sip_stream_push(struct sip_stream *stream, const uint8_t *bytes,
    size_t size, framing_fn *on_message, void *arg);

/*
 * 'lost' bytes are missing here, or SIP_STREAM_LOST_UNKNOWN; also called at
 * the end of a stream. A message whose header is whole is given with what is
 * there of its body.
 */
void sip_stream_lost(struct sip_stream *stream, uint64_t lost,
    framing_fn *on_message, void *arg);

#endif
