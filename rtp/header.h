/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The RTP header (RFC 3550 section 5.1) and what else shares its port. */
#ifndef RTP_HEADER_H
#define RTP_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rtp_header {
	uint8_t payload_type;   /* 0 to 127 */
	bool marker;            /* by the profile: start of a talk spurt */
	uint16_t sequence;      /* one more for each packet sent */
	uint32_t timestamp;     /* in units of the payload's clock */
	uint32_t ssrc;          /* who sends */
	const uint8_t *payload; /* borrowed; behind CSRCs and extension */
	size_t payload_size;    /* bytes, without padding */
};

/* What a datagram on a media port is, by its first bytes. */
enum rtp_kind {
	RTP_KIND_RTP,
	RTP_KIND_RTCP,  /* RFC 5761 section 4 */
	RTP_KIND_OTHER, /* STUN, DTLS, TURN channels (RFC 7983) */
};

enum rtp_kind rtp_kind(const uint8_t *bytes, size_t size);

/*
 * Reads the header of the packet 'bytes'; false when it is no valid RTP
 * packet. 'cut_bytes' of its end were not captured: the padding cannot be
 * told then and is not taken off.
 */
bool rtp_header_parse(const uint8_t *bytes, size_t size, size_t cut_bytes,
    struct rtp_header *out) __attribute__((warn_unused_result));

#endif
