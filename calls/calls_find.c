/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "calls/calls_find.h"

#include "calls/calls_int.h"

const struct call *
calls_first(const struct calls *calls)
{
	return calls->oldest;
}

const struct call *
calls_next(const struct call *call)
{
	return call->newer;
}

size_t
calls_count(const struct calls *calls)
{
	return calls->count;
}

const struct heard *
calls_heard(const struct calls *calls)
{
	return calls->heard;
}

enum calls_found
calls_find(const struct calls *calls, struct text prefix, struct call **out)
{
	enum calls_found found = CALLS_NONE;

	for (struct call *call = calls->oldest; call; call = call->newer) {
		if (prefix.len > CALL_UID_LEN ||
		    strncmp(call->uid, prefix.at, prefix.len) != 0)
			continue;
		if (found == CALLS_FOUND)
			return CALLS_SEVERAL;
		found = CALLS_FOUND;
		*out = call;
	}
	return found;
}
