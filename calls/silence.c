/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-way audio: what the descriptions and other calls tell of its cause. */
#include "calls/silence.h"

#include <stdio.h>

#include "calls/heard.h"

/* Does 'side' describe an address that its peer cannot send to, as NAT makes
 * it? Adds so, as the description of "its" or of "the caller's" SDP. */
static bool
explain_nat(const struct call *call, enum side side, const char *whose,
    char *out, size_t size)
{
	const struct endpoint *described = heard_described(call, side);
	const char *behind = call->sides[side].address;
	char text[ENDPOINT_TEXT_SIZE];
	struct addr agent;

	if (!described || !addr_is_private(&described->addr) ||
	    !addr_parse(text_of(behind), &agent) || addr_is_private(&agent))
		return false;
	snprintf(out, size,
	    "%s SDP announces %s, a private address, behind %s: likely NAT",
	    whose, endpoint_format(described, text), behind);
	return true;
}

static bool
explain_mirror(const struct call *call, enum side side, char *out, size_t size)
{
	struct heard_lack lack;
	char host[ADDR_TEXT_SIZE];

	if (!call->heard || !heard_lacks(call->heard, call, side, &lack))
		return false;
	snprintf(out, size,
	    "no audio %s %s in %llu of %llu calls so far: likely the mirror "
	    "lacks it",
	    lack.is_sender ? "from" : "to", addr_format(&lack.host, host),
	    (unsigned long long)lack.missing, (unsigned long long)lack.calls);
	return true;
}

void
silence_cause(const struct call *call, enum side side, char *out, size_t size)
{
	enum side other = other_side(side);
	const char *others =
	    other == SIDE_CALLER ? "the caller's" : "the callee's";

	out[0] = '\0';
	if (explain_nat(call, other, others, out, size) ||
	    explain_nat(call, side, "its", out, size))
		return;
	explain_mirror(call, side, out, size);
}

void
silence_agreed(const struct call *call, enum side side, char *out, size_t size)
{
	const struct call_side *it = &call->sides[side];
	const struct call_side *other = &call->sides[other_side(side)];

	out[0] = '\0';
	if (it->refused)
		snprintf(out, size, "refused audio (port 0)");
	else if (it->described && !it->offers_to_send)
		snprintf(out, size, "sent nothing, as its SDP says: %s",
		    it->offers_to_receive ? "recvonly" : "inactive");
	else if (other->holds)
		snprintf(out, size, "sent nothing: held by the %s",
		    side_name(other_side(side)));
}
