/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dialogs: which message belongs to which leg, and what it changes. RFC 3261
 * sections 12 (dialogs), 13.3 (final responses), 15 (BYE), 17 (retransmission);
 * RFC 3264 (offer and answer). sip/leg.c keeps the sessions and legs.
 */
#include "sip/dialog.h"

#include "base/counter.h"
#include "base/hash.h"
#include "sip/leg.h"

struct sip_dialogs {
	struct sip_limits limits;
	sip_event_fn *on_event;
	void *arg;
	struct table sessions; /* by Call-ID; the longest silent is oldest */
	struct sdp sdp;        /* scratch: too large for the stack */
};

struct sip_dialogs *
sip_dialogs_new(
    const struct sip_limits *limits, sip_event_fn *on_event, void *arg)
{
	struct sip_dialogs *dialogs = calloc(1, sizeof *dialogs);

	if (!dialogs)
		return NULL;
	dialogs->limits = *limits;
	dialogs->on_event = on_event;
	dialogs->arg = arg;
	if (table_init(&dialogs->sessions, limits->sessions_max) != 0) {
		free(dialogs);
		return NULL;
	}
	return dialogs;
}

static void
emit(struct sip_dialogs *dialogs, struct sip_event *event,
    enum sip_event_kind kind)
{
	event->kind = kind;
	dialogs->on_event(event, dialogs->arg);
}

static void
free_session(struct sip_dialogs *dialogs, struct sip_session *session,
    struct tstamp time)
{
	for (struct sip_leg *leg = session->legs; leg; leg = leg->next) {
		struct sip_event event = {.time = time, .leg = leg};

		emit(dialogs, &event, SIP_EVENT_FREED);
	}
	table_remove(&dialogs->sessions, &session->link);
	sip_session_free(session);
}

void
sip_dialogs_free(struct sip_dialogs *dialogs)
{
	if (!dialogs)
		return;
	while (dialogs->sessions.oldest)
		free_session(dialogs,
		    TABLE_ENTRY(
			dialogs->sessions.oldest, struct sip_session, link),
		    (struct tstamp){0});
	table_clear(&dialogs->sessions);
	free(dialogs);
}

static uint64_t
hash_call_id(const struct sip_dialogs *dialogs, struct text call_id)
{
	return hash_bytes(call_id.at, call_id.len, dialogs->sessions.seed);
}

struct sip_session *
sip_dialogs_find(const struct sip_dialogs *dialogs, struct text call_id)
{
	struct table_link *link =
	    table_first(&dialogs->sessions, hash_call_id(dialogs, call_id));

	for (; link; link = table_next(link)) {
		struct sip_session *session =
		    TABLE_ENTRY(link, struct sip_session, link);

		if (text_equal(text_of(session->call_id), call_id))
			return session;
	}
	return NULL;
}

/* A new session; the longest silent one makes room when there is none. */
static struct sip_session *
add_session(
    struct sip_dialogs *dialogs, struct text call_id, struct tstamp time)
{
	struct table *sessions = &dialogs->sessions;
	struct sip_session *session = sip_session_new(call_id, time);

	if (!session)
		return NULL;
	if (sessions->count == sessions->limit) {
		counter_up(sip_dialog_limit);
		free_session(dialogs,
		    TABLE_ENTRY(sessions->oldest, struct sip_session, link),
		    time);
	}
	if (table_add(sessions, &session->link,
		hash_call_id(dialogs, call_id)) != 0) {
		sip_session_free(session);
		return NULL;
	}
	return session;
}

/*
 * Can a message that no session knows begin one? An INVITE does; what else
 * shows a call that was there before the capture began does too. ACK and BYE's
 * responses come too late to tell anything.
 */
static bool
begins_session(const struct sip_message *message)
{
	bool in_dialog = message->to.tag.len > 0 && message->from.tag.len > 0;

	if (message->method == SIP_METHOD_INVITE)
		return message->is_request ||
		       (in_dialog && message->status < 300);
	return message->is_request && in_dialog &&
	       (message->method == SIP_METHOD_BYE ||
		   message->method == SIP_METHOD_UPDATE);
}

static void
count_outsider(const struct sip_message *message)
{
	counter_up(sip_outside_call);
	if (!message->is_request)
		return;
	switch (message->method) {
	case SIP_METHOD_REGISTER:
		counter_up(sip_registration);
		break;
	case SIP_METHOD_OPTIONS:
		counter_up(sip_options);
		break;
	case SIP_METHOD_MESSAGE:
		counter_up(sip_instant_message);
		break;
	case SIP_METHOD_SUBSCRIBE:
		counter_up(sip_subscription);
		break;
	case SIP_METHOD_NOTIFY:
		counter_up(sip_notification);
		break;
	case SIP_METHOD_PUBLISH:
		counter_up(sip_publication);
		break;
	default:
		break;
	}
}

