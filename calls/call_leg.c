/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calls/call_leg.h"

/* Hops and sessions of one call end within this time of each other. */
#define TOGETHER_NS (2 * NS_PER_SEC)

enum side
call_session_side(const struct call_session *session, enum sip_side side)
{
	enum side straight = side == SIP_CALLER ? SIDE_CALLER : SIDE_CALLEE;

	return session->flipped ? other_side(straight) : straight;
}

struct call_session *
call_session_add(struct call *call, struct sip_session *sip, bool flipped)
{
	struct call_session **at = &call->sessions, *session;

	if (call->session_count >= SESSIONS_PER_CALL_MAX ||
	    !(session = calloc(1, sizeof *session)))
		return NULL;
	session->call = call;
	session->sip = sip;
	session->flipped = flipped;
	sip->owner = session;
	while (*at)
		at = &(*at)->next;
	*at = session;
	call->session_count++;
	return session;
}

static void
forget_session(struct call_session *session)
{
	struct sip_session *sip = session->sip;

	if (!sip)
		return;
	for (struct sip_leg *leg = sip->legs; leg; leg = leg->next) {
		struct call_leg *own = leg->owner;

		if (own)
			own->session = NULL;
	}
	sip->owner = NULL;
	if (session->call->state == CALL_INTERRUPTED)
		sip_session_abandon(sip);
}

void
call_sessions_free(struct call *call)
{
	while (call->sessions) {
		struct call_session *session = call->sessions;

		call->sessions = session->next;
		forget_session(session);
		free(session);
	}
	call->session_count = 0;
}

void
call_sessions_move(struct call *from, struct call *into, bool crossed)
{
	struct call_session **at = &into->sessions;

	while (*at)
		at = &(*at)->next;
	*at = from->sessions;
	from->sessions = NULL;
	for (struct call_session *it = *at; it; it = it->next) {
		it->call = into;
		it->flipped = it->flipped != crossed;
		if (crossed)
			it->by = other_side(it->by);
	}
	into->session_count += from->session_count;
	from->session_count = 0;
}

bool
call_leg_decides(const struct sip_leg *leg)
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

bool
call_session_decides(const struct call_session *session)
{
	const struct call_session *it = session->call->sessions;

	if (session->takes_place)
		return true;
	for (; it != session; it = it->next)
		if (it->state == SESSION_RINGS || it->state == SESSION_TALKS)
			return false;
	return true;
}

void
call_session_end(struct call_session *session, struct tstamp time,
    enum session_state state, const enum side *by)
{
	if (session->state == SESSION_FAILED || session->state == SESSION_ENDED)
		return;
	session->state = state;
	session->over = time;
	session->has_by = by != NULL;
	if (by)
		session->by = *by;
}

void
call_session_release(const struct call_session *session)
{
	const struct sip_leg *leg = session->sip ? session->sip->legs : NULL;

	for (; leg; leg = leg->next)
		for (enum side side = 0; side < SIDE_COUNT; side++) {
			const struct call_leg *own = leg->owner;
			struct call_side *it = &session->call->sides[side];

			if (!own || !it->active ||
			    it->active->leg_id != own->id)
				continue;
			it->active->is_active = false;
			it->active = NULL;
		}
}

static bool
goes_on(const struct call_session *session)
{
	return session->state == SESSION_RINGS ||
	       session->state == SESSION_TALKS || session->has_awaited;
}

/* Did 'session' end with the last one? */
static bool
ended_with(const struct call_session *session, const struct call_session *last)
{
	return tstamp_diff_ns(last->over, session->over) <= TOGETHER_NS &&
	       (!session->gave_way || session == last);
}

/*
 * Hanging up one session makes whoever joins them hang up the others: the
 * first BYE says when and by whom. What the caller is told is the status of
 * the first session.
 */
static void
end_call(
    struct calls *calls, struct call *call, const struct call_session *last)
{
	const struct call_session *first = last, *told = NULL;

	for (struct call_session *it = call->sessions; it; it = it->next) {
		if (!ended_with(it, last))
			continue;
		if (tstamp_before(it->over, first->over))
			first = it;
		if (!told && it->state == SESSION_FAILED)
			told = it;
	}
	call->cause = told && !call->was_answered ? told->cause : first->cause;
	if (call->was_answered && !first->has_by)
		calls_interrupted(calls, call, first->over, first->reason);
	else if (call->was_answered || !told)
		calls_hung_up(calls, call, first->over, first->by);
	else
		calls_failed(calls, call, first->over, told->status,
		    told->reason, told->has_by ? &told->by : NULL);
}

void
call_settle(struct calls *calls, struct call *call)
{
	const struct call_session *last = NULL;

	if (call->over)
		return;
	for (const struct call_session *it = call->sessions; it;
	     it = it->next) {
		if (goes_on(it))
			return;
		if (!last || !tstamp_before(it->over, last->over))
			last = it;
	}
	if (last)
		end_call(calls, call, last);
}

void
call_sessions_tick(struct calls *calls, struct call *call, struct tstamp now)
{
	bool changed = false;

	for (struct call_session *it = call->sessions; it; it = it->next) {
		if (!it->has_awaited || tstamp_before(now, it->awaited))
			continue;
		it->has_awaited = false;
		changed = true;
	}
	if (changed)
		call_settle(calls, call);
}

bool
call_settle_silent(struct calls *calls, struct call *call)
{
	struct tstamp last = call->started;

	(void)media_last(call, &last);
	for (const struct call_session *it = call->sessions; it;
	     it = it->next) {
		if (it->state != SESSION_ENDED || !it->has_by || it->gave_way ||
		    tstamp_diff_ns(last, it->over) > TOGETHER_NS)
			continue;
		call->cause = it->cause;
		calls_hung_up(calls, call, it->over, it->by);
		return true;
	}
	return false;
}

int
call_leg_put(struct catalogue *catalogue, const struct call_leg *own)
{
	const struct sip_leg *leg = own->sip;
	char src[ENDPOINT_TEXT_SIZE], dst[ENDPOINT_TEXT_SIZE];
	struct leg_row row = {
	    .id = own->id,
	    .call_id = own->session->call->id,
	    .source_id = own->source_id,
	    .sip_call_id = leg->session->call_id,
	    .from_tag = leg->caller.tag,
	    .to_tag = leg->callee.tag,
	    .transport = transport_name(leg->flow.transport),
	    .src = endpoint_format(&leg->flow.src, src),
	    .dst = endpoint_format(&leg->flow.dst, dst),
	    .caller_number = leg->caller.number,
	    .callee_number = leg->callee.number,
	    .caller_side =
		side_name(call_session_side(own->session, SIP_CALLER)),
	    .caller_agent = leg->caller.agent,
	    .callee_agent = leg->callee.agent,
	    .started_us = tstamp_us(leg->started),
	    .answered_us =
		own->has_answered ? tstamp_us(own->answered) : ROW_NO_TIME,
	    .ended_us = own->has_ended ? tstamp_us(own->ended) : ROW_NO_TIME,
	    .final_status = (int)own->final_status,
	};

	return catalogue_put_leg(catalogue, &row);
}
