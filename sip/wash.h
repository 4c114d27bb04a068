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
#include "sip/start_line.h"

#define WASH_MESSAGE_MAX 65536 /* bytes of a message */
#define WASH_LINES_MAX 256     /* header lines, continuations too */
#define WASH_LINE_MAX 8192     /* bytes of a header line that is read */
#define WASH_MARKS_MAX 64      /* commas, and semicolons, in such a line */
#define WASH_EXTRA_MAX 4       /* headers that a user asks for by name */

enum wash_header {
	WASH_FROM,
	WASH_TO,
	WASH_VIA,
	WASH_CSEQ,
	WASH_CLEAN_COUNT, /* those above are also made ready for libosip2 */
	WASH_CALL_ID = WASH_CLEAN_COUNT,
	WASH_USER_AGENT,
	WASH_SERVER,
	WASH_REASON,
	WASH_REASON_2, /* joined to the first in the end */
	WASH_CONTENT_TYPE,
	WASH_CONTENT_LENGTH,
	WASH_CONTACT,
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
	char at[WASH_MESSAGE_MAX + 12 * WASH_LINE_MAX];
};

struct wash {
	const char *extra[WASH_EXTRA_MAX]; /* names of headers to keep, set by
	                                      the owner; NULL: none */
	struct start_line start;
	struct text header[WASH_HEADER_COUNT]; /* unfolded; empty: has none */
	const char *clean[WASH_CLEAN_COUNT];   /* NUL-terminated, in a form
	                                          that libosip2 reads */
	struct text body;                      /* in the bytes of the message,
	                                          all behind the blank line */
	struct wash_store store;               /* where the others are kept */
};

/* The first line of 'message', behind any line ends that come before it. */
struct text wash_first_line(struct text message);

/*
 * Washes 'message'. COUNTER_NONE, or sip_too_large, sip_start_line_bad,
 * sip_header_limit, sip_nul_in_header. '*out' is large: keep one and use it
 * again.
 */
enum counter_id wash_message(struct text message, struct wash *out)
    __attribute__((warn_unused_result));

#endif