/* Tells of a description that can be read. */
static void
describe(struct sip_dialogs *dialogs, struct sip_event *event, struct text sdp)
{
	enum counter_id refused = sdp_parse(sdp, &dialogs->sdp);

	if (refused != COUNTER_NONE) {
		counter_add(refused, 1);
		return;
	}
	event->sdp = &dialogs->sdp;
	emit(dialogs, event, SIP_EVENT_DESCRIPTION);
	event->sdp = NULL;
	sdp_wipe(&dialogs->sdp);
}

/* What 'side' had described before, in 'sdp', holds again. */
static void
restore(struct sip_dialogs *dialogs, const struct sip_event *event,
    enum sip_side side, const char *sdp, bool is_answer)
{
	struct sip_event before = *event;

	before.side = side;
	before.is_answer = is_answer;
	before.is_restored = true;
	describe(dialogs, &before, text_of(sdp));
}

/* The media description of a message, if it has one. */
static void
take_description(struct sip_dialogs *dialogs, struct sip_event *event)
{
	struct sip_offer_verdict verdict;

	if (event->message->sdp.len == 0)
		return;
	verdict =
	    sip_offers_take(&event->leg->offers, event->message, event->side);
	if (verdict.offer)
		restore(
		    dialogs, event, verdict.offer_side, verdict.offer, false);
	event->is_answer = verdict.is_answer;
	describe(dialogs, event, event->message->sdp);
}

/* A request was refused; the media goes on as it was. */
static void
take_offer_back(struct sip_dialogs *dialogs, const struct sip_event *event)
{
	struct sip_offers *offers = &event->leg->offers;
	const char *before =
	    sip_offers_refuse(offers, event->message, event->side);

	if (before && event->leg->state != SIP_LEG_DONE)
		restore(dialogs, event, sip_other_side(event->side), before,
		    !sip_offers_waits(offers, event->side));
}

static void
take_invite(struct sip_leg *leg, const struct sip_event *event)
{
	if (event->side != SIP_CALLER)
		return;
	if (leg->state == SIP_LEG_CHALLENGED)
		leg->state = SIP_LEG_TRYING;
	sip_leg_add_branch(leg, event->message);
	leg->invite_cseq = event->message->cseq;
}

/*
 * Of a final response that the capture does not hold: only the ACK to a 2xx
 * has a branch of its own (RFC 3261 sections 13.2.2.4 and 17.1.1.3).
 */
static void
take_ack(struct sip_dialogs *dialogs, struct sip_event *event)
{
	struct sip_leg *leg = event->leg;

	if (leg->state != SIP_LEG_TRYING || event->side != SIP_CALLER ||
	    event->message->cseq != leg->invite_cseq ||
	    event->message->to.tag.len == 0 ||
	    event->message->branch.len == 0 || leg->branch_count == 0 ||
	    sip_leg_has_branch(leg, event->message))
		return;
	sip_leg_confirm_fork(leg, event->message);
	leg->state = SIP_LEG_ANSWERED;
	event->status = 200;
	emit(dialogs, event, SIP_EVENT_ANSWERED);
}

static void
take_bye(struct sip_dialogs *dialogs, struct sip_event *event)
{
	struct sip_leg *leg = event->leg;

	if (leg->state == SIP_LEG_DONE ||
	    !sip_leg_end_fork(leg, event->message))
		return;
	leg->state = SIP_LEG_DONE;
	emit(dialogs, event, SIP_EVENT_ENDED);
}

static void
take_request(struct sip_dialogs *dialogs, struct sip_event *event)
{
	switch (event->message->method) {
	case SIP_METHOD_INVITE:
		take_invite(event->leg, event);
		break;
	case SIP_METHOD_ACK:
		take_ack(dialogs, event);
		break;
	case SIP_METHOD_CANCEL:
		event->leg->cancelled = true;
		break;
	case SIP_METHOD_BYE:
		take_bye(dialogs, event);
		break;
	default:
		break;
	}
}

static void
take_failure(struct sip_dialogs *dialogs, struct sip_event *event)
{
	struct sip_leg *leg = event->leg;

	take_offer_back(dialogs, event);
	if (leg->state != SIP_LEG_TRYING && leg->state != SIP_LEG_CHALLENGED)
		return;
	if (event->message->cseq != leg->invite_cseq)
		return;
	if (!sip_leg_end_branch(leg, event->message))
		return;
	event->status = event->message->status;
	if (event->status == 401 || event->status == 407) {
		leg->state = SIP_LEG_CHALLENGED;
		leg->challenge = event->status;
		return;
	}
	leg->state = SIP_LEG_DONE;
	emit(dialogs, event, SIP_EVENT_FAILED);
}

/* A response to an INVITE. */
static void
take_invite_response(struct sip_dialogs *dialogs, struct sip_event *event)
{
	struct sip_leg *leg = event->leg;
	unsigned status = event->message->status;

	if (status >= 300) {
		take_failure(dialogs, event);
		return;
	}
	sip_leg_note_callee(leg, event->message, event->side);
	if (status >= 180 && status < 200 && leg->state == SIP_LEG_TRYING)
		emit(dialogs, event, SIP_EVENT_RINGING);
	if (status < 200 || event->side != SIP_CALLEE)
		return;
	sip_leg_confirm_fork(leg, event->message);
	if (leg->state == SIP_LEG_TRYING || leg->state == SIP_LEG_CHALLENGED) {
		leg->state = SIP_LEG_ANSWERED;
		event->status = status;
		emit(dialogs, event, SIP_EVENT_ANSWERED);
	}
}

