/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which sessions are one call? A back-to-back user agent makes another
 * Call-ID of a call, and so does a transfer. Each method below finds the call
 * that a new session belongs to, with a score from 0 to 1: how sure it is.
 * What scores below LINK_THRESHOLD, or fits two calls, is not linked.
 */
#ifndef CALLS_LINK_H
#define CALLS_LINK_H

#include "calls/call_leg.h"
#include "calls/link_key.h"
#include "calls/settings.h"
#include "sip/dialog.h"

#define LINK_THRESHOLD 0.5

enum link_method {
	LINK_RETRY,      /* the same Call-ID again, after a failure that asks
	                    for it (RFC 3261 section 8.1.3.5, RFC 4028) */
	LINK_REPLACES,   /* Replaces names a dialog of it (RFC 3891) */
	LINK_REFER,      /* it goes where a REFER sent it (RFC 3515) */
	LINK_REDIRECT,   /* it goes where a 3xx sent it */
	LINK_SESSION_ID, /* the same Session-ID (RFC 7989) */
	LINK_HEADER,     /* the same value of a configured header */
	LINK_SDP,        /* both describe the same media address */
	LINK_RTP,        /* the same RTP packets go through both */
	LINK_NUMBERS,    /* the host that was called calls on, for the same
	                    numbers, at once */
	LINK_METHOD_COUNT,
};

/* As the catalogue names it: "replaces". */
const char *link_method_name(enum link_method method);

/* Why a leg belongs to a call. */
struct link {
	struct call_session *session; /* of that call ... */
	int64_t leg_id;               /* ... and its leg */
	enum link_method method;
	double score;
	bool flipped;     /* the caller of the new leg is the call's callee */
	bool takes_place; /* it is to replace 'session' */
};

/* What a match by numbers is known of. */
struct link_numbers {
	bool exact;      /* both are what From and Request-URI say; otherwise
	                    one of them is told in another header */
	bool unanswered; /* the first leg */
	int64_t age_ns;  /* since the first leg began */
	int64_t window_ns;
};

/* How sure is it? From 0.4 to 0.8. */
double link_numbers_score(const struct link_numbers *numbers);

/* How sure the other methods are. */
double link_method_score(enum link_method method);

struct links;

/* Both are borrowed. NULL without memory. */
struct links *
links_new(const struct settings *settings, const struct sip_dialogs *dialogs);
void links_free(struct links *links); /* NULL is allowed */

/* Forgets old clues. */
void links_tick(struct links *links, struct tstamp now);

/*
 * The running call to which the session belongs that the INVITE of 'event'
 * (SIP_EVENT_STARTED) begins; 'users' are those of its message. False when
 * there is none, or several.
 */
bool links_find(struct links *links, const struct sip_event *event,
    const struct link_users *users, struct link *out);

/* Takes note of what a new leg is known by; it is of a call. */
void links_note_leg(struct links *links, struct call_leg *own,
    const struct sip_event *event, const struct link_users *users);

/*
 * Takes note of the media addresses in a description. True when another
 * running call describes one of them, too, and they are one: 'out' is about
 * the leg of the event.
 */
bool links_note_description(struct links *links, struct call_leg *own,
    const struct sip_event *event, struct link *out);

/* Another session may follow 'own': to 'target' (a URI), sent by 'host'. */
void links_expect_target(struct links *links, struct call_leg *own,
    struct text target, enum sip_side follower, struct tstamp time);

/* The leg goes, or is of no call any more. */
void links_forget_leg(struct links *links, struct call_leg *own);

#endif
