/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sip/offer.h"

#include <stdlib.h>

#include "base/counter.h"

/* A description may hold keys (RFC 4568). */
static void
wipe(char *sdp)
{
	if (sdp)
		explicit_bzero(sdp, strlen(sdp));
	free(sdp);
}

static void
replace(char **string, char *with)
{
	wipe(*string);
	*string = with;
}

static char *
keep(struct text sdp)
{
	char *copy;

	if (sdp.len >= SIP_OFFER_SIZE_MAX) {
		counter_up(sip_offer_limit);
		return NULL;
	}
	copy = malloc(sdp.len + 1);
	if (copy)
		text_copy(copy, sdp.len + 1, sdp);
	return copy;
}

static void
drop(struct sip_offers *offers, size_t at)
{
	wipe(offers->waiting[at].sdp);
	offers->count--;
	for (; at < offers->count; at++)
		offers->waiting[at] = offers->waiting[at + 1];
}

/* The offer that 'side' made in a request; NULL when there is none. */
static struct sip_offer *
find(struct sip_offers *offers, const struct sip_message *message,
    enum sip_side side, bool in_response)
{
	for (size_t i = 0; i < offers->count; i++) {
		struct sip_offer *it = &offers->waiting[i];

		if (it->side != side || it->in_response != in_response)
			continue;
		/* PRACK answers whatever response it acknowledges. */
		if (message->method == SIP_METHOD_PRACK && in_response)
			return it;
		if (it->cseq == message->cseq &&
		    (it->method == message->method ||
			(message->method == SIP_METHOD_ACK && in_response)))
			return it;
	}
	return NULL;
}

/* What 'side' has described meanwhile is not what its other offers say. */
static void
hide(struct sip_offers *offers, enum sip_side side)
{
	for (size_t i = 0; i < offers->count; i++)
		if (offers->waiting[i].side == side)
			offers->waiting[i].hidden = true;
}

static void
add(struct sip_offers *offers, const struct sip_message *message,
    enum sip_side side)
{
	struct sip_offer *same =
	    find(offers, message, side, !message->is_request);

	hide(offers, side);
	if (same) { /* the same offer in a 183 and in the 200 */
		replace(&same->sdp, keep(message->sdp));
		same->hidden = false;
		return;
	}
	if (offers->count == SIP_OFFERS_MAX) {
		counter_up(sip_offer_limit);
		drop(offers, 0);
	}
	offers->waiting[offers->count++] = (struct sip_offer){
	    .sdp = keep(message->sdp),
	    .side = side,
	    .method = message->method,
	    .cseq = message->cseq,
	    .in_response = !message->is_request,
	};
}

/* What 'offer' offers holds from now on. */
static void
agree(struct sip_offers *offers, struct sip_offer *offer)
{
	if (offer->sdp)
		replace(&offers->agreed[offer->side], offer->sdp);
	offer->sdp = NULL;
	drop(offers, (size_t)(offer - offers->waiting));
}

void
sip_offers_note_request(struct sip_offers *offers,
    const struct sip_message *message, enum sip_side sender)
{
	if (message->method != SIP_METHOD_INVITE)
		return;
	offers->late_offer[sender] = message->sdp.len == 0;
	offers->invite_cseq[sender] = message->cseq;
}

/* The offer that the description in 'message' answers; NULL: none is known. */
static struct sip_offer *
answered_by(struct sip_offers *offers, const struct sip_message *message,
    enum sip_side sender)
{
	bool to_response = message->is_request;

	if (to_response && message->method != SIP_METHOD_ACK &&
	    message->method != SIP_METHOD_PRACK)
		return NULL;
	return find(offers, message, sip_other_side(sender), to_response);
}

/* Is it an answer, though the offer was not seen? */
static bool
must_be_answer(const struct sip_offers *offers,
    const struct sip_message *message, enum sip_side sender)
{
	enum sip_side asker = sip_other_side(sender);

	if (message->is_request)
		return message->method == SIP_METHOD_ACK;
	if (message->method != SIP_METHOD_INVITE)
		return true;
	/* Most INVITEs carry an offer, so one that was not seen did. */
	return !offers->late_offer[asker] ||
	       offers->invite_cseq[asker] != message->cseq;
}

struct sip_offer_verdict
sip_offers_take(struct sip_offers *offers, const struct sip_message *message,
    enum sip_side sender)
{
	struct sip_offer *offer = answered_by(offers, message, sender);
	struct sip_offer_verdict verdict = {.is_answer = true};
	bool final = message->is_request || message->status >= 200;
	char *answer;

	if (!offer) {
		verdict.is_answer = must_be_answer(offers, message, sender);
		if (!verdict.is_answer)
			add(offers, message, sender);
		return verdict;
	}
	offer->answered = true;
	verdict.offer_side = offer->side;
	verdict.offer = offer->hidden ? offer->sdp : NULL;
	offer->hidden = false;
	if (!final && offers->agreed[offer->side])
		return verdict;
	answer = keep(message->sdp);
	if (answer)
		replace(&offers->agreed[sender], answer);
	/* It stays until its transaction ends; its text goes where
	 * 'verdict.offer' finds it, too. */
	if (offer->sdp)
		replace(&offers->agreed[offer->side], offer->sdp);
	offer->sdp = NULL;
	if (offer->in_response)
		drop(offers, (size_t)(offer - offers->waiting));
	return verdict;
}

void
sip_offers_settle(struct sip_offers *offers, const struct sip_message *message,
    enum sip_side sender)
{
	struct sip_offer *offer =
	    find(offers, message, sip_other_side(sender), false);

	if (!offer)
		return;
	if (offer->answered)
		agree(offers, offer);
	else
		drop(offers, (size_t)(offer - offers->waiting));
}

const char *
sip_offers_refuse(struct sip_offers *offers, const struct sip_message *message,
    enum sip_side sender)
{
	struct sip_offer *offer =
	    find(offers, message, sip_other_side(sender), false);
	enum sip_side side;
	const char *before;

	if (!offer)
		return NULL;
	side = offer->side;
	/* Its text went when it was agreed on, by an early answer. */
	before = offer->sdp ? offers->agreed[side] : NULL;
	drop(offers, (size_t)(offer - offers->waiting));
	hide(offers, side);
	return before;
}

bool
sip_offers_waits(const struct sip_offers *offers, enum sip_side side)
{
	for (size_t i = 0; i < offers->count; i++)
		if (offers->waiting[i].side == side &&
		    !offers->waiting[i].answered)
			return true;
	return false;
}

void
sip_offers_clear(struct sip_offers *offers)
{
	while (offers->count)
		drop(offers, 0);
	for (int side = 0; side < 2; side++)
		replace(&offers->agreed[side], NULL);
}
