/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SIP events to calls. RFC 3261, RFC 3264, RFC 3326. */
#include "calls/signalling_int.h"

#include <stdio.h>

#include "calls/info.h"
#include "calls/pause.h"
#include "calls/policy.h"
#include "calls/transfer.h"
#include "sip/mask.h"
#include "sip/reference.h"
#include "sip/wash.h"

/* Messages of one leg that are stored; a call has some ten. */
#define MESSAGES_MAX 500

void
signalling_put_leg(struct signalling *signalling, const struct call_leg *own)
{
	calls_check(
	    signalling->calls, call_leg_put(signalling->catalogue, own));
}

/* What a message tells beside its dialog: how long that may be silent (RFC
 * 4028), and whether its sender is a conference. */
static void
take_remarks(struct signalling *signalling, const struct sip_event *event)
{
	const struct sip_message *message = event->message;
	struct call_session *session =
	    ((struct call_leg *)event->leg->owner)->session;
	enum side side = call_session_side(session, event->side);
	int64_t interval_ns = (int64_t)message->session_expires_s * NS_PER_SEC;
	bool accepts = message->status / 100 == 2;

	if (message->method != SIP_METHOD_INVITE &&
	    message->method != SIP_METHOD_UPDATE)
		return;
	if (accepts && interval_ns > session->call->session_interval_ns)
		session->call->session_interval_ns = interval_ns;
	if ((!message->is_request && !accepts) ||
	    session->call->sides[side].is_focus ||
	    !sip_contact_is_focus(message->contact))
		return;
	session->call->sides[side].is_focus = true;
	calls_event(signalling->calls, session->call, event->time, "conference",
	    &side, NULL);
}

/* Keys are not stored: a copy without them is. Without memory for it nothing
 * is. */
static void
mask_keys(struct signalling *signalling, struct sip_message_row *row)
{
	if (!sip_mask_needed(row->bytes, row->size))
		return;
	if (!signalling->masked)
		signalling->masked = malloc(WASH_MESSAGE_MAX);
	if (!signalling->masked || row->size > WASH_MESSAGE_MAX) {
		row->size = 0;
		return;
	}
	memcpy(signalling->masked, row->bytes, row->size);
	sip_mask(signalling->masked, row->size);
	row->bytes = (const char *)signalling->masked;
}

/* What the message asks for comes before it is stored: it may tell of keys that
 * must not be. */
static bool
take_keys(struct signalling *signalling, const struct sip_event *event)
{
	const struct call_leg *own = event->leg->owner;
	struct call *call = own->session->call;
	enum side side = call_session_side(own->session, event->side);
	bool hide = pause_hides_keys(call);

	if (event->retransmission)
		return hide;
	if (event->message->is_request &&
	    (event->message->method == SIP_METHOD_INVITE ||
		event->message->method == SIP_METHOD_UPDATE ||
		event->message->method == SIP_METHOD_INFO))
		pause_take_request(signalling->calls, call, side,
		    event->message->bytes, event->time);
	info_take_key(signalling->calls, event->message,
	    &(struct info_place){call, side, own->id, event->time});
	return hide || pause_hides_keys(call);
}

static void
on_message(struct signalling *signalling, const struct sip_event *event)
{
	struct call_leg *own = event->leg->owner;
	const struct sip_message *message = event->message;
	char src[ENDPOINT_TEXT_SIZE], dst[ENDPOINT_TEXT_SIZE], method[32];
	bool hide_keys;
	struct sip_message_row row = {
	    .call_id = own->session->call->id,
	    .leg_id = own->id,
	    .time_us = tstamp_us(event->time),
	    .src = endpoint_format(&event->flow->src, src),
	    .dst = endpoint_format(&event->flow->dst, dst),
	    .method = method,
	    .status = (int)message->status,
	    .cseq = message->cseq,
	    .retransmission = event->retransmission,
	    .bytes = message->bytes.at,
	    .size = message->bytes.len,
	};

	cause_note(&own->cause, message);
	if (!own->session->call->over)
		own->session->call->last_signal = event->time;
	signalling_note_message(signalling, event);
	hide_keys = take_keys(signalling, event) ||
		    !calls_settings(signalling->calls)->dtmf_digits;
	if (!policy_keeps_messages(own->session->call))
		return;
	if (own->messages == MESSAGES_MAX) {
		counter_up(sip_messages_limit);
		return;
	}
	own->messages++;
	mask_keys(signalling, &row);
	text_copy(method, sizeof method, message->method_name);
	info_put_message(signalling->calls, message, &row, hide_keys);
}

static void
take_message(struct signalling *signalling, const struct sip_event *event)
{
	on_message(signalling, event);
	take_remarks(signalling, event);
	transfer_take_message(signalling->calls, signalling->links, event);
}

