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

#include "base/tstamp.h"
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

/* Time passes. */
void heard_tick(struct heard *heard, struct tstamp now);

/* Answered calls that are over. */
struct heard_calls {
	uint64_t answered;
	uint64_t one_way;  /* one side was to send, and was never heard */
	uint64_t no_audio; /* both */
};

/* Since the beginning, and in the last minutes (base/window.h). */
struct heard_calls heard_total(const struct heard *heard);
struct heard_calls heard_recent(const struct heard *heard);

/* What calls of a host lacked in the last minutes. */
struct heard_host {
	struct addr host;
	int64_t source_id; /* where its calls were seen; 0: nowhere */
	bool is_sender;    /* what it sends; else what is sent to it */
	uint64_t missing, calls;
};

/* Gives each host of which something is missing lately. */
typedef void heard_host_fn(const struct heard_host *host, void *arg);
void heard_each(const struct heard *heard, heard_host_fn *each, void *arg);

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
