/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SIP dialogs as a listener sees them (RFC 3261 sections 12 to 15): messages
 * in, events out. What belongs to one Call-ID is a session; each hop of it
 * that is seen (a proxy forwards the same call: other addresses, same
 * Call-ID) is a leg, and a leg may fork into several early dialogs.
 *
 * It owns no timer: time comes with the messages and sip_dialogs_tick().
 * Everything here belongs to the engine thread.
 */
#ifndef SIP_DIALOG_H
#define SIP_DIALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/flow.h"
#include "base/table.h"
#include "base/tstamp.h"
#include "sip/message.h"
#include "sip/offer.h"
#include "sip/sdp.h"

#define SIP_FORKS_MAX 8
#define SIP_SEEN_MAX 32

enum sip_leg_state {
	SIP_LEG_TRYING,     /* INVITE seen, no final response yet */
	SIP_LEG_CHALLENGED, /* 401 or 407: the INVITE will come again */
	SIP_LEG_ANSWERED,   /* a 2xx was seen, or the call ran already */
	SIP_LEG_DONE,       /* BYE, final failure, or given up */
};

/* One dialog that a fork of the INVITE made, by its To tag. */
struct sip_fork {
	uint64_t tag_hash; /* of the callee's tag */
	bool confirmed;    /* a 2xx carried it */
	bool ended;        /* a BYE carried it */
};

/* Who is who in a leg; NUL-terminated copies, owned by the leg. */
struct sip_identity {
	char *number; /* user part of the URI */
	char *name;   /* display name */
	char *uri;
	char *tag;
	char *agent; /* User-Agent or Server */
};

struct sip_session;

/* One hop of a session. Members are read by others, changed by dialog.c. */
struct sip_leg {
	struct sip_session *session;
	struct sip_leg *next; /* in the same session */
	struct flow flow;     /* of its first request, as sent by the
	                                caller's side */
	enum sip_leg_state state;
	struct sip_identity caller;
	struct sip_identity callee;
	struct tstamp started; /* first message */
	struct tstamp last;    /* newest message */
	uint32_t invite_cseq;  /* of the newest INVITE from the caller */
	size_t branch_count;   /* such INVITEs without final response */
	uint64_t branches[SIP_FORKS_MAX]; /* hashes of their branches */
	bool joined_late;                 /* its first INVITE was not seen */
	bool cancelled;                   /* a CANCEL was seen */
	unsigned challenge;               /* status of the newest, or 0 */
	struct sip_offers offers;
	size_t fork_count;
	struct sip_fork forks[SIP_FORKS_MAX];
	size_t seen_count;           /* messages so far; for 'seen' */
	uint64_t seen[SIP_SEEN_MAX]; /* hashes of the newest messages */
	void *owner;                 /* whatever the handler keeps here */
};

/* All legs of one Call-ID; a new attempt after the end is another session. */
struct sip_session {
	struct table_link link; /* in the table of sessions */
	char *call_id;
	struct sip_leg *legs; /* the one seen first is the first */
	struct tstamp last;   /* newest message */
	bool abandoned;       /* given up by the handler */
	void *owner;          /* whatever the handler keeps here */
};

enum sip_event_kind {
	SIP_EVENT_STARTED,     /* a leg is new; comes first */
	SIP_EVENT_MESSAGE,     /* any message, before what it causes */
	SIP_EVENT_RINGING,     /* 180 to 199 */
	SIP_EVENT_DESCRIPTION, /* 'side' described its media in 'sdp', or
	                          what it had described holds again */
	SIP_EVENT_ANSWERED,    /* first 2xx to the INVITE */
	SIP_EVENT_FAILED,      /* final status in 'status'; never answered */
	SIP_EVENT_ENDED,       /* a BYE by 'side' */
	SIP_EVENT_GONE,        /* no message for too long: 'status' is the
	                          challenge that nobody answered, or 0 */
	SIP_EVENT_FREED,       /* the leg's memory goes now */
};

struct sip_event {
	enum sip_event_kind kind;
	struct tstamp time;
	struct sip_leg *leg;
	const struct sip_message *message; /* NULL: no message caused it */
	const struct flow *flow;           /* of the message */
	enum sip_side side;                /* who sent the message */
	bool retransmission;               /* seen before */
	const struct sdp *sdp;             /* of SIP_EVENT_DESCRIPTION */
	bool is_answer;                    /* 'sdp' answers an offer, or what
	                                      both had described holds again */
	bool is_restored;                  /* 'sdp' held before an offer that
	                                      was refused */
	unsigned status;                   /* of the INVITE, see above */
};

typedef void sip_event_fn(const struct sip_event *event, void *arg);

/* Limits, all in packet time. */
struct sip_limits {
	size_t sessions_max;      /* the longest silent one goes first */
	int64_t setup_timeout_ns; /* an INVITE without a final response */
	int64_t linger_ns;        /* a finished session, for late copies */
	int64_t abandoned_ns;     /* an abandoned one, for a late BYE */
};

/* What a recorder wants. */
extern const struct sip_limits SIP_LIMITS_DEFAULT;

struct sip_dialogs;

/* NULL without memory. 'on_event' is called from within the functions below
 * and must not call them. */
struct sip_dialogs *sip_dialogs_new(
    const struct sip_limits *limits, sip_event_fn *on_event, void *arg);

/* Frees everything; SIP_EVENT_FREED for each leg. NULL is allowed. */
void sip_dialogs_free(struct sip_dialogs *dialogs);

/*
 * Takes one message. Messages that belong to no session and begin none are
 * counted (sip_outside_call) and otherwise ignored.
 */
void
sip_dialogs_push(struct sip_dialogs *dialogs, const struct sip_message *message,
    const struct flow *flow, struct tstamp time);

/* Lets time pass: legs that wait too long are gone, finished ones freed. */
void sip_dialogs_tick(struct sip_dialogs *dialogs, struct tstamp now);

/* The session of a Call-ID; NULL when it is not known. */
struct sip_session *
sip_dialogs_find(const struct sip_dialogs *dialogs, struct text call_id);

/*
 * Has 'session' a dialog between these two tags? '*local' is the side that
 * has the tag 'to_tag', '*confirmed' whether it was answered. (Of a dialog
 * that has ended, too: who takes its place may come by late.)
 */
bool
sip_session_has_dialog(const struct sip_session *session, struct text to_tag,
    struct text from_tag, enum sip_side *local, bool *confirmed);

/* Is a dialog of it answered, and not hung up on any hop? */
bool sip_session_talks(const struct sip_session *session);

/*
 * The handler has given the session up (its media stopped long ago): no more
 * events of it but MESSAGE and FREED. It stays known, so that a late BYE is
 * no new call.
 */
void sip_session_abandon(struct sip_session *session);

#endif
