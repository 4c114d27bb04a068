/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of SIP headers, MIME parts and session descriptions. CRLF is the line
 * end of all three (RFC 3261 section 7, RFC 2046 section 4.1.1, RFC 8866
 * section 5); bare LF and bare CR are met in the field and taken too.
 */
#ifndef SIP_LINE_H
#define SIP_LINE_H

#include "base/text.h"

/*
 * Cuts the first line off '*rest' into '*line', without its line end. The
 * last line needs none. False when nothing is left.
 */
static inline bool
line_next(struct text *rest, struct text *line)
{
	size_t len = 0, end;

	if (rest->len == 0)
		return false;
	while (
	    len < rest->len && rest->at[len] != '\r' && rest->at[len] != '\n')
		len++;
	end = len;
	if (end < rest->len && rest->at[end] == '\r')
		end++;
	if (end < rest->len && rest->at[end] == '\n')
		end++;
	*line = (struct text){rest->at, len};
	rest->at += end;
	rest->len -= end;
	return true;
}

#endif
