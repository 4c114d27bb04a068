/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SIP messages of a call (RFC 3261) and their SDP (RFC 8866). */
#ifndef BENCH_SIPMSG_H
#define BENCH_SIPMSG_H

#include "bench/packet.h"
#include "bench/plan.h"

#define SIPMSG_MAX (PACKET_MAX - PACKET_HEADER_MAX) /* bytes of a message */

/* The messages of a call, in their order. */
enum sipmsg {
	SIPMSG_INVITE,  /* with the offer */
	SIPMSG_TRYING,  /* 100 */
	SIPMSG_RINGING, /* 180 */
	SIPMSG_OK,      /* 200 with the answer */
	SIPMSG_ACK,     /* of that 200 */
	SIPMSG_BYE,     /* from either side */
	SIPMSG_BYE_OK,  /* its 200 */
	SIPMSG_COUNT,   /* how many there are */
};

/* What the messages of one call say. Arrays are indexed by enum side. */
struct dialog {
	uint64_t key;             /* tags and branches come from it */
	char call_id[64];         /* Call-ID, also the name of truth files */
	char user[2][16];         /* telephone numbers */
	struct endpoint sip[2];   /* where signalling comes from */
	struct endpoint media[2]; /* where audio comes from and goes to */
	enum g711_law law;        /* codec of the call's beginning */
	bool both_laws;           /* the answer takes both codecs */
	bool noise;               /* comfort noise is in the SDP */
	uint32_t ptime_ms;        /* audio in one packet */
	enum side ender;          /* who sends the BYE */
};

/* Fills 'd' for call 'number' (from 0) as 'opt' wants it. */
void dialog_init(struct dialog *d, const struct options *opt, uint32_t number);

/* Who sends the message. */
enum side sipmsg_sender(const struct dialog *d, enum sipmsg msg);

/*
 * Writes the message to 'out', which has room for SIPMSG_MAX bytes. Returns
 * its size in bytes.
 */
size_t sipmsg_build(const struct dialog *d, enum sipmsg msg, uint8_t *out);

#endif
