/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 3261 section 8.1.3.4, RFC 3515, RFC 3891, RFC 5589. */
#include "calls/transfer.h"

#include <stdio.h>

#include "sip/reference.h"

static void
await(struct call_session *session, struct tstamp time)
{
	session->has_awaited = true;
	session->awaited = tstamp_add_ns(time, LINK_AWAIT_NS);
}

/* It is told again on each hop that it passes. */
static void
take_refer(struct links *links, const struct sip_event *event)
{
	const struct sip_message *message = event->message;
	struct call_leg *own = event->leg->owner;
	struct call_session *session = own->session;
	struct text target_text;
	struct sip_target target;

	if (!sip_target_parse(message->refer_to, &target))
		return;
	await(session, event->time);
	session->refer_open = true;
	session->refer_cseq = message->cseq;
	session->refer_by = event->side;
	target_text = target.user.len ? target.user : target.host;
	snprintf(session->refer_to, sizeof session->refer_to, "%s to %.*s",
	    target.replaces[0] ? "attended" : "blind",
	    (int)(target_text.len < 64 ? target_text.len : 64), target_text.at);
	links_expect_target(
	    links, own, target.uri, sip_other_side(event->side), event->time);
}

/* Tells of a transfer; 'kind' is what became of it. */
static void
tell(struct calls *calls, const struct call_session *session,
    struct tstamp time, const char *kind, const char *detail)
{
	enum side by = call_session_side(session, session->refer_by);

	calls_event(calls, session->call, time, kind, &by, detail);
}

static void
stop_waiting(struct calls *calls, struct call_session *session)
{
	session->has_awaited = false;
	call_settle(calls, session->call);
}

static void
take_refer_response(struct calls *calls, const struct sip_event *event)
{
	const struct sip_message *message = event->message;
	struct call_session *session =
	    ((struct call_leg *)event->leg->owner)->session;

	if (!session->refer_open || message->cseq != session->refer_cseq ||
	    message->status < 200 || message->status == 401 ||
	    message->status == 407)
		return;
	session->refer_open = false;
	if (message->status < 300)
		tell(
		    calls, session, event->time, "transfer", session->refer_to);
	else
		stop_waiting(calls, session);
}

/* RFC 3515 section 2.4.5: how the request fares that was asked for. */
static void
take_notify(struct calls *calls, const struct sip_event *event)
{
	const struct sip_message *message = event->message;
	struct call_session *session =
	    ((struct call_leg *)event->leg->owner)->session;
	unsigned status;
	char detail[16];

	if (session->refer_to[0] == '\0' ||
	    !text_is(message->content_type, "message/sipfrag"))
		return;
	status = sip_fragment_status(message->body);
	if (status < 200) {
		if (session->has_awaited)
			await(session, event->time);
		return;
	}
	session->refer_to[0] = '\0';
	if (status >= 300) {
		snprintf(detail, sizeof detail, "%u", status);
		tell(calls, session, event->time, "transfer-failed", detail);
	}
	stop_waiting(calls, session);
}

void
transfer_take_message(
    struct calls *calls, struct links *links, const struct sip_event *event)
{
	const struct sip_message *message = event->message;

	if (event->retransmission)
		return;
	if (message->method == SIP_METHOD_REFER && message->is_request)
		take_refer(links, event);
	else if (message->method == SIP_METHOD_REFER)
		take_refer_response(calls, event);
	else if (message->method == SIP_METHOD_NOTIFY && message->is_request)
		take_notify(calls, event);
}

/*
 * Does the caller try again by itself? RFC 3261 sections 8.1.3.4, 8.1.3.5 and
 * 21.4, RFC 4028 section 7.4; after 488 and 606 with another description.
 */
static bool
is_tried_again(unsigned status)
{
	static const unsigned tried[] = {
	    401, 407, 413, 415, 416, 417, 420, 421, 422, 488, 493, 494, 606};

	for (size_t i = 0; i < sizeof tried / sizeof *tried; i++)
		if (status == tried[i])
			return true;
	return status / 100 == 3;
}

void
transfer_take_failure(struct links *links, const struct sip_event *event)
{
	struct call_leg *own = event->leg->owner;
	struct sip_target target;

	if (event->leg->cancelled || !is_tried_again(event->status))
		return;
	await(own->session, event->time);
	if (event->status / 100 == 3 &&
	    sip_target_parse(event->message->contact, &target))
		links_expect_target(
		    links, own, target.uri, SIP_CALLER, event->time);
}

/* The leg that an INVITE replaces, of whatever call. */
static struct call_leg *
replaced_leg(const struct sip_dialogs *dialogs,
    const struct sip_message *message, bool *confirmed)
{
	struct sip_replaces replaces;
	const struct sip_session *session;
	enum sip_side local;

	if (!sip_replaces_parse(message->replaces, &replaces))
		return NULL;
	session = sip_dialogs_find(dialogs, replaces.call_id);
	if (!session || !session->legs ||
	    !sip_session_has_dialog(
		session, replaces.to_tag, replaces.from_tag, &local, confirmed))
		return NULL;
	return session->legs->owner;
}

/* The consultation is a call of its own; that it led to this one is told. */
static void
note_consultation(struct calls *calls, struct catalogue *catalogue,
    const struct call_leg *own, const struct call_leg *consultation,
    struct tstamp time)
{
	struct link_row row = {
	    .leg_id = own->id,
	    .other_leg_id = consultation->id,
	    .method = link_method_name(LINK_REPLACES),
	    .score = link_method_score(LINK_REPLACES),
	};
	const struct call *call = call_of_leg(own);

	calls_check(calls, catalogue_add_link(catalogue, &row));
	calls_event(calls, call_of_leg(consultation), time, "replaced", NULL,
	    call->uid);
}

void
transfer_follow(struct calls *calls, struct catalogue *catalogue,
    const struct sip_dialogs *dialogs, const struct sip_event *event,
    const struct link *link)
{
	const struct call_leg *own = event->leg->owner;
	bool confirmed = false;
	const struct call_leg *replaced =
	    replaced_leg(dialogs, event->message, &confirmed);
	enum side side = call_session_side(own->session, SIP_CALLER);

	if (link->method == LINK_REPLACES)
		calls_event(calls, call_of_leg(own), event->time,
		    confirmed ? "replaced" : "pickup", &side,
		    event->leg->caller.number);
	else if (replaced && call_of_leg(replaced) &&
		 call_of_leg(replaced) != call_of_leg(own))
		note_consultation(calls, catalogue, own, replaced, event->time);
	else if (link->method == LINK_REDIRECT)
		calls_event(calls, call_of_leg(own), event->time, "redirect",
		    NULL, event->leg->callee.number);
}
