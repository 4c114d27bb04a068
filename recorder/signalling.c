/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SIP events to calls. RFC 3261, RFC 3264, RFC 3326. */
#include "recorder/signalling.h"

#include "recorder/describe.h"
#include "sip/dialog.h"
#include "sip/mask.h"
#include "sip/parse.h"
#include "sip/wash.h"

/* Messages of one leg that are stored; a call has some ten. */
#define MESSAGES_MAX 500

struct signalling {
	struct calls *calls;
	struct orphans *orphans;
	struct parties *parties;
	struct catalogue *catalogue;
	struct sip_parser *parser;
	struct sip_dialogs *dialogs;
	int64_t source_id; /* of the message in hand */
	uint8_t *masked;   /* a message whose keys are masked; WASH_MESSAGE_MAX
	                      bytes, or NULL before the first */
};

/* What is kept for each leg, in its 'owner'. */
struct call_leg {
	int64_t id;             /* leg.id in the catalogue */
	int64_t source_id;      /* source.id of its first message */
	struct call *call;      /* NULL once that is forgotten */
	bool flipped;           /* its caller is the call's callee */
	struct tstamp answered; /* with has_answered */
	struct tstamp ended;    /* with has_ended */
	bool has_answered;
	bool has_ended;
	bool has_failed; /* it ended without an answer */
	unsigned final_status;
	struct cause cause;
	unsigned messages; /* stored so far */
};

static enum side
side_of(const struct call_leg *own, enum sip_side side)
{
	enum side straight = side == SIP_CALLER ? SIDE_CALLER : SIDE_CALLEE;

	return own->flipped ? other_side(straight) : straight;
}

/* The first leg that was seen makes the call. */
static bool
is_first(const struct sip_leg *leg)
{
	return leg->session->legs == leg;
}

/*
 * Is the fate of this leg the call's? That is so for the first one, and when
 * it has failed for the next that the same host sent (a proxy that rings
 * several phones, seen from behind it).
 */
static bool
decides(const struct sip_leg *leg)
{
	const struct sip_leg *it = leg->session->legs;

	for (; it != leg; it = it->next) {
		const struct call_leg *own = it->owner;

		if (!own || !own->has_failed ||
		    !addr_equal(&it->flow.src.addr, &leg->flow.src.addr))
			return false;
	}
	return true;
}

static void
put_leg(struct signalling *signalling, const struct sip_leg *leg)
{
	const struct call_leg *own = leg->owner;
	char src[ENDPOINT_TEXT_SIZE], dst[ENDPOINT_TEXT_SIZE];
	struct leg_row row = {
	    .id = own->id,
	    .call_id = own->call->id,
	    .source_id = own->source_id,
	    .sip_call_id = leg->session->call_id,
	    .from_tag = leg->caller.tag,
	    .to_tag = leg->callee.tag,
	    .transport = transport_name(leg->flow.transport),
	    .src = endpoint_format(&leg->flow.src, src),
	    .dst = endpoint_format(&leg->flow.dst, dst),
	    .caller_agent = leg->caller.agent,
	    .callee_agent = leg->callee.agent,
	    .started_us = tstamp_us(leg->started),
	    .answered_us =
		own->has_answered ? tstamp_us(own->answered) : ROW_NO_TIME,
	    .ended_us = own->has_ended ? tstamp_us(own->ended) : ROW_NO_TIME,
	    .final_status = (int)own->final_status,
	};

	calls_check(
	    signalling->calls, catalogue_put_leg(signalling->catalogue, &row));
}

/* A call for the first leg of a session; one heard before is adopted. */
static struct call *
call_for(struct signalling *signalling, const struct sip_leg *leg,
    struct call_leg *own)
{
	char *identity;
	struct call *call;

	if (leg->joined_late) {
		call = orphans_adopt(
		    signalling->orphans, &leg->flow, &own->flipped);
		if (call)
			return call;
	}
	if (asprintf(
		&identity, "%s;%s", leg->session->call_id, leg->caller.tag) < 0)
		return NULL;
	call = calls_start(signalling->calls, leg->started, text_of(identity));
	free(identity);
	if (call && leg->joined_late) {
		call->joined_late = true;
		call->was_answered = leg->state == SIP_LEG_ANSWERED;
		if (call->was_answered)
			call->state = CALL_ACTIVE;
	}
	return call;
}

