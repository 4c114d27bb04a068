/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What sends a call elsewhere: REFER and what NOTIFY tells of it (RFC 3515),
 * 3xx, and refusals after which the caller tries again. Each lets the call
 * wait for the session that follows.
 */
#ifndef CALLS_TRANSFER_H
#define CALLS_TRANSFER_H

#include "calls/call_leg.h"
#include "calls/link.h"

/* Takes a message of a leg that may be or answer a REFER, or tell of one. */
void transfer_take_message(
    struct calls *calls, struct links *links, const struct sip_event *event);

/* The INVITE of a session failed, with the status of 'event': is another
 * attempt to be awaited? */
void transfer_take_failure(struct links *links, const struct sip_event *event);

/*
 * A new session takes the place of another one: says so. 'dialogs' knows the
 * dialog that its INVITE replaces, which may be one of another call: a
 * consultation that is over then. Adds the link to that.
 */
void transfer_follow(struct calls *calls, struct catalogue *catalogue,
    const struct sip_dialogs *dialogs, const struct sip_event *event,
    const struct link *link);

#endif
