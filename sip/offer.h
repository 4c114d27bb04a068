/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Offers and answers of one leg (RFC 3264; RFC 6337 section 1 lists where they
 * may be): which description answers which, and what was agreed, so that a
 * refused offer can be taken back (RFC 3261 section 14.1, RFC 3311 section
 * 5.3). Functions are for sip/dialog.c only.
 */
#ifndef SIP_OFFER_H
#define SIP_OFFER_H

#include <stdbool.h>
#include <stdint.h>

#include "sip/message.h"

enum sip_side {
	SIP_CALLER, /* sent the first INVITE */
	SIP_CALLEE,
};

static inline enum sip_side
sip_other_side(enum sip_side side)
{
	return side == SIP_CALLER ? SIP_CALLEE : SIP_CALLER;
}

/* Offers of a leg that wait at a time; re-INVITEs may cross. */
#define SIP_OFFERS_MAX 4

/* A longer description is used, but not kept: it cannot be restored. */
#define SIP_OFFER_SIZE_MAX 8192

/* An offer that waits for its answer, or for the end of its transaction. */
struct sip_offer {
	char *sdp; /* owned; NULL when it is not kept */
	enum sip_side side;
	enum sip_method method; /* whose transaction it is part of ... */
	uint32_t cseq;
	bool in_response; /* ... and in a response of it */
	bool answered;
	bool hidden; /* its side has described something else since */
};

struct sip_offers {
	char *agreed[2]; /* by side, what holds now; NULL: not yet */
	size_t count;
	struct sip_offer waiting[SIP_OFFERS_MAX];
	uint32_t invite_cseq[2]; /* of the newest INVITE ... */
	bool late_offer[2];      /* ... from each side: it had no offer */
};

/* What the description of a message means. */
struct sip_offer_verdict {
	bool is_answer;
	/* An answer to an offer that another one has hidden since: that is to
	 * be taken again first. NULL: it is not. Valid until the next call. */
	const char *offer;
	enum sip_side offer_side;
};

/* Takes note of a request, whether it has a description or not. */
void sip_offers_note_request(struct sip_offers *offers,
    const struct sip_message *message, enum sip_side sender);

/* Takes the description of a message that 'sender' sent. */
struct sip_offer_verdict sip_offers_take(struct sip_offers *offers,
    const struct sip_message *message, enum sip_side sender);

/* A 2xx of 'sender' ends a transaction: what it agreed on holds. */
void sip_offers_settle(struct sip_offers *offers,
    const struct sip_message *message, enum sip_side sender);

/*
 * 'sender' refused the request of the other side. Returns what that side had
 * described before, if its offer has to be taken back, else NULL. Valid until
 * the next call.
 */
const char *sip_offers_refuse(struct sip_offers *offers,
    const struct sip_message *message, enum sip_side sender);

/* Does an offer of 'side' wait for its answer? */
bool sip_offers_waits(const struct sip_offers *offers, enum sip_side side);

void sip_offers_clear(struct sip_offers *offers);

#endif
