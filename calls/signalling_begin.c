/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Legs and descriptions that are new: which call are they of? */
#include <stdio.h>

#include "base/counter.h"
#include "calls/describe.h"
#include "calls/signalling_int.h"
#include "calls/transfer.h"

static void
replace(char **string, const char *with)
{
	char *copy = with && *with ? strdup(with) : NULL;

	if (!copy)
		return;
	free(*string);
	*string = copy;
}

static void
take_party(struct call_side *side, const struct sip_identity *identity,
    const struct addr *address)
{
	replace(&side->number, identity->number);
	replace(&side->name, identity->name);
	replace(&side->uri, identity->uri);
	addr_format(address, side->address);
}

/* A call of its own for a session; one heard before is adopted. */
static struct call *
call_for(
    struct signalling *signalling, const struct sip_leg *leg, bool *flipped)
{
	char *identity;
	struct call *call;

	*flipped = false;
	if (leg->joined_late) {
		call = orphans_adopt(signalling->orphans, &leg->flow, flipped);
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

/* Is it the next attempt of what was forgotten just now? */
static bool
find_retry(
    struct signalling *signalling, const struct sip_leg *leg, struct link *out)
{
	struct call_session *before = signalling->forgotten;
	enum link_method method = LINK_RETRY;

	signalling->forgotten = NULL;
	if (!before || before->call->over || !before->has_awaited ||
	    strcmp(signalling->forgotten_call_id, leg->session->call_id) != 0)
		return false;
	if (before->status / 100 == 3)
		method = LINK_REDIRECT;
	*out = (struct link){
	    .session = before,
	    .leg_id = signalling->forgotten_leg_id,
	    .method = method,
	    .score = link_method_score(method),
	    .flipped = before->flipped,
	    .takes_place = true,
	};
	return true;
}

void
signalling_take_parties(struct call_session *session, const struct sip_leg *leg)
{
	struct call *call = session->call;

	take_party(&call->sides[call_session_side(session, SIP_CALLER)],
	    &leg->caller, &leg->flow.src.addr);
	take_party(&call->sides[call_session_side(session, SIP_CALLEE)],
	    &leg->callee, &leg->flow.dst.addr);
}

static void
take_addresses(struct call_session *session, const struct sip_leg *leg)
{
	struct call_side *sides = session->call->sides;

	addr_format(&leg->flow.src.addr,
	    sides[call_session_side(session, SIP_CALLER)].address);
	addr_format(&leg->flow.dst.addr,
	    sides[call_session_side(session, SIP_CALLEE)].address);
}

/* What the message that began a leg tells of who calls whom. Who takes
 * another one's place is told when that is so. */
static void
take_hop(struct signalling *signalling, const struct sip_event *event)
{
	const struct sip_leg *leg = event->leg;
	const struct call_leg *own = leg->owner;
	const struct call_session *session = own->session;
	struct parties_hop hop = {
	    .message = event->message,
	    .flow = &leg->flow,
	    .caller = call_session_side(session, SIP_CALLER),
	    .time = event->time,
	    .is_first =
		signalling_is_first(leg) && session == session->call->sessions,
	    .joined_late = leg->joined_late,
	};

	if (!session->takes_place)
		parties_take_hop(signalling->parties, session->call, &hop);
	signalling_note_hop(signalling, event);
}

/* The next hop is nearer to who is called. */
static void
take_next_hop(const struct call_session *session, const struct sip_leg *leg)
{
	if (!session->flipped)
		addr_format(&leg->flow.dst.addr,
		    session->call->sides[SIDE_CALLEE].address);
}

/* The session of a new call, or one more of the call that 'link' names. */
static struct call_session *
begin_session(struct signalling *signalling, const struct sip_leg *leg,
    const struct link *link)
{
	struct call_session *session;
	struct call *call;
	bool flipped;

	if (link) {
		session = call_session_add(
		    link->session->call, leg->session, link->flipped);
		if (!session)
			return NULL;
		session->takes_place = link->takes_place;
		if (link->takes_place)
			session->place_of = link->session;
		else
			take_next_hop(session, leg);
		/* A REFER may fail and be followed by another one. */
		link->session->has_awaited = false;
		link->session->gave_way = link->session->gave_way ||
					  link->method == LINK_RETRY ||
					  link->method == LINK_REDIRECT;
		counter_up(call_linked);
		return session;
	}
	call = call_for(signalling, leg, &flipped);
	session = call ? call_session_add(call, leg->session, flipped) : NULL;
	if (!session)
		return NULL;
	if (leg->state == SIP_LEG_ANSWERED)
		session->state = SESSION_TALKS;
	take_addresses(session, leg);
	return session;
}

static void
add_link(struct signalling *signalling, int64_t leg_id, const struct link *link,
    const char *merged_uid)
{
	bool is_later = leg_id > link->leg_id;
	struct link_row row = {
	    .leg_id = is_later ? leg_id : link->leg_id,
	    .other_leg_id = is_later ? link->leg_id : leg_id,
	    .method = link_method_name(link->method),
	    .score = link->score,
	    .merged_uid = merged_uid,
	};

	if (leg_id && link->leg_id)
		calls_check(signalling->calls,
		    catalogue_add_link(signalling->catalogue, &row));
}

/* Two running calls are one: the one that began first stays. */
static void
merge(struct signalling *signalling, struct call *one, struct call *other,
    bool crossed, struct tstamp time)
{
	bool is_older = tstamp_before(one->started, other->started) ||
			(!tstamp_before(other->started, one->started) &&
			    one->id < other->id);
	struct call *into = is_older ? one : other;

	calls_merge(
	    signalling->calls, is_older ? other : one, into, crossed, time);
	call_settle(signalling->calls, into);
}

/*
 * A call that was running before the capture is known by its audio, from
 * phone to phone; its signalling shows at two hops between them. They are
 * joined at the second one.
 */
static void
adopt_by_hops(
    struct signalling *signalling, const struct sip_leg *leg, struct call *call)
{
	const struct flow *first = &leg->session->legs->flow;
	struct flow ends = *first;
	struct call *heard;
	bool crossed;

	if (!leg->joined_late || call->streams)
		return;
	if (addr_equal(&first->dst.addr, &leg->flow.src.addr))
		ends.dst = leg->flow.dst;
	else if (addr_equal(&first->src.addr, &leg->flow.dst.addr))
		ends.src = leg->flow.src;
	else
		return;
	heard = orphans_adopt(signalling->orphans, &ends, &crossed);
	if (heard && heard != call) {
		calls_merge(
		    signalling->calls, call, heard, crossed, leg->started);
		call_settle(signalling->calls, heard);
	}
}

void
signalling_on_started(
    struct signalling *signalling, const struct sip_event *event)
{
	struct sip_leg *leg = event->leg;
	struct call_leg *own = calloc(1, sizeof *own);
	struct link_users users;
	struct link link;
	bool is_linked = false;

	leg->owner = own;
	if (!own)
		return;
	own->source_id = signalling->source_id;
	own->sip = leg;
	link_users_read(event->message, &users);
	if (signalling_is_first(leg)) {
		is_linked = find_retry(signalling, leg, &link) ||
			    links_find(signalling->links, event, &users, &link);
		own->session =
		    begin_session(signalling, leg, is_linked ? &link : NULL);
		if (!own->session)
			return;
	} else {
		own->session = leg->session->owner;
		if (!own->session)
			return;
		take_next_hop(own->session, leg);
		/* A proxy follows a redirection itself. */
		own->session->has_awaited = false;
		adopt_by_hops(signalling, leg, own->session->call);
	}
	take_hop(signalling, event);
	calls_update(signalling->calls, own->session->call);
	own->id = catalogue_next_id(signalling->catalogue, CATALOGUE_LEG);
	signalling_put_leg(signalling, own);
	links_note_leg(signalling->links, own, event, &users);
	if (!is_linked)
		return;
	add_link(signalling, own->id, &link, NULL);
	if (link.takes_place)
		transfer_follow(signalling->calls, signalling->catalogue,
		    signalling->dialogs, event, &link);
}

void
signalling_on_description(
    struct signalling *signalling, const struct sip_event *event)
{
	struct call_leg *own = event->leg->owner;
	struct call *call, *other;
	struct link link;
	char uid[CALL_UID_LEN + 1];
	enum side side;
	/* What holds again comes with the refusal by the other side. */
	struct description description = {
	    .sdp = event->sdp,
	    .is_answer = event->is_answer,
	    .time = event->time,
	    .host = event->is_restored ? &event->flow->dst.addr
				       : &event->flow->src.addr,
	    .leg_id = own->id,
	    .source_id = signalling->source_id,
	    .tentative =
		own->has_answered && !event->is_answer && !event->is_restored,
	};

	if (!event->is_restored &&
	    links_note_description(signalling->links, own, event, &link)) {
		other = link.session->call;
		call = own->session->call;
		memcpy(uid, call->uid, sizeof uid);
		merge(signalling, call, other, link.flipped, event->time);
		if (own->session->call != other)
			memcpy(uid, own->session->call->uid, sizeof uid);
		add_link(signalling, own->id, &link, uid);
	}
	call = own->session->call;
	side = call_session_side(own->session, event->side);
	description.side = side;
	describe_media(calls_media(signalling->calls), call, &description);
	call->sides[side].answers = event->is_answer && !event->is_restored;
	if (event->is_answer)
		calls_negotiated(signalling->calls, call, event->time);
}

bool
signalling_on_heard(struct media_stream *stream, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size, void *arg)
{
	struct signalling *signalling = arg;
	struct link link = {
	    .method = LINK_RTP, .score = link_method_score(LINK_RTP)};
	struct identity before;
	struct text bytes = {(const char *)payload, size};
	char uid[CALL_UID_LEN + 1];
	struct call *call = stream->call;

	if (!identities_note(
		signalling->identities, stream, frame, bytes, &before))
		return false;
	link.leg_id = before.leg_id;
	memcpy(uid,
	    tstamp_before(call->started, before.call->started)
		? before.call->uid
		: call->uid,
	    sizeof uid);
	merge(signalling, call, before.call, before.crossed, frame->arrival);
	add_link(signalling, stream->leg_id, &link, uid);
	return true;
}
