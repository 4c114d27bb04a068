/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A call, as its users understand it: two sides, a beginning, an end, media.
 * It does not know which signalling told of it. Owned by struct calls
 * (calls/calls.h); engine thread only.
 */
#ifndef CALLS_CALL_H
#define CALLS_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/flow.h"
#include "base/tstamp.h"
#include "calls/gap_cause.h"
#include "calls/cause.h"
#include "calls/direction.h"
#include "storage/rows.h"

enum side {
	SIDE_CALLER, /* left channel */
	SIDE_CALLEE, /* right channel */
	SIDE_COUNT,
};

static inline enum side
other_side(enum side side)
{
	return side == SIDE_CALLER ? SIDE_CALLEE : SIDE_CALLER;
}

/* "caller" or "callee". */
const char *side_name(enum side side);

enum call_state {
	CALL_RINGING,     /* not answered yet */
	CALL_ACTIVE,      /* answered */
	CALL_ENDED,       /* answered, and hung up */
	CALL_FAILED,      /* never answered */
	CALL_INTERRUPTED, /* its end was not seen */
};

/* "ringing", "active" ... */
const char *call_state_name(enum call_state state);

/* How an answered call ended in the ledger (promise 2). */
enum completeness {
	CALL_UNANSWERED,
	CALL_COMPLETE,
	CALL_PARTIAL,
	CALL_UNDECODABLE,
	CALL_SKIPPED,
	CALL_MISSING,
	COMPLETENESS_COUNT,
};

/* Is the audio of a call recorded? */
enum audio_wish {
	AUDIO_RECORD,
	AUDIO_HOLD, /* not decided yet: packets wait */
	AUDIO_SKIP, /* no */
};

/* One side of a call. */
struct call_side {
	char *number; /* owned; NULL when not known */
	char *name;
	char *uri;
	char address[ADDR_TEXT_SIZE]; /* of its user agent; "" unknown */
	bool withheld;                /* who it is was not told so far */
	bool described;               /* it told its audio in signalling */
	bool encrypted;               /* ... as SRTP */
	bool dtls;                    /* ... with keys by DTLS */
	struct keyring *keyring;      /* of calls/media_srtp.h, owned; NULL
	                                 before it named a key */
	bool offers_to_send;          /* its direction is sendrecv, sendonly */
	bool offers_to_receive;       /* its direction is sendrecv, recvonly,
	                                 and it named an address to send to */
	bool refused;                 /* all its audio has port 0 */
	bool sends;                   /* negotiated by both since answer */
	bool has_sent;                /* it was expected to, at some time */
	bool fax;                     /* its newest description is of T.38 */
	bool refuses_address;         /* it named 0.0.0.0 (RFC 3264, 8.4) */
	bool answers;                 /* its description answered an offer */
	bool negotiated_send;        /* offers_to_send and _receive when both */
	bool negotiated_receive;     /* ... sides last agreed */
	bool holds;                  /* it lets the other side wait ... */
	struct tstamp held;          /* ... since then */
	bool plays_music;            /* ... and sends audio meanwhile */
	bool is_focus;               /* it is a conference (RFC 4579) */
	struct media_stream *active; /* whose audio is recorded */
	uint32_t generation;         /* streams that were recorded so far */
};

/* What becomes of the audio of a call. */
enum policy_audio {
	POLICY_UNTOLD,  /* nothing was said: it is recorded */
	POLICY_HOLDS,   /* it is held back */
	POLICY_RECORDS, /* it is recorded */
	POLICY_SKIPS,   /* it is thrown away */
};

/* Whether a call is recorded (calls/policy.h). */
struct call_policy {
	struct rule_facts *facts; /* owned; NULL: there are no rules */
	const struct rule *rule;  /* that decided; NULL: none fits */
	uint8_t audio;            /* enum policy_audio */
	bool is_decided;
	bool is_demanded;             /* somebody asked for a recording */
	bool is_stopped;              /* ... or for none */
	bool has_recorded;            /* it was recorded at some time ... */
	struct tstamp recorded_since; /* ... for the first time from then */
	bool is_cut;                  /* it is no more ... */
	struct tstamp cut_since;      /* ... from then on */
	int64_t cut_ns;               /* ... and was not for so long before */
};

struct call {
	struct call *older, *newer; /* in the list of live calls, or closing */
	int64_t id;                 /* call.id in the catalogue */
	char uid[CALL_UID_LEN + 1];
	enum call_state state;
	bool over; /* hung up or given up: only late media is awaited */
	uint64_t forgotten; /* it closes since this tick */
	bool joined_late;   /* it ran before the capture began */
	bool unsignalled;   /* known by its media alone so far */
	struct call_policy policy;
	struct call_side sides[SIDE_COUNT];
	struct tstamp started;
	struct tstamp ringing;  /* with has_ringing */
	struct tstamp answered; /* with has_answered */
	struct tstamp ended;    /* once 'over' */
	bool has_ringing;
	bool has_answered; /* the answer itself was seen */
	bool was_answered; /* it was, seen or not */
	bool has_ended_by;
	enum side ended_by;
	unsigned final_status;
	struct tstamp last_signal;     /* newest signalling message */
	char reason[200];              /* why it failed, or "" */
	struct call_session *sessions; /* owned list (calls/call_leg.h) */
	size_t session_count;
	int64_t session_interval_ns; /* it is refreshed so often, or 0 */
	struct identity_mark *marks; /* owned by calls/identity.c */
	struct cause cause;          /* what signalling told of its end */
	char *diverted_from;         /* owned; NULL: it was not */
	enum direction direction;
	enum direction_proof direction_proof;
	struct media_stream *streams; /* owned list, oldest first */
	size_t stream_count;
	struct media_endpoint *endpoints; /* owned list */
	size_t endpoint_count;
	struct ice_user *ice_users; /* owned list */
	struct feed *feed;  /* takes its audio, or did last; NULL before any */
	struct feed *feeds; /* owned list: it, and those that end or ended */
	unsigned feeds_running; /* of which so many are not finished */
	uint8_t feeds_run;      /* that were given to a writer, as this call */
	unsigned recordings;    /* files so far */
	enum audio_wish wish;   /* is it recorded? */
	int64_t look_back_ns;   /* with AUDIO_HOLD */
	bool is_shed;           /* overload: its audio is not, from ... */
	struct tstamp shed_at;  /* ... here on */
	bool lacked_room;       /* the disk was full when it was to be begun */
	unsigned joined;        /* addresses by media_join() */
	uint64_t cut_packets;   /* RTP cut by the snap length */
	bool has_capture_loss;  /* an event tells of lost frames */
	struct findings findings;   /* why it misses packets, by side */
	struct losses *losses;      /* of the run: where it notes them ... */
	struct tstamp losses_since; /* ... so many in the second from then */
	uint32_t losses_noted;
	struct heard *heard;    /* of the run: from which hosts audio came */
	struct tstamp measured; /* when its streams were, with ... */
	bool has_measured;
	uint32_t quality_rows;    /* so far */
	struct call_keys *keys;   /* owned; NULL: none was pressed */
	struct call_pause *pause; /* owned; NULL: it was not paused, and no key
	                             waits to become a code */
	struct call_fax *fax;     /* owned; NULL: no packet of T.38 */
	bool has_fax;             /* both sides agreed on T.38 */
};

/* Is audio of 'call' written at present, as soon as there is some? */
static inline bool
call_is_recorded(const struct call *call)
{
	return call->feed && !call->is_shed &&
	       call->policy.audio != POLICY_HOLDS &&
	       call->policy.audio != POLICY_SKIPS;
}

#endif
