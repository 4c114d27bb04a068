/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of signalling share: signalling.c takes messages and hands
 * events on, signalling_begin.c finds the call of what is new,
 * signalling_facts.c tells rules what it is, and signalling_end.c knows what
 * answers and ends it.
 */
#ifndef CALLS_SIGNALLING_INT_H
#define CALLS_SIGNALLING_INT_H

#include "calls/call_leg.h"
#include "calls/identity.h"
#include "calls/link.h"
#include "calls/signalling.h"
#include "sip/dialog.h"
#include "sip/parse.h"

struct signalling {
	struct calls *calls;
	struct orphans *orphans;
	struct parties *parties;
	struct catalogue *catalogue;
	struct sip_parser *parser;
	struct sip_dialogs *dialogs;
	struct links *links;
	struct identities *identities;
	int64_t source_id; /* of the message in hand */
	uint8_t *masked;   /* a message whose keys are masked; WASH_MESSAGE_MAX
	                      bytes, or NULL before the first */
	/* The session that was forgotten last, and its leg: a new attempt
	 * under the same Call-ID follows at once. */
	struct call_session *forgotten;
	int64_t forgotten_leg_id;
	char *forgotten_call_id; /* owned */
};

/* The first leg that was seen makes the session. */
static inline bool
signalling_is_first(const struct sip_leg *leg)
{
	return leg->session->legs == leg;
}

/* The row of a leg is brought up to date. */
void
signalling_put_leg(struct signalling *signalling, const struct call_leg *own);

/* Who is who, from the leg that begins a call or answers for it. */
void signalling_take_parties(
    struct call_session *session, const struct sip_leg *leg);

/* What the message that began a leg tells the rules, and what any does. */
void signalling_note_hop(
    struct signalling *signalling, const struct sip_event *event);
void signalling_note_message(
    struct signalling *signalling, const struct sip_event *event);

/* SIP_EVENT_STARTED, SIP_EVENT_DESCRIPTION. */
void signalling_on_started(
    struct signalling *signalling, const struct sip_event *event);
void signalling_on_description(
    struct signalling *signalling, const struct sip_event *event);

/* The first packets of a stream: a calls_heard_fn. */
bool
signalling_on_heard(struct media_stream *stream, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size, void *arg);

/* SIP_EVENT_ANSWERED, _FAILED, _ENDED, _GONE. */
void signalling_on_answered(
    struct signalling *signalling, const struct sip_event *event);
void signalling_on_failed(
    struct signalling *signalling, const struct sip_event *event);
void signalling_on_ended(
    struct signalling *signalling, const struct sip_event *event);
void signalling_on_gone(
    struct signalling *signalling, const struct sip_event *event);

#endif
