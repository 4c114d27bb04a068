/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pauses in the recording of a call, such as while somebody says the number of
 * a card. Nothing of what is said or pressed in a pause is kept, of neither
 * side: no packet goes to a file or to who listens for tones, no key is noted,
 * and keys are masked in the messages that are stored. The file has silence
 * there, of the same length.
 *
 * A pause is asked for at the control socket, by a code of keys, or by a header
 * of a request in the call. A code is not noted as keys, nor is the beginning
 * of one, which waits a moment for that.
 *
 * A call that was paused too often stays so. Engine thread only.
 */
#ifndef CALLS_PAUSE_H
#define CALLS_PAUSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "calls/calls.h"
#include "calls/keys.h"
#include "calls/media.h"

/* Pauses of a call: the last of them lasts to its end. */
#define PAUSES_MAX 100

/* The keys of a code follow each other within this time. */
#define PAUSE_KEY_NS (3 * NS_PER_SEC)

/* One pause. */
struct pause_span {
	struct tstamp from;
	struct tstamp to; /* {INT64_MAX}: it goes on */
};

enum pause_answer {
	PAUSE_DONE,
	PAUSE_ALREADY, /* it is so already */
	PAUSE_OVER,    /* the call is over */
	PAUSE_LIMIT,   /* it was paused too often, or there is no memory: it
	                  stays as it is */
};

/* Pauses 'call', and ends the pause: from the packet of 'now' on. 'who' asked,
 * for people ("control"); 'side' may be NULL. */
enum pause_answer pause_begin(struct calls *calls, struct call *call,
    struct tstamp now, const enum side *side, const char *who);
enum pause_answer pause_end(struct calls *calls, struct call *call,
    struct tstamp now, const enum side *side, const char *who);

bool pause_is_on(const struct call *call);

/* May keys in messages of 'call' be stored? Not in a pause, and not while a
 * code may have begun. */
bool pause_hides_keys(const struct call *call);

/* The pauses of 'call', by time. */
size_t pause_spans(const struct call *call, const struct pause_span **spans);

/* For how long 'call', which is over, was paused. */
int64_t pause_total_ns(const struct call *call);

/*
 * A packet that 'stream' has for the recording, when 'stream->is_paused': is it
 * to be left out? Packets that come behind a pause, but were sent in it or tell
 * of what was, are too.
 */
bool
pause_takes_packet(struct media_stream *stream, const struct rtp_frame *frame);

/* A stream of a call begins. */
void pause_note_stream(struct media_stream *stream);

/*
 * A key was pressed, and it was told of at 'now'. True: it is kept from the
 * rows, now or for good. Keys that turn out to be no code are given to
 * measure_put_key() later.
 */
bool pause_takes_key(struct calls *calls, struct call *call,
    const struct key_press *press, struct tstamp now);

/* An event of a stream that began at 'started' and is no key: is it of a
 * pause? */
bool pause_takes_event(const struct call *call, struct tstamp started);

/* A request in 'call' that 'side' sent: 'message' is the whole of it. */
void pause_take_request(struct calls *calls, struct call *call, enum side side,
    struct text message, struct tstamp now);

/* Keys that waited long enough for the rest of a code are none. */
void pause_tick(struct calls *calls, struct call *call, struct tstamp now);

/* 'call' is over, or merged: keys that wait are none of a code. */
void pause_flush(struct calls *calls, struct call *call);

/* 'from' is a part of 'into', whose streams it gave it: one pauses for both. */
void pause_merge(struct call *from, struct call *into);

void pause_forget(struct call *call);

/* Reads a code of keys, "" for none; a header with a pattern of its value, such
 * as "X-Recording: pause*". False when it is none. */
bool pause_keys_parse(struct text text, char out[PAUSE_CODE_SIZE]);
bool pause_header_parse(struct text text, struct pause_header *out);

#endif
