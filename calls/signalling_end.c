/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Legs that are answered, and legs that end: what that makes of their session,
 * and that of its call. RFC 3261, RFC 3326. */
#include "calls/signalling_int.h"
#include "calls/transfer.h"

/* Who answered speaks for its session, and that perhaps for the call. */
static void
answer_session(struct signalling *signalling, const struct sip_leg *leg)
{
	const struct call_leg *own = leg->owner;
	struct call_session *session = own->session;
	struct call *call = session->call;

	if (session->state == SESSION_RINGS)
		session->state = SESSION_TALKS;
	if (!call_session_decides(session))
		return;
	if (!call->was_answered && session != call->sessions)
		signalling_take_parties(session, leg);
	if (session->place_of) {
		session->place_of->gave_way = true;
		call_session_release(session->place_of);
	}
	calls_answered(
	    signalling->calls, call, own->answered, own->final_status);
}

void
signalling_on_answered(
    struct signalling *signalling, const struct sip_event *event)
{
	struct call_leg *own = event->leg->owner;

	own->has_answered = true;
	own->answered = event->time;
	own->final_status = event->status;
	signalling_put_leg(signalling, own);
	if (!call_leg_decides(event->leg))
		return;
	if (!event->message->is_request && call_session_decides(own->session))
		parties_take_answer(signalling->parties, own->session->call,
		    call_session_side(own->session, SIP_CALLEE), event->message,
		    event->time);
	answer_session(signalling, event->leg);
}

static void
end_leg(struct signalling *signalling, struct call_leg *own, struct tstamp time,
    unsigned status)
{
	own->has_ended = true;
	own->ended = time;
	if (status)
		own->final_status = status;
	signalling_put_leg(signalling, own);
}

/* 'leg' decided, and failed; is there another that decides now? */
static bool
hands_on(struct signalling *signalling, const struct sip_leg *leg)
{
	while ((leg = leg->next)) {
		const struct call_leg *own = leg->owner;

		if (!own || own->has_failed || !call_leg_decides(leg))
			continue;
		if (own->has_answered)
			answer_session(signalling, leg);
		return true;
	}
	return false;
}

/* The leg has failed, and with it its session, unless another decides. */
static void
fail_session(struct signalling *signalling, const struct sip_event *event,
    const enum side *by)
{
	struct call_leg *own = event->leg->owner;
	struct call_session *session = own->session;
	struct failure failure = {
	    .status = event->status,
	    .cancelled = event->leg->cancelled,
	    .challenged = event->leg->challenge != 0,
	    .gave_up = event->kind == SIP_EVENT_GONE,
	};

	own->has_failed = true;
	if (!call_leg_decides(event->leg) || hands_on(signalling, event->leg))
		return;
	if (event->message)
		failure.phrase = event->message->reason_phrase;
	session->status = own->final_status;
	session->cause = own->cause;
	cause_of_failure(
	    &own->cause, &failure, session->reason, sizeof session->reason);
	call_session_end(session, own->ended, SESSION_FAILED, by);
	if (event->message)
		transfer_take_failure(signalling->links, event);
	call_settle(signalling->calls, session->call);
}

void
signalling_on_failed(
    struct signalling *signalling, const struct sip_event *event)
{
	struct call_leg *own = event->leg->owner;
	enum side by = call_session_side(
	    own->session, event->leg->cancelled ? SIP_CALLER : SIP_CALLEE);

	end_leg(signalling, own, event->time, event->status);
	fail_session(signalling, event, &by);
}

/* A BYE on any hop ends the session, unless it is of a fork that lost. */
void
signalling_on_ended(
    struct signalling *signalling, const struct sip_event *event)
{
	struct call_leg *own = event->leg->owner;
	struct call_session *session = own->session;
	enum side by = call_session_side(session, event->side);

	end_leg(signalling, own, event->time, 0);
	if (sip_session_talks(event->leg->session))
		return;
	session->cause = own->cause;
	call_session_end(session, event->time, SESSION_ENDED, &by);
	if (session->gave_way)
		call_session_release(session);
	call_settle(signalling->calls, session->call);
}

void
signalling_on_gone(struct signalling *signalling, const struct sip_event *event)
{
	end_leg(signalling, event->leg->owner, event->leg->last, event->status);
	fail_session(signalling, event, NULL);
}
