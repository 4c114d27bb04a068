/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The SIP of a call: its sessions (Call-IDs), in the order in which they
 * joined it, and their legs (hops). What happens to the sessions decides what
 * happens to the call: it is over when none of them talks, rings or is about
 * to be followed by another.
 */
#ifndef CALLS_CALL_LEG_H
#define CALLS_CALL_LEG_H

#include "calls/calls.h"
#include "calls/cause.h"
#include "sip/dialog.h"

/* Sessions of a call; another one is a call of its own. */
#define SESSIONS_PER_CALL_MAX 64

struct clue;

enum session_state {
	SESSION_RINGS,
	SESSION_TALKS,
	SESSION_FAILED, /* never answered */
	SESSION_ENDED,
};

/* One Call-ID of a call, in 'owner' of its struct sip_session. Owned by the
 * call, which it lives as long as. */
struct call_session {
	struct call_session *next; /* of the same call */
	struct call *call;
	struct sip_session *sip; /* NULL once that is forgotten */
	enum session_state state;
	bool flipped;     /* its caller is the call's callee */
	bool takes_place; /* of another one (RFC 3891, a redirection ...) */
	bool gave_way;    /* another one took its place: its end is not the
	                      call's */
	bool has_awaited; /* another one may follow (a REFER, a 3xx) ... */
	bool has_by;      /* it is known who ended it */
	enum side by;     /* ... side of the call */
	unsigned status;  /* why it failed */
	struct tstamp awaited;         /* ... until then */
	struct tstamp over;            /* when it failed or ended */
	struct call_session *place_of; /* whose place it takes; of the call */
	bool refer_open;               /* a REFER waits for its response */
	uint32_t refer_cseq;           /* of the newest REFER ... */
	enum sip_side refer_by;        /* ... and who sent it */
	char refer_to[96];             /* ... and where to, for people */
	struct cause cause;            /* what was told of that */
	char reason[200];
};

/* One hop of a session, in 'owner' of its struct sip_leg. Goes with that. */
struct call_leg {
	int64_t id;                   /* leg.id in the catalogue */
	int64_t source_id;            /* source.id of its first message */
	struct call_session *session; /* NULL once the call is forgotten */
	const struct sip_leg *sip;
	struct tstamp answered; /* with has_answered */
	struct tstamp ended;    /* with has_ended */
	bool has_answered;
	bool has_ended;
	bool has_failed; /* it ended without an answer */
	unsigned final_status;
	struct cause cause;
	unsigned messages;  /* stored so far */
	struct clue *clues; /* what it is known by (calls/clue.h) */
	size_t clue_count;
};

static inline struct call *
call_of_leg(const struct call_leg *own)
{
	return own && own->session ? own->session->call : NULL;
}

/* The call's side of a side of the session. */
enum side
call_session_side(const struct call_session *session, enum sip_side side);

/* Adds a session to the end of the call's; NULL without memory or when there
 * are too many. */
struct call_session *
call_session_add(struct call *call, struct sip_session *sip, bool flipped);

/* Frees all sessions of a call that is forgotten; what SIP goes on about them
 * is no call's. Those of an interrupted call are abandoned. */
void call_sessions_free(struct call *call);

/* All sessions of 'from' become the last of 'into'; with 'crossed' their
 * sides change places. */
void call_sessions_move(struct call *from, struct call *into, bool crossed);

/* Is the answer to 'leg' the answer to its session? That is so for the first
 * one, and when it has failed for the next that the same host sent (a proxy
 * that rings several phones, seen from behind it). */
bool call_leg_decides(const struct sip_leg *leg);

/* Is the answer to 'session' the answer to the call? */
bool call_session_decides(const struct call_session *session);

/* What it sent is not waited for: what comes instead is recorded at once. */
void call_session_release(const struct call_session *session);

/* 'session' is over. */
void call_session_end(struct call_session *session, struct tstamp time,
    enum session_state state, const enum side *by);

/* A REFER, a 3xx or a refused attempt is followed within this time. */
#define LINK_AWAIT_NS (10 * NS_PER_SEC)

/* What was awaited for too long does not come. */
void
call_sessions_tick(struct calls *calls, struct call *call, struct tstamp now);

/* Of a call that is silent: was one of its sessions hung up as its audio
 * ended? Then that was its end, though the others' was not seen. */
bool call_settle_silent(struct calls *calls, struct call *call);

/* Ends the call of which no session goes on any more. */
void call_settle(struct calls *calls, struct call *call);

/* The row of a leg. 0 or an errno of the catalogue. */
int call_leg_put(struct catalogue *catalogue, const struct call_leg *own)
    __attribute__((warn_unused_result));

#endif
