/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first line of a SIP message (RFC 3261 sections 7.1 and 7.2). */
#ifndef SIP_START_LINE_H
#define SIP_START_LINE_H

#include <stdbool.h>

#include "base/text.h"

#define METHOD_LEN_MAX 64 /* longer ones are no methods */

struct start_line {
	bool is_request;           /* else a response */
	struct text method;        /* of a request */
	struct text request_uri;   /* of a request */
	unsigned status;           /* of a response, 100 to 699 */
	struct text reason_phrase; /* of a response; may be empty */
};

/*
 * Has 'line' the shape of a start line: a method or "SIP/2.0" in front, and
 * "SIP/2.0" in its place? Looser than start_line_parse(), and cheaper.
 */
bool start_line_is_sip(struct text line);

/*
 * Reads 'line'; false when it is no start line of SIP/2.0. More than one
 * space between the elements, spaces at the end and a missing reason phrase
 * are let pass, a space inside the Request-URI is not.
 */
bool start_line_parse(struct text line, struct start_line *out)
    __attribute__((warn_unused_result));

#endif
