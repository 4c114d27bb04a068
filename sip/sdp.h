/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Session descriptions (RFC 8866), read tolerantly: any order of lines, any
 * line end, unknown lines passed over. What a line gets wrong costs that line
 * only. Plain data without pointers: it outlives the bytes it came from.
 */
#ifndef SIP_SDP_H
#define SIP_SDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/counter.h"
#include "base/flow.h"

#define SDP_MEDIA_MAX 16
#define SDP_CODECS_MAX 32
#define SDP_FMTP_SIZE 128      /* with its NUL; longer values are cut */
#define SDP_CRYPTOS_MAX 32     /* keys of all media */
#define SDP_CRYPTO_KEY_SIZE 46 /* AES-256 key and salt (RFC 6188) */
#define SDP_CRYPTO_MKI_MAX 8   /* bytes of an MKI in a packet */
#define SDP_CANDIDATES_MAX 12
#define SDP_SSRCS_MAX 4
#define SDP_MID_SIZE 17   /* with its NUL; longer ones are passed over */
#define SDP_UFRAG_SIZE 64 /* likewise */

enum sdp_kind {
	SDP_AUDIO,
	SDP_VIDEO,
	SDP_IMAGE, /* T.38 */
	SDP_OTHER,
};

/* RFC 3264 section 5.1: what the describing side will do. */
enum sdp_direction {
	SDP_SENDRECV,
	SDP_SENDONLY,
	SDP_RECVONLY,
	SDP_INACTIVE,
};

/* One payload type of an m= line with its rtpmap and fmtp. */
struct sdp_codec {
	uint8_t payload_type;     /* 0 to 127 */
	char name[24];            /* encoding name, upper case; "" when dynamic
	                             and without rtpmap */
	uint32_t clock_hz;        /* RTP clock rate; 0 when unknown */
	uint8_t channels;         /* 1 unless said otherwise */
	char fmtp[SDP_FMTP_SIZE]; /* format parameters as sent, or "" */
};

/*
 * One key of an a=crypto line (RFC 4568 section 9.1); a line with several keys
 * makes several of these. It is what the describing side encrypts with.
 * A secret: never log it, and sdp_wipe() it when it is no longer needed.
 */
struct sdp_crypto {
	uint32_t tag;                     /* names the line within its media */
	char suite[32];                   /* crypto-suite, as sent */
	uint8_t key[SDP_CRYPTO_KEY_SIZE]; /* master key and salt */
	uint8_t key_size;                 /* bytes in 'key' */
	uint8_t mki_size;      /* bytes of the MKI in a packet; 0: none */
	uint64_t mki;          /* its value */
	uint8_t kdr;           /* keys are derived anew each 2^kdr packets;
	                              0: never */
	bool unencrypted_srtp; /* session parameters, section 6.3 */
	bool unencrypted_srtcp;
	bool unauthenticated_srtp;
};

/* An address where a side may receive, too (ICE, RFC 8839 section 5.1). */
struct sdp_candidate {
	struct endpoint address;
	uint16_t component; /* 1: RTP, 2: RTCP */
};

/* One m= line with what follows it. */
struct sdp_media {
	enum sdp_kind kind;
	enum sdp_direction direction; /* own, or the session's, or sendrecv */
	struct endpoint rtp;          /* where this side receives; port 0:
	                                 refused, closed, or no number */
	struct endpoint rtcp;         /* a=rtcp, else port + 1, else port 0;
	                                 with rtcp_mux too */
	bool rtcp_mux;                /* RTCP on the RTP port (RFC 5761) */
	bool has_rtcp;                /* there is an a=rtcp */
	bool is_rtp;                  /* a profile of RTP ("RTP/AVP" ...) */
	bool is_udptl;                /* T.38 over UDP ("udptl") */
	bool encrypted;               /* SAVP, SAVPF, (D)TLS, or there is an
	                                 a=crypto or a=fingerprint */
	bool dtls;                    /* its keys come by DTLS (RFC 5763), and
	                                 are not in any description */
	size_t crypto_first;          /* its keys in sdp.cryptos */
	size_t crypto_count;
	bool has_address;           /* a literal address is known */
	unsigned ptime_ms;          /* a=ptime; 0 when absent */
	char mid[SDP_MID_SIZE];     /* a=mid (RFC 5888), or "" */
	size_t bundle;              /* place of the media whose address it
	                                 shares (RFC 8843), or its own */
	bool bundle_only;           /* port 0, but in use */
	char ufrag[SDP_UFRAG_SIZE]; /* a=ice-ufrag, or "" */
	size_t candidate_count;
	struct sdp_candidate candidates[SDP_CANDIDATES_MAX];
	size_t ssrc_count; /* of a=ssrc; the first ones */
	uint32_t ssrcs[SDP_SSRCS_MAX];
	size_t codec_count;                      /* 0 when it is not RTP */
	struct sdp_codec codecs[SDP_CODECS_MAX]; /* in order of preference */
};

struct sdp {
	char origin[64];    /* "session-id version" of o=, or "" */
	char identity[128]; /* user, session-id and address of o=: the same in
	                       all versions; "" when they are of no use */
	size_t media_count;
	size_t crypto_count;
	/* Beyond the counts there is anything: this is 100 KB, most of it never
	   used. The same holds for the codecs of a media. */
	struct sdp_media media[SDP_MEDIA_MAX];
	struct sdp_crypto cryptos[SDP_CRYPTOS_MAX];
};

/*
 * Reads 'text'. COUNTER_NONE and '*out' filled, or why it is none:
 * sdp_empty (no m= line), sdp_nul (a NUL byte inside; at the end they are
 * passed over). Each m= line makes a media, even a broken one, so that offer
 * and answer match by place. Media and codecs past the limits are left out
 * and counted (sdp_media_limit, sdp_codec_limit, sdp_candidate_limit,
 * sdp_crypto_limit).
 */
enum counter_id sdp_parse(struct text text, struct sdp *out)
    __attribute__((warn_unused_result));

/* Overwrites the keys in 'sdp'. */
void sdp_wipe(struct sdp *sdp);

#endif
