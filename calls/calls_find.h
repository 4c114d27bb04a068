/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking at the calls that go on. Engine thread only. */
#ifndef CALLS_CALLS_FIND_H
#define CALLS_CALLS_FIND_H

#include "calls/calls.h"

struct heard;

/* The oldest one, or that behind 'call'; NULL at the end. Calls that are over
 * and wait for late media are among them. */
const struct call *calls_first(const struct calls *calls);
const struct call *calls_next(const struct call *call);

size_t calls_count(const struct calls *calls);

/* Which hosts were heard in calls that are over. */
const struct heard *calls_heard(const struct calls *calls);

enum calls_found {
	CALLS_FOUND,
	CALLS_NONE,
	CALLS_SEVERAL,
};

/* The one whose public id begins with 'prefix', which is not empty. */
enum calls_found
calls_find(const struct calls *calls, struct text prefix, struct call **out);

#endif
