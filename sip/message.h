/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One SIP message (RFC 3261 section 7), as the rest of the program sees it.
 * Plain data: the texts are borrowed from the parser that made it and live
 * until its next call. Names, tags and values are as sent, without escapes
 * undone, unless said otherwise.
 */
#ifndef SIP_MESSAGE_H
#define SIP_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

#define SIP_EXTRA_HEADERS_MAX 4

enum sip_method {
	SIP_METHOD_OTHER, /* an extension; see 'method_name' */
	SIP_METHOD_INVITE,
	SIP_METHOD_ACK,
	SIP_METHOD_BYE,
	SIP_METHOD_CANCEL,
	SIP_METHOD_OPTIONS,
	SIP_METHOD_REGISTER,
	SIP_METHOD_PRACK,
	SIP_METHOD_UPDATE,
	SIP_METHOD_INFO,
	SIP_METHOD_REFER,
	SIP_METHOD_NOTIFY,
	SIP_METHOD_SUBSCRIBE,
	SIP_METHOD_MESSAGE,
	SIP_METHOD_PUBLISH,
};

/* A party: From or To (RFC 3261 sections 20.20, 20.39). */
struct sip_party {
	struct text display; /* display name without quotes; may be empty */
	struct text uri;     /* "sip:alice@example.org;user=phone" */
	struct text user;    /* user part without a password, or the number of
	                        a tel: URI; may be empty */
	struct text host;    /* host part, IPv6 without brackets; empty for
	                        tel: */
	struct text tag;     /* tag parameter; empty when there is none */
};

/* The header that names the sender, beside From and To. */
enum sip_asserter {
	SIP_ASSERTED_BY_NONE,
	SIP_ASSERTED_BY_PAI,  /* P-Asserted-Identity, RFC 3325 */
	SIP_ASSERTED_BY_RPID, /* Remote-Party-ID, draft-ietf-sip-privacy-04 */
	SIP_ASSERTED_BY_PPI,  /* P-Preferred-Identity: the sender's own wish */
};

/* Who sent a message, as the network says. */
struct sip_assertion {
	enum sip_asserter by;
	struct sip_party party; /* of the first such header that names a user */
	bool is_private; /* Privacy (RFC 3323, RFC 3325) or Remote-Party-ID
	                           ask not to show it */
};

struct sip_message {
	bool is_request;           /* else a response */
	enum sip_method method;    /* of the request, or of the CSeq */
	struct text method_name;   /* the method as sent; never empty */
	unsigned status;           /* 100 to 699; 0 in a request */
	struct text reason_phrase; /* of a response */
	struct text request_uri;   /* of a request */
	struct text call_id;       /* never empty */
	struct sip_party from;     /* 'uri' never empty */
	struct sip_party to;       /* 'uri' never empty */
	uint32_t cseq;             /* number of the CSeq */
	struct text branch;        /* of the topmost Via; may be empty */
	struct text user_agent;    /* User-Agent, else Server */
	struct text reason;        /* Reason, whole (RFC 3326); lines are
	                              joined by ", " */
	struct sip_assertion assertion;
	struct text diversion;      /* Diversion, whole (RFC 5806) */
	struct text history;        /* History-Info, whole (RFC 7044) */
	struct text contact;        /* Contact, whole: a list, or "*" */
	struct text expires;        /* Expires: seconds, not checked */
	struct text replaces;       /* Replaces (RFC 3891) */
	struct text refer_to;       /* Refer-To (RFC 3515) */
	struct text referred_by;    /* Referred-By (RFC 3892) */
	struct text session_id;     /* Session-ID (RFC 7989) */
	unsigned session_expires_s; /* Session-Expires (RFC 4028); 0: none */
	struct text extra[SIP_EXTRA_HEADERS_MAX]; /* of sip_parser_keep() */
	struct text content_type; /* "application/sdp", lower case,
	                              without parameters */
	struct text sdp;          /* the session description, also
	                              out of a multipart body, or of a
	                              body without type that begins
	                              with "v=0"; else empty */
	struct text body;         /* the whole body */
	struct text bytes;        /* the whole message as it came */
	bool body_cut;            /* body shorter than Content-Length */
};

#endif
