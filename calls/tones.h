/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tones in the audio of a call: keys of those sides that did not agree to
 * signal them as telephone events, and faxes that call.
 */
#ifndef CALLS_TONES_H
#define CALLS_TONES_H

#include "calls/call.h"
#include "calls/recording.h"
#include "rtp/tone.h"

struct tone_press {
	struct call *call;
	enum side side;
	char tone; /* a key, or TONE_FAX_CNG */
	struct tstamp time;
	int64_t duration_ms;
};

typedef void tone_press_fn(const struct tone_press *press, void *arg);

/* Listens to all that 'recording' of 'call' renders from now on. */
void tones_listen(struct call *call, struct recording *recording,
    tone_press_fn *on_tone, void *arg);

/* Gives a tone that lasts to the end of 'call', and frees what listens. */
void tones_forget(struct call *call);

#endif
