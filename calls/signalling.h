/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What SIP says of calls: hands messages to the dialogs and makes of their
 * events what calls/calls.h understands. All that knows both SIP and calls
 * is here.
 */
#ifndef CALLS_SIGNALLING_H
#define CALLS_SIGNALLING_H

#include "base/counter.h"
#include "base/flow.h"
#include "base/tstamp.h"
#include "calls/calls.h"
#include "calls/datagram.h"
#include "calls/orphan.h"
#include "calls/parties.h"
#include "storage/catalogue.h"

struct signalling;

/* All arguments are borrowed and must outlive it. NULL without memory. */
struct signalling *signalling_new(const struct settings *settings,
    struct calls *calls, struct orphans *orphans, struct parties *parties,
    struct catalogue *catalogue);

/* NULL is allowed. Only after calls_finish(). */
void signalling_free(struct signalling *signalling);

/*
 * Takes a datagram if it is a SIP message or a keep-alive of one. Returns the
 * outcome of its frame, or COUNTER_NONE when it is neither.
 */
enum counter_id
signalling_push(struct signalling *signalling, const struct datagram *datagram);

void signalling_tick(struct signalling *signalling, struct tstamp now);

/* Told by calls: 'call' is forgotten. */
void signalling_forget(struct signalling *signalling, struct call *call);

#endif