/* What the message that began a leg tells of who calls whom. */
static void
take_hop(struct signalling *signalling, const struct sip_event *event)
{
	const struct sip_leg *leg = event->leg;
	const struct call_leg *own = leg->owner;
	struct parties_hop hop = {
	    .message = event->message,
	    .flow = &leg->flow,
	    .caller = side_of(own, SIP_CALLER),
	    .time = event->time,
	    .is_first = is_first(leg),
	    .joined_late = leg->joined_late,
	};

	parties_take_hop(signalling->parties, own->call, &hop);
}

static void
on_started(struct signalling *signalling, const struct sip_event *event)
{
	struct sip_leg *leg = event->leg;
	struct call_leg *own = calloc(1, sizeof *own);
	const struct call_leg *first;

	leg->owner = own;
	if (!own)
		return;
	own->source_id = signalling->source_id;
	if (is_first(leg)) {
		own->call = call_for(signalling, leg, own);
		if (!own->call)
			return;
		own->call->signalling = leg->session;
		addr_format(&leg->flow.src.addr,
		    own->call->sides[side_of(own, SIP_CALLER)].address);
		addr_format(&leg->flow.dst.addr,
		    own->call->sides[side_of(own, SIP_CALLEE)].address);
	} else {
		first = leg->session->legs->owner;
		if (!first || !first->call)
			return;
		own->call = first->call;
		own->flipped = first->flipped;
		/* The next hop is nearer to who is called. */
		addr_format(&leg->flow.dst.addr,
		    own->call->sides[side_of(own, SIP_CALLEE)].address);
	}
	take_hop(signalling, event);
	calls_update(signalling->calls, own->call);
	own->id = catalogue_next_id(signalling->catalogue, CATALOGUE_LEG);
	put_leg(signalling, leg);
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

static void
on_message(struct signalling *signalling, const struct sip_event *event)
{
	struct call_leg *own = event->leg->owner;
	const struct sip_message *message = event->message;
	char src[ENDPOINT_TEXT_SIZE], dst[ENDPOINT_TEXT_SIZE], method[32];
	struct sip_message_row row = {
	    .call_id = own->call->id,
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
	if (!own->call->over)
		own->call->last_signal = event->time;
	if (own->messages == MESSAGES_MAX) {
		counter_up(sip_messages_limit);
		return;
	}
	own->messages++;
	mask_keys(signalling, &row);
	text_copy(method, sizeof method, message->method_name);
	calls_check(signalling->calls,
	    catalogue_add_sip_message(signalling->catalogue, &row));
}

static void
on_description(struct signalling *signalling, const struct sip_event *event)
{
	struct call_leg *own = event->leg->owner;
	struct description description = {.side = side_of(own, event->side),
	    .sdp = event->sdp,
	    .is_answer = event->is_answer,
	    .time = event->time,
	    .host = &event->flow->src.addr,
	    .leg_id = own->id,
	    .source_id = signalling->source_id};

	describe_media(calls_media(signalling->calls), own->call, &description);
	if (event->is_answer)
		calls_negotiated(signalling->calls, own->call, event->time);
}

static void
on_answered(struct signalling *signalling, const struct sip_event *event)
{
	struct call_leg *own = event->leg->owner;

	own->has_answered = true;
	own->answered = event->time;
	own->final_status = event->status;
	put_leg(signalling, event->leg);
	if (!decides(event->leg))
		return;
	if (!event->message->is_request)
		parties_take_answer(signalling->parties, own->call,
		    side_of(own, SIP_CALLEE), event->message, event->time);
	calls_answered(
	    signalling->calls, own->call, event->time, event->status);
}

static void
end_leg(struct signalling *signalling, const struct sip_leg *leg,
    struct tstamp time, unsigned status)
{
	struct call_leg *own = leg->owner;

	own->has_ended = true;
	own->ended = time;
	if (status)
		own->final_status = status;
	put_leg(signalling, leg);
}

/* 'leg' decided, and failed; is there another that decides now? */
static bool
hands_on(struct signalling *signalling, const struct sip_leg *leg)
{
	while ((leg = leg->next)) {
		const struct call_leg *own = leg->owner;

		if (!own || own->has_failed || !decides(leg))
			continue;
		if (own->has_answered)
			calls_answered(signalling->calls, own->call,
			    own->answered, own->final_status);
		return true;
	}
	return false;
}

/* A leg was never answered: so is its call, if the leg decides. */
static void
fail(struct signalling *signalling, const struct sip_event *event,
    struct tstamp time, const enum side *by)
{
	struct call_leg *own = event->leg->owner;
	struct failure failure = {
	    .status = event->status,
	    .cancelled = event->leg->cancelled,
	    .challenged = event->leg->challenge != 0,
	    .gave_up = event->kind == SIP_EVENT_GONE,
	};
	char reason[sizeof own->call->reason];

	own->has_failed = true;
	if (!decides(event->leg) || hands_on(signalling, event->leg))
		return;
	if (event->message)
		failure.phrase = event->message->reason_phrase;
	own->call->cause = own->cause;
	cause_of_failure(&own->cause, &failure, reason, sizeof reason);
	calls_failed(
	    signalling->calls, own->call, time, own->final_status, reason, by);
}

static void
on_failed(struct signalling *signalling, const struct sip_event *event)
{
	struct call_leg *own = event->leg->owner;
	enum side by =
	    side_of(own, event->leg->cancelled ? SIP_CALLER : SIP_CALLEE);

	end_leg(signalling, event->leg, event->time, event->status);
	fail(signalling, event, event->time, &by);
}

/* A BYE on any hop ends the call, unless it is of a fork that lost. */
static void
on_ended(struct signalling *signalling, const struct sip_event *event)
{
	struct call_leg *own = event->leg->owner;

	end_leg(signalling, event->leg, event->time, 0);
	if (sip_session_talks(event->leg->session))
		return;
	if (!own->call->over)
		own->call->cause = own->cause;
	calls_hung_up(signalling->calls, own->call, event->time,
	    side_of(own, event->side));
}

static void
on_gone(struct signalling *signalling, const struct sip_event *event)
{
	end_leg(signalling, event->leg, event->leg->last, event->status);
	fail(signalling, event, event->leg->last, NULL);
}

static void
on_freed(struct signalling *signalling, struct sip_leg *leg)
{
	struct call_leg *own = leg->owner;
	struct call *call = own ? own->call : NULL;

	leg->owner = NULL;
	free(own);
	if (!call || !is_first(leg))
		return;
	call->signalling = NULL;
	calls_interrupted(signalling->calls, call, call->last_signal,
	    "given up: too many calls at once");
}

static void
on_event(const struct sip_event *event, void *arg)
{
	struct signalling *signalling = arg;
	struct call_leg *own;

	if (event->kind == SIP_EVENT_STARTED)
		on_started(signalling, event);
	else if (event->kind == SIP_EVENT_FREED)
		on_freed(signalling, event->leg);
	own = event->leg->owner;
	if (!own || !own->call)
		return;
	switch (event->kind) {
	case SIP_EVENT_STARTED:
	case SIP_EVENT_FREED:
		break;
	case SIP_EVENT_MESSAGE:
		on_message(signalling, event);
		break;
	case SIP_EVENT_RINGING:
		if (decides(event->leg))
			calls_ringing(
			    signalling->calls, own->call, event->time);
		break;
	case SIP_EVENT_DESCRIPTION:
		on_description(signalling, event);
		break;
	case SIP_EVENT_ANSWERED:
		on_answered(signalling, event);
		break;
	case SIP_EVENT_FAILED:
		on_failed(signalling, event);
		break;
	case SIP_EVENT_ENDED:
		on_ended(signalling, event);
		break;
	case SIP_EVENT_GONE:
		on_gone(signalling, event);
		break;
	}
}

struct signalling *
signalling_new(struct calls *calls, struct orphans *orphans,
    struct parties *parties, struct catalogue *catalogue)
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
	if (!signalling->parser || !signalling->dialogs) {
		signalling_free(signalling);
		return NULL;
	}
	return signalling;
}

void
signalling_free(struct signalling *signalling)
{
	if (!signalling)
		return;
	sip_dialogs_free(signalling->dialogs);
	sip_parser_free(signalling->parser);
	free(signalling->masked);
	free(signalling);
}

enum counter_id
signalling_push(struct signalling *signalling, const struct datagram *datagram)
{
	struct sip_message message;
	enum counter_id refused;

	if (sip_is_keepalive(datagram->bytes, datagram->size))
		return COUNTER_sip_keepalive;
	if (!sip_looks_like_message(datagram->bytes, datagram->size))
		return COUNTER_NONE;
	refused = sip_parse(
	    signalling->parser, datagram->bytes, datagram->size, &message);
	if (refused != COUNTER_NONE)
		return refused;
	signalling->source_id = datagram->source_id;
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
}

void
signalling_forget(struct call *call)
{
	struct sip_session *session = call->signalling;

	if (!session)
		return;
	for (struct sip_leg *leg = session->legs; leg; leg = leg->next) {
		struct call_leg *own = leg->owner;

		if (own)
			own->call = NULL;
	}
	if (call->state == CALL_INTERRUPTED)
		sip_session_abandon(session);
}
