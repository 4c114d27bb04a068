/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A call as a ladder: who takes part in it, from left to right, and what
 * happened, from top to bottom. Made of the catalogue, for people
 * (browse/ladder_draw.h) and for programs (browse/json_ladder.h).
 */
#ifndef BROWSE_LADDER_H
#define BROWSE_LADDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/flow.h"
#include "storage/query.h"

#define LADDER_ROWS_MAX 20000
#define LADDER_PARTICIPANTS_MAX 64
#define LADDER_CODEC_SIZE 24
#define LADDER_NOBODY (-1) /* in place of a participant */

enum ladder_role {
	LADDER_CALLER,
	LADDER_CALLEE,
	LADDER_PROXY, /* passes a dialog on */
	LADDER_B2BUA, /* ... as another one, such as a PBX */
	LADDER_MEDIA, /* only audio goes there */
	LADDER_OTHER,
};

struct ladder_participant {
	struct endpoint endpoint; /* port 0: the host */
	enum ladder_role role;
	const char *label; /* number of an end, agent of what is between;
	                      NULL: not known */
	const char *agent; /* or NULL */
};

/* A leg, as 'show' numbers them: the first one is 1. */
struct ladder_leg {
	int64_t id; /* leg.id */
	char *sip_call_id, *caller_number, *callee_number;
	char *caller_agent, *callee_agent;
	bool caller_is_callee; /* its caller speaks for the call's callee */
	bool datagrams;        /* udp */
	int64_t started_us;
	struct endpoint src, dst;
	int from, to; /* participants */
};

enum ladder_kind {
	LADDER_MESSAGE,
	LADDER_STREAM,
	LADDER_EVENT,
};

/* What a message says of the media of its sender (RFC 3264). */
struct ladder_sdp {
	bool answers;            /* else offers */
	const char *media;       /* "audio" ... of the first that is described
	                            here, audio before others */
	const char *direction;   /* "sendrecv" ... */
	struct endpoint address; /* port 0: refused, or not known */
	size_t codec_count;
	char (*codecs)[LADDER_CODEC_SIZE];
};

/* A stream, from its first packet, which is the time of its row. */
struct ladder_stream {
	int64_t end_us; /* its last packet */
	char *codec;
	uint64_t packets, lost;
	bool has_mos;
	double mos;
	bool recorded;
};

struct ladder_row {
	enum ladder_kind kind;
	int64_t time_us;
	struct endpoint src, dst; /* of messages and streams */
	int from, to;             /* participants; of an event, who did it */
	int leg;                  /* its number; 0: none */
	char *text;               /* "INVITE", "200 OK", "hold by caller" */
	char *detail;             /* or NULL */
	size_t index;             /* of a message or stream, as 'show --json'
	                             lists them; of others, their order */
	const char *side;         /* "caller", "callee" or NULL */

	char *word; /* method of a message, kind of an event */
	int status; /* of a response; 0: a request */
	uint32_t cseq;
	uint32_t again; /* how often it was sent again */
	uint32_t count; /* keys that this event stands for, or 1 */
	struct ladder_sdp *sdp;
	struct ladder_stream *stream;
};

struct ladder {
	char uid[CALL_UID_LEN + 1];
	int64_t started_us; /* of the call */
	bool truncated;     /* there are more than LADDER_ROWS_MAX */
	struct ladder_leg *legs;
	size_t leg_count;
	struct ladder_participant participants[LADDER_PARTICIPANTS_MAX];
	int participant_count;
	struct ladder_row *rows; /* by time */
	size_t row_count, row_room;
	char *number[2]; /* of the call's caller and callee; or NULL */
};

/*
 * The ladder of a call, to be given to ladder_free(). Which key was pressed is
 * not in it. Texts are UTF-8, but not screened. 0 or a positive errno.
 */
int ladder_make(struct catalogue *catalogue, const struct call_view *view,
    struct ladder **out) __attribute__((warn_unused_result));

void ladder_free(struct ladder *ladder);

/* "proxy" ... */
const char *ladder_role_name(enum ladder_role role);

#endif