/* The session is forgotten; its call may go on with others. */
static void
forget_session(struct signalling *signalling, struct call_session *session,
    const struct call_leg *own)
{
	free(signalling->forgotten_call_id);
	signalling->forgotten_call_id = strdup(session->sip->call_id);
	signalling->forgotten = signalling->forgotten_call_id ? session : NULL;
	signalling->forgotten_leg_id = own->id;
	session->sip = NULL;
	if (session->state == SESSION_FAILED || session->state == SESSION_ENDED)
		return;
	snprintf(session->reason, sizeof session->reason,
	    "given up: too many calls at once");
	call_session_end(
	    session, session->call->last_signal, SESSION_ENDED, NULL);
	call_settle(signalling->calls, session->call);
	if (!session->call->over && !session->call->was_answered &&
	    session->call->session_count == 1)
		calls_interrupted(signalling->calls, session->call,
		    session->over, session->reason);
}

static void
on_freed(struct signalling *signalling, struct sip_leg *leg)
{
	struct call_leg *own = leg->owner;

	leg->owner = NULL;
	if (!own)
		return;
	links_forget_leg(signalling->links, own);
	if (own->session && signalling_is_first(leg))
		forget_session(signalling, own->session, own);
	free(own);
}

static void
on_event(const struct sip_event *event, void *arg)
{
	struct signalling *signalling = arg;
	struct call_leg *own;

	if (event->kind == SIP_EVENT_STARTED)
		signalling_on_started(signalling, event);
	else if (event->kind == SIP_EVENT_FREED)
		on_freed(signalling, event->leg);
	own = event->leg->owner;
	if (!call_of_leg(own))
		return;
	switch (event->kind) {
	case SIP_EVENT_STARTED:
	case SIP_EVENT_FREED:
		break;
	case SIP_EVENT_MESSAGE:
		take_message(signalling, event);
		break;
	case SIP_EVENT_RINGING:
		if (call_leg_decides(event->leg) &&
		    call_session_decides(own->session))
			calls_ringing(
			    signalling->calls, own->session->call, event->time);
		break;
	case SIP_EVENT_DESCRIPTION:
		signalling_on_description(signalling, event);
		break;
	case SIP_EVENT_ANSWERED:
		signalling_on_answered(signalling, event);
		break;
	case SIP_EVENT_FAILED:
		signalling_on_failed(signalling, event);
		break;
	case SIP_EVENT_ENDED:
		signalling_on_ended(signalling, event);
		break;
	case SIP_EVENT_GONE:
		signalling_on_gone(signalling, event);
		break;
	}
}

struct signalling *
signalling_new(const struct settings *settings, struct calls *calls,
    struct orphans *orphans, struct parties *parties,
    struct catalogue *catalogue)
{
	struct signalling *signalling = calloc(1, sizeof *signalling);

	if (!signalling)
		return NULL;
	signalling->calls = calls;
	signalling->orphans = orphans;
	signalling->parties = parties;
	signalling->catalogue = catalogue;
	signalling->parser = sip_parser_new();
	signalling->dialogs =
	    sip_dialogs_new(&SIP_LIMITS_DEFAULT, on_event, signalling);
	signalling->identities = identities_new();
	if (signalling->dialogs)
		signalling->links = links_new(settings, signalling->dialogs);
	if (!signalling->parser || !signalling->links ||
	    !signalling->identities) {
		signalling_free(signalling);
		return NULL;
	}
	sip_parser_keep(signalling->parser, settings->link_headers,
	    settings->link_header_count);
	calls_on_heard(calls, signalling_on_heard, signalling);
	return signalling;
}

void
signalling_free(struct signalling *signalling)
{
	if (!signalling)
		return;
	sip_dialogs_free(signalling->dialogs);
	links_free(signalling->links);
	identities_free(signalling->identities);
	sip_parser_free(signalling->parser);
	free(signalling->forgotten_call_id);
	free(signalling->masked);
	free(signalling);
}

/* RFC 5626 section 3.5.1 and common practice: CRLF, or a few zero bytes. */
static bool
is_keepalive(const uint8_t *bytes, size_t size)
{
	if (size == 0 || size > 4)
		return size == 0;
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != '\r' && bytes[i] != '\n' && bytes[i] != 0)
			return false;
	return true;
}

enum counter_id
signalling_push(struct signalling *signalling, const struct datagram *datagram)
{
	struct sip_message message;
	enum counter_id refused;

	if (is_keepalive(datagram->bytes, datagram->size))
		return COUNTER_sip_keepalive;
	if (!sip_looks_like_message(datagram->bytes, datagram->size))
		return COUNTER_NONE;
	refused = sip_parse(
	    signalling->parser, datagram->bytes, datagram->size, &message);
	if (refused != COUNTER_NONE)
		return refused;
	signalling->source_id = datagram->source_id;
	figure_up(datagram->figures,
	    message.is_request ? FIGURE_SIP_REQUESTS : FIGURE_SIP_RESPONSES);
	parties_push(
	    signalling->parties, &message, datagram->flow, datagram->time);
	sip_dialogs_push(
	    signalling->dialogs, &message, datagram->flow, datagram->time);
	return COUNTER_sip_message;
}

void
signalling_tick(struct signalling *signalling, struct tstamp now)
{
	sip_dialogs_tick(signalling->dialogs, now);
	links_tick(signalling->links, now);
}

void
signalling_forget(struct signalling *signalling, struct call *call)
{
	signalling->forgotten = NULL;
	call_sessions_free(call);
	identities_forget(signalling->identities, call);
}
