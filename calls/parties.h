/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who takes part in a call, and which way it goes: out of the INVITE and the
 * answer, out of registrations, and out of what the settings say of the site.
 * The rules, in short:
 *
 *  - The caller is From, unless that is anonymous: then P-Asserted-Identity,
 *    Remote-Party-ID or P-Preferred-Identity, of the first hop that has one.
 *    That the number was withheld is an event "private" of the call.
 *  - The callee is To of the first hop. Who answered is told by the same
 *    headers of the 2xx: the name becomes the callee's, another number is an
 *    event "connected".
 *  - A party without a name has that of its registration; one without a user
 *    part (only an address) has its number, too.
 *  - The direction is decided by each hop: calls/direction.h.
 */
#ifndef CALLS_PARTIES_H
#define CALLS_PARTIES_H

#include "calls/calls.h"
#include "calls/settings.h"

struct parties;
struct sip_message;

/* All arguments are borrowed. NULL without memory. */
struct parties *parties_new(const struct settings *settings,
    struct calls *calls, struct catalogue *catalogue);
void parties_free(struct parties *parties); /* NULL is allowed */

/* One hop of the request that begins a call, or that shows it first. */
struct parties_hop {
	const struct sip_message *message;
	const struct flow *flow; /* from the caller's side to the callee's */
	enum side caller;        /* side of who sent the request first */
	struct tstamp time;
	bool is_first;    /* hop of the call */
	bool joined_late; /* it is no first INVITE: nobody knows who called */
};

/* A hop was seen. To be called before the row of the call is written. */
void parties_take_hop(
    struct parties *parties, struct call *call, const struct parties_hop *hop);

/* 'callee' answered with a 2xx to the INVITE. */
void parties_take_answer(struct parties *parties, struct call *call,
    enum side callee, const struct sip_message *message, struct tstamp time);

/* A call that is known by its audio alone: names for its addresses. */
void parties_take_addresses(struct parties *parties, struct call *call);

/* Takes a message that belongs to no call: registrations. */
void parties_push(struct parties *parties, const struct sip_message *message,
    const struct flow *flow, struct tstamp time);

void parties_tick(struct parties *parties, struct tstamp now);

/* The capture is over. */
void parties_finish(struct parties *parties);

#endif
