/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What SIP tells of a call that rules may ask for (calls/policy.h). All hops
 * and messages count: the works council's number may be that of the second
 * leg, and a header may be set by a proxy. */
#include "calls/policy.h"
#include "calls/signalling_int.h"
#include "sip/address.h"
#include "sip/identity.h"

#define USER_SIZE 128

/* The user part of an address is, or speaks for, 'side'. */
static void
note_user(struct call *call, enum side side, struct text user)
{
	char text[USER_SIZE];

	address_read_user(user, text, sizeof text);
	policy_note_number(call, side, text);
}

static void
note_parties(struct call *call, const struct call_session *session,
    const struct sip_message *message)
{
	enum side caller = call_session_side(session, SIP_CALLER);
	struct sip_diversion diversion;
	struct text user, host;

	note_user(call, caller, message->from.user);
	note_user(call, other_side(caller), message->to.user);
	if (message->is_request) {
		address_read_uri(message->request_uri, &user, &host);
		note_user(call, other_side(caller), user);
	}
	if (sip_message_diverted(message, &diversion))
		note_user(call, other_side(caller), diversion.party.user);
	/* What was made of them: the user of a withheld number. */
	for (enum side side = 0; side < SIDE_COUNT; side++)
		policy_note_number(call, side, call->sides[side].number);
}

void
signalling_note_hop(
    struct signalling *signalling, const struct sip_event *event)
{
	const struct sip_leg *leg = event->leg;
	const struct call_leg *own = leg->owner;
	struct call_session *session = own->session;
	struct call *call = session->call;
	enum side caller = call_session_side(session, SIP_CALLER);

	if (!policy_asks(call))
		return;
	note_parties(call, session, event->message);
	policy_note_address(call, caller, &leg->flow.src.addr);
	policy_note_address(call, other_side(caller), &leg->flow.dst.addr);
	policy_note_source(signalling->calls, call, own->source_id);
	policy_decide(signalling->calls, call, event->time);
}

void
signalling_note_message(
    struct signalling *signalling, const struct sip_event *event)
{
	const struct sip_message *message = event->message;
	const struct call_leg *own = event->leg->owner;
	struct call *call = own->session->call;

	if (!policy_asks(call) || event->retransmission)
		return;
	if (message->assertion.by != SIP_ASSERTED_BY_NONE)
		note_user(call, call_session_side(own->session, event->side),
		    message->assertion.party.user);
	policy_note_message(call, message->bytes);
	policy_decide(signalling->calls, call, event->time);
}
