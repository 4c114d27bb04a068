/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of headers that somebody here reads. */
#include "sip/wash_name.h"

/*
 * Where a name is in 'names', by its last letter and its length, so that one
 * comparison finds it: each line of a message is looked up. The compiler warns
 * when two names share a place.
 */
#define PLACES 128
#define PLACE(last, len) ((((last)&31) * 18u + (unsigned)(len)) % PLACES)
#define NAME(name, last, header)                                               \
	[PLACE(last, sizeof(name) - 1)] = {{name, sizeof(name) - 1}, header}

/* RFC 3261 section 7.3.3: with the compact forms. */
static const struct name {
	struct text text;
	enum wash_header header;
} names[PLACES] = {
    NAME("from", 'm', WASH_FROM),
    NAME("f", 'f', WASH_FROM),
    NAME("to", 'o', WASH_TO),
    NAME("t", 't', WASH_TO),
    NAME("via", 'a', WASH_VIA),
    NAME("v", 'v', WASH_VIA),
    NAME("cseq", 'q', WASH_CSEQ),
    NAME("call-id", 'd', WASH_CALL_ID),
    NAME("i", 'i', WASH_CALL_ID),
    NAME("user-agent", 't', WASH_USER_AGENT),
    NAME("server", 'r', WASH_SERVER),
    NAME("reason", 'n', WASH_REASON),
    NAME("p-asserted-identity", 'y', WASH_ASSERTED),
    NAME("p-preferred-identity", 'y', WASH_PREFERRED),
    NAME("remote-party-id", 'd', WASH_REMOTE_PARTY),
    NAME("privacy", 'y', WASH_PRIVACY),
    NAME("diversion", 'n', WASH_DIVERSION),
    NAME("history-info", 'o', WASH_HISTORY),
    NAME("contact", 't', WASH_CONTACT),
    NAME("m", 'm', WASH_CONTACT),
    NAME("expires", 's', WASH_EXPIRES),
    NAME("content-type", 'e', WASH_CONTENT_TYPE),
    NAME("c", 'c', WASH_CONTENT_TYPE),
    NAME("content-length", 'h', WASH_CONTENT_LENGTH),
    NAME("l", 'l', WASH_CONTENT_LENGTH),
    NAME("replaces", 's', WASH_REPLACES),
    NAME("refer-to", 'o', WASH_REFER_TO),
    NAME("r", 'r', WASH_REFER_TO),
    NAME("referred-by", 'y', WASH_REFERRED_BY),
    NAME("b", 'b', WASH_REFERRED_BY),
    NAME("session-id", 'd', WASH_SESSION_ID),
    NAME("session-expires", 's', WASH_SESSION_EXPIRES),
    NAME("x", 'x', WASH_SESSION_EXPIRES),
};

enum wash_header
wash_name_find(struct text name)
{
	const struct name *known =
	    &names[PLACE(name.at[name.len - 1], name.len)];

	return text_equal_nocase(name, known->text) ? known->header
						    : WASH_EXTRA;
}
