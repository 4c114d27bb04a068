/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From and to which hosts audio was seen, over the whole run: a mirror that
 * carries one direction only leaves the same side out of call after call. An
 * answered call counts once for each direction that was to have audio, with
 * the host that was to send it and the one that was to receive it.
 */
#ifndef CALLS_HEARD_H
#define CALLS_HEARD_H

#include <stdbool.h>
#include <stdint.h>

#include "calls/call.h"

/* Hosts that are counted, for each source that they are seen by. */
#define HEARD_MAX 65536

/* It takes so many calls without the audio, and so large a share. */
#define HEARD_CALLS_MIN 3
#define HEARD_PERCENT 75

struct heard;

struct heard *heard_new(void);        /* NULL without memory */
void heard_free(struct heard *heard); /* NULL is allowed */

/* Counts an answered call that is over. */
void heard_enter(struct heard *heard, const struct call *call);

/* What most calls of a host lack. */
struct heard_lack {
	struct addr host;
	bool is_sender; /* what it sends; else what is sent to it */
	uint64_t missing, calls;
};

/*
 * Is the audio of 'side', which was not heard in 'call', not heard in most
 * calls of its host so far, or of the host that it goes to? 'call' was
 * entered.
 */
bool heard_lacks(const struct heard *heard, const struct call *call,
    enum side side, struct heard_lack *out);

/*
 * The address that 'side' receives audio at, by signalling; the newest of
 * several. NULL when there is none.
 */
const struct endpoint *heard_described(const struct call *call, enum side side);

#endif
