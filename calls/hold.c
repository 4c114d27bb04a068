/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both descriptions together make of a call: who sends, who lets whom
 * wait, and whether it is a fax now. RFC 3264 sections 6.1 and 8.4, RFC 6337
 * section 5.3, RFC 3362. */
#include "calls/calls_int.h"

/* Audio this long after the hold is meant for who waits. */
#define MUSIC_NS NS_PER_SEC

/* In which of the three forms, or two at once. */
static const char *
hold_form(const struct call_side *side)
{
	if (side->refuses_address)
		return side->offers_to_send ? "c=0.0.0.0"
					    : "inactive, c=0.0.0.0";
	return side->offers_to_send ? "sendonly" : "inactive";
}

/*
 * Does 'side' let the other one wait? One that does not want to receive does,
 * but for two cases: it says what it said before, as in a refresh of the
 * session (RFC 4028); or it answers one who does not send, and can say
 * nothing else.
 */
static bool
is_holding(const struct call_side *side, const struct call_side *other)
{
	bool as_before = side->offers_to_send == side->negotiated_send &&
			 side->offers_to_receive == side->negotiated_receive;

	if (side->offers_to_receive || side->fax)
		return false;
	if (side->answers ? !other->offers_to_send : as_before)
		return side->holds;
	return true;
}

/* 'by' stopped, or allowed again, what the other side sends. */
static void
note_hold(struct calls *calls, struct call *call, struct tstamp time,
    enum side by, bool holds)
{
	struct call_side *side = &call->sides[by];

	if (holds == side->holds)
		return;
	calls_event(calls, call, time, holds ? "hold" : "resume", &by,
	    holds ? hold_form(side) : NULL);
	side->holds = holds;
	side->held = time;
	side->plays_music = false;
}

/* Both sides agreed on T.38. */
static void
note_fax(struct calls *calls, struct call *call, struct tstamp time)
{
	if (!call->has_fax)
		calls_event(calls, call, time, "fax", NULL, "T.38");
	call->has_fax = true;
}

void
calls_negotiated(struct calls *calls, struct call *call, struct tstamp time)
{
	bool holds[SIDE_COUNT];

	if (call->was_answered && call->sides[SIDE_CALLER].fax &&
	    call->sides[SIDE_CALLEE].fax)
		note_fax(calls, call, time);
	if (!call->was_answered || !call->sides[SIDE_CALLER].described ||
	    !call->sides[SIDE_CALLEE].described)
		return;
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		struct call_side *it = &call->sides[side];
		const struct call_side *other = &call->sides[other_side(side)];

		it->sends = it->offers_to_send && other->offers_to_receive;
		it->has_sent = it->has_sent || it->sends;
		holds[side] = is_holding(it, other);
	}
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		struct call_side *it = &call->sides[side];

		note_hold(calls, call, time, side, holds[side]);
		it->negotiated_send = it->offers_to_send;
		it->negotiated_receive = it->offers_to_receive;
	}
}

void
calls_note_music(struct calls *calls, struct call *call, struct tstamp now)
{
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		struct call_side *it = &call->sides[side];
		struct tstamp from;

		if (!it->holds || it->plays_music || !it->active)
			continue;
		from = tstamp_add_ns(it->held, MUSIC_NS);
		if (!tstamp_before(from, it->active->stats.last))
			continue;
		it->plays_music = true;
		calls_event(calls, call, now, "music", &side, NULL);
	}
}
