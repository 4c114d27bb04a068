/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scripts of one message a line, for the tests of dialogs. ">" goes from the
 * caller's host to the callee's, "<" comes back:
 *
 *	> METHOD CSEQ [options]
 *	< STATUS CSEQ METHOD [options]
 *	+SECONDS (time passes)
 *
 * Options: "/b" the callee's tag, "~x" the caller's tag when it is not "a",
 * ".2" another branch, "=INVITE" the branch of that method, "@23" the hop
 * between the hosts 2 and 3 (12 when absent), ":5062" the port of the left
 * one, "#2" another Call-ID, "sdp".
 *
 * What comes of it is one word an event; "2:" is of the second leg and "#2:"
 * of another call. A message that was seen before is COPY. All events are
 * checked to come in turn.
 */
#ifndef TESTS_SIP_DIALOG_SCRIPT_H
#define TESTS_SIP_DIALOG_SCRIPT_H

#include "sip/dialog.h"

extern struct sip_session *session; /* of the last event, until it is freed */
extern size_t freed;                /* legs */
extern char events[2000];           /* since the last expect() */

/* Before and after each test. */
void script_setup(void);
void script_teardown(void);

/* Plays a script: 10 ms between two messages. */
void play(const char *script);

/* Plays, and compares what came of it with 'expected'. */
void expect(const char *script, const char *expected);

/* Gives the last session up, as a handler may. */
void abandon(void);

#endif
