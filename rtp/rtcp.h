/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RTCP, what senders and receivers tell each other of a session: compound
 * packets (RFC 3550 section 6), also of reduced size (RFC 5506), and the
 * extended reports (RFC 3611) that say how a call was heard.
 */
#ifndef RTP_RTCP_H
#define RTP_RTCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum rtcp_kind {
	RTCP_SENDER,        /* 'sender': of a sender report (6.4.1) */
	RTCP_REPORT,        /* 'report': of one source that is heard (6.4.1) */
	RTCP_CNAME,         /* 'cname' (6.5.1) */
	RTCP_BYE,           /* 'ssrc' leaves (6.6) */
	RTCP_RECEIVER_TIME, /* 'receiver_time' (RFC 3611 section 4.4) */
	RTCP_DELAY,         /* 'delay': answers it (RFC 3611 section 4.5) */
	RTCP_VOIP,          /* 'voip' (RFC 3611 section 4.7) */
};

/* A sender's clocks. */
struct rtcp_sender {
	uint32_t ntp;      /* middle 32 bits of its NTP time: 1/65536 s */
	uint32_t rtp_time; /* the same instant by the stream's clock */
	uint32_t packets;  /* sent so far */
	uint32_t octets;   /* of payload */
};

/* What 'ssrc' of the item heard of another source. */
struct rtcp_report {
	uint32_t source;  /* SSRC of whom this speaks */
	uint8_t fraction; /* lost since the last report, of 256 */
	int32_t lost;     /* since it began to listen; below 0 when
	                     duplicates came */
	uint32_t highest; /* extended sequence number */
	uint32_t jitter;  /* by the clock of the source */
	uint32_t last;    /* 'ntp' of its newest sender report; 0: none */
	uint32_t delay;   /* since that came, 1/65536 s */
};

/* The time since a receiver's reference time came back. */
struct rtcp_delay {
	uint32_t source; /* SSRC of the receiver */
	uint32_t last;   /* its reference time, as in struct rtcp_sender */
	uint32_t delay;  /* since it came, 1/65536 s */
};

#define RTCP_UNAVAILABLE 127 /* of a MOS or R factor */

/* How a call was heard. */
struct rtcp_voip {
	uint32_t source;        /* SSRC of whom this speaks */
	uint8_t loss_rate;      /* since it began to listen, of 256 */
	uint8_t discard_rate;   /* ... too late or too early */
	uint16_t round_trip_ms; /* between the two RTP interfaces; 0: not
	                           known */
	uint16_t end_delay_ms;  /* inside of the reporter; 0: not known */
	uint8_t r_factor;       /* 0 to 100, or RTCP_UNAVAILABLE */
	uint8_t mos_lq;         /* MOS times 10, of listening ... */
	uint8_t mos_cq;         /* ... and of conversation; likewise */
};

/* One thing that a compound packet says. */
struct rtcp_item {
	enum rtcp_kind kind;
	uint32_t ssrc; /* of who says it */
	union {
		struct rtcp_sender sender;
		struct rtcp_report report;
		struct text cname;      /* borrowed; anything may be in it */
		uint32_t receiver_time; /* as rtcp_sender.ntp */
		struct rtcp_delay delay;
		struct rtcp_voip voip;
	};
};

typedef void rtcp_item_fn(const struct rtcp_item *item, void *arg);

/*
 * Reads the datagram 'bytes' and gives each item to 'on_item', in order.
 * False, and nothing is given, when its packets do not fill it (RFC 3550
 * appendix A.2), of which 'cut_bytes' were not captured: what is whole is
 * read then. Types and blocks that are not known are passed over.
 */
bool rtcp_parse(const uint8_t *bytes, size_t size, size_t cut_bytes,
    rtcp_item_fn *on_item, void *arg) __attribute__((warn_unused_result));

#endif
