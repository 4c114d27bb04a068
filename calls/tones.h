/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tones in the audio of a call: keys of those sides that did not agree to
 * signal them as telephone events, and faxes that call. What listens belongs
 * to the writer of the recording.
 */
#ifndef CALLS_TONES_H
#define CALLS_TONES_H

#include "calls/call.h"
#include "calls/feed_event.h"
#include "calls/recording.h"
#include "rtp/tone.h"

/* Do both sides name telephone events, as far as they are known, so that
 * 'side' need not be listened to? Engine. */
bool tones_are_signalled(const struct call *call, enum side side);

/* Has the library make what all that listen share, before threads do. */
void tones_load(void);

typedef void tones_fn(const struct feed_tone *tone, void *arg);

struct tones;

/* Listens to all that 'recording', whose first sample was captured at 'origin',
 * renders. NULL without memory. */
struct tones *tones_new(struct recording *recording, struct tstamp origin,
    tones_fn *on_tone, void *arg);

/* 'side' signals its keys: it is not listened to from now on. */
void tones_stop(struct tones *tones, enum side side);

/* Gives a tone that lasts to the end, and frees it. NULL is allowed. */
void tones_free(struct tones *tones);

#endif
