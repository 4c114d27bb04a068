/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All calls that are going on: from their first sign to their rows and files.
 * Signalling (calls/signalling.c) and media without it (calls/orphan.c)
 * tell what happened; this file knows what that makes of a call.
 */
#ifndef CALLS_CALLS_H
#define CALLS_CALLS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "base/tstamp.h"
#include "calls/call.h"
#include "calls/ledger.h"
#include "calls/media.h"
#include "calls/settings.h"
#include "storage/catalogue.h"

struct calls;

/* Told when a call is forgotten: its memory goes after the return. */
typedef void calls_forgotten_fn(struct call *call, void *arg);

/*
 * 'dir_fd' is the output folder; all arguments are borrowed and must outlive
 * the calls. NULL without memory.
 */
struct calls *calls_new(const struct settings *settings, int dir_fd,
    struct catalogue *catalogue, struct ledger *ledger);
void calls_free(struct calls *calls); /* NULL is allowed */

/* Who is told when a call is forgotten. */
void calls_on_forgotten(
    struct calls *calls, calls_forgotten_fn *forgotten, void *arg);

/* So many packets of each stream are told of before they are recorded. */
#define IDENTITY_PACKETS 4

/* True when calls were merged: the stream may have another place now. */
typedef bool
calls_heard_fn(struct media_stream *stream, const struct rtp_frame *frame,
    const uint8_t *payload, size_t size, void *arg);

/* Who is told of the first packets. */
void calls_on_heard(struct calls *calls, calls_heard_fn *heard, void *arg);

/* What a source is called (source.id), such as "eth1: vlan 100"; NULL when it
 * is not known. Lives until the next call. */
typedef const char *calls_source_fn(int64_t source_id, void *arg);

/* Who knows the names of sources, for rules that ask for them. */
void calls_name_sources(struct calls *calls, calls_source_fn *name, void *arg);

/* What the calls were made with. */
struct media *calls_media(struct calls *calls);
struct catalogue *calls_catalogue(struct calls *calls);
const struct settings *calls_settings(const struct calls *calls);

/*
 * A call begins at 'time'. 'identity' is what makes it this call and no other
 * (Call-ID and tag; addresses and SSRC): it goes into its public id. NULL
 * when there are too many calls.
 */
struct call *
calls_start(struct calls *calls, struct tstamp time, struct text identity);

/* The row of 'call' is brought up to date: a party or a state changed. */
void calls_update(struct calls *calls, struct call *call);

/* What happened to 'call', by time and, where somebody did it, by side. */
void calls_ringing(struct calls *calls, struct call *call, struct tstamp time);
void calls_answered(struct calls *calls, struct call *call, struct tstamp time,
    unsigned status);
void calls_failed(struct calls *calls, struct call *call, struct tstamp time,
    unsigned status, const char *reason, const enum side *by);
void calls_hung_up(
    struct calls *calls, struct call *call, struct tstamp time, enum side by);
void calls_interrupted(struct calls *calls, struct call *call,
    struct tstamp time, const char *reason);

/* Both sides may have described their media anew: who sends now? */
void
calls_negotiated(struct calls *calls, struct call *call, struct tstamp time);

/* Does a side that lets the other one wait send audio meanwhile? */
void
calls_note_music(struct calls *calls, struct call *call, struct tstamp now);

/*
 * Two calls were one: all that is known of 'from' becomes a part of 'into',
 * and 'from' is gone. 'crossed': the caller of one is the callee of the other.
 * A file that 'from' has begun becomes one more of 'into', unless nothing was
 * written to it yet: what it waits with is given to the other file then.
 */
void calls_merge(struct calls *calls, struct call *from, struct call *into,
    bool crossed, struct tstamp time);

/*
 * Whether the audio of 'call' is recorded, as rules decide: it is, when nobody
 * says otherwise. Each may come before the first packet of audio, and again
 * later.
 *
 * Hold: packets wait, of the last 'look_back_ns' only, and nothing is written.
 * Release: it is recorded, with what waits of the time from 'since' on; with
 * {INT64_MIN} all of it. Skip: what waits is thrown away, and what comes, too;
 * a file that has begun is closed. After that a release begins another file.
 */
void
calls_hold_audio(struct calls *calls, struct call *call, int64_t look_back_ns);
void calls_release_audio(
    struct calls *calls, struct call *call, struct tstamp since);
void calls_skip_audio(struct calls *calls, struct call *call);

/* Adds an event row; 'side' and 'detail' may be NULL. */
void
calls_event(struct calls *calls, const struct call *call, struct tstamp time,
    const char *kind, const enum side *side, const char *detail);

/* Frames that were lost before they could be looked at. */
struct capture_loss {
	struct tstamp from, to; /* they came between these */
	uint64_t frames;        /* so many at least */
};

/* That happened to the file or interface 'capture', as datagrams name it. */
void calls_note_capture_loss(
    struct calls *calls, unsigned capture, const struct capture_loss *loss);

/* Counts and reports a catalogue write that failed; 0 is no failure. */
void calls_check(struct calls *calls, int error);

/*
 * Lets time pass: calls that are over close after a grace time for late media,
 * and are filed when their audio is; answered ones without a packet for too
 * long are interrupted.
 */
void calls_tick(struct calls *calls, struct tstamp now);

/* Sends audio that has waited long enough to those who write it: some ten times
 * a second. */
void calls_tick_audio(struct calls *calls, struct tstamp now);

/* The capture is over: all calls are filed. Waits for their audio. */
void calls_finish(struct calls *calls, struct tstamp now);

/* Is there room on the disk? Without, no recording is begun; those of calls
 * that go on then are begun when there is. */
void calls_set_room(struct calls *calls, bool room);

/* The first errno of a write that failed, or 0. */
int calls_error(struct calls *calls);

#endif
