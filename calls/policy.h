/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is a call recorded, and from when on? Joins what is known of a call with its
 * rules (calls/rules.h), the wishes at the control socket and the settings,
 * and does to its audio and rows what follows from that.
 *
 * A rule decides as soon as it is known to; until then the audio is held back,
 * and nothing of it is in a file. All is known with the answer. A call keeps
 * the rules that it began with.
 */
#ifndef CALLS_POLICY_H
#define CALLS_POLICY_H

#include <stdbool.h>

#include "base/text.h"
#include "calls/calls.h"
#include "calls/rules.h"

/* While no rule has decided, so much is kept of what was said. */
#define POLICY_UNDECIDED_NS (120 * NS_PER_SEC)

/* A call begins: its id and its beginning are known. */
void policy_begin(struct calls *calls, struct call *call);

/* Do rules ask what 'call' is? */
static inline bool
policy_asks(const struct call *call)
{
	return call->policy.facts != NULL;
}

/* What signalling tells of 'call'. */
void policy_note_number(struct call *call, enum side side, const char *number);
void
policy_note_address(struct call *call, enum side side, const struct addr *addr);
void
policy_note_source(struct calls *calls, struct call *call, int64_t source_id);
void policy_note_message(struct call *call, struct text message);

/* Some of that, or the state of the call, is new: decides, if it can be. */
void policy_decide(struct calls *calls, struct call *call, struct tstamp now);

/* 'from' is a part of 'into' from now on. After its audio went over,
 * and before it is dropped. */
void policy_merge(struct calls *calls, struct call *from, struct call *into,
    bool crossed, struct tstamp now);

void policy_forget(struct call *call);

/* What an operator may ask for. */
enum policy_answer {
	POLICY_DONE,
	POLICY_ALREADY, /* it is so already */
	POLICY_REFUSED, /* a rule says that it must not be recorded */
	POLICY_OVER,    /* the call is over */
};

/*
 * Records 'call' from now on, with what was held back of it; stops that again:
 * its file is closed. 'who' asked, such as "control".
 */
enum policy_answer policy_record(
    struct calls *calls, struct call *call, struct tstamp now, const char *who);
enum policy_answer policy_stop(
    struct calls *calls, struct call *call, struct tstamp now, const char *who);

/* Are SIP messages of 'call' kept? And keys, streams and quality? */
bool policy_keeps_messages(const struct call *call);
bool policy_keeps_details(const struct call *call);

/* Is its audio recorded now? May pages of a fax be? */
bool policy_records(const struct call *call);

/* Why nothing of 'call' was recorded, as was intended; false when it was
 * recorded, or should have been. */
bool policy_skipped(const struct call *call, char *reason, size_t size);

/* For how long a call that is over was not recorded, as was intended; false:
 * it was recorded all the time. */
bool policy_shortened(const struct call *call, char *reason, size_t size);

#endif
