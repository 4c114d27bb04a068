/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cuts a message into start line, headers and body and washes the headers:
 * unfolded, long names, one of each, only those that somebody here reads
 * (sip/wash.c says why).
 */
#ifndef SIP_WASH_H
#define SIP_WASH_H

#include "base/counter.h"
#include "base/text.h"
#include "sip/address.h"
#include "sip/start_line.h"

#define WASH_MESSAGE_MAX 65536 /* bytes of a message */
#define WASH_LINES_MAX 256     /* header lines, continuations too */
#define WASH_LINE_MAX 8192     /* bytes of a header line that is read */
#define WASH_MARKS_MAX 64      /* commas, and semicolons, in such a line */
#define WASH_EXTRA_MAX 4       /* headers that a user asks for by name */
#define WASH_MORE_MAX 16       /* lines that repeat a header of a list */

enum wash_header {
	WASH_FROM,
	WASH_TO,
	WASH_VIA,
	WASH_CSEQ,
	WASH_CALL_ID,
	WASH_USER_AGENT,
	WASH_SERVER,
	WASH_REASON,
	WASH_ASSERTED,     /* P-Asserted-Identity, RFC 3325 */
	WASH_PREFERRED,    /* P-Preferred-Identity, likewise */
	WASH_REMOTE_PARTY, /* Remote-Party-ID, a draft that many devices use */
	WASH_PRIVACY,      /* RFC 3323 */
	WASH_DIVERSION,    /* RFC 5806 */
	WASH_HISTORY,      /* History-Info, RFC 7044 */
	WASH_CONTACT,
	WASH_EXPIRES,
	WASH_CONTENT_TYPE,
	WASH_CONTENT_LENGTH,
	WASH_REPLACES,
	WASH_REFER_TO,
	WASH_REFERRED_BY,
	WASH_SESSION_ID,
	WASH_SESSION_EXPIRES,
	WASH_EXTRA, /* by their place in wash.extra */
	WASH_HEADER_COUNT = WASH_EXTRA + WASH_EXTRA_MAX
};

/* Characters kept by a struct wash, each piece with a NUL behind it. */
struct wash_store {
	size_t len; /* used */
	char at[2 * WASH_MESSAGE_MAX + 12 * WASH_LINE_MAX];
};

/* A line that goes on with a list that an earlier line began (RFC 3261
 * section 7.3.1). */
struct wash_more {
	enum wash_header header;
	struct text value;
};

struct wash {
	const char *extra[WASH_EXTRA_MAX]; /* names of headers to keep, set by
	                                      the owner; NULL: none */
	struct start_line start;
	struct text header[WASH_HEADER_COUNT]; /* unfolded, lists joined by
	                                          commas; empty: has none */
	struct address from, to;               /* those two cut up */
	struct wash_more more[WASH_MORE_MAX];  /* not yet joined */
	size_t more_count;
	struct text body; /* all behind the blank line */
	bool has_nul;     /* anywhere in the message */
	struct wash_store store;
};

/* The first line of 'message', behind any line ends that come before it. */
struct text wash_first_line(struct text message);

/*
 * Washes 'message'. What is as it should be lies in the bytes of it, what had
 * to be changed in the store of '*out'. COUNTER_NONE, or sip_too_large,
 * sip_start_line_bad, sip_header_limit, sip_nul_in_header. '*out' is large:
 * keep one and use it again.
 */
enum counter_id wash_message(struct text message, struct wash *out)
    __attribute__((warn_unused_result));

/*
 * The value of From, To, Via or CSeq in a form that libosip2 reads,
 * NUL-terminated, in the store. Asked for once a message, at most.
 */
const char *wash_clean(struct wash *wash, enum wash_header header);

#endif
