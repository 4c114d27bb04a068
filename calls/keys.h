/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keys (DTMF) that are pressed in a call, told of by telephone events
 * (RFC 4733), by SIP INFO or by their tones. A key that is told of twice, in
 * two ways or on two hops, is one.
 */
#ifndef CALLS_KEYS_H
#define CALLS_KEYS_H

#include "calls/call.h"
#include "calls/media.h"
#include "storage/catalogue.h"

/* Which key it was is kept only when asked for: this stands for any. It is
 * none of the keys. */
#define KEY_MASK "X"

#define KEYS_PER_CALL_MAX 2000

enum key_method {
	KEY_RFC4733,
	KEY_INFO,
	KEY_INBAND,
};

struct key_press {
	enum key_method method;
	enum side side; /* whose key */
	char key;       /* '0' to '9', '*', '#', 'A' to 'D' */
	struct tstamp time;
	int64_t duration_ms;         /* 0: not known */
	struct media_stream *stream; /* that told of it, or NULL */
	int64_t leg_id;              /* ... or leg.id; 0: none */
};

/* Was the key told of already, in another way? Else it is remembered. */
bool keys_is_again(struct call *call, const struct key_press *press);

/* Writes a row, if there is room; 'plain' says which key. 0, or an errno of the
 * catalogue. */
int keys_put(struct catalogue *catalogue, struct call *call,
    const struct key_press *press, bool plain)
    __attribute__((warn_unused_result));

/* Is one more key, or a flash or the like, of 'call' to be written? Counts
 * it. */
bool keys_room(struct call *call);

/* Frees what is kept of the keys of 'call'. */
void keys_forget(struct call *call);

#endif
