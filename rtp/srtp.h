/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Takes the encryption off RTP and RTCP packets with a known master key:
 * SRTP (RFC 3711), AES-192 and AES-256 (RFC 6188), AES-GCM (RFC 7714). Without
 * libsrtp2 there is no suite, and so no context.
 */
#ifndef RTP_SRTP_H
#define RTP_SRTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SRTP_KEY_MAX 46 /* bytes of AES-256 key and salt */
#define SRTP_MKI_MAX 8
#define SRTP_PACKET_MAX 9216 /* larger ones are not opened */

/* How often a sequence number may have begun anew before a stream was first
 * seen: each is some 22 minutes of speech. */
#define SRTP_ROC_MAX 63

enum srtp_suite {
	SRTP_AES_CM_128_80,
	SRTP_AES_CM_128_32,
	SRTP_AES_CM_192_80,
	SRTP_AES_CM_192_32,
	SRTP_AES_CM_256_80,
	SRTP_AES_CM_256_32,
	SRTP_AES_GCM_128,
	SRTP_AES_GCM_256,
	SRTP_SUITE_COUNT, /* none that is known */
};

/* A master key, and how it is used. Plain data, and a secret: whoever has
 * one wipes it. */
struct srtp_key {
	enum srtp_suite suite;
	uint8_t bytes[SRTP_KEY_MAX]; /* key and salt, as the suite wants */
	uint8_t mki[SRTP_MKI_MAX];   /* as in the packets */
	uint8_t mki_size;            /* 0: packets carry none */
	uint8_t kdr;                 /* session keys are derived anew each 2^kdr
	                                packets; 0: never */
	bool plain_rtp;              /* RTP is not encrypted */
	bool plain_rtcp;             /* RTCP is not encrypted */
	bool unauthenticated;        /* RTP carries no tag: nothing tells
	                                whether the key is right */
};

/* The suite of that name (RFC 4568, 6188 and 7714), or SRTP_SUITE_COUNT. */
enum srtp_suite srtp_suite_find(const char *name);

/* Bytes of its master key and salt together. */
size_t srtp_suite_key_size(enum srtp_suite suite);

/* One sender (SSRC) that encrypts with one key. */
struct srtp_context;

/* Has libsrtp2 load what it wants now, and not with the first key: for who
 * cannot load anything later. */
void srtp_load(void);

/* Copies 'key'. NULL without memory, or without libsrtp2. */
struct srtp_context *
srtp_context_new(const struct srtp_key *key, uint32_t ssrc);
void srtp_context_free(struct srtp_context *context); /* NULL is allowed */

/* A packet that is opened: in place, in a buffer of SRTP_PACKET_MAX bytes that
 * is aligned as a uint32_t. */
struct srtp_opened {
	_Alignas(uint32_t) uint8_t bytes[SRTP_PACKET_MAX];
	size_t size;
};

/*
 * Opens an RTP packet. False when it is not authentic by this key, or no
 * packet: 'out' is undefined then. Packets may come in any order and with
 * gaps; the first of a stream that is joined in its middle needs
 * srtp_context_search().
 */
bool srtp_context_open(struct srtp_context *context, const uint8_t *packet,
    size_t size, struct srtp_opened *out);

/*
 * The same for the first packet of a context, when nobody knows how often its
 * sequence number has begun anew (the ROC, RFC 3711 section 3.3.1): tries all
 * up to SRTP_ROC_MAX.
 */
bool srtp_context_search(struct srtp_context *context, const uint8_t *packet,
    size_t size, struct srtp_opened *out);

/* As srtp_context_open(), for an RTCP packet of the same sender. */
bool srtp_context_open_rtcp(struct srtp_context *context, const uint8_t *packet,
    size_t size, struct srtp_opened *out);

#endif