/* What a message that was not seen before changes. */
static void
take_message(struct sip_dialogs *dialogs, struct sip_event *event)
{
	const struct sip_message *message = event->message;
	bool was_done = event->leg->state == SIP_LEG_DONE;

	if (message->is_request)
		sip_offers_note_request(
		    &event->leg->offers, message, event->side);
	if (!was_done && (message->is_request || message->status < 300))
		take_description(dialogs, event);
	if (message->is_request) {
		take_request(dialogs, event);
		return;
	}
	if (message->status >= 200 && message->status < 300)
		sip_offers_settle(&event->leg->offers, message, event->side);
	if (message->method == SIP_METHOD_INVITE)
		take_invite_response(dialogs, event);
	else if (message->status >= 300)
		take_offer_back(dialogs, event);
}

/* The leg that a message belongs to, made when it is new; NULL: none. */
static struct sip_leg *
leg_for(struct sip_dialogs *dialogs, const struct sip_event *event, bool *new)
{
	const struct sip_message *message = event->message;
	struct sip_session *session =
	    sip_dialogs_find(dialogs, message->call_id);
	struct sip_leg *leg;

	*new = false;
	if (session && sip_session_is_retried(session, message)) {
		free_session(dialogs, session, event->time);
		session = NULL;
	}
	if (!session) {
		if (!begins_session(message))
			return NULL;
		session = add_session(dialogs, message->call_id, event->time);
		if (!session)
			return NULL;
	}
	session->last = event->time;
	table_touch(&dialogs->sessions, &session->link);
	leg = sip_session_find_leg(session, message, event->flow);
	if (leg)
		return leg;
	leg = sip_session_add_leg(session, message, event->flow, event->time);
	*new = leg != NULL;
	return leg;
}

void
sip_dialogs_push(struct sip_dialogs *dialogs, const struct sip_message *message,
    const struct flow *flow, struct tstamp time)
{
	struct sip_event event = {
	    .time = time, .message = message, .flow = flow};
	bool new;

	event.leg = leg_for(dialogs, &event, &new);
	if (!event.leg) {
		count_outsider(message);
		return;
	}
	event.leg->last = time;
	sip_leg_note_attempt(event.leg, message, flow);
	event.side = sip_leg_sender(event.leg, message);
	if (new)
		emit(dialogs, &event, SIP_EVENT_STARTED);
	event.retransmission = sip_leg_seen(event.leg, message, flow);
	if (event.retransmission)
		counter_up(sip_retransmission);
	emit(dialogs, &event, SIP_EVENT_MESSAGE);
	if (!event.retransmission)
		take_message(dialogs, &event);
}

/* Is the session over, and was it kept long enough for late copies? */
static bool
is_finished(const struct sip_dialogs *dialogs,
    const struct sip_session *session, struct tstamp now)
{
	if (session->abandoned &&
	    tstamp_diff_ns(now, session->last) < dialogs->limits.abandoned_ns)
		return false;
	for (const struct sip_leg *leg = session->legs; leg; leg = leg->next)
		if (!sip_leg_is_over(leg))
			return false;
	return true;
}

/* Legs that wait for a response for too long are given up. */
static void
give_up_waiting(
    struct sip_dialogs *dialogs, struct sip_session *session, struct tstamp now)
{
	for (struct sip_leg *leg = session->legs; leg; leg = leg->next) {
		struct sip_event event = {.time = now, .leg = leg};
		bool waits = leg->state == SIP_LEG_TRYING ||
			     leg->state == SIP_LEG_CHALLENGED;

		if (!waits || tstamp_diff_ns(now, leg->last) <
				  dialogs->limits.setup_timeout_ns)
			continue;
		if (leg->state == SIP_LEG_CHALLENGED)
			event.status = leg->challenge;
		leg->state = SIP_LEG_DONE;
		emit(dialogs, &event, SIP_EVENT_GONE);
	}
}

void
sip_dialogs_tick(struct sip_dialogs *dialogs, struct tstamp now)
{
	struct table_link *link = dialogs->sessions.oldest;

	/* Oldest first; who spoke within 'linger_ns' ends the walk. */
	while (link) {
		struct sip_session *session =
		    TABLE_ENTRY(link, struct sip_session, link);

		link = link->newer;
		if (tstamp_diff_ns(now, session->last) <
		    dialogs->limits.linger_ns)
			break;
		give_up_waiting(dialogs, session, now);
		if (is_finished(dialogs, session, now))
			free_session(dialogs, session, now);
	}
}

void
sip_session_abandon(struct sip_session *session)
{
	session->abandoned = true;
	for (struct sip_leg *leg = session->legs; leg; leg = leg->next)
		leg->state = SIP_LEG_DONE;
}
