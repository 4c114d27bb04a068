/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Encrypted media of calls: which keys a side encrypts with, as it said in its
 * session descriptions (a=crypto, RFC 4568), and opening of its packets with
 * them (rtp/srtp.h).
 *
 * The answer chooses one of the lines that the offer made, but packets tell by
 * themselves: what one key authenticates, no other does. So a side has a ring
 * of all keys that it named lately, on whatever leg and fork, and each stream
 * the one that opened its packets. When that fails the ring is searched: the
 * sender has a new key, or so much was not seen that its sequence number began
 * anew.
 */
#ifndef CALLS_MEDIA_SRTP_H
#define CALLS_MEDIA_SRTP_H

#include <stdbool.h>

#include "calls/call.h"
#include "calls/datagram.h"
#include "rtp/srtp.h"
#include "sip/sdp.h"

/* Keys of a side that are kept; the one named longest ago goes. */
#define KEYRING_KEYS_MAX 16

/* The keys of one side of a call; call_side.keyring. */
struct keyring;

/* What is known of the encryption of one stream; media_stream.srtp. */
struct media_srtp;

/* Takes the keys that 'side' described; if 'is_answer' it has chosen one of
 * those of the other side, too. */
void media_srtp_describe(
    struct call *call, enum side side, const struct sdp *sdp, bool is_answer);

/* 'into' gets the keys of 'from', a side of a call that becomes a part of the
 * other's. */
void media_srtp_move(struct call_side *from, struct call_side *into);

/* Overwrites and frees all keys of 'call'. */
void media_srtp_forget(struct call *call);

void media_srtp_free(struct media_srtp *srtp); /* NULL is allowed */

struct media_stream;

/*
 * Opens an RTP packet of 'stream', which is encrypted: what is in it is
 * borrowed until the next is opened. NULL when there is no key or none fits,
 * which is counted (rtp_srtp_no_key, rtp_srtp_failed).
 */
const struct srtp_opened *
media_srtp_open(struct media_stream *stream, const struct datagram *packet);

/*
 * The same for an RTCP packet that 'speaker' of 'call' sent, whose RTP is
 * encrypted; counted as srtcp_failed. (Some devices send their first or last
 * one in the clear: one that cannot be opened may be that, if the lengths of
 * its parts fill it exactly, which those of an encrypted one never do.)
 */
const struct srtp_opened *media_srtp_open_rtcp(
    struct call *call, enum side speaker, const struct datagram *packet);

/* "decrypted", "no_key" or "failed", by what most packets were; NULL when none
 * was encrypted. */
const char *media_srtp_state(const struct media_stream *stream);

/* Packets of 'side' that were encrypted and could not be opened. */
uint64_t media_srtp_closed(const struct call *call, enum side side);

/* Why packets of 'side' could not be opened: words for the ledger. */
const char *media_srtp_reason(const struct call *call, enum side side);

#endif
