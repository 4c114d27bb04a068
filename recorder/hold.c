/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What both descriptions together make of a call: who sends, who holds, and
 * whether it is a fax now. RFC 3264 sections 6.1 and 8.4, RFC 3362. */
#include "recorder/calls.h"

/* 'by' stopped, or allowed again, what the other side sends. */
static void
note_hold(struct calls *calls, struct call *call, struct tstamp time,
    enum side by, bool held)
{
	if (held != call->sides[by].holds)
		calls_event(
		    calls, call, time, held ? "hold" : "resume", &by, NULL);
	call->sides[by].holds = held;
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
	if (!call->was_answered)
		return;
	if (call->sides[SIDE_CALLER].fax && call->sides[SIDE_CALLEE].fax)
		note_fax(calls, call, time);
	for (enum side side = 0; side < SIDE_COUNT; side++) {
		struct call_side *it = &call->sides[side];
		const struct call_side *other = &call->sides[other_side(side)];

		if (!it->described || !other->described)
			continue;
		it->sends = it->offers_to_send && other->offers_to_receive;
		it->has_sent = it->has_sent || it->sends;
		note_hold(calls, call, time, side,
		    !it->offers_to_receive && !it->fax);
	}
}
