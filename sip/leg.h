/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions and legs: making them, and finding the one that a message belongs
 * to. Only for sip/dialog.c. */
#ifndef SIP_LEG_H
#define SIP_LEG_H

#include "sip/dialog.h"

/* A session without legs; NULL without memory. */
struct sip_session *sip_session_new(struct text call_id, struct tstamp time);
void sip_session_free(struct sip_session *session); /* its legs too */

/*
 * The leg of 'session' that 'message' belongs to: the hop between the same
 * two end points. A first INVITE between others is a hop of its own (NULL),
 * unless it answers a challenge from another port;
 * any other message that fits no hop belongs to the first.
 */
struct sip_leg *sip_session_find_leg(struct sip_session *session,
    const struct sip_message *message, const struct flow *flow);

/*
 * Does a first INVITE try again, under the same Call-ID, what has failed or
 * ended? RFC 3261 section 8.1.3.5 (3xx, 413 ...), RFC 4028 section 7.4 (422).
 */
bool sip_session_is_retried(
    const struct sip_session *session, const struct sip_message *message);

/* Adds the leg that 'message' begins; NULL without memory. */
struct sip_leg *sip_session_add_leg(struct sip_session *session,
    const struct sip_message *message, const struct flow *flow,
    struct tstamp time);

/*
 * Takes note of an INVITE that comes again, as after a challenge: its From tag
 * and its port may be others then (RFC 3261 section 22.2 only asks to keep
 * them).
 */
void sip_leg_note_attempt(struct sip_leg *leg,
    const struct sip_message *message, const struct flow *flow);

/* Who sent 'message'. */
enum sip_side
sip_leg_sender(const struct sip_leg *leg, const struct sip_message *message);

/* Was just this message seen before? Remembers it. */
bool sip_leg_seen(struct sip_leg *leg, const struct sip_message *message,
    const struct flow *flow);

/* A proxy may send an INVITE to several targets behind one hop, by a branch
 * each. Adds that of 'message', to be called before 'invite_cseq' is set. */
void sip_leg_add_branch(struct sip_leg *leg, const struct sip_message *message);

/* Takes a branch away that failed; true when it was the last. */
bool sip_leg_end_branch(struct sip_leg *leg, const struct sip_message *message);

/* Was an INVITE sent with the branch of 'message', and is it pending? */
bool sip_leg_has_branch(
    const struct sip_leg *leg, const struct sip_message *message);

/* Learns the callee's tag and agent from a response to the INVITE. */
void sip_leg_note_callee(struct sip_leg *leg, const struct sip_message *message,
    enum sip_side sender);

/* Notes that a 2xx made the dialog of its To tag. */
void
sip_leg_confirm_fork(struct sip_leg *leg, const struct sip_message *message);

/* Is it done, or were all its dialogs ended by a BYE on another hop? */
bool sip_leg_is_over(const struct sip_leg *leg);

/* Notes that a BYE ended its dialog, on all hops of the session; true when no
 * other is left on this one. */
bool sip_leg_end_fork(struct sip_leg *leg, const struct sip_message *message);

#endif
